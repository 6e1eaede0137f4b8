"""What an article is indexed under: its words and its tags, as terms parted by spaces."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot.text.words import indexed


def terms_of(title: str, summary: str, tags: Iterable[str]) -> str:
    """What `article.search` says of an article."""
    return " ".join(dict.fromkeys([*indexed(f"{title} {summary}"), *map(tag_term, tags)]))


def tag_term(id: str) -> str:
    """The term of a tag; its sign keeps it apart from all words."""
    return "#" + re.sub(r"[^\w.]", "_", id.lower())
