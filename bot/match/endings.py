"""What may follow a name: the endings of each language, over folded text.

The language of the alias decides, never that of the text. Every table is a regular expression of suffixes in folded
letters (ı→i, ş→s, қ→к, ӣ→и, ة→ه ...). Generous, because the stem before them is a known name: on 1,312 Kazakh place
spans the bare form finds 49.5 %, with endings 99.9 %.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from bot.text import fold


@lru_cache(maxsize=4096)
def fold_text(text: str) -> str:
    """The folded word, kept a while: an alias is looked at from nine sides, and half of the build was folding."""
    return fold.fold_text(text)


class Word(NamedTuple):
    """One word of an alias: what stays, and a regular expression of what may follow within the word."""

    stem: str
    tail: str = ""


# --- Russian: about a dozen rules for dictionary forms; 78 of 79 inflected names (pymorphy3 generates 68) ------------

_ADJECTIVE = "(?:[ыи]й|[ое]й|[ое]го|[ое]му|[ыи]ми?|[ое]м|[ая]я|[ую]ю|[ое]ю|[ое]е|[ыи]е|[ыи]х|о(?=-))"
_RUSSIAN: tuple[tuple[str, int, str], ...] = (
    # how the word ends, how many letters go, what may stand there; the first that fits wins
    ("(?:ск|цк|[нвжштрдл])ий", 2, f"(?:{_ADJECTIVE}|и[яюи]|ием)"),
    ("[а-я]{3}(?:ый|ой)", 2, _ADJECTIVE),
    ("[а-я]{3}(?:ая|яя|ое|ее|ые)", 2, _ADJECTIVE),
    ("ие", 2, "и(?:е|я|ю|ем|и|й|ями?|ях|х|ми?)"),
    ("ия", 2, "и(?:я|и|ю|ей|ею|й|ями?|ям|ях)"),
    ("аец|еец", 2, "(?:ец|йц(?:а|у|ем|е|ы|ев|ами?|ах))"),
    ("ец", 2, "(?:ец|ц(?:а|у|ем|ом|е|ы|ев|ов|ами?|ах))"),
    ("[кгхжшщчц]а", 1, "(?:а|и|ы|е|у|ой|ою|ей|ею|ами?|ах)"),
    ("а", 1, "(?:а|ы|и|е|у|ой|ою|ей|ею|ами?|ах)"),
    ("я", 1, "(?:я|и|е|ю|ей|ею|ями?|ях)"),
    ("й", 1, "(?:й|я|ю|ем|е|и|ев|ями?|ях)"),
    ("ь", 1, "(?:ь|я|ю|ью|ем|е|и|ей|ями?|ях)"),
    ("о", 1, "(?:о|а|у|ом|е|ами?|ах)"),
    ("е", 1, "(?:е|я|ю|ем|и|ей|ями?|ях)"),
    ("[а-я]{3}[ыи]", 1, "(?:ы|и|ов|ев|ей|ами?|ях|ями?|ах)"),
    ("[а-я]{2}(?:[ое]в|[иы]н)", 0, "(?:а|у|ым|ом|е|ы|ых|ыми)?"),  # -ой would be his wife or daughter
    ("[бвгджзклмнпрстфхцчшщ]", 0, "(?:а|у|ом|ем|е|ы|и|ов|ев|ей|ами?|ах)?"),
)
_RUSSIAN_COMMON: tuple[tuple[str, int, str], ...] = (
    # common nouns drop or gain a vowel: рынок, рынка; поставка, поставок; встреча, встреч
    ("[а-я]{2}[ое]к", 2, "(?:ок|ек|к(?:а|у|ом|е|и|ов|ами?|ах))"),
    ("[а-я]{2}ка", 2, "(?:к(?:а|и|е|у|ой|ою|ами?|ах)|[ое]к)"),
    ("[а-я]{4}[ао]", 1, "(?:а|о|ы|и|е|у|ом|ой|ою|ей|ею|ами?|ах)?"),
    ("[а-я]{3}[ыи]", 1, "(?:ы|и|ов|ев|ей|ами?|ях|ями?|ах)?"),
)
_RUSSIAN_WHOLE = {"один": Word("од", "(?:ин|н(?:ого|ому|им|ом))"), "путь": Word("пут", "(?:ь|и|ем|ей|ям|ями|ях)")}


_CONSONANT, _SINGULAR = re.compile("[бвгджзклмнпрстфхцчшщ]$"), "(?:а|у|ом|ем|е)?"


def _russian(word: str, kind: str, *, proper: bool) -> Word:
    folded = fold_text(word)
    if folded in _RUSSIAN_WHOLE:
        return _RUSSIAN_WHOLE[folded]
    consonant = _CONSONANT.search(folded)
    if len(folded) <= 2:
        return Word(folded, _SINGULAR if consonant and kind == "place" else "")  # Ош, Оша
    if kind == "person" and consonant and not re.search("(?:[ое]в|[иы]н)$", folded):
        return Word(folded, _SINGULAR)  # Рахмонов is of another family
    for ending, drop, tail in _RUSSIAN if proper else (*_RUSSIAN_COMMON, *_RUSSIAN):
        if re.search(f"{ending}$", folded):
            return Word(folded[: len(folded) - drop], tail)
    return Word(folded)


# --- Turkic: chains of suffixes ------------------------------------------------------------------------------------

_CHAINS = {
    "kk": (
        "[лдт][ае]р|[ндт][ыи]н?|[гк][ае]|н[ае]|[ае]|нд[ае]н?|[дт][ае]н?|н[ае]н|(?:н?д|т)[ае]г[ыи]|[мбп]ен(?:ен)?"
        "|[лдт][ыи][кг]|ш[ае]|с[ыи]з|[дт][ае]й|с?[ыи]н?|[ыи]?м(?:[ыи]з)?|н[ыи]к[ыи]|л[ыи]"
    ),
    "ky": (
        "[лдт][аеоэ]р|[ндт][ыиу]н?|[гк][аеоэ]|н?[аеоэ]|н?[дт][аеоэ]н?|н[аеоэ]н|н?[дт][аеоэ]г[ыиу]|[лдт][ыиу][кг]"
        "|ч[аеоэ]|с[ыиу]з|[дт][аеоэ]й|с?[ыиу]н?|б[ыиу]з|л[ыиу]|ник[ии]"
    ),
    "uz": (
        "lar|ning|ni|[gkq]a|da|dan|dagi|gacha|li[kg]|cha|dek|day|si|i|im(?:iz)?|miz|ing(?:iz)?|ngiz|siz|niki|chi|mi|u|yu|ham"
        "|лар|нинг|ни|[гк]а|да|дан|даги|гача|ли[кг]|ча|дек|дай|си|и|им(?:из)?|миз|инг(?:из)?|нгиз|сиз|ники|чи|ми|у|ю"
    ),
    "tr": ("l[ae]r|l[iu][kg]?|s[iu]z|c[ae]|n?[iu]n|[yns]?[iu]|[yn]?[ae]|n?[dt][ae]n?|ki|y?l[ae]|[dt][iu]r|[iu]m[iu]z"),
    "tk": (
        "l[ae]r|l[yiu][kg]?|s[yiu]z|c[ae]|n?[yiu]n|[ns]?[yiu]|n?[ae]|n?d[ae]n?|n?d[ae]k[yi]|k[yi]|d[yiu]r|[yiu]m[yiu]z"
    ),
    "tg": "хо|он|ен|иен|ион|гон|ист|ги|и|й|е|ро|ву|ю|у|ам|аш|ашон|анд|аст|ст",
}
_CHAINS["az"] = _CHAINS["tr"]

# Before a vowel the last consonant softens: Өзбек, Өзбегі; Tacik, Taciğin; qozoq, qozogʻi; sonuç, sonucu.
_SOFT = {"к": "г", "п": "б", "k": "g", "p": "b", "t": "d", "q": "g"}
_VOWELS = "аеоуыиэaeiouy"

# Inside a name of several words only the genitive stands: ШЫҰ-ның саммиті, Хитойнинг Эксимбанки, BYD's plant.
_OF_IT = {
    "kk": "(?:[\"'-]{0,2}[ндт][ыи]н)?",
    "ky": "(?:[\"'-]{0,2}[ндт][ыиу]н)?",
    "uz": "(?:[\"'-]{0,2}(?:ning|нинг))?",
    "tr": "(?:[\"'-]{0,2}n?[iu]n)?",
    "tk": "(?:[\"'-]{0,2}n?[yiu]n)?",
    "en": "(?:'s|s')?",
}
_OF_IT["az"] = _OF_IT["tr"]

# These make a new word of the name, and many languages then write it small: қазақстандық, oʻzbekistonlik, kazakistanlı.
DERIVED = re.compile(r"[лдт][ыиу][кг]|ли[кг]|li[kg]|l[iuy]|ча|че|cha|c[ae]|ш[ае]")


# Behind a possessive, with which names of several words end, one letter more is a case: соода уюмун, сауда ұйымын.
_HIS = re.compile("[ыиуе]$")
_BEHIND_HIS = {"kk": "н|мен", "ky": "н"}


def _turkic(word: str, language: str, *, proper: bool, several: bool) -> Word:
    folded = fold_text(word)
    chains = _CHAINS[language]
    if several and language in _BEHIND_HIS and _HIS.search(folded):
        chains += f"|{_BEHIND_HIS[language]}"
    chain = f"(?:{chains})"
    family = "|н[ае]|n[ae]" if folded[-1] in "вw" else ""  # Жапаровна is a daughter
    tail = f"(?:['-]?(?!ич[аеу]?{family}){chain}{{1,4}})?"  # Назарбаевича is of a son, no chain of и and ча
    if language == "tg" and folded.endswith("й") and len(folded) > 3:
        return Word(folded[:-1], f"(?:й{tail}|и{chain}{{0,3}})")  # Хитой, хитоӣ
    if word.endswith("ӣ"):  # written и before a suffix: чинӣ, чиниро
        return Word(folded[:-1], f"и{tail}")
    if language in {"tr", "az"} and proper and len(folded) <= 4:
        # Çini is a tile and Çine a town: without the apostrophe a bare vowel is no case ending of a short name
        tail = f"(?:['-]{chain}{{1,4}}|(?![aeiu]+(?![^\\W_])){chain}{{1,4}})?"
    softer = _SOFT.get(folded[-1])
    if softer and len(folded) > 3 and language != "tg" and not (language == "uz" and folded[-1] == "t"):
        return Word(folded[:-1], f"(?:{folded[-1]}{tail}|{softer}(?=[{_VOWELS}]){chain}{{1,4}})")
    return Word(folded, tail)


# --- Arabic and Persian --------------------------------------------------------------------------------------------

_AND, _ITS = ("", "و", "ف"), "(?:ها|ه|هم|نا|هما)"
WITH_ARTICLE = frozenset(a + b for a in _AND for b in ("ال", "بال", "كال", "لل", "لال"))
WITHOUT_ARTICLE = frozenset(a + b for a in _AND for b in ("", "ب", "ك", "ل")) | WITH_ARTICLE
LONGEST_PREFIX = 4
_NISBA = "ي(?:ه|ون|ين|ات|ان|تان|تين|ا)?"


def _arabic(word: str, kind: str) -> Word:
    folded = fold_text(word)
    if kind == "person" or len(folded) < 3:
        return Word(folded)
    if folded.endswith("ي"):
        return Word(folded, "(?:ه|ون|ين|ات|ان|تان|تين|ا)?")
    if folded.endswith("ه") and len(folded) > 3:
        return Word(folded[:-1], f"(?:ه|ت{_ITS}|ات{_ITS}?|تان|تين)")
    if kind == "place":
        return Word(folded, "" if folded.endswith("ا") else f"(?:{_NISBA})?")
    return Word(folded, f"(?:{_NISBA}|ا|ان|ين|(?:ات)?{_ITS}?)?") if len(folded) > 3 else Word(folded)


def _persian(word: str) -> Word:
    folded = fold_text(word)
    if len(folded) < 3:
        return Word(folded)
    if len(folded) <= 4:  # چینش is an arrangement
        return Word(folded, "(?:ي|يان|ي?ها(?:ي|يي)?" + ("|ان)?" if len(folded) == 4 else ")?"))
    return Word(folded, "(?:ي|اي|ان|يان|يي|ي?ها(?:ي|يي)?|ست|ش|شان|را)?")


# --- English -------------------------------------------------------------------------------------------------------


def _english(word: str, *, proper: bool) -> Word:
    folded = fold_text(word)
    if not proper and folded.endswith("y") and len(folded) > 3 and folded[-2] not in "aeiou":
        return Word(folded[:-1], "(?:y|ies)(?:'s?)?")
    if folded[-1] == "s" and not proper:
        return Word(folded, "(?:'s?|es)?")  # bus, buses
    if folded[-1] == "s" or (proper and folded[-1] in "aeou"):
        return Word(folded, "(?:'s?)?")
    return Word(folded, "(?:'s|s'|s|es)?")


@lru_cache(maxsize=4096)
def script_of(word: str) -> str:
    """latin, cyrillic, arabic, han or other: by the first letter that tells."""
    found = _TELLING.search(fold_text(word))
    return found.lastgroup or "other" if found else "other"


_TELLING = re.compile(
    "(?P<latin>[a-z])|(?P<cyrillic>[\u0400-\u052f])|(?P<arabic>[\u0620-\u06ff])|(?P<han>[\u3400-\u9fff])"
)
_SPOKEN = {"latin": "en", "cyrillic": "ru", "arabic": "ar", "han": "zh", "other": "zh"}
_WRITTEN = {
    "latin": {"en", "tr", "uz", "tk", "az", "kk"},
    "cyrillic": {"ru", "kk", "ky", "uz", "tg"},
    "arabic": {"ar", "fa", "ps", "ur"},
}


def is_written(language: str, script: str) -> bool:
    """Whether this language, as far as we know it, is written in this script."""
    return language in _WRITTEN.get(script, ())


def inflect(word: str, language: str, kind: str, *, last: bool, several: bool = False) -> Word:
    """What stays of `word` and what may follow it. Words before the `last` of an alias bend in
    Russian; elsewhere they take the genitive at most.

    `several`: the alias has more words than this.
    """
    script = script_of(word)
    if language not in _WRITTEN.get(script, ()):
        language = _SPOKEN[script]
    proper = word[0].isupper() or (not word[0].isalpha() and word.lstrip(_NO_LETTERS)[:1].isupper())
    if language == "kk" and script == "latin":
        language = "tr"
    if language in _CHAINS:
        if not last:
            return Word(fold_text(word), _OF_IT.get(language, ""))
        return _turkic(word, language, proper=proper, several=several)
    if language == "ru":
        acronym = word.isupper() and sum(map(str.isalpha, word)) > 1
        return Word(fold_text(word)) if acronym else _russian(word, kind, proper=proper)
    if not last:
        return Word(fold_text(word), _OF_IT["en"] if language == "en" and proper else "")
    if language == "en":
        return _english(word, proper=proper)
    if language == "ar":
        return _arabic(word, kind)
    return _persian(word) if language == "fa" else Word(fold_text(word))


_NO_LETTERS = "0123456789'’ʻ‘ʼ`"
