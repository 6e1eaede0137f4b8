"""The shape of one entry as written, checked; every error tells the field and the cure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from bot.gazetteer.entry import ANY, OTHER, SECTIONS, Entry

LANGUAGES = ("ar", "en", "ru", "zh", "fa", "tr", "kk", "ky", "uz", "tg", "tk", "az", ANY)
LABELLED = ("ar", "en", "ru", "zh")


def _form(form: object) -> str:
    if not isinstance(form, str):
        raise ValueError(f"{form!r} is not text; put it in quotes")
    bare = form.removeprefix("=").removesuffix("*").strip()
    if "*" in bare or "=" in bare:
        raise ValueError(f'"{form}": "=" stands only at the beginning, "*" only at the end')
    if not any(char.isalnum() for char in bare):
        raise ValueError(f'"{form}" holds no letter; remove it')
    return form.strip()


def _names(value: object) -> dict[str, tuple[str, ...]]:
    """A mapping of language -> list, or a plain list for any language."""
    if isinstance(value, list | tuple):
        value = {ANY: value}
    if not isinstance(value, Mapping):
        raise ValueError("write a mapping such as {en: [China, Chinese]}, or a list")
    for language, forms in value.items():
        if language not in LANGUAGES:
            raise ValueError(f'"{language}" is not a known language; write one of {", ".join(LANGUAGES[:-1])}')
        if not isinstance(forms, list | tuple):
            raise ValueError(f"{language}: write a list, such as {language}: [{forms}]")
    return {language: tuple(map(_form, forms)) for language, forms in value.items() if forms}


def _ids(value: object) -> tuple[str, ...]:
    if not isinstance(value, list | tuple) or not all(isinstance(id, str) for id in value):
        raise ValueError("write a list of ids, such as [place.china]")
    return tuple(value)


def _near(value: object) -> object:
    if value in {"sentence", "article"} or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
        return value
    raise ValueError(f"{value!r} is no distance; write a number of words, sentence or article")


def _section(value: object) -> object:
    if value not in SECTIONS:
        raise ValueError(f"{value!r} is not a section; write one of {', '.join(SECTIONS)}")
    return value


Names = Annotated[dict[str, tuple[str, ...]], BeforeValidator(_names)]
Ids = Annotated[tuple[str, ...], BeforeValidator(_ids)]


class Written(BaseModel):
    """An entry as it stands in a file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: dict[str, str] = {}
    tag: dict[str, str] = {}
    names: Names = {}
    maybe: Names = {}
    maybe_if: Ids = ()
    never: Names = {}
    unless: Names = {}
    implies: Ids = ()
    home: str = ""
    words: Names = {}
    with_all: Ids = Field(default=(), alias="with")
    with_any: Ids = ()
    near: Annotated[int | Literal["sentence", "article"], BeforeValidator(_near)] = "article"
    context: bool = False
    section: Annotated[str, BeforeValidator(_section)] = OTHER
    weight: float = Field(default=1.0, gt=0)
    since: str = ""
    note: str = ""


_CURES = {
    "extra_forbidden": "no such key; write one of "
    + ", ".join(f.alias or name for name, f in Written.model_fields.items()),
    "string_type": "not text; put it in quotes",
    "dict_type": "write a mapping of language to text",
    "bool_type": "write true or false",
    "bool_parsing": "write true or false",
    "float_parsing": "write a number",
    "greater_than": "write a number above 0",
}


def _first_form(written: Written, language: str) -> str | None:
    forms = written.names.get(language) or written.names.get(ANY) or written.words.get(language) or ()
    return forms[0].strip("=*") if forms else None


def _complaints(written: Written, *, shipped: bool) -> list[str]:
    found = []
    if not (written.names or written.maybe or written.words):
        found.append("names: nothing to find; add names, such as names: {en: [China]}")
    if written.maybe and not (written.maybe_if or written.home):
        found.append("maybe: counts only beside others; name them, such as maybe_if: [place.china]")
    if written.words and not (written.with_all or written.with_any):
        found.append("words: need company; add with: or with_any:, or move them to names:")
    if (written.with_all or written.with_any) and not written.words:
        found.append("with: decides about words only; add words:, or remove it")
    if shipped and (missing := [language for language in LABELLED if not written.label.get(language)]):
        found.append(f"label: missing in {', '.join(missing)}; add it")
    return found


def read_entry(id: str, raw: object, *, shipped: bool) -> tuple[Entry | None, list[str]]:
    """The entry, or what is wrong with it, one sentence each. An operator's own entry may do without labels."""
    try:
        written = Written.model_validate(raw)
    except ValidationError as error:
        return None, [f"{'.'.join(map(str, e['loc'])) or 'entry'}: {_cure(e)}" for e in error.errors()]
    if found := _complaints(written, shipped=shipped):
        return None, found
    label = {language: name for language in LABELLED if (name := _first_form(written, language))} | written.label
    return Entry(id=id, **{**written.model_dump(), "label": label}), []


def _cure(error: Any) -> str:
    cure = _CURES.get(error["type"])
    return cure or str(error["msg"]).removeprefix("Value error, ")
