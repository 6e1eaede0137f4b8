"""Every file in tests/feeds opens with its claim; this reads it and looks whether the claim holds."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from bot.ports import Parsed

FILES = sorted((Path(__file__).parents[1] / "feeds").glob("*.feed"))


@dataclass
class Quirk:
    """The lines `# Name: value` on top of a file, and the document below the blank line."""

    body: bytes
    content_type: str = ""
    about: dict[str, str] = field(default_factory=dict)
    expected: list[tuple[str, str]] = field(default_factory=list)


def quirk(path: Path) -> Quirk:
    head, _, document = path.read_text(encoding="utf-8").partition("\n\n")
    found, encoding, patches = Quirk(b""), "utf-8", []
    for line in head.splitlines():
        name, _, value = line.removeprefix("# ").partition(": ")
        if name == "Header":
            found.content_type = value.removeprefix("content-type: ")
        elif name == "Source":
            key, _, word = value.partition(": ")
            found.about[key] = word
        elif name == "Encode":
            encoding = value
        elif name == "Patch":
            patches.append(value.split(" = "))
        elif name == "Expect":
            what, _, word = value.partition(" = ")
            found.expected.append((what, word))
        else:
            assert name == "Claim", f"{path.name}: unknown line {line!r}"
    found.body = document.encode(encoding)
    for text, raw in patches:
        found.body = found.body.replace(text.encode(encoding), bytes.fromhex(raw))
    return found


def seen(parsed: Parsed, what: str) -> str:
    first = parsed.entries[0] if parsed.entries else None
    match what:
        case "entries":
            return str(len(parsed.entries))
        case "keys":
            return str(len(parsed.entry_keys))
        case "feed title":
            return parsed.title
        case "language" | "ttl":
            return str(getattr(parsed, what))
        case "last title":
            return parsed.entries[-1].title
        case "title length":
            return str(len(first.title)) if first else ""
        case "published":
            return first.published.isoformat() if first and first.published else "None"
        case _:
            return str(getattr(first, what))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_claim_holds(path: Path, read) -> None:
    case = quirk(path)
    parsed = read(case.body, content_type=case.content_type, **case.about)
    assert case.expected, "a claim without expectation proves nothing"
    for what, word in case.expected:
        if what == "problem":
            assert word in parsed.problem
            assert parsed.entries == ()
        elif what.startswith("no "):
            assert what.removeprefix("no ").removesuffix(" in it") not in repr(parsed)
            assert not parsed.problem
        else:
            assert (seen(parsed, what), parsed.problem) == (word, "")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_reads_nothing_twice_and_loses_nothing(path: Path, read) -> None:
    """Knowing everything gives nothing; knowing all but one gives what the whole document gives for that one."""
    case = quirk(path)
    whole = read(case.body, content_type=case.content_type, **case.about)
    again = read(case.body, known=whole.entry_keys, content_type=case.content_type, **case.about)
    assert again.entries == (() if whole.entry_keys else whole.entries)
    assert again.entry_keys == whole.entry_keys
    for key in whole.entry_keys:
        rest = read(case.body, known=whole.entry_keys - {key}, content_type=case.content_type, **case.about)
        assert set(rest.entries) <= set(whole.entries)
        assert (rest.title, rest.ttl) == (whole.title, whole.ttl)
