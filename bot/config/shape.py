"""The shape of the file: its sections and keys, checked by pydantic. The meaning of a word stands in words.py.

Every key of the contract is here. What the house cannot honour yet is refused with a sentence, never ignored.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Container, Mapping
from dataclasses import dataclass
from datetime import time, timedelta
from functools import partial
from typing import Annotated, Any, Literal, cast

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, ValidationInfo

from bot.config import addresses, news_search, words
from bot.config.secret import fill, refers
from bot.config.wrong import Wrong, did_you_mean, shown
from bot.gazetteer.entry import SECTIONS
from bot.model import Alerts, Keep, Quiet, Rule, Threshold
from bot.story.acts import act_names

LEAST_EVERY = timedelta(minutes=1)
# The story room looks back a fortnight, and a digest four days: what is younger is still in use.
LEAST_KEPT = timedelta(days=30)
LEAST_VECTORS = timedelta(days=14)
_LONGEST_KEPT = timedelta(days=36_500)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the file is checked against besides itself."""

    environment: Mapping[str, str]
    known_ids: Container[str]
    own_ids: frozenset[str] = frozenset()  # entities the file itself adds under `watch`


def _around(info: ValidationInfo) -> Surroundings:
    return cast(Surroundings, info.context)


# --- readers of single keys ----------------------------------------------------------------------------------------


def _not_yet(cure: str) -> Callable[[object], None]:
    """Make a reader for a key of the contract that nothing honours yet; false and nothing say what is so anyway."""

    def refuse(value: object) -> None:
        if value not in (None, False):
            raise Wrong(f"this is not available yet; {cure}")

    return refuse


def _encoding(value: object) -> str:
    name = words.text(value)
    try:
        info = codecs.lookup(name)
    except (LookupError, UnicodeError, ValueError):
        raise Wrong(f"{shown(name)} is not an encoding; write utf-8, windows-1251, gb18030 or windows-1256") from None
    if not info._is_text_encoding:  # base64, rot13 and the like turn no bytes into text
        raise Wrong(f"{shown(name)} is not an encoding of text; write utf-8, windows-1251 or gb18030")
    return name


def _user_agent(value: object) -> str:
    agent = words.text(value)
    if not agent.isascii():
        raise Wrong("a user agent holds plain English letters only; write it without other scripts")
    return agent


_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_OURS = {
    "host", "content-length", "transfer-encoding", "connection", "accept-encoding", "if-none-match",
    "if-modified-since", "a-im", "range", "cookie2",
}  # fmt: skip
_SECRET_HEADER = re.compile(r"auth|cookie|token|secret|key|password|session", re.IGNORECASE)


def _headers(value: object, info: ValidationInfo) -> tuple[tuple[str, str], ...]:
    if not isinstance(value, dict):
        raise Wrong(f"{shown(value)} stands where names and values belong; write {{Accept-Language: ar}}")
    return tuple((name, _header(name, text, info)) for name, text in value.items())


def _header(name: str, value: object, info: ValidationInfo) -> str:
    """Return the value of one header, secrets filled in. Its sentences never echo the value."""
    if not _HEADER.fullmatch(name):
        raise Wrong(f"{shown(name)} is not the name of a header; write letters, digits and - only", (name,))
    if name.lower() in _OURS:
        raise Wrong(f"{name} is set by the poller itself; remove the line", (name,))
    if name.lower() == "user-agent":
        raise Wrong("User-Agent has a key of its own; write user_agent: beside url", (name,))
    if not isinstance(value, str):
        raise Wrong(f"the value of {name} is not text; write it in quotes", (name,))
    if _SECRET_HEADER.search(name) and not refers(value):
        raise Wrong(f"a secret never stands in this file; write {name}: ${{VARIABLE}} and set it in .env", (name,))
    try:
        filled = fill(value, _around(info).environment)
    except Wrong as wrong:
        raise Wrong(f"{name}: {wrong.sentence}", (name,)) from None
    if not filled.isascii() or not filled.isprintable():
        raise Wrong(f"the value of {name} holds signs a header cannot; write plain English letters", (name,))
    return filled


