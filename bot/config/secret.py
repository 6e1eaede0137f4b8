"""Values that may be used but never shown."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.config.wrong import Wrong, nearest

_VARIABLE = re.compile(r"\$\{([A-Za-z_][A-Za-z0-9_]*)\}")


class Secret:
    """A text that shows itself to nobody: `reveal()` is the only way to it."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        return self._text

    def __repr__(self) -> str:
        return "Secret(***)"

    __str__ = __repr__

    def __format__(self, spec: str) -> str:
        return repr(self)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


class Filled(str):
    """A text with a secret filled in, as a header needs it. Its repr hides it, so a logged `Source` tells nothing."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "'***'"


def fill(text: str, environment: Mapping[str, str]) -> str:
    """Return `text` with each ${NAME} replaced from `environment`; raises Wrong naming what is missing there."""
    for name in _VARIABLE.findall(text):
        if not environment.get(name):
            near = nearest(name, environment) if len(environment) < 1_000 else None
            also = f" (there is {near})" if near else ""
            raise Wrong(f"the environment has no {name}{also}; set it there or in .env")
    filled = _VARIABLE.sub(lambda match: environment[match[1]], text)
    if loose := re.search(r"\$\{[^}]*\}?|\$[A-Z_]{3,}", _VARIABLE.sub("", text)):
        word = re.sub(r"[^A-Za-z0-9_]", "", loose[0])
        raise Wrong(f"a reference to the environment is not written like that; write ${{{word or 'NAME'}}}")
    return Filled(filled) if filled != text else text


def refers(text: str) -> bool:
    """Whether `text` takes something from the environment."""
    return bool(_VARIABLE.search(text))
