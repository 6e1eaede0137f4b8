"""What is known of one entity or topic, and all of it together."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, cast, get_args

from bot.model import Kind

Names = Mapping[str, tuple[str, ...]]
"""Language -> written forms. `ANY` stands for "whatever the script allows"."""

ANY = "mul"
"""Language of a form that was given without one (ISO 639-2: several languages)."""

KINDS: tuple[str, ...] = get_args(Kind)
OTHER = "other"
SECTIONS = ("politics", "economy", "transport", "energy", "security", "culture", OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One id of the gazetteer. The notation is told in `bot.gazetteer.load`."""

    id: str
    label: Mapping[str, str]
    tag: Mapping[str, str] = field(default_factory=dict)
    names: Names = field(default_factory=dict)
    maybe: Names = field(default_factory=dict)
    maybe_if: tuple[str, ...] = ()
    never: Names = field(default_factory=dict)
    unless: Names = field(default_factory=dict)
    implies: tuple[str, ...] = ()
    home: str = ""
    words: Names = field(default_factory=dict)
    with_all: tuple[str, ...] = ()
    with_any: tuple[str, ...] = ()
    near: int | Literal["sentence", "article"] = "article"
    context: bool = False
    section: str = OTHER
    weight: float = 1.0
    since: str = ""
    note: str = ""

    @property
    def kind(self) -> Kind:
        return cast("Kind", self.id.partition(".")[0])


def _linkable(text: str) -> str:
    """Letters, digits and underscores only: Telegram ends a hashtag at anything else."""
    bare = "".join(c for c in unicodedata.normalize("NFC", text) if unicodedata.category(c) != "Mn" and c != "ـ")
    return re.sub(r"_*[^\w]+_*", "_", re.sub(r"['’‘ʻʼ]", "", bare)).strip("_")


@dataclass(frozen=True, slots=True)
class Gazetteer:
    """All entities and topics. Ids that are not (or no longer) known are spoken of by their own name."""

    entries: Mapping[str, Entry]

    def ids(self) -> frozenset[str]:
        return frozenset(self.entries)

    def kind(self, id: str) -> Kind:
        return cast("Kind", id.partition(".")[0])

    def label(self, id: str, language: str) -> str:
        """What `id` is called in `language`, else in English, else the id itself."""
        entry = self.entries.get(id)
        if entry is None:
            return id
        return entry.label.get(language) or entry.label.get("en") or id

    def hashtag(self, id: str, language: str) -> str:
        """The tag without its '#', such as مبادرة_الحزام_والطريق: one word to Telegram."""
        entry = self.entries.get(id)
        if entry is None:
            return _linkable(id.partition(".")[2] or id)
        return _linkable(entry.tag.get(language) or self.label(id, language)) or _linkable(id)

    def section(self, id: str) -> str:
        entry = self.entries.get(id)
        return entry.section if entry else OTHER

    def weight(self, id: str) -> float:
        entry = self.entries.get(id)
        return entry.weight if entry else 1.0
