"""Another person of the same surname: a name beside a given name or a capitalised word may be part of a longer one.

"Zichen Wang" and "Wang Huning" are not the minister Wang; "diplomat Wang", "China’s Wang" and "Wang said" may be.
"Aibek Japarov" is not the president, Назарбаева заявила of a daughter, and Mahmut Özbek is no Uzbek.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from bot.gazetteer import Entry
from bot.match.callings import follows_a_calling
from bot.match.endings import fold_text, script_of
from bot.match.form import Role
from bot.match.given import ENGLISH, PERSIAN, TURKISH, is_central_asian
from bot.match.hit import Hit
from bot.match.reading import Reading

_UNSEEN = "\u00ad\u200b\u200d-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_BEFORE = re.compile(rf"([^\W\d_][\w'’ʻ{_UNSEEN}-]*)[ \u00a0][{_UNSEEN}]*$")
_AFTER = re.compile(rf"[{_UNSEEN}]*[ \u00a0][{_UNSEEN}]*([^\W\d_][\w{_UNSEEN}-]*)")
_NOT_SEEN = re.compile(f"[{_UNSEEN}]")
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_REACH = 40  # letters that are looked at on either side
_HEADLINE = 0.7  # share of capitalised words from which capitals tell nothing
_OPENING = 4  # letters: a first word no longer than this is hardly a given name (On Wang, With Wang)
_TITLES = (
    "president", "minister", "premier", "chair", "secretary", "leader", "diplomat", "envoy", "ambassador", "comrade",
    "mr", "mrs", "ms", "foreign", "official", "says", "why", "when", "президент", "министр", "премьер", "председател",
    "глав", "лидер", "товарищ", "господин", "секретар",
)  # fmt: skip

_SURNAMES = frozenset({"ozbek", "kirgiz", "kazak", "tacik", "turkmen", "tatar", "qirgiz"})  # and peoples
_PEOPLES = frozenset({"kazakh", "uzbek", "tajik", "kyrgyz", "turkmen", "afghan"})
_PERSIAN_SURNAMES = frozenset({"تاجيك", "ازبك", "تركمن", "قزاق", "افغان", "قرقيز"})
_ALL_SURNAMES = _SURNAMES | _PEOPLES | _PERSIAN_SURNAMES
_SAYS = re.compile(r"'[a-z]{1,4}\b|:|[^\w\s]*$| [a-z]{2,}(?:[dt][iu]|m[iu]s|yor|[ae]c[ae][kg]|m[ae]z)\b")

# Places that people are named after.
_GIVEN = frozenset({
    "нарын", "талас", "алтай", "астана", "арал", "урал", "орал", "ертис", "иртыш", "тараз", "навои", "навоий",
    "абай", "зарафшан", "памир", "naryn", "talas", "altai", "altay", "astana", "aral", "navoi", "navoiy",
    "arkadag", "ahal", "balkan", "zarafshan", "pamir", "jayhun",
})  # fmt: skip
_SURNAME = re.compile(
    r"(?:[ое]в|[ое]ва|[ои]ну?|ина|[ое]вич|[ое]вна|кызы|уулу|улы)(?:а|у|ым|ой|е|ны|нын|ды|дын|ты|тын|га|ка|дан|да|ди|нинг|ни|"
    r"ning|ni|ga|dan|yn|y|e|un|nun)?$|(?:[eo]v|[eo]va|[eo]w|[eo]wa)(?:a|'s|ning|ni|ga|yn|nyn|y|a|dan)?$"
)

_OTHER_CASES = frozenset({"kk", "ky", "uz", "tg"})
_ONE_CHARACTER = re.compile("[哈吉塔乌土](?:副?总[统理]|副?外长|议会|央行)")
_SPELLING = frozenset(
    "尔伊凯雅内莱亚罗斯马耶维拉桑萨姆恩卡布鲁穆巴阿苏里尼基西贝克科达多米特瓦沙贾德利奥托纳戈灯铁宝佛高"
)

_OPENS = re.compile(r'(?:^|[\ufdd1"]|[.!?:—-] )"?$')
_SHE_SAID = re.compile(
    r" (?:за|рас)?(?:явил|сказал)а\b|:| (?:сообщил|отметил|подчеркнул|пояснил|добавил|выступил|ответил|стал|написал"
    r"|приехал|прилетел|посетил|призвал|объяснил|предложил)а\b| [а-я]+лась\b| (?:считает|заявляет|рассказывает)\b"
)


class Namesakes:
    """Tells strangers from those whom we know. The names of their own are gathered when first asked for."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._own: dict[str, frozenset[str]] = {}

    def has(self, hit: Hit, reading: Reading, hits: Sequence[Hit], language: str) -> bool:
        """Whether this name is written as a part of somebody else's."""
        form = hit.form
        if form.role not in _NAMING:
            return False
        if form.han and form.id.startswith("place."):
            return _ends_a_name(hit, reading)
        if (
            form.single
            and form.id.startswith("person.")
            and (follows_a_calling(hit, reading) or _is_womans(hit, reading, language))
        ):
            return True
        if not form.single or form.han:
            return False
        if form.id.startswith("place.") and _is_given(hit, reading, hits):
            return True
        if form.id.startswith("place."):
            return form.folded in _ALL_SURNAMES and form.role is Role.NAME and _is_surname(hit, reading, hits, language)
        if not form.id.startswith("person.") or form.script not in {"latin", "cyrillic"}:
            return False
        if form.role is Role.MAYBE and _is_beside_a_name(hit, reading, hits):
            return True
        return form.role in _NAMING and (
            _is_daughter(hit, reading) or (_follows_a_word(hit, reading) and self._is_stranger(hit, reading))
        )

    def _is_stranger(self, hit: Hit, reading: Reading) -> bool:
        """Whether a given name of the same culture, and none of his own, stands before the surname."""
        start = reading.folded.start(hit.start)
        before = _BEFORE.search(reading.raw[max(0, start - _REACH) : start])
        if not before or not before[1][0].isupper():
            return False
        given = fold_text(_NOT_SEEN.sub("", before[1]))
        if not is_central_asian(given):
            return False
        own = [name for name in self._own_names(hit.form.id) if script_of(name) == hit.form.script]
        return bool(own) and not any(given.startswith(name) for name in own)

    def _own_names(self, id: str) -> frozenset[str]:
        """The words of the longer names, without their endings. Who has none in a script may be called anything."""
        if id not in self._own:
            entry = self._entries[id]
            names = (*entry.label.values(), *(alias for aliases in entry.names.values() for alias in aliases))
            words = (fold_text(word) for alias in names if " " in alias for word in alias.strip("=*").split())
            self._own[id] = frozenset(word[: max(3, len(word) - 1)] for word in words)
        return self._own[id]


