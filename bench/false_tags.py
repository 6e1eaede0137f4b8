"""What fires on real lines: the most frequent surface forms of every id with examples, for a reader to judge.

    python bench/false_tags.py FILE… [--inventory IDS.txt] [--forms 40] [--sample N] [--parallel] [--judged FILE]

A FILE is JSON lines (.jsonl, .jsonl.gz: "title", else "text" or "tokens", and "lang"), an archive of texts (.tgz, a
language a member) or plain text. Language: the record's, else the member's code, else the two letters that open the
file's name (ru_wire.txt), else that of the script.

The tool does not know the truth. The reader keeps it in JSON lines of {"id", "form", "line", "lang", "verdict"}: `id`
a glob, `form` the surface form, `line` a regular expression of the line, all optional; the last that fits decides:
right, wrong, or "" for no opinion. Then the table tells false tags per 1,000 lines and per 1,000 unrelated lines,
those on which no tag is right. Judgments quote the press: keep them outside of the project.

--parallel: lines of one number in an archive say the same; tags that stand in some languages and not in others are
printed, for they are either false or missed.
"""

from __future__ import annotations

import argparse
import gzip
import json
import random
import re
import tarfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any, NamedTuple

from bot.gazetteer import load_gazetteer
from bot.match.matcher import Matcher
from bot.model import Tag

_EXAMPLES = 3  # lines of each form
_WIDTH = 170  # letters of a line that are shown
_CODES = {
    "ara": "ar", "arb": "ar", "aze": "az", "eng": "en", "fas": "fa", "kaz": "kk", "kir": "ky", "prs": "fa", "pus": "ps",
    "rus": "ru", "tgk": "tg", "tuk": "tk", "tur": "tr", "uig": "ug", "urd": "ur", "uzb": "uz", "zho": "zh",
}  # fmt: skip
"""Three-letter codes of ISO 639-3, as archives of translations use them."""


class Line(NamedTuple):
    text: str
    language: str | None


class Fired(NamedTuple):
    """One tag on one line: its first mention decides."""

    id: str
    form: str
    because: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgment:
    """A reader's word on tags: which it is about, and whether they are right. Empty fields fit anything."""

    id: str = "*"
    form: str = ""
    line: re.Pattern[str] | None = None
    language: str = ""
    verdict: str

    def fits(self, fired: Fired, line: Line) -> bool:
        return (
            fnmatchcase(fired.id, self.id)
            and (not self.form or self.form.casefold() == fired.form.casefold())
            and (not self.language or self.language == line.language)
            and (self.line is None or self.line.search(line.text) is not None)
        )


@dataclass(slots=True)
class Tally:
    """What fired in one language of one file."""

    lines: int = 0
    tagged: int = 0
    tags: int = 0
    wrong: int = 0
    unjudged: int = 0
    unrelated: int = 0
    wrong_there: int = 0
    forms: Counter[tuple[str, str]] = field(default_factory=Counter)
    examples: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    def add(self, line: Line, fired: Sequence[Fired], verdicts: Sequence[str]) -> None:
        wrong = verdicts.count("wrong")
        self.lines += 1
        self.tagged += bool(fired)
        self.tags += len(fired)
        self.wrong += wrong
        self.unjudged += verdicts.count("")
        if wrong == len(fired):
            self.unrelated += 1
            self.wrong_there += wrong
        for one in fired:
            key = (one.id, one.form.casefold())
            self.forms[key] += 1
            if len(self.examples[key]) < _EXAMPLES and line.text not in self.examples[key]:
                self.examples[key].append(line.text)


def read_judged(path: Path) -> list[Judgment]:
    """Judgments, the last first, so that the first that fits decides."""
    judged = []
    for record in _records(path.read_text(encoding="utf-8").split("\n")):
        pattern = re.compile(record["line"]) if record.get("line") else None
        judged.append(
            Judgment(
                id=record.get("id", "*"),
                form=record.get("form", ""),
                line=pattern,
                language=record.get("lang", ""),
                verdict=record["verdict"],
            )
        )
    return judged[::-1]


def verdict(judged: Sequence[Judgment], fired: Fired, line: Line) -> str:
    return next((one.verdict for one in judged if one.fits(fired, line)), "")


def read_lines(path: Path) -> Iterator[tuple[str, list[Line]]]:
    """Name and lines of every text in a file: one, or in an archive one a member."""
    named = path.name[:2] if re.match(r"[a-z]{2}_", path.name) else None
    if path.name.endswith((".tgz", ".tar.gz")):
        with tarfile.open(path) as archive:
            for member in archive:
                packed = archive.extractfile(member) if member.name.endswith(".txt") else None
                if packed is not None:
                    language = _code(member.name) or named
                    text = packed.read().decode()
                    yield member.name, [Line(line.strip(), language) for line in text.split("\n")]
        return
    content = path.read_bytes()
    written = (gzip.decompress(content) if path.suffix == ".gz" else content).decode().split("\n")
    if ".jsonl" in path.suffixes:
        yield path.name, [_line(record, named) for record in _records(written)]
    else:
        yield path.name, [Line(line.strip(), named) for line in written]


