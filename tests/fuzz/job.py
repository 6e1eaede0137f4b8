"""Hostile articles through the whole job: a feed, its articles, tags, stories, digests in every language, and Telegram.

`python -m tests.fuzz.job --count 10000` says how many were told, how many posts that took, and every complaint: a post
that Telegram's own parser does not take or that breaks a limit, a story that is not told, words that are not those a
reader should see, something clickable that is not ours. Exit 1 when there was one.
"""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit

from bot.deliver.telegram import TelegramMessenger
from bot.digest.words import load_words
from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Channel, Source, SourceState
from bot.parse.process import ProcessParser
from bot.pipeline.desk import Desk
from bot.pipeline.send import Delivery
from bot.pipeline.tell import Newsdesk, Told
from bot.store.sql import SqlStore, open_store
from bot.story.place import Grouper
from tests.fuzz.hostile import FORMS, Hostile, articles, document, mark, skeleton, units
from tests.standin.strict import Refusal, StrictStandIn, check_text, detected, parse

TOKEN = "1:secret"
LANGUAGES = ("ar", "en", "ru", "zh")
BATCH = 200
BETWEEN = timedelta(days=15)  # so far apart that no story goes on in the next batch
START = datetime(2026, 11, 22, 12, tzinfo=UTC)
HEADLINE = 460  # UTF-16 units of a headline that are shown whole, with room for spaces where blocks of markup stood
NAMES = ("Outlet", "24.kg <b>", "‮evil", "#tag @name /start", "خبر & شركاء", "N" * 80, "https://evil.example/")

_MARK = re.compile(r"zq\d{5}x")
_CONTROLS = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066\u2067\ue000-\uf8ff\ufeff\ud800-\udfff]"
)
_OURS = {
    f"textEntityType{kind}"
    for kind in ("Bold", "TextUrl", "BlockQuote", "ExpandableBlockQuote", "Italic", "DateTime", "FormattedDate")
}


@dataclass(slots=True)
class Findings:
    """What came of a run."""

    numbers: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)


def names_of(gazetteer: Gazetteer, matcher: Matcher) -> list[str]:
    """One written form of everything that is recognised by itself, each in another language than the one before."""
    found = []
    for number, id in enumerate(sorted(gazetteer.ids())):
        entry = gazetteer.entries[id]
        languages = sorted(language for language in entry.names if entry.names[language])
        if languages and not entry.context and not entry.with_all and not entry.with_any:
            form = entry.names[languages[number % len(languages)]][0].strip("=*").replace("_", " ")
            found += [form] if matcher.match(f"{form} {mark(number)}").tags else []
    return found