_NAMING = frozenset({Role.NAME, Role.MAYBE})


def _is_womans(hit: Hit, reading: Reading, language: str) -> bool:
    """Жапарова: in Russian his genitive, in its neighbours, which have other cases, a woman's surname."""
    form = hit.form
    if language not in _OTHER_CASES or form.script != "cyrillic" or not form.folded.endswith(("ев", "ов")):
        return False
    return reading.hay[hit.start : hit.end].startswith("а", len(form.folded))


def _ends_a_name(hit: Hit, reading: Reading) -> bool:
    """奥尔塔总统: behind characters that foreign names are spelled with, 塔 is no country but the end of one."""
    if not _ONE_CHARACTER.match(hit.form.folded):
        return False
    return reading.hay[max(0, hit.start - 1) : hit.start] in _SPELLING or reading.hay.startswith("事", hit.end)


def _is_given(hit: Hit, reading: Reading, hits: Sequence[Hit]) -> bool:
    """Нарын Ибраимова: the bare name of a river or town, opening a phrase in front of an unknown surname."""
    if hit.form.folded not in _GIVEN or reading.hay[hit.start : hit.end] != hit.form.folded:
        return False
    after = _AFTER.match(reading.raw, reading.folded.end(hit.end))
    if not after or not after[1][0].isupper() or not _SURNAME.search(fold_text(after[1])):
        return False
    return not _is_known(after.start(1), after.end(1), reading, hits)


