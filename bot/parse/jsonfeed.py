"""JSON Feed 1.0 and 1.1 (jsonfeed.org), as the same mapping that feedparser makes of XML."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any


def read_json(body: bytes) -> Mapping[str, Any] | str:
    """`{"feed": …, "entries": […]}` with feedparser's names; a sentence with the cure where it is no feed.

    An item's own JSON stands under "raw", to fingerprint it.
    """
    try:
        document = json.loads(body)
    except RecursionError:
        return "the answer is JSON nested too deeply to be a feed"
    except ValueError as error:
        return f"the answer begins like JSON but is broken ({error}): perhaps cut off; nothing was taken from it"
    if not isinstance(document, dict) or not isinstance(document.get("items"), list):
        return "the answer is JSON but not a JSON Feed (no list of items): give the address of the feed itself"
    items = [item for item in document["items"] if isinstance(item, dict)]
    feed = {"title": _text(document, "title"), "language": _text(document, "language")}
    return {"feed": feed, "entries": [_item(item) for item in items]}


def _item(item: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": _text(item, "id"),
        "link": _text(item, "url") or _text(item, "external_url"),
        "title": _text(item, "title"),
        "summary": _text(item, "summary") or _text(item, "content_html") or _text(item, "content_text"),
        "published": _text(item, "date_published"),
        "updated": _text(item, "date_modified"),
        "language": _text(item, "language"),
        "raw": json.dumps(item, sort_keys=True),
    }


def _text(values: dict[str, Any], name: str) -> str:
    """A text or number as text (ids are numbers in many feeds); everything else counts as missing."""
    value = values.get(name)
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
