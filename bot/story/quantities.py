"""Numbers with what they count, and dates, read from a headline in any of the languages. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from bot.story.words import Stems, is_han
from bot.text.fold import fold_text

# Thousands parted by commas, blanks or Arabic separators, then a decimal part; or a plain number.
_NUMBER = re.compile(r"\d{1,3}(?:[,٬ ]\d{3})+(?![\d])(?:[.٫]\d+)?|\d+(?:[.,٫]\d+)?")
_AFTER = re.compile(r"[\u3400-\u9fff]+|[^\W\d_\u3400-\u9fff]+|[%$€¥]|\d")
_BY_THOUSANDS = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?")
_DIGITS = re.compile(r"\d\d*")  # `\d+` is slower to look for: it has no first letter
_RUN = re.compile(r"\w+")
_HAN_DATE = re.compile(r"(?:(?P<y>\d{4})年)?(?P<m>\d{1,2})月(?P<d>\d{1,2})日")
_ISO_DATE = re.compile(r"(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)")
_LOOK_AHEAD, _LOOK_BACK, _LOOK_FAR = 4, 4, 12  # words; `22 Afghan soldiers were killed`, `погибли 10`
_LOOK_AHEAD_HAN, _LOOK_BACK_HAN = 10, 8  # characters
_VAGUE = frozenset({"", "people"})
_TELLING = frozenset({"killed", "injured", "missing", "detained"})  # whoever else is named, it is them who are counted
_BEFORE = _TELLING | {"magnitude"}
_AMOUNTS = frozenset({"dollars", "euros", "yuan", "roubles", "tenge"})
_CURRENCY = re.compile(r"[$€¥] ?$")
_PART_OF_A_NAME = re.compile(r"[^\W\d_]-$")  # T-90, Covid-19
_YEARS = range(1900, 2101)


@dataclass(frozen=True, slots=True, order=True)
class Quantity:
    """A number and what it counts, `""` where nothing said so."""

    unit: str
    value: float

    def __str__(self) -> str:
        return f"{self.value:g}" if self.value < 1e6 else f"{self.value:.0f}"


class Reader:
    """Finds numbers and dates. Built from `units.yaml` and the names of months."""

    def __init__(
        self,
        *,
        scales: Mapping[int, list[str]],
        units: Mapping[str, list[str]],
        counts: Mapping[int, list[str]],
        months: Mapping[str, int],
    ) -> None:
        self._scales = Stems({str(scale): stems for scale, stems in sorted(scales.items(), reverse=True)})
        self._units = Stems(units)
        self._words = {fold_text(word): number for number, words in counts.items() for word in words}
        self._counts = {
            word: str(number) for word, number in self._words.items() if number > 1
        }  # one counts too little
        ones, tens = self._of_words(range(1, 10)), self._of_words(range(20, 100, 10))
        self._compound = re.compile(rf"\b(?:(?P<a>{tens})[- ](?P<b>{ones})|(?P<c>{ones}) و(?P<d>{tens}))\b")
        self._rank = {unit: rank for rank, unit in enumerate(units)}
        named = "|".join(sorted((re.escape(m) for m in months), key=len, reverse=True))
        self._months = dict(months)
        self._openings = {name.split()[0] for name in months}
        self._day_and_month = re.compile(
            rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th|-?го|-е)?\s+(?P<m>{named})\w{{0,2}}(?:\s+(?P<y>\d{{4}}))?"
        )
        self._month_and_day = re.compile(
            rf"\b(?P<m>{named})\.?\s+(?P<d>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s+(?P<y>\d{{4}}))?"
        )

    def _of_words(self, numbers: range) -> str:
        words = [word for word, number in self._words.items() if number in numbers]
        return "|".join(sorted(words, key=len, reverse=True))

    def _sum(self, match: re.Match[str]) -> str:
        """Twenty-five, двадцать пять, خمسة وعشرون."""
        return str(sum(self._words[word] for word in match.groups() if word))

    def read(self, folded: str, near: date) -> tuple[frozenset[Quantity], frozenset[date]]:
        """Return the quantities and dates of a folded text; a date without a year is the one nearest to `near`."""
        runs = _RUN.findall(folded)
        starts = [match.start() for match in _DIGITS.finditer(folded)]
        in_words = not self._counts.keys().isdisjoint(runs)
        if not starts and not in_words:
            return frozenset(), frozenset()
        dates: set[date] = set()
        for pattern in self._ways_to_date(folded, runs, starts):
            if found := list(pattern.finditer(folded)):
                dates.update(day for match in found if (day := self._day(match, near)))
                folded = pattern.sub(" ; ", folded)
        if in_words:
            folded = self._compound.sub(self._sum, folded)
            folded = _RUN.sub(lambda match: self._counts.get(match.group(), match.group()), folded)
        return frozenset(self._quantities(folded)), frozenset(dates)

    def _ways_to_date(self, folded: str, runs: list[str], starts: list[int]) -> Iterator[re.Pattern[str]]:
        """Yield the patterns that may fit: two hundred names of months are slow to look for, and mostly in vain."""
        if any(self._day_and_month.match(folded, start) for start in starts):
            yield self._day_and_month
        if starts and not self._openings.isdisjoint(runs):
            yield self._month_and_day
        if starts and "月" in folded:
            yield _HAN_DATE
        if starts and "-" in folded:
            yield _ISO_DATE

    def _day(self, match: re.Match[str], near: date) -> date | None:
        month = self._months.get(match["m"]) or int(match["m"])
        years = [int(match["y"])] if match["y"] else [near.year - 1, near.year, near.year + 1]
        days = []
        for year in years:
            try:
                days.append(date(year, month, int(match["d"])))
            except ValueError:  # 30 February, month 13: not a date
                continue
        return min(days, key=lambda day: abs(day - near), default=None)

    def _quantities(self, folded: str) -> Iterator[Quantity]:
        before = 0
        for match in _numbers(folded):
            left = folded[before : match.start()]
            before = match.end()
            if _PART_OF_A_NAME.search(left):
                continue
            following = self._following(folded[match.end() : match.end() + 60])
            value, unit = _value(match.group()), self._unit(following)
            scales = [int(scale) for scale in self._scales.of(following[0])] if following else []
            if _CURRENCY.search(left):  # `$66 per barrel`
                unit = self._unit([left.rstrip()[-1]])
            elif not scales and match.group().isdigit() and value in _YEARS:
                if not following or unit not in self._units.of(following[0]):
                    continue
            elif unit in _VAGUE:  # `погибли 10 человек`, `death toll rises to 5`: what counts stands before
                unit = self._unit_before(_just_before(left, _LOOK_BACK if following else _LOOK_FAR)) or unit
            yield Quantity(unit, round(value * max(scales, default=1), 3))

    def _unit(self, words: list[str]) -> str:
        """Return what the words beside the number count, else who came to harm, else what the nearest one counts."""
        said = [sorted(self._units.of(word), key=self._rank.__getitem__) for word in words]
        if said and said[0] and said[0][0] not in _VAGUE:  # `5 square kilometres`, `5 كيلومتر مربع`
            return min((unit for units in said[:2] for unit in units), key=self._rank.__getitem__)
        found = [units[0] for units in said if units]
        return next((unit for unit in found if unit in _TELLING), found[0] if found else "")

    def _unit_before(self, words: list[str]) -> str:
        """Return who came to harm, or what stands right before the number: other nouns there are not counted by it."""
        said = {unit: None for word in words for unit in self._units.of(word)}
        beside = self._units.of(words[0]) if words else ()
        return next((unit for unit in said if unit in _BEFORE or (unit in beside and unit in _AMOUNTS)), "")

    @staticmethod
    def _following(text: str) -> list[str]:
        words: list[str] = []
        for word in _AFTER.findall(text):
            if word.isdigit() or len(words) == _LOOK_AHEAD:
                break
            words.append(word[:_LOOK_AHEAD_HAN] if is_han(word) else word)
        return words


def _numbers(folded: str) -> Iterator[re.Match[str]]:
    """Yield what `_NUMBER.finditer` does; a third sooner, since a digit alone is quick to find."""
    digit = _DIGITS.search(folded)
    while digit and (match := _NUMBER.match(folded, digit.start())):
        yield match
        digit = _DIGITS.search(folded, match.end())


def _just_before(text: str, most: int) -> list[str]:
    """Return the last words of what stands before a number, the nearest first."""
    words = [word for word in _AFTER.findall(text) if word != "%"]
    if words and is_han(words[-1]):
        return [words[-1][-_LOOK_BACK_HAN:]]
    return words[: -most - 1 : -1]


def _value(written: str) -> float:
    plain = written.replace("٫", ".").replace("٬", "").replace(" ", "")
    if _BY_THOUSANDS.fullmatch(plain):
        return float(plain.replace(",", ""))
    return float(plain.replace(",", "."))