def _follows_a_word(hit: Hit, reading: Reading) -> bool:
    return hit.start > 1 and reading.hay[hit.start - 1] == " " and reading.hay[hit.start - 2].isalpha()


def _is_daughter(hit: Hit, reading: Reading) -> bool:
    """Назарбаева заявила: a sentence that opens so is of a woman; in «дочь Назарбаева» the genitive is his."""
    if hit.form.script != "cyrillic" or not reading.hay[hit.start : hit.end].endswith(("ева", "ова", "ина")):
        return False
    if hit.form.folded.endswith("а") or not _OPENS.search(reading.hay[max(0, hit.start - 3) : hit.start]):
        return False
    return bool(_SHE_SAID.match(reading.hay, hit.end))


def _is_surname(hit: Hit, reading: Reading, hits: Sequence[Hit], language: str) -> bool:
    """Whether the name of a people is somebody's surname: behind a given name, or in front of what he says or does."""
    form = hit.form
    if not _follows_a_word(hit, reading):
        return False
    if form.script == "arabic":
        last = reading.hay[max(0, hit.start - _REACH) : hit.start].split(" ")[-2:]
        return language == "fa" and form.folded in _PERSIAN_SURNAMES and last[-1:] == [""] and last[0] in PERSIAN
    known = form.folded in _SURNAMES if language in {"tr", "az"} else form.folded in _SURNAMES | _PEOPLES
    if form.script != "latin" or not known:
        return False
    start = reading.folded.start(hit.start)
    before = _BEFORE.search(reading.raw[max(0, start - _REACH) : start])
    if not before or not before[1][0].isupper():
        return False
    given = fold_text(_NOT_SEEN.sub("", before[1]))
    if given in TURKISH or (language not in {"tr", "az"} and given in ENGLISH):
        return True
    first = start - len(before[0])
    if language not in {"tr", "az"} or first in {0, reading.wall + 1} or not given.isalpha() or before[1].isupper():
        return False
    return bool(_SAYS.match(reading.hay, hit.start + len(form.folded))) and not _is_known(first, start, reading, hits)


def _is_beside_a_name(hit: Hit, reading: Reading, hits: Sequence[Hit]) -> bool:
    """Whether a weak name stands beside a capitalised word that nobody knows."""
    start, end = reading.folded.start(hit.start), reading.folded.end(hit.end)
    if (before := _BEFORE.search(reading.raw[max(0, start - _REACH) : start])) and _is_given_name(before[1]):
        first, last = start - len(before[0]), start - 1
        opens = first in {0, reading.wall + 1} and len(before[1]) <= _OPENING
        if not opens and not _is_known(first, last, reading, hits):
            return not _is_headline(reading, hits, first, end)
    if (after := _AFTER.match(reading.raw, end)) and _is_given_name(after[1]):
        first, last = after.span(1)
        return not _is_known(first, last, reading, hits) and not _is_headline(reading, hits, start, last)
    return False


def _is_given_name(word: str) -> bool:
    word = _NOT_SEEN.sub("", word)
    return word[0].isupper() and not word.isupper() and not fold_text(word).startswith(_TITLES)


def _is_known(start: int, end: int, reading: Reading, hits: Sequence[Hit]) -> bool:
    """Whether a name of ours stands there: China’s Wang, Wang China."""
    return any(
        hit.form.role is Role.NAME and reading.folded.start(hit.start) < end and start < reading.folded.end(hit.end)
        for hit in hits
    )


def _is_headline(reading: Reading, hits: Sequence[Hit], start: int, end: int) -> bool:
    """Whether The Text Is Written Like This: told by the words that are no names and not the pair in question."""
    first, last = (0, reading.wall) if start < reading.wall else (reading.wall + 1, len(reading.raw))
    words = [
        word[0]
        for word in _LONG_WORD.finditer(reading.raw, first, last)
        if not start <= word.start() < end and not _is_known(word.start(), word.end(), reading, hits)
    ]
    return sum(word[0].isupper() for word in words) >= _HEADLINE * len(words)
