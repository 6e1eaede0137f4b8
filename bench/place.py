"""What placing an article costs, and whether it grows with the archive: python -m bench.place [stored …]

A made-up archive at a steady rate of news is written to a fresh database; then new articles go over the desk (identity,
tags, story; no embedder) and into the store, each in a transaction of its own.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.gazetteer import Gazetteer, load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Article, Found, Source, SourceState
from bot.pipeline.desk import Desk
from bot.ports import Store
from bot.store.sql import open_store
from bot.story.place import Grouper
from bot.text.keys import fingerprint, title_key

_NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
_A_DAY = 600  # tagged articles of a busy desk
_BATCH = 2_000
_SOURCE = Source(id="bench", url="https://bench.example/feed", name="Bench", language="en")
_WHO = ("Xi Jinping", "Tokayev", "Mirziyoyev", "Japarov", "Rahmon", "Wang Yi", "Kazakhstan", "Uzbekistan", "China")
_DID = ("opens", "discusses", "signs", "rejects", "plans", "visits", "finances", "inspects", "delays", "praises")
_WHAT = ("railway", "refinery", "summit", "port", "treaty", "bridge", "power plant", "customs post", "mine", "loan")


def made_up(number: int, at: datetime, chance: random.Random) -> Article:
    """One invented article about the beat; no two are alike."""
    title = (
        f"{chance.choice(_WHO)} {chance.choice(_DID)} {chance.choice(_WHAT)} in {chance.choice(_WHO)}, "
        f"word{chance.randrange(20_000)} word{chance.randrange(20_000)} number {number}"
    )
    url = f"https://bench.example/{number}"
    return Article(
        id=fingerprint("bench", str(number)),
        source=_SOURCE.id,
        title=title,
        summary=f"Report {number}: {title} and word{chance.randrange(50_000)}.",
        seen=at,
        published=at,
        guid=str(number),
        url=url,
        url_key=url.removeprefix("https://"),
        title_key=title_key(title),
        content_key=fingerprint(title),
        language="en",
    )


def _archive(stored: int, matcher: Matcher, gazetteer: Gazetteer, chance: random.Random) -> Iterator[list[Found]]:
    """Batches of stored articles at a steady rate that ends now. Older ones take their tags from a few patterns."""
    grouper = Grouper(gazetteer=gazetteer)
    window = 8 * _A_DAY
    patterns = [matcher.match(made_up(n, _NOW, chance).title) for n in range(200)]
    batch: list[Found] = []
    for number in range(stored):
        at = _NOW - timedelta(days=1) * ((stored - number) / _A_DAY)
        article = made_up(number, at, chance)
        recent = stored - number <= window
        matched = matcher.match(article.title, article.summary, "en") if recent else patterns[number % 200]
        placement = grouper.place(article, matched) if recent else None
        batch.append(Found(article=article, matched=matched, placement=placement))
        if len(batch) == _BATCH:
            yield batch
            batch = []
    yield batch


def fill(store: Store, stored: int, matcher: Matcher, gazetteer: Gazetteer, chance: random.Random) -> None:
    """Write an archive of `stored` articles."""
    store.remember_sources([_SOURCE], _NOW)
    state = SourceState(source=_SOURCE.id, url=_SOURCE.url, last_ok=_NOW)
    for batch in _archive(stored, matcher, gazetteer, chance):
        store.ingest(state, batch, (), _NOW)


def place_bench(stored: int, place: int) -> list[float]:
    """Fill a database with `stored` made-up articles, then place `place` new ones the bot's way; seconds of each.

    The database is SQLite in a temporary folder, or an empty PostgreSQL database named by MARSAD_BENCH_DATABASE.
    """
    gazetteer = load_gazetteer()
    matcher = Matcher(gazetteer)
    chance = random.Random(7)
    with tempfile.TemporaryDirectory(prefix="marsad-bench-") as folder:
        store = open_store(os.environ.get("MARSAD_BENCH_DATABASE") or f"sqlite:///{Path(folder) / 'bench.db'}")
        try:
            fill(store, stored, matcher, gazetteer, chance)
            desk = Desk(
                store=store, matcher=matcher, new_grouper=lambda: Grouper(gazetteer=gazetteer), clock=lambda: _NOW
            )
            state = SourceState(source=_SOURCE.id, url=_SOURCE.url, last_ok=_NOW)
            desk.file(_SOURCE, [made_up(stored, _NOW, chance)], first_poll=False)  # brings the window into memory
            seconds = []
            for number in range(stored + 1, stored + 1 + place):
                article = made_up(number, _NOW, chance)
                begun = time.perf_counter()
                found = desk.file(_SOURCE, [article], first_poll=False)
                seconds.append(time.perf_counter() - begun)
                store.ingest(state, found, (), _NOW)
            return seconds
        finally:
            store.close()


def main(sizes: list[int]) -> None:
    """Print the median and the 99th percentile for each size, and the growth from the first to the last."""
    medians = []
    print(f"{'stored':>10} {'median ms':>10} {'p99 ms':>8}")
    for stored in sizes:
        seconds = sorted(place_bench(stored, 400))
        medians.append(statistics.median(seconds))
        print(f"{stored:>10} {medians[-1] * 1000:>10.3f} {seconds[int(len(seconds) * 0.99)] * 1000:>8.3f}", flush=True)
    print(f"growth {medians[-1] / medians[0]:.2f}")


if __name__ == "__main__":
    main([int(one) for one in sys.argv[1:]] or [10_000, 100_000])
