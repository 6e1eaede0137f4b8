"""The HTML that Telegram reads, read strictly: everything outside the subset is text.

Used to measure posts, to show them as a page and to print them on a terminal.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from bot.digest.markup import Cost, utf16
from bot.text.links import LINK_BYTES

ENTITY_BYTES = 16  # estimate; the server's formula for ENTITIES_TOO_LONG is not known (tdlib/telegram-bot-api#165)

_SAME = {"strong": "b", "em": "i", "ins": "u", "strike": "s", "del": "s"}
_TAG = re.compile(
    r"<(?P<close>/)?(?P<name>b|strong|i|em|u|ins|s|strike|del|code|pre|a|blockquote|tg-spoiler|tg-time|tg-emoji)"
    r"(?P<attributes>(?: [a-z-]+(?:=\"[^\"<>]*\")?)*)>"
)
_ATTRIBUTE = re.compile(r" ([a-z-]+)(?:=\"([^\"]*)\")?")
_ALLOWED = {
    "a": frozenset({"href"}),
    "blockquote": frozenset({"expandable"}),
    "tg-time": frozenset({"unix", "format"}),
    "tg-emoji": frozenset({"emoji-id"}),
}
INLINE = frozenset({"a", "b", "i", "u", "s", "code", "tg-spoiler"})  # what may stand inside a line
_REFERENCE = re.compile(r"&(?:lt|gt|amp|quot|#[0-9]{1,7}|#x[0-9a-fA-F]{1,6});")


@dataclass(slots=True)
class Element:
    """A formatted run: canonical tag name, attributes, and what is inside."""

    tag: str
    attributes: dict[str, str]
    children: list[Node] = field(default_factory=list)


Node: TypeAlias = str | Element


def parse(text: str) -> list[Node]:
    """Read a post. Unknown tags, unknown attributes and stray ends are text; what stays open ends with the post."""
    root = Element("", {})
    stack = [root]
    position = 0
    for found in _TAG.finditer(text):
        if not _opens_or_closes(found, stack):
            continue
        _append(stack[-1], text[position : found.start()])
        position = found.end()
        if found["close"]:
            stack.pop()
        else:
            element = Element(_canonical(found["name"]), _attributes(found))
            stack[-1].children.append(element)
            stack.append(element)
    _append(stack[-1], text[position:])
    return root.children


def visible(nodes: Sequence[Node]) -> str:
    """The text without its markup."""
    return "".join(node if isinstance(node, str) else visible(node.children) for node in nodes)


def elements(nodes: Sequence[Node]) -> Iterator[Element]:
    """All formatted runs, outer ones first."""
    for node in nodes:
        if isinstance(node, Element):
            yield node
            yield from elements(node.children)


def measure(text: str) -> Cost:
    """What `text` takes of Telegram's limits, with room for links whose address is not known yet."""
    nodes = parse(text)
    hrefs = [element.attributes.get("href", "") for element in elements(nodes)]
    awaited = [len(href.encode()) for href in hrefs if href.startswith("{{link:")]
    known = sum(len(href.encode()) for href in hrefs) - sum(awaited)
    return Cost(
        units=utf16(visible(nodes)),
        entities=len(hrefs),
        entity_bytes=ENTITY_BYTES * len(hrefs) + known + LINK_BYTES * len(awaited),
        html_bytes=len(text.encode()) + sum(max(0, LINK_BYTES - length) for length in awaited),
    )


def _opens_or_closes(found: re.Match[str], stack: Sequence[Element]) -> bool:
    name = _canonical(found["name"])
    if found["close"]:
        return not found["attributes"] and stack[-1].tag == name
    given = _attributes(found)
    if name in {"a", "tg-emoji", "tg-time"} and not given:
        return False
    return given.keys() <= _ALLOWED.get(name, frozenset())


def _canonical(name: str) -> str:
    return _SAME.get(name, name)


def _attributes(found: re.Match[str]) -> dict[str, str]:
    return {name: _decode(value) for name, value in _ATTRIBUTE.findall(found["attributes"])}


def _append(element: Element, text: str) -> None:
    if text:
        element.children.append(_decode(text))


def _decode(text: str) -> str:
    """Telegram decodes four names and numbers, and nothing else."""
    return _REFERENCE.sub(lambda found: html.unescape(found[0]), text)
