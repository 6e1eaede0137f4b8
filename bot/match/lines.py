"""One line of `marsad match --jsonl`: a record in, its tags out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.errors import MarsadError
from bot.match.matcher import Matcher


class BadRecord(MarsadError):
    """The record cannot be matched; the message says what it lacks."""


def _text(record: Mapping[str, Any], key: str, *, required: bool = False) -> str:
    value = record.get(key)
    if value is None and not required:
        return ""
    if value is None:
        raise BadRecord(f'"{key}" is missing; write {{"id": "1", "title": "…"}}')
    if not isinstance(value, str):
        raise BadRecord(f'"{key}" is {type(value).__name__}, not text; put it in quotes')
    return value


def tag_line(matcher: Matcher, record: Mapping[str, Any]) -> dict[str, Any]:
    """Return {"id", "tags": [{"id", "kind", "field", "start", "end", "text", "because"}]}, one object a mention.

    `record` has "id" and "title", and may have "summary" and "lang". Mentions come in text order, the title's first;
    offsets count code points of the NFC text. Raises BadRecord.
    """
    if not isinstance(record, Mapping):
        raise BadRecord(f'a {type(record).__name__} is no record; write {{"id": "1", "title": "…"}}')
    if record.get("id") is None:
        raise BadRecord('"id" is missing; write {"id": "1", "title": "…"}')
    title, summary = _text(record, "title", required=True), _text(record, "summary")
    matched = matcher.match(title, summary, _text(record, "lang") or None)
    found = [(mention, tag.kind) for tag in matched.tags for mention in tag.mentions]
    found.sort(key=lambda pair: (pair[0].field == "summary", pair[0].start, pair[0].end, pair[0].id))
    return {
        "id": record["id"],
        "tags": [
            {
                "id": m.id,
                "kind": kind,
                "field": m.field,
                "start": m.start,
                "end": m.end,
                "text": m.text,
                "because": m.because,
            }
            for m, kind in found
        ],
    }
