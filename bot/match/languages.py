"""What the language of a text makes of names and words that another language lists: count, weak, or nothing.

A short or lower-case name of one language is a word of another: Чин is China in Tajik and a rank in Russian, киргиз a
Kyrgyz in Russian and "bring in" in Kyrgyz; وام is a loan in Persian and "and a mother" in Arabic. But the press mixes
its languages, and its neighbours share their words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from bot.gazetteer import Entry
from bot.match.endings import fold_text, is_written
from bot.match.form import Case, Form, Role
from bot.match.hit import Hit
from bot.match.reading import Reading
from bot.text.script import language_of

_SHORT = 4  # letters
_TINY = 2  # letters
_BRIEF = 5  # letters: what is longer is nobody's word
_PERSIAN = frozenset("پچژگ")
_NAMING = frozenset({Role.NAME, Role.MAYBE})
_WORLDLY = frozenset({"en", "ru", "ar", "zh", "mul"})
_QUOTED = frozenset({"en", "ru"})  # words of theirs stand in everybody's news
_KIN = frozenset({"kk", "ky", "uz", "tr", "tk", "az"})
_SHARING = {"ar", "fa"}  # half of Persian's words of office are Arabic: قطار, واردات
_LIKE_PERSIAN = {"ps": "fa", "ur": "fa", "prs": "fa"}  # دوشنبه is Monday in Pashto as well
_SCRIPTS = ("latin", "cyrillic", "arabic")


def spoken(reading: Reading, hits: Iterable[Hit], given: str | None) -> str:
    """The language of the text: as given, unless names in another script deny it (many feeds say en-US of anything)."""
    language = language_of(reading.raw, given)
    if given and not all(is_written(language, hit.form.script) or hit.form.han for hit in hits):
        told = language_of(reading.raw)
        if not any(is_written(language, script) and is_written(told, script) for script in _SCRIPTS):
            return language if language == "zh" and told == "zh" else told
    return language


class Ear:
    """Hears the hits of a text as its language does."""

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = entries
        self._weak = _weak_in(entries.values())

    def heard(self, hits: Sequence[Hit], language: str) -> list[Hit | None]:
        """Each hit as it counts in a text of this language: itself, weak, or None."""
        weak = [hit for hit in hits if hit.form.role is Role.MAYBE and hit.form.language == language]
        return [self._heard(hit, language, weak) for hit in hits]

    def _heard(self, hit: Hit, language: str, weak: Sequence[Hit]) -> Hit | None:
        form = hit.form
        if language == form.language:
            return hit
        if form.role is Role.WORD:
            return hit if self._is_shared(hit, language) else None
        if form.role not in _NAMING:
            return hit
        if language != "und" and form.single and not form.han and _is_local(form):
            return None
        if language == "fa" and hit.prefix:
            return None
        if language == "ar" and form.language == "fa" and _is_arabic_word(form):
            return None
        if language in _LIKE_PERSIAN and form.single and form.script == "arabic" and len(form.folded) <= _TINY:
            return None  # شی is Xi in Persian, and "can" in Pashto
        if form.role is Role.NAME and self._is_weak(hit, language, weak):
            return hit._replace(form=replace(form, role=Role.MAYBE))
        return hit

    def _is_weak(self, hit: Hit, language: str, weak: Sequence[Hit]) -> bool:
        """دوشنبه is Monday in Persian: what an entry lists as weak in a language is weak there, with any ending,
        whoever else lists it as a name."""
        if (hit.form.id, hit.form.folded) in self._weak.get(_LIKE_PERSIAN.get(language, language), ()):
            return True
        return any(one.form.id == hit.form.id and one.start <= hit.start and hit.end <= one.end for one in weak)

    def _is_shared(self, hit: Hit, language: str) -> bool:
        """Whether a topic word of one language counts in a text of another, which lists words of its own.

        Over 1,997 parallel lines in 11 languages: of what such words added, all of them gave 40 true topics and 20
        false ones; words of English and Russian, and long ones between kindred languages, 31 and 10; Uzbek in Tajik
        5 and 5, short Persian in Arabic 0 and 2. Texts whose letters tell no language are taken for English or
        Russian, so long words of any language count there.
        """
        form = hit.form
        if form.language in _QUOTED or form.language == "mul" or language not in self._entries[form.id].words:
            return True
        if {form.language, language} == _SHARING:
            return len(form.folded) >= _SHORT and not (language == "fa" and hit.prefix)
        kin = language in _QUOTED or (form.language in _KIN and language in _KIN)
        return kin and len(form.folded) > _SHORT


def _is_local(form: Form) -> bool:
    """Whether this one-word name means nothing outside its own language."""
    if form.case is Case.FREE:
        return form.script != "arabic"
    return len(form.anchor) <= _SHORT and form.language not in _WORLDLY


def _is_arabic_word(form: Form) -> bool:
    """Whether a Persian name may as well be a word in Arabic, which has a name of its own for it: ختن, تبت, أزبك."""
    short = form.single and form.script == "arabic" and len(form.folded) <= _BRIEF
    return short and not form.id.startswith("person.") and not _PERSIAN.intersection(form.alias)


def _weak_in(entries: Iterable[Entry]) -> dict[str, frozenset[tuple[str, str]]]:
    """Language -> (id, folded alias) of the names that are weak in texts of that language."""
    weak: dict[str, set[tuple[str, str]]] = {}
    for entry in entries:
        for language, aliases in entry.maybe.items():
            weak.setdefault(language, set()).update((entry.id, fold_text(alias.strip("=*"))) for alias in aliases)
    return {language: frozenset(pairs) for language, pairs in weak.items()}
