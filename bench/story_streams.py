"""Labelled streams of headlines: our own made-up windows, and JSON lines with an `event` from elsewhere.

A record is one of `marsad stories --jsonl` with `event`, and perhaps `umbrella` (related events share it) and `hard`
(editors may differ). The windows of bench/windows are written by hand: two days each of the beat and what stands beside
it, most items alone, neighbours close on purpose. Nothing in them is a fact.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML

from bot.model import Article, Matched
from bot.story.lines import Match, article_of

OWN = Path(__file__).parent.parent / "tests" / "story" / "events.yaml"
WINDOWS = Path(__file__).parent / "windows"
SECOND = OWN.with_name("second_week.yaml")  # never used for fitting
_GAP = timedelta(days=20)  # between two windows of one file
_MONDAY = datetime(2025, 6, 16, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An article with its tags and the event it reports."""

    article: Article
    matched: Matched
    event: str
    domain: bool = True


Window = tuple[Item, ...]


def own_week(match: Match, path: Path = OWN) -> Window:
    """Return a made-up week of events in order of time, each language its own source."""
    events: list[dict[str, Any]] = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    records = []
    for told in events:
        texts = [(lang, text) for lang, texts in told.items() if lang not in {"event", "at"} for text in texts]
        for hour, (n, (lang, text)) in zip(told["at"], enumerate(texts), strict=True):
            title, summary = (text, "") if isinstance(text, str) else text
            id = f"{told['event']}-{lang}-{n}"
            published = (_MONDAY + timedelta(hours=hour)).isoformat()
            records.append(
                {
                    "id": id, "source": f"{lang}{n % 2}", "title": title, "summary": summary, "lang": lang,
                    "published": published, "url": f"https://{lang}.example/{id}", "guid": id, "event": told["event"],
                }
            )  # fmt: skip
    return _items(sorted(records, key=lambda r: (r["published"], r["id"])), match)


def windows(path: Path, match: Match) -> dict[str, Window]:
    """Return the date windows of a folder, one a file, or of one file, parted where nothing was published for weeks."""
    if path.is_dir():
        return {file.stem: _items(_records(file), match) for file in sorted(path.glob("*.jsonl"))}
    found: dict[str, list[dict[str, Any]]] = {}
    name, last = "", datetime.min.replace(tzinfo=UTC)
    for record in _records(path):
        at = datetime.fromisoformat(record["published"])
        if abs(at - last) > _GAP:
            name = f"{at:%Y-%m}"
        last = at
        found.setdefault(name, []).append(record)
    return {name: _items(records, match) for name, records in found.items()}


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def _items(records: Iterable[Mapping[str, Any]], match: Match) -> Window:
    items = []
    for record in records:
        article = article_of(record)
        matched = match(article.title, article.summary, article.language)
        items.append(Item(article=article, matched=matched, event=record["event"], domain=record.get("domain", True)))
    return tuple(items)
