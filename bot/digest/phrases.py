"""The operator's own words and layouts for a channel: overridden by the catalogue's keys, and checked before they hold.

A template is text with named places and nothing else: no expressions, no loops, nothing that could fail or reach out
while a digest is made. What may be said where is known from the catalogue, so that a slip is found when it is loaded.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from string import Formatter
from typing import Any

from bot.digest.bulletin import Bulletin
from bot.digest.choose import SECTIONS
from bot.digest.compose import compose
from bot.digest.contents import ALERTS, DIGESTS, Contents, index_post
from bot.digest.markup import safe_url
from bot.digest.split import Limits
from bot.digest.subset import INLINE, elements, measure, parse, visible
from bot.digest.words import LAYOUT, load_words
from bot.gazetteer import Gazetteer
from bot.model import Alert, Article, Channel, Kind, Mention, Post, Slot, Story, Tag

Path = tuple[str, ...]
Problem = tuple[Path, str]

# Places of a layout: those that may stand there, and those that must.
_LAYOUTS: Mapping[str, tuple[frozenset[str], frozenset[str]]] = {
    "item": (frozenset({"place", "headline", "gist", "news", "sources", "tags"}), frozenset({"headline"})),
    "brief": (frozenset({"place", "headline"}), frozenset({"headline"})),
    "header": (frozenset({"title", "date", "status", "counts", "updated"}), frozenset({"title"})),
    "next_header": (frozenset({"title"}), frozenset({"title"})),
    "heading": (frozenset({"emoji", "name"}), frozenset({"name"})),
    "footer": (frozenset({"tags", "ways"}), frozenset()),
    "alert": (frozenset({"headline", "gist", "news", "sources", "beside", "tags"}), frozenset({"headline"})),
}
# Places of a phrase that it may do without; of the others each is news to the reader.
_OPTIONAL: Mapping[str, frozenset[str]] = {
    "title": frozenset({"n"}),
    "counts": frozenset({"articles", "sources"}),
    "retracted": frozenset({"date"}),
    "corrected": frozenset({"date"}),
}
_HASHTAGS = ("daily_tag", "edition_tag", "number_tag", "alert_tag")
_LINKS = (LAYOUT, "empty", "left")  # where a link of the operator's may stand: all else may be part of one of ours
# Shown as plain text, or inside a link of ours.
_NO_MARKUP = (
    "untitled", "channel", "edited", "show_more", "show_less", "previous", "first_part", "earlier", *_HASHTAGS,
)  # fmt: skip
_INVISIBLE = re.compile(r"[\x00-\x09\x0b-\x1f\x7f\u200b\u200e\u200f\u061c\u2028-\u202e\u2060\u2066-\u2069\ufeff]")
_TAG = re.compile(r"</?([a-zA-Z][a-zA-Z0-9-]*)")
_MOST = 1_000  # characters of a phrase
# A digest and a reply tell the first pieces, an alert the figures.
_LARGE_NEWS = "; ".join(
    (*(f"entity:{n}{'x' * 70}" for n in range(6)), *(f"number:{n}99999.99 square_kilometres" for n in range(1, 7)))
)


def flatten(given: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Checked phrases as pairs of dotted key and text, in the order of the keys."""
    flat = ((".".join(path), text) for path, text in _texts(given))
    return tuple(sorted(flat))


def problems(given: Mapping[str, Any], language: str) -> Iterator[Problem]:
    """What is wrong with `given`, each with the path of its key; `channel_problem` says the rest."""
    yield from _problems_in(given, load_words(language).catalog, ())


def channel_problem(channel: Channel) -> str:
    """Why a digest cannot be written with the channel's phrases; "" when it can.

    A digest of the largest stories there are is composed and measured against Telegram's limits.
    """
    slot = Slot(channel=channel.id, day=date(2026, 11, 22), time=time(8), due=_NOW)
    try:
        digest = compose(
            channel=channel, slot=slot, number=123_456, stories=_sample(channel), gazetteer=Gazetteer({}), names={},
            priorities={}, now=_NOW, previous=f"{channel.id}|2026-11-21|08:00|1",
        )  # fmt: skip
        between = tuple(_between(channel, slot))
    except ValueError:
        return "with these words a post is longer than Telegram allows; shorten what stands around the stories"
    if not all(Limits().allow(measure(post.text)) for post in (*digest.posts, *between)):
        return "with these words a post is longer than Telegram allows; shorten them"
    return ""


