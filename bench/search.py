"""How long a search takes in a large archive: python -m bench.search [articles] [postgresql://…]

A database is filled with made-up rows (words as common as words are, a tenth of them Chinese; from four to a thousand
tags as uneven as the beat's), past the store because that would place every article. Then every question is asked for
twenty stories as `marsad search` asks, each time in other words; the reading of the query is not counted.

SQLite in a temporary folder, or the empty PostgreSQL database that is named.
"""

from __future__ import annotations

import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import accumulate
from pathlib import Path
from typing import Any

from sqlalchemy import insert, text

from bot.model import Source
from bot.store import lookup
from bot.store.schema import article, mention, story
from bot.store.sql import SqlStore, open_store
from bot.store.terms import terms_of
from bot.text.keys import fingerprint

_NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_A_DAY = 600
_BATCH = 10_000
_TIMES = 25
_STORIES = 20  # a page
_SOURCE = Source(id="bench", url="https://bench.example/feed", name="Bench")
_SYLLABLES = tuple(f"{a}{b}" for a in "bdgklmn" for b in ("ar", "ol", "ek"))
_CYRILLIC = tuple(f"{a}{b}" for a in "бдгклмн" for b in ("ар", "ол", "ек"))
_ARABIC = tuple(f"{a}{b}" for a in "بدغكلمن" for b in "رسز")
_RARE = "seldom"  # with two digits: a word of five articles in a million
_HAN = "".join(chr(0x4E00 + 7 * n) for n in range(800))


class Language:
    """Words as common as words are: the n-th a n-th as often as the first."""

    def __init__(self, words: list[str], chance: random.Random) -> None:
        self.words, self._chance = words, chance
        self._weights = list(accumulate(1 / (n + 30) for n in range(len(words))))

    def some(self, number: int) -> list[str]:
        return self._chance.choices(self.words, cum_weights=self._weights, k=number)


def languages(chance: random.Random) -> list[Language]:
    """One in spaced Latin, Cyrillic and Arabic letters each, and one of Chinese words."""
    spaced = [
        sorted({"".join(chance.choices(syllables, k=chance.choice((2, 3, 3, 4)))) for _ in range(30_000)})
        for syllables in (_SYLLABLES, _CYRILLIC, _ARABIC)
    ]
    han = sorted({"".join(chance.choices(_HAN, k=2)) for _ in range(15_000)})
    for words in (*spaced, han):
        chance.shuffle(words)
    return [Language(words, chance) for words in (*spaced, han)]


def rows(stored: int, spoken: list[Language], tags: Language, chance: random.Random) -> Iterator[tuple[Any, Any, Any]]:
    """Articles, mentions and stories by the batch. Every third article is a further report of a story."""
    batch: tuple[list[Any], list[Any], list[Any]] = ([], [], [])
    current = ""
    for number in range(1, stored + 1):
        at = _NOW - timedelta(days=1) * ((stored - number) / _A_DAY)
        which = 3 if number % 10 == 0 else number % 3
        between = "" if which == 3 else " "
        title, summary = between.join(spoken[which].some(8)), between.join(spoken[which].some(22))
        if number % 5_000 == 0:
            title += f" {_RARE}{number // 5_000 % 40:02}"
        id = f"{number:020x}"
        if not current or chance.random() < 0.67:
            current = f"s{number}"
            batch[2].append({"id": current, "first_seen": at, "last_seen": at})
        tagged = list(dict.fromkeys(tags.some(3)))
        batch[0].append(
            {
                "id": id,
                "source": _SOURCE.id,
                "title": title,
                "summary": summary,
                "guid": id,
                "url": id,
                "url_key": id,
                "title_key": fingerprint(title),
                "content_key": id,
                "published": at,
                "seen": at,
                "at": at,
                "stored": at,
                "language": "ar",
                "fate": "new",
                "why": "",
                "story": current,
                "adds": "",
                "relation": "new",
                "search": terms_of(title, summary, tagged),
            }
        )
        batch[1].extend(
            {
                "article": id,
                "rank": rank,
                "turn": 0,
                "tag": tag,
                "kind": "place",
                "weight": 2 / (rank + 1),
                "context": False,
                "field": "title",
                "start": 0,
                "end": 1,
                "text": "x",
                "because": "bench",
            }
            for rank, tag in enumerate(tagged)
        )
        if number % _BATCH == 0 or number == stored:
            yield batch
            batch = ([], [], [])


def fill(store: SqlStore, stored: int, spoken: list[Language], tags: Language, chance: random.Random) -> None:
    """Write `stored` articles and index them, as the migration of an older database does."""
    store.remember_sources([_SOURCE], _NOW)
    for articles, mentions, stories in rows(stored, spoken, tags, chance):
        with store._db.writing() as connection:
            for table, some in ((story, stories), (article, articles), (mention, mentions)):
                connection.execute(insert(table), some)
            lookup.file(connection, [one["id"] for one in articles])
    with store._db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not store._db.is_sqlite:
            connection.execute(text("VACUUM ANALYZE"))  # as the server does by itself within minutes


def questions(spoken: list[Language], tags: Language, chance: random.Random) -> dict[str, Callable[[], Any]]:
    """What is asked for, by its name: tags, words, and the page."""

    def word(language: int) -> str:
        return spoken[language].some(1)[0]

    return {
        "one tag": lambda: (tags.some(1), [], 0),
        "two tags": lambda: (tags.some(2), [], 0),
        "tag + word": lambda: (tags.some(1), [word(chance.randrange(3))], 0),
        "one word": lambda: ([], [word(chance.randrange(3))], 0),
        "two words": lambda: ([], [word(0), word(0)], 0),
        "a beginning": lambda: ([], [word(0)[:4]], 0),
        "one Chinese word": lambda: ([], [word(3)], 0),
        "rare word": lambda: ([], [f"{_RARE}{chance.randrange(40):02}"], 0),
        "nothing found": lambda: (tags.some(2), ["qqqqqq"], 0),
        "page 5": lambda: (tags.some(1), [], 4),
        "page 5 of a word": lambda: ([], [word(0)], 4),
    }


def main(stored: int, url: str | None) -> None:
    """Print the time to fill, and the median and the 95th percentile of each question."""
    chance = random.Random(7)
    spoken = languages(chance)
    tags = Language([f"place.made_up_{n}" for n in range(1_000)], chance)
    with tempfile.TemporaryDirectory(prefix="marsad-bench-") as folder:
        store = open_store(url or f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            begun = time.perf_counter()
            fill(store, stored, spoken, tags, chance)
            print(f"{stored} articles written and indexed in {time.perf_counter() - begun:.0f} s", flush=True)
            print(f"{'':18} {'median ms':>10} {'p95 ms':>8} {'stories':>8}")
            for name, ask in questions(spoken, tags, chance).items():
                seconds, found = [], []
                for _ in range(_TIMES):
                    asked, words, page = ask()
                    begun = time.perf_counter()
                    found.append(len(store.search(asked, words, limit=_STORIES, offset=page * _STORIES)))
                    seconds.append((time.perf_counter() - begun) * 1000)
                seconds.sort()
                p95 = seconds[int(len(seconds) * 0.95)]
                mean = statistics.mean(found)
                print(f"{name:18} {statistics.median(seconds):>10.1f} {p95:>8.1f} {mean:>8.1f}", flush=True)
        finally:
            store.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000, sys.argv[2] if len(sys.argv) > 2 else None)
