"""YAML text -> plain values, each with its place. Only data: no tags, no objects, no bombs.

The text is composed by ruamel.yaml but built here, so that nothing a tag names is ever made and every key and value
keeps its line and column. Scalars that another YAML version reads otherwise (08:00 as 480, yes as true) stay text.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.error import MarkedYAMLError, YAMLError
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.config.syntax import broken
from bot.config.wrong import shown, without_secrets
from bot.errors import ConfigError

Path = tuple[str | int, ...]

_LARGEST = 1_000_000  # bytes; a thousand sources need about 150,000
_DEEPEST = 20
_MANY = 50  # mistakes told at once
_MOST = 100_000  # values after aliases are followed: an alias bomb ends here
_YAML = "tag:yaml.org,2002:"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Line and column in the file, both from 1."""

    line: int
    column: int

    def __str__(self) -> str:
        return f"line {self.line}, column {self.column}"


@dataclass(slots=True)
class Problems:
    """Collects finished sentences about one file, and gives them in the order of its lines."""

    name: str
    found: list[tuple[Place, str]] = field(default_factory=list)

    def add(self, place: Place, sentence: str) -> None:
        self.found.append((place, without_secrets(f"{self.name} {place}: {sentence}")))

    def sentences(self) -> tuple[str, ...]:
        """Return each sentence once; a file that is wrong all over is named by its first mistakes."""
        said = tuple(dict.fromkeys(sentence for _, sentence in sorted(self.found)))
        if len(said) <= _MANY:
            return said
        place = sorted(self.found)[_MANY][0]
        return (*said[:_MANY], f"{self.name} {place}: {len(said) - _MANY} more mistakes follow; mend those above first")


@dataclass(slots=True)
class Tree:
    """Plain values (dict, list, str, int, float, bool, None) and where each key and value stands."""

    value: Any = None
    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)

    def place(self, path: Path, *, key: bool = False) -> Place:
        """Return where `path` stands, or the nearest thing above it that stands in the file."""
        if key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))


def compose(text: str) -> Node | None:
    """Return the node graph of `text`, None when nothing stands there; raises YAMLError or RecursionError."""
    node: Node | None = YAML(typ="safe", pure=True).compose(text)
    return node


def read_tree(text: str, problems: Problems) -> Tree | None:
    """Return what `text` says; None when it is no YAML at all. What is wrong goes into `problems`."""
    if len(text.encode("utf-8", "surrogatepass")) > _LARGEST:
        problems.add(Place(1, 1), "the file is larger than 1 MB; split off what is not a list of sources")
        return None
    try:
        root = compose(text)
    except RecursionError:
        problems.add(Place(1, 1), "brackets or lists are nested too deeply; sources.yaml needs three levels")
        return None
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        place = Place(mark.line + 1, mark.column + 1) if mark else Place(1, 1)
        problems.add(place, broken(error, text))
        return None
    except YAMLError as error:
        problems.add(_place_of_character(text, getattr(error, "position", 0)), broken(error, text))
        return None
    return _Builder(problems).build(root)


def _place_of_character(text: str, position: int) -> Place:
    before = text[:position]
    return Place(before.count("\n") + 1, position - before.rfind("\n"))


class _TooMuch(Exception):
    """More or deeper values than any honest file has; the text says which, and the cure."""


class _Builder:
    """Walks the node graph once; what it refuses it names, and goes on."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._tree = Tree()
        self._built = 0

    def build(self, root: Node | None) -> Tree | None:
        try:
            self._tree.value = None if root is None else self._value(root, ())
        except _TooMuch as too_much:
            self._problems.add(_place(root), str(too_much))
            return None
        return self._tree

    def _value(self, node: Node, path: Path) -> Any:
        self._built += 1
        if self._built > _MOST:
            raise _TooMuch("more than 100,000 values stand here, aliases (*name) unfolded; write fewer")
        if len(path) > _DEEPEST:
            raise _TooMuch("values lie more than 20 deep, or an alias (*name) holds itself; write them out flat")
        absent = path in self._tree.keys and node.start_mark.index == node.end_mark.index
        self._tree.values[path] = self._tree.keys[path] if absent else _place(node)  # `sources:` and nothing after it
        tag = str(node.tag)
        if not tag.startswith(_YAML) or tag.removeprefix(_YAML) not in _KNOWN_TAGS:
            self._problems.add(_place(node), "a tag (!…) has no meaning here; write the plain value")
            return None
        if isinstance(node, MappingNode):
            return {key: self._value(value, (*path, key)) for key, value in self._pairs(node, path)}
        if isinstance(node, SequenceNode):
            return [self._value(item, (*path, index)) for index, item in enumerate(node.value)]
        return _scalar(node, tag.removeprefix(_YAML))

    def _pairs(self, node: MappingNode, path: Path) -> Iterator[tuple[str, Node]]:
        """Yield each key once, with its node; name doubled and impossible keys."""
        seen: dict[str, Place] = {}
        for key_node, value in node.value:
            place = _place(key_node)
            if not isinstance(key_node, ScalarNode) or str(key_node.tag) == f"{_YAML}merge":
                self._problems.add(place, "this cannot be a key; write a plain word followed by a colon")
                continue
            key = str(key_node.value)
            if key in seen:
                self._problems.add(
                    place, f"{key}: stands twice, first in line {seen[key].line}; remove one of the two lines"
                )
                continue
            seen[key] = place
            self._tree.keys[(*path, key)] = place
            yield key, value


_KNOWN_TAGS = frozenset({"map", "seq", "str", "int", "float", "bool", "null", "timestamp", "value"})


def _place(node: Node | None) -> Place:
    return Place(1, 1) if node is None else Place(node.start_mark.line + 1, node.start_mark.column + 1)


def _scalar(node: Node, tag: str) -> str | int | float | bool | None:
    """Return the value of a scalar; what is not plainly a number, true, false or nothing stays the text it is."""
    text: str = node.value
    if tag == "null":
        return None
    if tag == "bool" and text.lower() in {"true", "false"}:
        return text.lower() == "true"
    leading_zero = len(text) > 1 and text.lstrip("+-").startswith("0") and text.isdigit()
    if tag in {"int", "float"} and not leading_zero and ":" not in text:
        try:
            return int(text.replace("_", "")) if tag == "int" else float(text.replace("_", ""))
        except ValueError:  # 0x1f, .inf, or more digits than Python converts: nowhere wanted, named by its text
            return text
    return text


def read_text(raw: bytes, *, name: str = "sources.yaml") -> str:
    """Return the text of the file's bytes (UTF-8, with or without BOM); raises ConfigError with the line otherwise."""
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ConfigError((f"{name} line 1, column 1: the file is saved as UTF-16; save it as UTF-8",))
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        column = len(raw[raw.rfind(b"\n", 0, error.start) + 1 : error.start].decode("utf-8", "replace")) + 1
        sentence = f"{name} line {line}, column {column}: byte 0x{raw[error.start]:02x} is not UTF-8; save it as UTF-8"
        raise ConfigError((sentence,)) from None


def refuse(problems: Problems) -> None:
    """Raise ConfigError with all that was found, if anything was."""
    if sentences := problems.sentences():
        raise ConfigError(sentences)


__all__ = ["Path", "Place", "Problems", "Tree", "compose", "read_text", "read_tree", "refuse", "shown"]
