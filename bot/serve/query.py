"""What a reader looks for: known names become tags, so that any spelling and language finds all; the rest are words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.gazetteer import Gazetteer
from bot.model import Matched
from bot.ports import Archive, Filed
from bot.text.fold import fold_text, nfc
from bot.text.words import content_words

_LONGEST = 300  # code points of a query that are read


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A query as we understand it: `words` are those beside the names, folded; `all_words` those of the names too."""

    tags: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    all_words: tuple[str, ...] = ()

    def told(self, gazetteer: Gazetteer, language: str) -> str:
        """How the query was understood, in the reader's language."""
        return " + ".join([*(gazetteer.label(tag, language) for tag in self.tags), *(f"“{one}”" for one in self.words)])


def understand(query: str, match: Callable[[str], Matched], gazetteer: Gazetteer) -> Query:
    """Read the names out of a query. `match` tags a text, and its mentions speak of the text's NFC form."""
    text = nfc(" ".join(query[:_LONGEST].replace("#", " ").replace("_", " ").split()))
    everything = content_words(text) or tuple(fold_text(text).split())
    matched = match(text)
    named = [tag for tag in (*matched.tags, *matched.context) if not tag.because.startswith("implied")]
    if not named:
        alone = _called(text, gazetteer)
        return Query(tags=alone, words=() if alone else everything, all_words=everything)
    rest = list(text)
    for tag in named:
        for mention in tag.mentions:
            rest[mention.start : mention.end] = " " * (mention.end - mention.start)
    tags = tuple(dict.fromkeys(tag.id for tag in named))
    return Query(tags=tags, words=content_words("".join(rest)), all_words=everything)


def look_up(archive: Archive, query: Query, *, limit: int, offset: int = 0) -> tuple[Filed, ...]:
    """Search the archive by tags and words; where no article has them all, by all of the query's words."""
    if query.tags:
        if found := archive.search(query.tags, query.words, limit=limit, offset=offset):
            return found
        if offset and archive.search(query.tags, query.words, limit=1):
            return ()  # the page behind the last one
    return archive.search((), query.all_words, limit=limit, offset=offset) if query.all_words else ()


def _called(text: str, gazetteer: Gazetteer) -> tuple[str, ...]:
    """The one id that is called just so, also by a surname too common to be believed in a headline."""
    said = " ".join(fold_text(text).split())
    called = [id for id in sorted(gazetteer.ids()) if said in _names(id, gazetteer)]
    return tuple(called) if len(called) == 1 else ()


def _names(id: str, gazetteer: Gazetteer) -> set[str]:
    entry = gazetteer.entries[id]
    written = [form for names in (entry.names, entry.maybe) for forms in names.values() for form in forms]
    called = (*written, *entry.label.values(), *entry.tag.values())
    return {fold_text(form.strip("=*").replace("_", " ")) for form in called}