class Job:
    """The house without its clock, its disk and the wide world: everything between a feed's bytes and a chat."""

    def __init__(self, server: StrictStandIn) -> None:
        self.now = START
        self.found = Findings()
        self._server = server
        self._gazetteer = load_gazetteer()
        self._store: SqlStore = open_store("sqlite://")
        self._sources = [
            Source(id=f"s{number}", url=f"https://s{number}.example/feed", name=name)
            for number, name in enumerate(NAMES)
        ]
        self._store.remember_sources(self._sources, self.now)
        self._matcher = Matcher(self._gazetteer)
        self._parser = ProcessParser()
        self._desk = Desk(store=self._store, matcher=self._matcher, new_grouper=self._grouper, clock=lambda: self.now)
        self._channels = [
            Channel(id=language, chat=-100 - number, language=language, digests=(time(8),), full_items=80,
                    brief_items=1_000)
            for number, language in enumerate(LANGUAGES)
        ]  # fmt: skip
        for channel in self._channels:
            server.open_chat(int(str(channel.chat)), f"beat_{channel.language}")
        self._newsdesk = Newsdesk(
            store=self._store,
            gazetteer=self._gazetteer,
            channels=self._channels,
            sources={source.id: source for source in self._sources},
        )
        self._messenger = TelegramMessenger(TOKEN, server.url)
        self._delivery = Delivery(
            store=self._store, messenger=self._messenger, clock=lambda: self.now, pace=timedelta(0)
        )
        self.names = names_of(self._gazetteer, self._matcher)
        self._tags = {
            language: {f"#{self._gazetteer.hashtag(id, language)}" for id in self._gazetteer.ids()}
            for language in LANGUAGES
        }

    def _grouper(self) -> Grouper:
        return Grouper(gazetteer=self._gazetteer)

    async def batch(self, number: int, batch: Sequence[Hostile]) -> None:
        """One poll of one feed, and a digest in every channel."""
        self.now = START + number * BETWEEN
        source, form = self._sources[number % len(self._sources)], FORMS[number % len(FORMS)]
        body, kind = document(batch, form, self.now)
        parsed = await self._parser.parse(
            source, body, {"content-type": kind}, source.url, known=frozenset(), now=self.now
        )
        if parsed.problem or len(parsed.entries) != len(batch):
            self._complain(batch, f"{len(parsed.entries)} of {len(batch)} entries were read; {parsed.problem}")
        found = self._desk.read(source, parsed, first_poll=False)
        self._store.ingest(SourceState(source=source.id, url=source.url, last_polled=self.now), found, (), self.now)
        placed = {one.article.guid for one in found if one.placement is not None}
        self.found.numbers.update(articles=len(batch), tagged=len(placed))
        before = {chat: set(self._server.chats[chat].messages) for chat in self._server.chats}
        told = self._newsdesk.make_due(self.now, force=True)
        await self._delivery.send_ready()
        by_mark = {one.mark: one for one in batch}
        for one in told:
            messages = self._server.chats[int(str(one.channel.chat))].messages
            posts = [messages[id].html for id in sorted(set(messages) - before[int(str(one.channel.chat))])]
            self._judge(one, posts, by_mark)
        if len(told) != len(LANGUAGES):
            self._complain(batch, f"{len(told)} digests were made")

    # --- judging ---------------------------------------------------------------------------------------------------

    def _judge(self, told: Told, posts: Sequence[str], by_mark: Mapping[str, Hostile]) -> None:
        language = told.channel.language
        self.found.numbers.update(posts=len(posts), stories=len(told.stories))
        if len(posts) != len(told.digest.posts):
            self._complain((), f"{language}: {len(posts)} of {len(told.digest.posts)} posts were taken")
        shown: set[str] = set()
        for html in posts:
            shown |= self._judge_post(html, language, by_mark)
        for story in told.stories:
            if not shown & {str(article.guid).rpartition(":")[2] for article in story.articles}:
                said = ", ".join(f"{article.guid} {article.title[:40]!r}" for article in story.articles[:3])
                self._complain((), f"{language}: {len(story.articles)} articles are not told: {said}")

    def _judge_post(self, html: str, language: str, by_mark: Mapping[str, Hostile]) -> set[str]:
        try:
            check_text(html)
        except (Refusal, AssertionError) as error:
            self._complain((), f"{language}: {error}: {html[:200]!r}")
            return set()
        text, entities = parse(html)
        inside = [by_mark[mark] for mark in dict.fromkeys(_MARK.findall(text)) if mark in by_mark]
        for problem in (*_bad_signs(text, rtl=language == "ar"), *self._bad_finds(html, language)):
            self._complain(inside, f"{language}: {problem}")
        shown = set()
        for words, url in _links(text, entities):
            if mark := _MARK.search(words):
                one = by_mark[mark[0]]
                shown.add(one.mark)
                if problem := wrong_words(words, one.seen) or wrong_address(url, one):
                    self._complain([one], f"{language}: {problem}")
            elif not ((urlsplit(url).hostname or "").endswith(".example") or url.startswith("https://t.me/c/")):
                self._complain(inside, f"{language}: a link leads to {url}")
        for mark in set(_MARK.findall(text)) - shown:  # headlines without a link stand in the text
            if mark not in by_mark or by_mark[mark].mark in shown:
                continue
            one = by_mark[mark]
            shown.add(mark)
            line = next(line for line in text.splitlines() if mark in line)
            words = skeleton(one.seen)
            if (words if units(one.seen) <= HEADLINE else words[:40]) not in skeleton(line):
                self._complain([one], f"{language}: {line!r} does not say {one.seen!r}")
        return shown

    def _bad_finds(self, html: str, language: str) -> Iterator[str]:
        words = load_words(language)
        day = self.now.strftime("%Y_%m_%d")
        editions = (words.say("daily_tag"), words.say("edition_tag", day=day))
        number = re.compile(re.escape(words.say("number_tag", n="N")).replace("N", r"\d+"))
        for find in detected(html):
            kind, _, said = find.partition(" ")
            ours = said in self._tags[language] or said[1:] in editions or number.fullmatch(said[1:])
            if kind != "Hashtag" or not ours:
                yield f"Telegram finds {find!r}"
        for kind in {one["type"]["@type"] for one in parse(html)[1]} - _OURS:
            yield f"there is markup of the kind {kind}"

    def _complain(self, about: Sequence[Hostile], problem: str) -> None:
        marks = ", ".join(one.mark for one in about[:3])
        self.found.complaints.append(f"{problem} [{marks}]")

    async def close(self) -> None:
        await self._parser.close()
        await self._messenger.close()
        self._store.close()