def _between(channel: Channel, slot: Slot) -> Iterator[Post]:
    """The posts between two digests, at their largest. Raises ValueError for one that cannot be written."""
    nothing = Gazetteer({})
    bulletin = Bulletin(channel=channel, gazetteer=nothing, names={}, priorities={})
    stories = [_large(number, channel.language) for number in range(3)]
    if channel.alerts is not None:
        for story in stories:
            yield bulletin.alert(story, _NOW)
            yield bulletin.reply(story, _NOW)
    if channel.pin:
        key = f"{channel.id}|alert|x"
        alerts = [Alert(key=key, story=story, at=_NOW, because="", text="", latest=key, state="sent", shown=_NOW)
                  for story in (*stories, *stories)]  # fmt: skip
        contents = Contents(
            digests=[(slot, 123_456)] * DIGESTS, sections=dict.fromkeys(SECTIONS, key), alerts=alerts[:ALERTS]
        )
        yield index_post(contents, channel, nothing, {})


# --- one phrase ----------------------------------------------------------------------------------------------------


def _problems_in(given: Mapping[str, Any], ours: Mapping[str, Any], path: Path) -> Iterator[Problem]:
    for key, value in given.items():
        here = (*path, str(key))
        if key not in ours:
            yield here, f"{_said(here)} is no phrase; {_meant(str(key), ours)}"
        elif isinstance(ours[key], Mapping):
            if isinstance(value, Mapping):
                yield from _problems_in(value, ours[key], here)
            else:
                yield here, f"{_said(here)} has several forms; write {', '.join(ours[key])} below it"
        elif not isinstance(value, str):
            yield here, f"{_said(here)} is not text; write it in quotes"
        else:
            yield from ((here, f"{_said(here)}: {sentence}") for sentence in _wrong(here, value, ours[key]))


def _wrong(path: Path, text: str, ours: str) -> Iterator[str]:
    layout = path[0] == LAYOUT
    if len(text) > _MOST:
        yield f"is longer than {_MOST} characters"
        return
    if not text.strip() and ours and path[-1] != "zero":
        yield "is empty; remove the line for the usual words"
        return
    if _INVISIBLE.search(text) or (not layout and "\n" in text):
        yield "holds line breaks or invisible marks; write it on one line, direction is set by itself"
        return
    try:
        places = _places(text)
    except ValueError as error:
        yield f"{error}; write a place as {{name}}, and no other braces"
        return
    yield from _wrong_places(path, places, _places(ours))
    yield from _wrong_markup(path, text)


def _wrong_places(path: Path, places: list[str], ours: list[str]) -> Iterator[str]:
    if path[0] == LAYOUT:
        known, needed = _LAYOUTS[path[1]]
    else:
        known = frozenset(ours) | ({"n"} if len(path) == 2 and path[0] in _COUNTED else set())
        needed = frozenset(ours) - _OPTIONAL.get(path[0], frozenset())
    if unknown := [place for place in places if place not in known]:
        may = f"it may hold {_braced(known)}" if known else "it holds none"
        yield f"{{{unknown[0]}}} is no place here; {may}"
    if missing := sorted(needed - set(places)):
        yield f"{_braced(missing)} is missing; write it where it is to stand"
    if places.count("headline") > 1 and path[0] == LAYOUT:
        yield "{headline} stands twice; remove one"


_COUNTED = ("stories", "articles", "sources", "source_label", "further_sources", "left_stories")


def _wrong_markup(path: Path, text: str) -> Iterator[str]:
    if path[-1] in _HASHTAGS:
        shown = Formatter().vformat(text, (), {"day": "2026_11_22", "n": "1"}) if _fits(text) else text
        if not re.fullmatch(r"\w*[^\W\d_]\w*", shown):
            yield "is a hashtag: letters, digits and _ only, no space and no #"
        return
    if path[0] in _NO_MARKUP:
        if "<" in text or ">" in text:
            yield "takes no markup; write plain words"
        return
    if re.search(r"<[^>]*\{", text):
        yield "a place cannot stand inside a tag; write it before or behind"
        return
    known = INLINE if path[0] in _LINKS else INLINE - {"a"}
    wrong = (_wrong_line(line, known) for line in re.sub("&(?:lt|gt);", "", text).split("\n"))
    if found := next(filter(None, wrong), ""):
        yield found


