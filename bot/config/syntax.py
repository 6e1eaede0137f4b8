"""What the YAML reader stumbled over, said as the operator's mistake and its cure."""

from __future__ import annotations

import re

from ruamel.yaml.error import MarkedYAMLError, YAMLError

_PLAIN = "the file cannot be read from here on; compare this line with the one above"

# (pattern of the reader's own words, what to say instead); the first that fits wins
_SAYINGS = (
    (r"character '\\t'", "a tab stands here; YAML wants spaces: two for each step inwards"),
    (r"character '@'", 'a name that begins with @ needs quotes; write "@name"'),
    (r"character '`'", "a backquote cannot begin a value; put the value in double quotes"),
    (r"character '%'", "a % cannot begin a value; put the value in double quotes"),
    (r"mapping values are not allowed", 'a colon too many, or a line too far right; quote a value that holds ": "'),
    (r"could not find expected ':'", "a colon is missing; write key: value"),
    (r"undefined alias", "a * begins a reference to something that is not there; put the value in double quotes"),
    (r"but found another document", "a line of --- begins a second document; keep one and remove the line"),
    (r"end of stream|quoted scalar|document separator", "a quote is opened and never closed; close it"),
    (r"flow (sequence|mapping|node)", "a [ or { stays open, or a comma lacks; close it or write one item a line"),
    (r"expected <block end>|did not find expected", "this line is not in line with those above it; move it under them"),
    (r"sequence entries are not allowed", "a list cannot begin here; put the - on a line of its own, two spaces in"),
    (r"block collection|block mapping", "this line is not in line with those above it; move it under them"),
    (r"escape|double-quoted", "a \\ in double quotes begins an escape; use single quotes"),
    (r"special characters are not allowed|unacceptable character", "an invisible character stands here; delete it"),
    (r"directive|%YAML", "a line beginning with % is an instruction to the reader; remove it"),
    (r"anchor|alias", "a & or * begins a reference; put the value in double quotes"),
    (r"block scalar", "the text behind | or > stands wrong; begin it on the next line, further in"),
    (r"tag", "a tag (!…) has no meaning here; write the plain value"),
)  # fmt: skip


def broken(error: YAMLError, text: str) -> str:
    """Return one sentence for `error`: what stands wrong at its place, and what to write. Never echoes `text`."""
    said = (
        " ".join(part for part in (error.problem, error.context) if part)
        if isinstance(error, MarkedYAMLError)
        else str(error)
    )
    if isinstance(error, MarkedYAMLError) and _key_without_colon(error, text):
        return "a colon is missing; write key: value"
    return next((saying for pattern, saying in _SAYINGS if re.search(pattern, said)), _PLAIN)


def _key_without_colon(error: MarkedYAMLError, text: str) -> bool:
    """Whether the line above the stumble is a lone word: `sources` where `sources:` was meant."""
    mark = error.problem_mark
    lines = text.splitlines()
    if mark is None or mark.line >= len(lines):
        return False
    around = lines[max(0, mark.line - 1) : mark.line + 1]
    return any(re.fullmatch(r"\s*(- )?[a-z_]+( \S+)?\s*", line) for line in around)
