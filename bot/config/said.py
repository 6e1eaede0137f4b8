"""What pydantic found, said with the place in the file, the mistake and the cure."""

from __future__ import annotations

import re
from typing import Any, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from bot.config.shape import LEVELS, Lines, Surroundings
from bot.config.tree import Path, Problems, Tree
from bot.config.wrong import Wrong, did_you_mean, nearest, shown

L = TypeVar("L", bound=Lines)

_TOKEN_KEY = re.compile(r"(telegram_?)?(bot_?)?token", re.IGNORECASE)


def check(shape: type[L], value: Any, path: Path, tree: Tree, problems: Problems, around: Surroundings) -> L | None:
    """Return `value` in its shape; None with everything that is wrong added to `problems`."""
    try:
        return shape.model_validate(value, context=around)
    except ValidationError as error:
        details = error.errors(include_url=False)
        unknown = [str(detail["loc"][-1]) for detail in details if detail["type"] == "extra_forbidden"]
        for detail in details:
            meant = detail["type"] == "missing" and nearest(str(detail["loc"][-1]), unknown)
            if not meant:  # `source:` for `sources:` is one mistake, not two
                _say(shape, detail, path, tree, problems)
        return None


def _say(shape: type[Lines], detail: ErrorDetails, path: Path, tree: Tree, problems: Problems) -> None:
    where = (*path, *detail["loc"])
    if detail["type"] == "extra_forbidden":
        inside = detail["loc"][-2] if len(detail["loc"]) > 1 else ""
        level = LEVELS.get(str(inside), shape)
        problems.add(tree.place(where, key=True), _unknown(str(where[-1]), level))
        return
    if detail["type"] == "missing":
        problems.add(
            tree.place(path), f"{where[-1]}: is missing; write sources: and below it - https://… for each feed"
        )
        return
    cause = detail.get("ctx", {}).get("error")
    if isinstance(cause, Wrong):
        where = (*where, *cause.at)
        key = next((part for part in reversed(where[: len(where) - len(cause.at)]) if isinstance(part, str)), "")
        problems.add(tree.place(where), f"{key}: {cause.sentence}")
        return
    key = next((part for part in reversed(where) if isinstance(part, str)), "the file")
    problems.add(tree.place(where), f"{key}: {_of_another_kind(detail)}")


def _unknown(key: str, level: type[Lines]) -> str:
    """Name an unknown key: a secret out of place, a slip of the pen, a key of another level, or none of ours."""
    known = tuple(level.model_fields)
    if _TOKEN_KEY.fullmatch(key):
        return (
            f"{key}: a token never stands in this file; put it into TELEGRAM_BOT_TOKEN, in the environment or in .env"
        )
    if near := nearest(key, known):
        return f"{shown(key)} is not a key here; did you mean {near}?"
    homes = [name for name, shape in LEVELS.items() if key in shape.model_fields]
    if homes:
        return f"{shown(key)} is not a key here; it belongs to {' or '.join(homes)}"
    return f"{shown(key)} is not a key here; {did_you_mean(key, known)}"


def _of_another_kind(detail: ErrorDetails) -> str:
    """Say that a list, a mapping or a single value stands where another of the three belongs."""
    value = detail["input"]
    if detail["type"] == "list_type":
        if isinstance(value, dict):
            return "a mapping stands where a list belongs; begin each item with a -"
        cure = "write [] or remove the line" if value is None else f"write [{shown(value)}]"
        return f"{shown(value)} stands where a list belongs; {cure}"
    if isinstance(value, list):
        return "a list stands where keys and values belong; remove the - before the key"
    return f"{shown(value)} stands where keys and values belong; write key: value below it, two spaces further in"