def _wrong_line(line: str, allowed: frozenset[str]) -> str:
    nodes, known = parse(line), ", ".join(sorted(allowed))
    if "<" in visible(nodes) or ">" in visible(nodes) or not _closes(line):
        return f"its markup breaks: every tag is closed in its own line, and known are {known}"
    if bad := next((one.tag for one in elements(nodes) if one.tag not in allowed), ""):
        return f"<{bad}> cannot stand here; known are {known}"
    if any(one.tag == "a" and safe_url(one.attributes.get("href")) is None for one in elements(nodes)):
        return 'a link wants a whole address: <a href="https://example.org">words</a>'
    return ""


def _closes(line: str) -> bool:
    """Is every tag of a line closed in it? What stays open ends with the post, and so goes unnoticed."""
    names = _TAG.findall(line)
    return len(re.findall(r"</", line)) * 2 == len(names)


def _places(text: str) -> list[str]:
    """The names in braces. Raises ValueError for anything but a plain name."""
    if "{{" in text or "}}" in text:
        raise ValueError("a doubled brace stands for nothing")
    found = []
    for _, name, spec, conversion in Formatter().parse(text):
        if name is None:
            continue
        if not re.fullmatch(r"[a-z_]+", name) or spec or conversion:
            how = f"!{conversion}" if conversion else f":{spec}" if spec else ""
            raise ValueError(f"{{{name}{how}}} is no place")
        found.append(name)
    return found


def _fits(text: str) -> bool:
    return set(_places(text)) <= {"day", "n"}


def _texts(given: Mapping[str, Any], path: Path = ()) -> Iterator[tuple[Path, str]]:
    for key, value in given.items():
        if isinstance(value, Mapping):
            yield from _texts(value, (*path, str(key)))
        else:
            yield (*path, str(key)), value.strip("\n")


def _said(path: Path) -> str:
    return ".".join(path)


def _meant(key: str, ours: Mapping[str, Any]) -> str:
    near = difflib.get_close_matches(key, list(ours), n=1, cutoff=0.6)
    return (
        f"did you mean {near[0]}?"
        if near
        else f"known are: {', '.join(list(ours)[:12])}" + (" …" if len(ours) > 12 else "")
    )


def _braced(names: Any) -> str:
    return ", ".join(f"{{{name}}}" for name in sorted(names))


# --- the largest stories there are -----------------------------------------------------------------------------------

_NOW = datetime(2026, 11, 22, 5, 0, tzinfo=UTC)
_WORD = {"ar": "كازاخستان", "ru": "Казахстан", "zh": "哈萨克斯坦铁路"}


def _sample(channel: Channel) -> tuple[Story, ...]:
    """More stories than a digest shows, as large as any that were seen: headlines, addresses, names, what is new."""
    count = min(channel.full_items + channel.brief_items, 60) + 1
    return tuple(_large(number, channel.language) for number in range(count))


def _large(number: int, reader: str) -> Story:
    word = _WORD.get(reader, "Kazakhstan")
    languages = (reader, "en", "ru", "zh", "ar")
    articles = tuple(
        Article(
            id=f"{number}-{turn}",
            source=f"source-{turn}",
            publisher=f"{word} {number} {turn} " * 8,
            title=f"{word} {number} " * 60,
            summary=f"{f'{word} {number} {turn} ' * 12}.",
            url=f"https://{turn}.example/" + "x" * (1_960 if turn == 0 else 100),
            language=languages[(turn + number) % 5],
            seen=_NOW - timedelta(hours=number % 20 + 1),
        )
        for turn in range(6)
    )
    kinds: tuple[Kind, ...] = ("place", "person", "org", "project", "event")
    tags = tuple(_tag(kind, f"{kind}.long_name_number_{number}_of_the_largest_story") for kind in kinds)
    before = number % 3
    return Story(
        id=f"story-{number}",
        articles=articles,
        tags=tags,
        first_seen=_NOW,
        last_seen=_NOW,
        adds=_LARGE_NEWS if before == 1 else "",
        told_before=f"{'c' * 40}|2026-11-21|08:00|1" if before == 1 else None,
        follows=f"{'c' * 40}|2026-11-20|08:00|1" if before == 2 else None,
    )


def _tag(kind: Kind, id: str) -> Tag:
    mention = Mention(id=id, field="title", start=0, end=1, text="x", because="a sample")
    return Tag(id=id, kind=kind, weight=2.0, mentions=(mention,))