def _proxy(value: object, info: ValidationInfo) -> str:
    text = words.text(value)
    if "@" in text and not refers(text):
        raise Wrong("a password never stands in this file; write ${PROXY} and set it in .env")
    filled = fill(text, _around(info).environment)
    addresses.proxy_url(str(filled))
    return filled


def _chat(value: object, info: ValidationInfo) -> str | int:
    if isinstance(value, str) and "$" in value:
        filled = fill(value.strip(), _around(info).environment)
        try:
            return words.chat(str(filled))
        except Wrong:
            raise Wrong(f'{shown(value)} names no chat; set it to "@name" or a numeric id') from None
    return words.chat(value)


def _id(value: object) -> str:
    word = words.text(value)
    if re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9._~/:-]{0,79}", word):
        return word
    raise Wrong(f"{shown(word)} is not an id; write letters, digits and . _ - only, at most 80")


def _known_id(value: object, info: ValidationInfo) -> str:
    word, around = words.text(value), _around(info)
    if word in around.known_ids or word in around.own_ids:
        return word
    listed = cast(Any, around.known_ids) if hasattr(around.known_ids, "__iter__") else ()
    known = tuple(sorted({*listed, *around.own_ids}))
    if word + "." in {name.partition(".")[0] + "." for name in known}:
        raise Wrong(f"{shown(word)} is a kind, not an id; write ids such as {_first_of(word, known)}")
    raise Wrong(f"{shown(word)} is not in the gazetteer; {did_you_mean(word, known)}")


def _wish(value: object, info: ValidationInfo) -> str:
    """An id of the gazetteer, `section.NAME` or `source.ID`; `topic.NAME` is the section where no topic is named so."""
    word = words.text(value)
    kind, _, name = word.partition(".")
    if kind == "source" and name:
        return f"source.{_id(name)}"
    if kind == "section" and name:
        return f"section.{words.one_of(name, SECTIONS)}"
    if word in SECTIONS:
        raise Wrong(f"{shown(word)} is a section; write section.{word}")
    if kind == "topic" and name in SECTIONS and word not in _around(info).known_ids:
        return f"section.{name}"
    return _known_id(word, info)


def _first_of(kind: str, known: tuple[str, ...]) -> str:
    return next(name for name in known if name.startswith(f"{kind}."))


def _param(value: object) -> str:
    word = words.text(value)
    if re.search(r"[\s=&?#]", word):
        raise Wrong(f"{shown(word)} is not the name of a parameter; write only what stands before the =")
    return word


def _digests(value: object) -> object:
    if value == []:
        raise Wrong("no digest would ever be made; write times or remove the line (08:00 and 20:00 then)")
    return value


def _one_of(*known: str) -> BeforeValidator:
    return BeforeValidator(lambda word: words.one_of(word, known))


def _mapping_or_nothing(value: object) -> object:
    return {} if value is None else value


def _list_or_nothing(value: object) -> object:
    return [] if value is None else value


# --- the shapes ----------------------------------------------------------------------------------------------------

Text = Annotated[str, BeforeValidator(words.text)]
YesNo = Annotated[bool, BeforeValidator(words.yes_or_no)]
Every = Annotated[timedelta, BeforeValidator(partial(words.duration, low=LEAST_EVERY))]
Duration = Annotated[timedelta, BeforeValidator(words.duration)]
Zone = Annotated[str, BeforeValidator(words.zone)]
Chat = Annotated[str | int, BeforeValidator(_chat)]
Id = Annotated[str, BeforeValidator(_known_id)]
Wish = Annotated[str, BeforeValidator(_wish)]


