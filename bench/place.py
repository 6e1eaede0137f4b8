"""What placing an article costs, and whether it grows with the archive: python -m bench.place [stored …]

A made-up archive at a steady rate of news is written to a fresh database; then new articles go over the desk (identity,
tags, story; no embedder), twenty at a time as a feed brings them; the commit is not counted.
"""

from __future__ import annotations

import os
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import create_engine, make_url, text

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
_A_POLL = 20  # articles that one feed brings at once
_PLACED = 400
_DATABASE = "MARSAD_BENCH_DATABASE"
_SOURCE = Source(id="bench", url="https://bench.example/feed", name="Bench", language="en")
_DID = ("opens", "discusses", "signs", "rejects", "plans", "visits", "finances", "inspects", "delays", "praises")
_WORDS = tuple(f"{a}{b}{c}" for a in ("mar", "sol", "tek", "bur", "nim", "gar", "vol", "zan") for b in ("i", "ode", "u")
               for c in ("ban", "dor", "kel", "mur", "ras", "tin", "vak", "zem", "lop", "fen"))  # fmt: skip


def known_names(gazetteer: Gazetteer) -> tuple[str, ...]:
    """English names of everything watched, so that a made-up archive is as mixed as the beat."""
    return tuple(gazetteer.label(id, "en") for id in sorted(gazetteer.ids()) if not gazetteer.entries[id].context)


def made_up(number: int, at: datetime, chance: random.Random, names: tuple[str, ...]) -> Article:
    """One invented article about the beat; no two are alike."""
    words = " ".join(chance.choices(_WORDS, k=5))
    title = f"{chance.choice(names)} {chance.choice(_DID)} {words}, {chance.choice(names)} says"
    url = f"https://bench.example/{number}"
    return Article(
        id=fingerprint("bench", str(number)),
        source=_SOURCE.id,
        title=title,
        summary=f"Report {number}: {' '.join(chance.choices(_WORDS, k=20))} in {chance.choice(names)}.",
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
    names = known_names(gazetteer)
    patterns = [matcher.match(made_up(n, _NOW, chance, names).title) for n in range(200)]
    batch: list[Found] = []
    for number in range(stored):
        at = _NOW - timedelta(days=1) * ((stored - number) / _A_DAY)
        article = made_up(number, at, chance, names)
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

    Articles come by the twenty, as from a feed; each is given its share of the time.

    The database is SQLite in a temporary folder, or an empty PostgreSQL database named by MARSAD_BENCH_DATABASE.
    """
    if url := os.environ.get(_DATABASE):
        return _placed(url, stored, place)
    with tempfile.TemporaryDirectory(prefix="marsad-bench-") as folder:
        return _placed(f"sqlite:///{Path(folder) / 'bench.db'}", stored, place)


def _placed(url: str, stored: int, place: int) -> list[float]:
    gazetteer = load_gazetteer()
    matcher = Matcher(gazetteer)
    chance = random.Random(7)
    store = open_store(url)
    try:
        fill(store, stored, matcher, gazetteer, chance)
        desk = Desk(store=store, matcher=matcher, new_grouper=lambda: Grouper(gazetteer=gazetteer), clock=lambda: _NOW)
        state = SourceState(source=_SOURCE.id, url=_SOURCE.url, last_ok=_NOW)
        names = known_names(gazetteer)
        desk.file(_SOURCE, [made_up(stored, _NOW, chance, names)], first_poll=False)  # brings the window into memory
        seconds: list[float] = []
        while len(seconds) < place:
            first = stored + 1 + len(seconds)
            some = [made_up(first + n, _NOW, chance, names) for n in range(min(_A_POLL, place - len(seconds)))]
            begun = time.perf_counter()
            found = desk.file(_SOURCE, some, first_poll=False)
            seconds += [(time.perf_counter() - begun) / len(some)] * len(some)
            store.ingest(state, found, (), _NOW)
        return seconds
    finally:
        store.close()


@contextmanager
def fresh_database(server: str, number: int) -> Iterator[str]:
    """Make a database beside the one that the URL names, and drop it afterwards."""
    url = make_url(server).set(drivername="postgresql+psycopg")
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    name = f"marsad_bench_{os.getpid()}_{number}"
    try:
        with engine.connect() as connection:
            connection.execute(text(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'"))
        yield url.set(database=name).render_as_string(hide_password=False)
    finally:
        with engine.connect() as connection:
            connection.execute(text(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)"))
        engine.dispose()


def _of_size(stored: int) -> list[float]:
    if server := os.environ.get(_DATABASE):
        with fresh_database(server, stored) as url:
            return _placed(url, stored, _PLACED)
    return place_bench(stored, _PLACED)


def growth(sizes: Sequence[int]) -> Iterator[str]:
    """Lines of a table: the median and the 99th percentile for each size, and the growth from the first to the last.

    In SQLite, or on the PostgreSQL server that MARSAD_BENCH_DATABASE names, with a database of its own for each size.
    """
    medians = []
    yield f"{'PostgreSQL' if os.environ.get(_DATABASE) else 'SQLite'}\n{'stored':>10} {'median ms':>10} {'p99 ms':>8}"
    for stored in sizes:
        seconds = sorted(_of_size(stored))
        medians.append(statistics.median(seconds))
        yield f"{stored:>10} {medians[-1] * 1000:>10.3f} {seconds[int(len(seconds) * 0.99)] * 1000:>8.3f}"
    yield f"growth {medians[-1] / medians[0]:.2f}"


if __name__ == "__main__":
    for line in growth([int(one) for one in sys.argv[1:]] or [10_000, 100_000]):
        print(line, flush=True)