def _bad_signs(text: str, *, rtl: bool) -> Iterator[str]:
    if found := _CONTROLS.search(text):
        yield f"{found[0]!r} stands in a post"
    for line in text.splitlines():
        if line.count("\u2068") != line.count("\u2069"):
            yield f"a run of another direction is left open in {line!r}"
        if rtl and line and not line.startswith("\u200f"):
            yield f"a line of an Arabic post does not begin with its mark: {line!r}"


def _links(text: str, entities: Sequence[Mapping[str, Any]]) -> Iterator[tuple[str, str]]:
    coded = text.encode("utf-16-le")
    for one in entities:
        if one["type"]["@type"] == "textEntityTypeTextUrl":
            begin = 2 * one["offset"]
            yield coded[begin : begin + 2 * one["length"]].decode("utf-16-le"), one["type"]["url"]


def wrong_words(shown: str, seen: str) -> str:
    """What is wrong with the words of a headline; empty when they are those a reader should see."""
    ours, theirs = skeleton(shown), skeleton(seen)
    if ours == theirs:
        return ""
    if units(seen) > HEADLINE and ours.endswith("…") and theirs.startswith(ours[:-1]) and len(ours) > 20:
        return ""
    at = next((at for at, (one, other) in enumerate(zip(ours, theirs, strict=False)) if one != other), len(ours))
    return f"…{ours[max(0, at - 20) : at + 30]!r} should read …{theirs[max(0, at - 20) : at + 30]!r}"


def wrong_address(url: str, one: Hostile) -> str:
    """What is wrong with where a headline leads."""
    host = f"outlet{one.number}.example"
    parts = urlsplit(url)
    good = parts.scheme == "https" and parts.hostname == host and len(url.encode()) <= 2_000
    return "" if good else f"the headline of {one.link!r} leads to {url!r}"


async def run(count: int, seed: int, *, batch: int = BATCH, progress: bool = False) -> Findings:
    """Send `count` hostile articles through the job, in batches."""
    async with StrictStandIn(token=TOKEN, clock=lambda: START) as server:
        assert isinstance(server, StrictStandIn)
        job = Job(server)
        try:
            for number, first in enumerate(range(0, count, batch)):
                numbers = range(first, min(count, first + batch))
                await job.batch(number, tuple(articles(seed, numbers, job.names)))
                if progress:
                    print(f"{numbers.stop} articles, {len(job.found.complaints)} complaints", file=sys.stderr)
        finally:
            await job.close()
    return job.found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    found = asyncio.run(run(given.count, given.seed, progress=True))
    for complaint in found.complaints[:40]:
        print(complaint)
    print(
        " · ".join(f"{name} {number}" for name, number in found.numbers.items()),
        f"· complaints {len(found.complaints)}",
    )
    sys.exit(bool(found.complaints))


if __name__ == "__main__":
    main()
