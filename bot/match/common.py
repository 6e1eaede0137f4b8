"""What is no name: common words and titles of office, told by the very texts that the names are sought in.

A name is nowhere written small, and where a script has no capitals it stands behind a title in a good part of its
places; Minister, Совета and 强调 fail this. What is written with capitals throughout (the calendar in English, offices
in Kazakh) or always behind a title needs a list. Of 313 proposals over 5,430 articles in four languages 216 are left.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable

from ahocorasick_rs import AhoCorasick

from bot.match.endings import script_of
from bot.text.fold import fold_text

_SMALL = 0.2  # small writings of a word to each capital one, from which it is common
_TITLED = 0.1  # the least share of its places in which a Chinese or Arabic name stands behind a title
_WORD = re.compile(r"[^\W\d_]+")
_GAP = "\n"
_CALENDAR = frozenset({
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "ocak", "subat", "mart",
    "nisan", "mayis", "haziran", "temmuz", "agustos", "eylul", "ekim", "kasim", "aralik", "pazartesi", "sali",
    "carsamba", "persembe", "cuma", "cumartesi", "pazar", "yanvar", "fevral", "aprel", "iyun", "iyul", "avgust",
    "sentabr", "oktabr", "noyabr", "dekabr", "dushanba", "seshanba", "chorshanba", "payshanba", "juma", "shanba",
    "yakshanba",
})  # fmt: skip
_OFFICES = ("президент", "республика", "министр", "премьер", "парламент", "елбасы", "укимет", "акимшилиг", "компартии")
_BESIDE_TITLES = re.compile("秘书|代表|特别|特使|电话|战略|昨天|今天|先生|女士|夫人")


class Commons:
    """Common words of some texts, and how often strings stand in them at all."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._text = _GAP.join(texts)
        self._small: Counter[str] = Counter()
        for word, count in Counter(_WORD.findall(self._text)).items():
            if word.islower():
                self._small[fold_text(word)] += count

    def names(self, heard: Iterable[tuple[str, int]]) -> set[str]:
        """Which of the strings, each with how often it was heard as a name, are none of the common words."""
        counted = dict(heard)
        plain = {text for text in counted if script_of(text) in {"arabic", "han"}}
        places = self._places(plain)
        return {
            text
            for text, count in counted.items()
            if not _BESIDE_TITLES.search(text)
            and (count >= _TITLED * places[text] if text in plain else not self._is_common(text, count))
        }

    def _is_common(self, text: str, count: int) -> bool:
        """Whether every word of it is a common one, or of the calendar, or an office."""
        words = [fold_text(word) for word in _WORD.findall(text)]
        return all(
            word in _CALENDAR or word.startswith(_OFFICES) or self._small[word] >= max(1, _SMALL * count)
            for word in words
        )

    def _places(self, strings: Collection[str]) -> Counter[str]:
        known = sorted(strings)
        if not known:
            return Counter()
        matches = AhoCorasick(known).find_matches_as_indexes(self._text, overlapping=True)
        return Counter(known[index] for index, _, _ in matches)