def _records(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for line in lines:
        if line.strip():
            yield json.loads(line)


def _line(record: Mapping[str, Any], named: str | None) -> Line:
    text = record.get("title") or record.get("text") or " ".join(record.get("tokens", ()))
    return Line(re.sub(r"\s+", " ", text).strip(), record.get("lang") or named)


def _code(name: str) -> str | None:
    found = re.search(r"\.([a-z]{3})(?:-\w+)?\.txt$", name)
    return _CODES.get(found[1]) if found else None


def fired_on(matcher: Matcher, line: Line, inventory: frozenset[str]) -> list[Fired]:
    tags: Iterable[Tag] = matcher.match(line.text, "", line.language).tags
    return [
        Fired(tag.id, tag.mentions[0].text, tag.mentions[0].because)
        for tag in tags
        if not inventory or tag.id in inventory
    ]


def print_forms(tallies: Mapping[tuple[str, str], Tally], judged: Sequence[Judgment], most: int) -> None:
    """The most frequent forms of every language, and of each a few lines."""
    for (pool, language), tally in sorted(tallies.items()):
        print(f"\n== {pool} [{language}]: {len(tally.forms)} forms on {tally.tagged} of {tally.lines} lines")
        for (id, form), count in tally.forms.most_common(most):
            lines = tally.examples[id, form]
            told = {verdict(judged, Fired(id, form, ""), Line(text, language)) for text in lines}
            print(f"{count:>6}  {id}  «{form}»  {'/'.join(sorted(filter(None, told)))}")
            print(*(f"        {_around(text, form)}" for text in lines), sep="\n")


def _around(text: str, form: str) -> str:
    """The stretch of a long line in which the form stands."""
    at = max(0, text.casefold().find(form) - _WIDTH // 2)
    return ("…" if at else "") + text[at : at + _WIDTH] + ("…" if at + _WIDTH < len(text) else "")


def print_table(tallies: Mapping[tuple[str, str], Tally], *, judged: bool) -> None:
    """One line a file and language; the rates of false tags only where somebody judged."""
    head = f"\n{'file':<34}{'lang':<5}{'lines':>7}{'tagged':>8}{'tags':>7}{'per 1,000':>11}"
    print(head + (f"{'unjudged':>10}{'wrong':>7}{'per 1,000':>11}{'unrelated':>11}{'per 1,000':>11}" if judged else ""))
    for (pool, language), t in sorted(tallies.items()):
        row = f"{pool[:33]:<34}{language:<5}{t.lines:>7}{t.tagged:>8}{t.tags:>7}{_rate(t.tags, t.lines):>11}"
        if judged:
            row += f"{t.unjudged:>10}{t.wrong:>7}{_rate(t.wrong, t.lines):>11}"
            row += f"{t.unrelated:>11}{_rate(t.wrong_there, t.unrelated):>11}"
        print(row)


def _rate(count: int, lines: int) -> str:
    return f"{1000 * count / lines:.2f}" if lines else "-"


def print_disagreements(found: Mapping[str, Sequence[Sequence[Fired]]], texts: Mapping[str, Sequence[Line]]) -> None:
    """Every line and id that stands in some of the parallel texts and not in others; the rarer side is shown."""
    for number in range(min(map(len, texts.values()))):
        here = {name: {one.id: one for one in fired[number]} for name, fired in found.items()}
        for id in sorted({id for ids in here.values() for id in ids}):
            having = [name for name in here if id in here[name]]
            if len(having) == len(here):
                continue
            few = having if len(having) * 2 <= len(here) else [name for name in here if id not in here[name]]
            sign = "+" if few is having else "-"
            print(f"\n{number + 1}: {sign} {id} in {len(having)} of {len(here)}")
            shown = [*few, *([] if sign == "+" else having[:1])]
            for name in shown:
                form = here[name][id].form if id in here[name] else ""
                print(f"    {name} {f'«{form}»' if form else '-'} {_around(texts[name][number].text, form.casefold())}")


def run(given: argparse.Namespace) -> None:
    matcher = Matcher(load_gazetteer())
    inventory = frozenset(
        line.split("\t")[0].strip()
        for line in (given.inventory.read_text(encoding="utf-8").splitlines() if given.inventory else ())
        if line.strip()
    )
    judged = read_judged(given.judged) if given.judged else []
    tallies: dict[tuple[str, str], Tally] = defaultdict(Tally)
    for path in given.files:
        found: dict[str, list[list[Fired]]] = {}
        texts: dict[str, list[Line]] = {}
        for name, lines in read_lines(path):
            chosen = lines
            if given.sample and len(lines) > given.sample and not given.parallel:
                chosen = random.Random(0).sample(lines, given.sample)
            fired = [fired_on(matcher, line, inventory) for line in chosen]
            for line, tags in zip(chosen, fired, strict=True):
                if line.text:
                    tally = tallies[path.name, line.language or "?"]
                    tally.add(line, tags, [verdict(judged, one, line) for one in tags])
            if given.parallel:
                found[name], texts[name] = fired, chosen
        if given.parallel:
            print_disagreements(found, texts)
    if given.forms:
        print_forms(tallies, judged, given.forms)
    print_table(tallies, judged=bool(judged))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("files", nargs="+", type=Path)
    parser.add_argument("--inventory", type=Path, help="ids, one a line; what follows a tab is ignored")
    parser.add_argument("--forms", type=int, default=40, help="most frequent surface forms shown of each language")
    parser.add_argument("--sample", type=int, help="read so many lines of each text, drawn by chance, always the same")
    parser.add_argument("--judged", type=Path, help="JSON lines of a reader's verdicts")
    parser.add_argument("--parallel", action="store_true", help="texts of an archive say the same line by line")
    run(parser.parse_args())


if __name__ == "__main__":
    main()
