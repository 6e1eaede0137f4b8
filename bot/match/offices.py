"""Surnames that count behind an office: «секретарь Совбеза Таджикистана Махмудзода», «Өзбекстан СІМ басшысы Саидов».

A minister's surname is too common to be a name, and headlines give no more. Of everybody who has a home in the
gazetteer the surname is known by itself, from the full names; behind a title of office it is a weak name, which the
home or somebody at home there helps.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from bot.gazetteer import Entry
from bot.match.endings import fold_text, script_of
from bot.match.form import Role
from bot.match.hit import Hit
from bot.match.reading import Reading

_REACH = 110  # letters that are looked at on either side
_WORDS = 7  # words that may stand between the title and the surname
_SHORT, _TINY = 5, 4  # letters: a surname of no more is a word; in Arabic letters, which have no capitals, a longer one
_NO_SURNAME = frozenset({"улуу", "кызы", "uulu", "kyzy", "оглы", "ogly", "гизи", "уулу"})
_SECOND_HALVES = frozenset({"الدين", "زاده", "اف", "يف", "وف", "اوف"})  # مهر الدين, خالق زاده, سعید اف
_FAMILY = re.compile(
    r"(?:[ое]в|[ое]ва|ин|зода|зад[еа]|иддин|[ое]у?лу)$|(?:[eo][vw]|[eo][vw]a|zoda|zade|iddin)$|(?:وف|يف|وفا|يفا|زاده|زودا|زودا|اف|الدين)$"
)

_TITLES = (
    # ru, kk, ky, tg, uz in Cyrillic letters
    r"министр|премьер|глав(?:а|ы|е|у|ой)(?!\w)|вице|секретар|посол|посл(?:а|у|ом|е|ы|ов)(?!\w)|директор|председател"
    r"|спикер|президент|зам|аким|губернатор|хоким|руководител|советник|представител|омбудсмен|генпрокурор"
    r"|басшы|торага|хатшы|елши|кенесши|окил|башчы|катчы|элчи|жетекчи|кенешчи|орунбасар"
    r"|вазир|бош вазир|рахбар|раис|котиб|хоким|маслахатчи|муовин|сафир|рохбар|сарвазир|намоянда|мудир|директор"
    # tk, uz, tr, az in Latin letters, and en
    r"|ministr|basly[gk]|ilci|premyer|wise|vazir|rahbar|rais|kotib|elchi|hokim|maslahatchi|muovin|wekil|orunbasar"
    r"|bakan|baskan|buyukelci|sekreter|sozcu|temsilci|nazir"
    r"|minister|premier|prime|pm(?!\w)|fm(?!\w)|president|secretar|ambassador|envoy|head(?!\w|ed|ing)|chief|chair"
    r"|speaker|deputy|governor|director|adviser|advisor|mayor"
)
_EASTERN = (
    r"[وفبلك]{0,2}(?:ال)?(?:وزير|وزيرا|وزيري|وزراء|رييس|رييسه|رييسا|رءيس|سفير|سفيره|سفيرا|امين|سكرتير|مبعوث|ناءب|نايب|مستشار"
    r"|محافظ|حاكم|متحدث|معاون|نخست|دبير|سخنگوي|مشاور|استاندار)"
)
_TITLE = re.compile(rf"(?<!\w)(?:{_TITLES}|{_EASTERN})")
_STOP = re.compile(r"\w{3}[.!?](?= )|[؟۔;\ufdd1]")  # not the dot of an initial
_APPOSITION = re.compile(rf", (?:[\w'-]+ ){{0,5}}?(?:{_TITLES}|{_EASTERN})")
_GAP = re.compile(r"\w+")


LENDERS = {"ru": ("kk", "ky", "uz", "tg"), "en": ("tr", "tk")}
"""Whose spelling serves whom, with endings of their own."""


class Surname(NamedTuple):
    """What a person is called for short, in one language."""

    id: str
    text: str
    language: str


def surnames(entries: Iterable[Entry]) -> Iterator[Surname]:
    """The surnames of all who have a home and no such name yet; none that two of one home share."""
    people = [entry for entry in entries if entry.kind == "person" and entry.home]
    found = [(entry, set(_of(entry))) for entry in people]
    shared = Counter((entry.home, text) for entry, own in found for text in {fold_text(one.text) for one in own})
    taken = {
        (entry.home, fold_text(alias.strip("=*")), language)
        for entry in people
        for names in (entry.names, entry.maybe)
        for language, aliases in names.items()
        for alias in aliases
    }
    for entry, own in found:
        for one in sorted(own):
            key = fold_text(one.text)
            if shared[entry.home, key] == 1 and (entry.home, key, one.language) not in taken:
                yield one


def _of(entry: Entry) -> Iterator[Surname]:
    for language, alias in _full_names(entry):
        words = alias.strip("=*").split()
        if len(words) < 2 or script_of(alias) not in {"latin", "cyrillic", "arabic"}:
            continue
        halves = 2 if fold_text(words[-1]) in _SECOND_HALVES and len(words) > 2 else 1
        text = " ".join(words[-halves:])
        folded = fold_text(text)
        if folded in _NO_SURNAME or folded in _SECOND_HALVES or not text[0].isalpha():
            continue
        if len(folded) > (_SHORT if script_of(text) == "arabic" else _TINY) or _FAMILY.search(folded):
            yield Surname(entry.id, text, language)


def _full_names(entry: Entry) -> Iterator[tuple[str, str]]:
    """Language and name; what Russian and English list serves the languages that list none."""
    for language, aliases in entry.names.items():
        for kin in (language, *(one for one in LENDERS.get(language, ()) if one not in entry.names)):
            yield from ((kin, alias) for alias in aliases)


def in_office(hits: list[Hit], reading: Reading) -> list[Hit]:
    """The hits, surnames as weak names where a title stands by them, and left out where none does."""
    return [one for hit in hits if (one := _held(hit, reading)) is not None]


def _held(hit: Hit, reading: Reading) -> Hit | None:
    if hit.form.role is not Role.SURNAME:
        return hit
    return hit._replace(form=replace(hit.form, role=Role.MAYBE)) if _has_title(hit, reading) else None


def _has_title(hit: Hit, reading: Reading) -> bool:
    before = reading.hay[max(0, hit.start - _REACH) : hit.start]
    if stops := list(_STOP.finditer(before)):
        before = before[stops[-1].end() :]
    titles = list(_TITLE.finditer(before))
    if titles and len(_GAP.findall(before[titles[-1].end() :])) <= _WORDS:
        return True
    return bool(_APPOSITION.match(reading.hay, hit.end, hit.end + _REACH))
