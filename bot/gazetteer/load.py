"""Reading the gazetteer: the YAML that ships with the package, and what `sources.yaml` adds to it.

The notation. Dictionary forms only; proclitics, endings, plurals and spelling of hyphens and quotes are automatic:

    place.kazakhstan:
      label: {ar: كازاخستان, en: Kazakhstan, ru: Казахстан, zh: 哈萨克斯坦}   # these four are required
      tag: {ar: كازاخستان}         # the hashtag where it differs from the label
      names: {en: [Kazakhstan, Kazakh], ru: [Казахстан, казахстанский]}   # found in any text, endings per language
      maybe: {en: [KZ]}            # weak names: count only when one of `maybe_if` stands in the same article
      maybe_if: [place.china]      # a country here stands for all that are at home in it
      home: place.kazakhstan       # whose city, minister or company it is: all of one home help its weak names; of a
                                   # person the surname counts beside them behind a title of office
      never: [Kazakh ethnic group] # longer phrases in which it does not count
      unless: [Atlanta, Senate]    # words in the article that exclude it altogether
      implies: [place.china]       # ids that are tagged with it
      context: true                # known but not watched: shown once a watched tag stands in the same article
      section: economy             # heading of the digest, for topics, organisations, projects and events
      weight: 1.0                  # how much it matters
      since: "2022-03"             # facts that age, with a note
      note: "..."
    topic.trade:                   # by rule: a deciding word in the company of others
      words: {en: [trade, exports]}
      with: [place.china]                                  # all of
      with_any: [place.central_asia, place.kazakhstan]     # at least one of
      near: 15                     # words between word and company; or sentence | article (the default)

Case matters as written: `Kazakhstan` needs a capital in the text, `казахстанский` does not, `SCO` needs capitals only.
`"=Xi"` is found in exactly this form, `"word*"` with any ending. A list without a language is good for any.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib import resources
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError

from bot.errors import ConfigError
from bot.gazetteer.entry import KINDS, Entry, Gazetteer
from bot.gazetteer.schema import read_entry

EXTRA = "watch.entities"
_ID = re.compile(rf"({'|'.join(KINDS)})\.[a-z0-9_]+")

Raw = dict[str, tuple[str, dict[str, Any]]]
"""Id -> (where it was written, the entry as written)."""


def shipped() -> dict[str, str]:
    """File name -> text of every file of the gazetteer that ships with the package."""
    folder = resources.files("bot.gazetteer") / "data"
    files = sorted((f for f in folder.iterdir() if f.name.endswith(".yaml")), key=lambda f: f.name)
    return {file.name: file.read_text(encoding="utf-8") for file in files}


def load_gazetteer(
    extra: Mapping[str, Any] | None = None, mute: Iterable[str] = (), *, files: Mapping[str, str] | None = None
) -> Gazetteer:
    """Return the gazetteer that ships, extended by `extra` (`watch.entities`, same notation), without those in `mute`.

    In `extra`, a known id gains names and changes its other fields; a new one is added, labels optional. `files`
    (name -> YAML text) stands in for what ships. Raises ConfigError with all problems: file, id, field and cure.
    """
    muted = set(mute)
    if not extra and not muted and files is None:
        return _as_shipped()
    return _load(extra or {}, muted, shipped() if files is None else files)


@cache
def _as_shipped() -> Gazetteer:
    """The gazetteer as it ships never changes while we run, and many ask for it."""
    return _load({}, set(), shipped())


def _load(extra: Mapping[str, Any], muted: set[str], files: Mapping[str, str]) -> Gazetteer:
    problems: list[str] = []
    raw = _read_files(files, problems)
    for id, written in extra.items():
        _extend(raw, str(id), written, problems)
    entries = dict(_check(raw, problems))
    problems += [f"watch.mute: {id} is not a known id{_did_you_mean(id, raw)}" for id in sorted(muted - set(raw))]
    problems += _dangling(raw, entries)
    if problems:
        raise ConfigError(tuple(problems))
    entries = _with_neighbours(entries)
    return Gazetteer({id: entry for id, entry in entries.items() if id not in muted})


def _read_files(files: Mapping[str, str], problems: list[str]) -> Raw:
    raw: Raw = {}
    for name, text in files.items():
        try:
            content = YAML(typ="safe").load(text) or {}  # in C where ruamel.yaml.clib is installed: 5 times as fast
        except MarkedYAMLError as error:
            line = error.problem_mark.line + 1 if error.problem_mark else 1
            problems.append(f"{name} line {line}: {error.problem}; mend the YAML there")
            continue
        if not isinstance(content, dict):
            problems.append(f"{name}: write a mapping of ids to entries")
            continue
        for id, written in content.items():
            if id in raw:
                problems.append(f"{name}: {id}: stands in {raw[id][0]} already; keep one")
            elif _is_mapping(name, str(id), written, problems):
                raw[str(id)] = (name, written)
    return raw


def _is_mapping(where: str, id: str, written: object, problems: list[str]) -> bool:
    if not _ID.fullmatch(id):
        problems.append(f"{where}: {id}: not an id; write a kind ({', '.join(KINDS)}), a dot and a name in a-z 0-9 _")
    elif not isinstance(written, dict):
        problems.append(f"{where}: {id}: write a mapping, such as names: {{en: [China]}}")
    else:
        return True
    return False


def _extend(raw: Raw, id: str, written: object, problems: list[str]) -> None:
    """Lists grow, mappings merge, single values are replaced."""
    if isinstance(written, Mapping):
        written = dict(written)
    if not _is_mapping(EXTRA, id, written, problems) or not isinstance(written, dict):
        return
    known = raw[id][1] if id in raw else {}
    raw[id] = (EXTRA, _merged(known, written))


def _merged(old: object, new: object) -> Any:
    if isinstance(old, Mapping) and isinstance(new, Mapping):
        return {**old, **{key: _merged(old[key], value) if key in old else value for key, value in new.items()}}
    if isinstance(old, Mapping) and isinstance(new, list):  # names given for any language join those of each
        return {**old, "mul": [*old.get("mul", []), *new]}
    if isinstance(old, list) and isinstance(new, Mapping):
        return _merged({"mul": old}, new)
    return [*old, *new] if isinstance(old, list) and isinstance(new, list) else new


def _check(raw: Raw, problems: list[str]) -> Iterator[tuple[str, Entry]]:
    for id, (where, written) in raw.items():
        entry, found = read_entry(id, written, shipped=where != EXTRA)
        problems += [f"{where}: {id}: {complaint}" for complaint in found]
        if entry is not None:
            yield id, entry


def _with_neighbours(entries: Mapping[str, Entry]) -> dict[str, Entry]:
    """The entries, each with all that help its weak names: for a country in `maybe_if`, whoever is at home in it."""
    homes: dict[str, list[str]] = {}
    for id, entry in entries.items():
        if entry.home:
            homes.setdefault(entry.home, []).append(id)
    return {
        id: replace(entry, maybe_if=_helpers(entry, homes)) if entry.maybe_if or entry.home else entry
        for id, entry in entries.items()
    }


def _helpers(entry: Entry, homes: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    own = (entry.home,) if entry.home else ()
    named = dict.fromkeys((*entry.maybe_if, *own))
    more = (other for id in named for other in homes.get(id, ()))
    return tuple(id for id in dict.fromkeys((*named, *more)) if id != entry.id)


def _dangling(raw: Raw, entries: Mapping[str, Entry]) -> Iterator[str]:
    """References to ids that do not exist. Muted ones do exist: a rule that needs one simply never fires."""
    for id, entry in entries.items():
        lists = {
            "maybe_if": entry.maybe_if,
            "implies": entry.implies,
            "home": (entry.home,) if entry.home else (),
            "with": entry.with_all,
            "with_any": entry.with_any,
        }
        for key, ids in lists.items():
            for other in ids:
                if other not in raw:
                    yield f"{raw[id][0]}: {id}: {key}: {other} is not a known id{_did_you_mean(other, raw)}"


def _did_you_mean(id: str, raw: Raw) -> str:
    close = difflib.get_close_matches(id, raw, n=1)
    return f"; did you mean {close[0]}?" if close else "; remove it or add the entry"
