"""What the bot says to a reader's command. Commands only read: nothing a stranger writes changes anything."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib import resources

from ruamel.yaml import YAML

from bot.gazetteer import Gazetteer
from bot.model import Matched, Source
from bot.ports import Archive, Filed
from bot.serve.query import look_up, understand
from bot.text.inert import neutralise
from bot.text.script import is_rtl

_RLM = "\u200f"
_FSI, _PDI = "\u2068", "\u2069"
_JOINERS = "\u200c\u200d"  # part of the spelling in Persian and others
_PAGE = 8
_LONGEST_LIST = 60
_LONGEST_READING = 60  # characters of what we understood of a query


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Every line in every language: language -> name -> text."""
    text = resources.files("bot.serve").joinpath("words.yaml").read_text(encoding="utf-8")
    words: Mapping[str, Mapping[str, str]] = YAML(typ="safe").load(text)
    return words


@dataclass(frozen=True, slots=True, kw_only=True)
class Talk:
    """Answers in Telegram's HTML. `match` reads the names out of a query, in any of the languages."""

    archive: Archive
    gazetteer: Gazetteer
    sources: Sequence[Source]
    match: Callable[[str], Matched]
    language: str = "ar"

    def answer(self, text: str, language: str | None) -> str:
        """Return the reply to `text`, in the reader's language where we speak it, else in the channel's."""
        spoken = (language or "").partition("-")[0]
        mine = spoken if spoken in catalogue() else self.language
        command, _, rest = _plain(text).partition(" ")
        lines = self._lines(command.partition("@")[0].lower(), rest.strip(), mine)
        return "\n".join(f"{_RLM}{line}" if is_rtl(mine) else line for line in lines)

    def _lines(self, command: str, rest: str, language: str) -> Iterable[str]:
        words = catalogue()[language]
        match command:
            case "/start" | "/help":
                return [words["start"]]
            case "/latest" | "/today" | "أحدث":
                told = [filed for filed in self.archive.search((), (), limit=_PAGE * 4) if filed.tags]
                return self._listed(words["latest"], told[:_PAGE], words)
            case "/search" | "بحث":
                return self._search(rest, words, language)
            case "/topics":
                ids = [id for id in self.gazetteer.ids() if self.gazetteer.kind(id) == "topic"]
                names = sorted(self.gazetteer.label(id, language) for id in ids)
                return [f"<b>{words['topics']}</b>", *(escape(name) for name in names[:_LONGEST_LIST])]
            case "/sources":
                names = [f"{_FSI}{_inert(one.name)}{_PDI}" for one in self.sources if one.enabled]
                return [f"<b>{words['sources']}</b>", *names[:_LONGEST_LIST]]
            case "/status":
                return [self._status(words)]
            case _:
                return [words["unknown"]]

    def _search(self, query: str, words: Mapping[str, str], language: str) -> Iterable[str]:
        if not query:
            return [words["search_how"]]
        understood = understand(query, self.match, self.gazetteer)
        found = look_up(self.archive, understood, limit=_PAGE)
        quoted = f"{_FSI}{_inert(query[:80])}{_PDI}"
        if found:
            return self._listed(words["found"].format(query=quoted), found, words)
        read = understood.told(self.gazetteer, language)[:_LONGEST_READING]
        lines = [words["not_found"].format(query=quoted)]
        return [*lines, words["understood"].format(read=f"{_FSI}{_inert(read)}{_PDI}")] if read else lines

    def _listed(self, heading: str, found: Sequence[Filed], words: Mapping[str, str]) -> Iterable[str]:
        """One line a story: its best article stands for it, with the number of further reports."""
        return [f"<b>{heading}</b>", *map(_line, found)] if found else [words["nothing"]]

    def _status(self, words: Mapping[str, str]) -> str:
        counts = self.archive.counts()
        states = self.archive.source_states()
        return words["status"].format(
            articles=counts.get("article", 0),
            stories=counts.get("story", 0),
            healthy=sum(not one.error for one in states if one.last_polled is not None),
            all=len([one for one in self.sources if one.enabled]),
        )


def _plain(text: str) -> str:
    """One line without marks of direction: what a reader writes is quoted, and must not turn our words around."""
    kept = ("" if unicodedata.category(char) == "Cf" and char not in _JOINERS else char for char in text)
    return " ".join("".join(kept).split())


def _inert(text: str) -> str:
    """Words from outside as HTML in which Telegram finds no hashtag, mention, command or address."""
    return escape(neutralise(text))


def _line(filed: Filed) -> str:
    # Also inside a link: where Telegram does not take the address, the words stand there bare.
    title = f"{_FSI}{_inert(filed.article.title[:300])}{_PDI}"
    url = filed.article.url
    more = f" (+{filed.more})" if filed.more else ""
    shown = f'<a href="{escape(url)}">{title}</a>' if url else title
    return f"• ⚠️ <s>{shown}</s>{more}" if filed.retracted else f"• {shown}{more}"
