"""Does the database stay bounded? A year of news over a virtual clock: python -m bench.ageing [--days 365 --a-day 40]

Made-up articles go over the real desk into a SQLite file, six polls a day; some carry tags, the most do not; every
morning a digest tells some of the stories, and every night the pruning runs. Beside it the same rows without pruning.
Every feed keeps one entry without a date for the whole year: none may ever come back as new.
"""

from __future__ import annotations

import argparse
import random
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.place import known_names, made_up
from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Action, Article, Keep, Slot, Source
from bot.pipeline.desk import Desk
from bot.ports import Store
from bot.store.sql import open_store
from bot.story.place import Grouper
from bot.text.keys import fingerprint

_START = datetime(2026, 1, 1, tzinfo=UTC)
_DAY = timedelta(days=1)
_SOURCE = Source(id="bench", url="https://bench.example/feed", name="Bench", language="en")
_TAGGED = 0.3  # share of articles about the beat
_TOLD = 0.2  # share of new stories that a digest tells
_POLLS = 6
_TABLES = ("article", "mention", "story", "told", "former")
_FOREVER = Keep(untagged=None, articles=None, told=None, outbox=None, vectors=None)


class _Clock:
    now = _START


class _Room:
    """One bot: a store, a desk, and what its feed shows."""

    def __init__(self, store: Store, matcher: Matcher, names: tuple[str, ...], keep: Keep) -> None:
        gazetteer = load_gazetteer()
        self.store, self.keep, self.names = store, keep, names
        self.clock = _Clock()
        self.chance = random.Random(7)
        self.desk = Desk(
            store=store,
            matcher=matcher,
            new_grouper=lambda: Grouper(gazetteer=gazetteer),
            clock=lambda: self.clock.now,
        )
        self.made = self.come_back = 0
        self.stays = replace(self.article(), id="stays", guid="stays", url_key="stays", published=None)
        store.remember_sources([_SOURCE], _START)

    def article(self) -> Article:
        self.made += 1
        one = made_up(self.made, self.clock.now, self.chance, self.names)
        if self.chance.random() < _TAGGED:
            return one
        title = f"Village bakers number {self.made} win a prize for the loaf of the week"
        return replace(one, title=title, summary=one.summary.rpartition(" in ")[0], title_key=fingerprint(title))

    def poll(self, articles: int) -> None:
        """A feed whose every entry is written anew at each poll: nothing can be skipped unread."""
        fresh = [self.article() for _ in range(articles)]
        feed = [replace(self.stays, seen=self.clock.now), *fresh]
        found = self.desk.file(_SOURCE, feed, first_poll=self.clock.now == _START)
        self.come_back += sum(one.article.id == "stays" for one in found)
        (state,) = self.store.claim_sources(
            self.clock.now, owner="bench", limit=1, lease=timedelta(minutes=1), everything=True
        )
        body = fingerprint(str(self.clock.now))
        self.store.ingest(replace(state, body_key=body, last_ok=self.clock.now), found, (), self.clock.now)

    def tell(self) -> None:
        now = self.clock.now
        stories = [one.id for one in self.store.untold("@bench", now - _DAY) if self.chance.random() < _TOLD]
        key = f"@bench|{now:%Y-%m-%d}"
        action = Action(key=key, channel="@bench", chat=None, kind="send", text="A post of usual length. " * 80)
        slot = Slot(channel="@bench", day=now.date(), time=now.time(), due=now)
        self.store.make_slot(slot, self.store.edition("@bench"), [action], dict.fromkeys(stories, key), now)
        self.store.begin(key, now)
        self.store.finish(key, self.made, now, now)

    def live(self, days: int, a_day: int) -> Iterator[tuple[int, int, dict[str, int]]]:
        """Yields the day, the bytes and the rows after every thirtieth night."""
        for day in range(1, days + 1):
            for _ in range(_POLLS):
                self.poll(max(1, a_day // _POLLS))
                self.clock.now += _DAY / _POLLS
            self.tell()
            if self.keep is not _FOREVER:
                for _ in self.store.prune(self.keep, self.clock.now):
                    pass
            if day % 30 == 0 or day == days:
                yield day, self.store.size(), self.store.counts()


def run(days: int, a_day: int, keep: Keep) -> int:
    """Print the curve. Returns how often an old entry came back as new (goal: 0)."""
    gazetteer = load_gazetteer()
    matcher, names = Matcher(gazetteer), known_names(gazetteer)
    heads = ("day", "MB", *_TABLES, "unpruned MB")
    print(" ".join(f"{head:>{len(head) + 3}}" for head in heads))
    with (
        tempfile.TemporaryDirectory(prefix="marsad-bench-") as folder,
        closing(open_store(f"sqlite:///{Path(folder) / 'kept.db'}")) as pruned,
        closing(open_store(f"sqlite:///{Path(folder) / 'all.db'}")) as whole,
    ):
        rooms = (_Room(pruned, matcher, names, keep), _Room(whole, matcher, names, _FOREVER))
        for (day, size, rows), (_, without, _) in zip(*(room.live(days, a_day) for room in rooms), strict=True):
            values = (day, f"{size / 1e6:.1f}", *(rows[name] for name in _TABLES), f"{without / 1e6:.1f}")
            print(" ".join(f"{value:>{len(head) + 3}}" for head, value in zip(heads, values, strict=True)), flush=True)
        wrong, again = len(pruned.integrity()), rooms[0].come_back - 1
    print(f"unsound: {wrong}; came back as new: {again}")
    return wrong + again


def main() -> int:
    """Read the command line; 1 when an old entry came back or the database is not sound."""
    given = argparse.ArgumentParser(description=__doc__)
    given.add_argument("--days", type=int, default=365)
    given.add_argument("--a-day", type=int, default=40, help="articles")
    given.add_argument("--untagged", type=int, default=90, help="days that untagged articles are kept")
    given.add_argument("--articles", type=int, default=180, help="days that tagged, untold ones are kept")
    asked = given.parse_args()
    keep = Keep(untagged=asked.untagged * _DAY, articles=asked.articles * _DAY)
    return int(run(asked.days, asked.a_day, keep) > 0)


if __name__ == "__main__":
    raise SystemExit(main())