class Lines(BaseModel):
    """One level of the file: only these keys, only these types."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class File(Lines):
    sources: list[Any]
    channels: Annotated[list[Any], BeforeValidator(_list_or_nothing)] = []
    poll: Annotated[dict[str, Any], BeforeValidator(_mapping_or_nothing)] = {}
    keep: Annotated[dict[str, Any], BeforeValidator(_mapping_or_nothing)] = {}
    watch: Annotated[dict[str, Any], BeforeValidator(_mapping_or_nothing)] = {}
    admins: Annotated[
        list[Annotated[int, BeforeValidator(partial(words.whole, low=1, high=2**52 - 1))]],
        BeforeValidator(_list_or_nothing),
    ] = []


class SourceLines(Lines):
    url: Annotated[str | None, BeforeValidator(addresses.feed_url)] = None
    google_news: Annotated[str | None, BeforeValidator(news_search.search_query)] = None
    news_sitemap: Annotated[None, BeforeValidator(_not_yet("write the url of a feed or google_news: site:…"))] = None
    page: Annotated[None, BeforeValidator(_not_yet("write the url of a feed or google_news: site:…"))] = None
    selectors: Annotated[None, BeforeValidator(_not_yet("write the url of a feed or google_news: site:…"))] = None
    telegram: Annotated[None, BeforeValidator(_not_yet("write the url of a feed of the same publisher"))] = None
    id: Annotated[str | None, BeforeValidator(_id)] = None
    name: Text | None = None
    language: Annotated[str | None, BeforeValidator(words.language)] = None
    timezone: Zone = "UTC"
    every: Every | None = None
    encoding: Annotated[str | None, BeforeValidator(_encoding)] = None
    user_agent: Annotated[str | None, BeforeValidator(_user_agent)] = None
    # plain validators: pydantic would copy a filled-in secret into a str that shows itself
    headers: Annotated[tuple[tuple[str, str], ...], PlainValidator(_headers)] = ()
    proxy: Annotated[str | None, PlainValidator(_proxy)] = None
    keep_params: list[Annotated[str, BeforeValidator(_param)]] = []
    priority: Annotated[int, BeforeValidator(partial(words.whole, low=1, high=3))] = 2
    enabled: YesNo = True
    note: Text = ""


class StyleLines(Lines):
    full_items: Annotated[int, BeforeValidator(partial(words.whole, low=1, high=100))] = 25
    lead_items: Annotated[int, BeforeValidator(partial(words.whole, low=0, high=100))] = 5
    brief_items: Annotated[int, BeforeValidator(partial(words.whole, low=0, high=1_000))] = 40
    phrases: Annotated[dict[str, Any], BeforeValidator(_mapping_or_nothing)] = {}
    hashtags: Annotated[int, BeforeValidator(partial(words.whole, low=0, high=10))] = 5
    without_news: Annotated[Literal["say", "silent"], _one_of("say", "silent")] = "say"


def _rule(value: object, info: ValidationInfo) -> Rule:
    """A rule as text, `org.sco agreement signed`, or as keys: {when: …, sources: 2, urgent: true}."""
    lines = value if isinstance(value, dict) else {"when": value}
    if unknown := [key for key in lines if key not in _RULE_KEYS]:
        key = str(unknown[0])
        raise Wrong(f"{shown(key)} is not a key of a rule; {did_you_mean(key, _RULE_KEYS)}", (key,))
    if "when" not in lines:
        raise Wrong('when: is missing; write ids and acts such as when: "org.sco agreement signed"')
    said = words.text(lines["when"]).split()
    ids = tuple(_known_id(word, info) for word in dict.fromkeys(said) if "." in word)
    acts = tuple(_act(word) for word in dict.fromkeys(said) if "." not in word)
    return Rule(
        ids=ids,
        acts=acts,
        sources=words.whole(lines.get("sources", 1), low=1, high=50),
        urgent=words.yes_or_no(lines.get("urgent", False)),
    )


_RULE_KEYS = ("when", "sources", "urgent")


def _act(word: str) -> str:
    known = tuple(sorted(act_names()))
    if word in known:
        return word
    raise Wrong(f"{shown(word)} is neither an id nor something that happens; {did_you_mean(word, known)}")


def _weight(value: object) -> float:
    if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 20:
        return float(value)
    raise Wrong(f"{shown(value)} is not a weight; write a number from 0 to 20, such as 2.5")


def _mapping_or_switch(value: object) -> object:
    """`true` is everything at its default, `false` and nothing are none of it."""
    if value is True:
        return {}
    if value is False:
        return None
    if isinstance(value, str):
        words.yes_or_no(value)  # `yes` in quotes or without is told what it should have been
    if value is not None and not isinstance(value, dict):
        raise Wrong(f"{shown(value)} says too little; write true, or {{sources: 3, languages: 2, per_day: 5}}")
    return value


def _urgent(value: object) -> object:
    if value is True:
        raise Wrong("true does not say when; write what must be reached, such as {sources: 8, languages: 4}")
    if value == {}:
        raise Wrong("it names no line to cross; write {sources: 8, languages: 4}")
    return None if value is False else value


def _quiet(value: object) -> Quiet | None:
    if value is None or value is False:
        return None
    match = re.fullmatch(r"\s*(\S+?)\s*[-–—]\s*(\S+)\s*", value) if isinstance(value, str) else None
    if match is None:
        raise Wrong(f'{shown(value)} is not a span of hours; write "22:00-07:00", in quotes')
    start, end = (words.time_of_day(part) for part in match.groups())
    if start == end:
        raise Wrong(f'{shown(value)} begins when it ends; write "22:00-07:00", or alerts: false for no alerts at all')
    return Quiet(start=start, end=end)


Count = Annotated[int, BeforeValidator(partial(words.whole, low=1, high=50))]
Weight = Annotated[float, BeforeValidator(_weight)]


class ThresholdLines(Lines):
    sources: Count = Threshold().sources
    languages: Count = Threshold().languages
    weight: Weight = Threshold().weight


class AlertLines(ThresholdLines):
    window: Annotated[
        timedelta, BeforeValidator(partial(words.duration, low=timedelta(minutes=10), high=timedelta(days=1)))
    ] = Alerts().window
    per_day: Annotated[int, BeforeValidator(partial(words.whole, low=1, high=50))] = Alerts().per_day
    every: Annotated[
        timedelta, BeforeValidator(partial(words.duration, low=timedelta(minutes=1), high=timedelta(days=1)))
    ] = Alerts().every
    rules: list[Annotated[Rule, PlainValidator(_rule)]] = []
    urgent: Annotated[ThresholdLines | None, BeforeValidator(_urgent)] = None


class ChannelLines(Lines):
    chat: Chat | None = None
    language: Annotated[str, BeforeValidator(words.channel_language)] = "ar"
    timezone: Zone = "Asia/Riyadh"
    digests: Annotated[list[Annotated[time, BeforeValidator(words.time_of_day)]], BeforeValidator(_digests)] = Field(
        default_factory=lambda: [time(8), time(20)]
    )
    only: list[Wish] = []
    sections: list[Annotated[str, _one_of(*SECTIONS)]] = []
    thread: Annotated[int | None, BeforeValidator(partial(words.whole, low=1, high=2**31))] = None
    audit_chat: Chat | None = None
    on_ambiguous: Annotated[Literal["hold", "resend"], _one_of("hold", "resend")] = "hold"
    max_late: Duration = timedelta(hours=6)
    style: StyleLines = Field(default_factory=StyleLines)
    alerts: Annotated[AlertLines | None, BeforeValidator(_mapping_or_switch)] = None
    quiet_hours: Annotated[Quiet | None, PlainValidator(_quiet)] = None
    pin: YesNo = False
    exclude: list[Wish] = []


class PollLines(Lines):
    every: Every = timedelta(minutes=15)
    concurrency: Annotated[int, BeforeValidator(partial(words.whole, low=1, high=500))] = 50
    user_agent: Annotated[str | None, BeforeValidator(_user_agent)] = None
    allow_private: list[Annotated[str, BeforeValidator(addresses.private_word)]] = []


def _kept(low: timedelta) -> BeforeValidator:
    return BeforeValidator(partial(words.duration_or_forever, low=low, high=_LONGEST_KEPT))


Kept = Annotated[timedelta | None, _kept(LEAST_KEPT)]


class KeepLines(Lines):
    untagged: Kept = Keep().untagged
    articles: Kept = Keep().articles
    told: Kept = Keep().told
    outbox: Kept = Keep().outbox
    vectors: Annotated[timedelta | None, _kept(LEAST_VECTORS)] = Keep().vectors


class WatchLines(Lines):
    entities: Annotated[dict[str, Any], BeforeValidator(_mapping_or_nothing)] = {}
    mute: list[Id] = []


LEVELS: Mapping[str, type[Lines]] = {
    "the file": File,
    "a source": SourceLines,
    "a channel": ChannelLines,
    "poll": PollLines,
    "keep": KeepLines,
    "watch": WatchLines,
    "style": StyleLines,
    "alerts": AlertLines,
    "urgent": ThresholdLines,
}
