"""Changes the text of `sources.yaml` and nothing else in it: comments, order and quotes stay as the operator has them.

A new source is spliced in at the place ruamel.yaml names, and the result is read again: unless it says exactly what the
old text said plus the new sources, nothing is changed. (ruamel's own round trip moves the comment that stands above
the next section in front of an appended item.)
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from io import StringIO
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, ScalarNode, SequenceNode

from bot.config import words
from bot.config.addresses import feed_key, feed_url, source_id
from bot.config.news_search import search_query, search_url
from bot.config.opml import Outline, read_opml
from bot.config.opml import export_opml as export_opml
from bot.config.tree import Problems, Tree, compose, read_tree, refuse
from bot.config.wrong import Wrong, without_secrets
from bot.errors import ConfigError
from bot.text.script import language_of

Item = dict[str, str]
_NAME = "sources.yaml"


def add_source(text: str, url: str, *, name: str, language: str, timezone: str | None = None) -> str:
    """Return `text` with one source more. `language` may be "und"; `name` may be what a feed says of itself.

    Raises ConfigError where the source stands already (with its line), where `url` is none, or where `text` is broken.
    """
    tree = _read(text)
    try:
        address = feed_url(url)
        zone = words.zone(timezone) if timezone is not None else None
    except Wrong as wrong:
        raise ConfigError((without_secrets(wrong.sentence),)) from None
    known = _known(tree)
    if (line := _line_of(address, known)) is not None:
        raise ConfigError((f"{_NAME} line {line}: {source_id(address)} is a source already; change it there",))
    return _with(text, tree, [_item(address, name, language, zone)])


def import_opml(text: str, opml: str) -> tuple[str, tuple[str, ...], tuple[str, ...]]:
    """Return (`text` with the feeds of `opml` added, the addresses added, a sentence for each that was not).

    Raises ConfigError when `opml` is no OPML, declares entities, or `text` is broken.
    """
    tree = _read(text)
    known, items, skipped = _known(tree), [], []
    for outline in read_opml(opml):
        try:
            address = feed_url(outline.url)
        except Wrong as wrong:
            skipped.append(without_secrets(wrong.sentence))
            continue
        if (line := _line_of(address, known)) is not None:
            where = f"in line {line}" if line else "in the same OPML file"
            skipped.append(f"{source_id(address)} stands {where} already")
            continue
        known |= dict.fromkeys(_marks(address), 0)
        items.append(_outline_item(outline, address))
    return (_with(text, tree, items) if items else text), tuple(item["url"] for item in items), tuple(skipped)


# --- what stands there already -------------------------------------------------------------------------------------


def _read(text: str) -> Tree:
    problems = Problems(_NAME)
    tree = read_tree(text.removeprefix("\ufeff"), problems)
    refuse(problems)
    if tree is None or not isinstance(tree.value, dict | None):
        raise ConfigError((f"{_NAME} line 1, column 1: this is not a list of sources; write sources: [] first",))
    return tree


def _marks(url: str, id: object = None) -> tuple[str, ...]:
    """Return what names a source: its address however written, and its id."""
    return (f"url {feed_key(url)}", f"id {id or source_id(url)}")


def _line_of(url: str, known: dict[str, int]) -> int | None:
    return next((known[mark] for mark in _marks(url) if mark in known), None)


def _known(tree: Tree) -> dict[str, int]:
    """Return the lines of the sources that stand in the file, by what names them."""
    found: dict[str, int] = {}
    sources = (tree.value or {}).get("sources")
    for index, item in enumerate(sources if isinstance(sources, list) else ()):
        lines = {"url": item} if isinstance(item, str) else item if isinstance(item, dict) else {}
        url = _address(lines)
        if url is not None:
            line = tree.place(("sources", index)).line
            found |= dict.fromkeys(_marks(url, lines.get("id")), line)
    return found


def _address(lines: dict[str, Any]) -> str | None:
    """Return the address a source has, None where it has none that can be used: the whole file's check tells that."""
    try:
        return feed_url(lines["url"]) if lines.get("url") else _searched(lines)
    except Wrong:
        return None


def _searched(lines: dict[str, Any]) -> str | None:
    """Return the address behind a search, None where the lines are none that can be used."""
    try:
        query = search_query(lines.get("google_news"))
        return search_url(query, str(lines.get("language") or language_of(query)))
    except Wrong:
        return None


# --- what is added -------------------------------------------------------------------------------------------------


def _item(url: str, name: str, language: str, zone: str | None) -> Item:
    """Return the keys of a new source; what says nothing (no name, "und") is left out."""
    given = {"url": url, "name": _clean(name), "language": _language(language), "timezone": zone}
    return {key: value for key, value in given.items() if value and (key != "name" or value != url)}


def _outline_item(outline: Outline, url: str) -> Item:
    return _item(url, outline.title, outline.language, None)


def _clean(name: str) -> str:
    """Return a name fit for one line: what a feed says of itself may hold anything."""
    printable = "".join(char if char.isprintable() else " " for char in name)
    return " ".join(printable.split())[:100].strip()


def _language(code: str) -> str | None:
    try:
        return words.language(re.split(r"[-_]", code.strip().lower())[0])
    except Wrong:
        return None


def _block(items: Iterable[Item], indent: int, newline: str) -> str:
    """Return items as lines of a list whose dashes stand at `indent`."""
    lines = []
    for item in items:
        for index, (key, value) in enumerate(item.items()):
            lines.append(" " * indent + ("- " if index == 0 else "  ") + f"{key}: {_scalar(value)}")
    return "".join(line + newline for line in lines)


def _scalar(value: str) -> str:
    """Return `value` as YAML writes it, in quotes where it needs them."""
    out = StringIO()
    yaml = YAML(typ="rt", pure=True)
    yaml.width = 10_000
    yaml.allow_unicode = True
    yaml.dump({"k": value}, out)
    return out.getvalue().removeprefix("k:").strip()


def _flow(items: Iterable[Item]) -> str:
    written = (
        ", ".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in item.items()) for item in items
    )
    return ", ".join(f"{{{one}}}" for one in written)


# --- where it goes -------------------------------------------------------------------------------------------------


def _with(text: str, tree: Tree, items: Sequence[Item]) -> str:
    """Return `text` with `items` at the end of its sources; raises ConfigError where no place is found."""
    bom = "\ufeff" if text.startswith("\ufeff") else ""
    body = text.removeprefix("\ufeff")
    old = tree.value or {}
    wanted = {**old, "sources": [*(old.get("sources") or []), *items]}
    for candidate in _candidates(body, items):
        problems = Problems(_NAME)
        read = read_tree(candidate, problems)
        if read is not None and not problems.found and read.value == wanted:
            return bom + candidate
    lines = _block(items[:1], 2, "\n").rstrip()
    raise ConfigError(
        (f"{_NAME}: no safe place for a new source was found; write it below sources: yourself:\n{lines}",)
    )


def _candidates(body: str, items: Sequence[Item]) -> Iterator[str]:
    """Yield the text with `items` put where they may belong, the likeliest place first."""
    newline = "\r\n" if "\r\n" in body else "\n"
    key, node = _sources_node(body)
    if key is None:
        block = f"sources:{newline}{_block(items, 2, newline)}"
        yield _ended(body, newline) + block
    elif isinstance(node, SequenceNode) and node.flow_style:
        at = node.end_mark.index - 1
        for comma in (", ", " ") if node.value else ("",):
            yield body[:at].rstrip(" ") + comma + _flow(items) + body[at:]
    elif isinstance(node, SequenceNode):
        yield _spliced(body, _end(body, node), _block(items, node.start_mark.column, newline), newline)
    else:
        yield _spliced(body, key.end_mark.index, _block(items, 2, newline), newline)


def _sources_node(body: str) -> tuple[Node | None, Any]:
    root = compose(body)
    for key, value in root.value if isinstance(root, MappingNode) else ():
        if isinstance(key, ScalarNode) and key.value == "sources":
            return key, value
    return None, None


def _end(body: str, node: Any) -> int:
    """Return the offset just after the last content of `node`: before comments and blank lines that follow it."""
    if not isinstance(node, ScalarNode) and node.value and not node.flow_style:
        last = node.value[-1]
        key, value = last if isinstance(last, tuple) else (None, last)
        return max(_end(body, value), key.end_mark.index if key else 0)
    end: int = node.end_mark.index
    if end == node.start_mark.index:
        return 0  # nothing stands there: ruamel marks the next thing that does
    while True:
        begin = body.rfind("\n", 0, max(end - 1, 0)) + 1
        line = body[begin:end].strip()
        if begin <= node.start_mark.index or (line and not line.startswith("#")):
            return end
        end = begin


def _spliced(body: str, offset: int, block: str, newline: str) -> str:
    """Return `body` with `block` below the line that `offset` stands in (or just ended)."""
    if offset and body[offset - 1] == "\n":
        return body[:offset] + block + body[offset:]
    end = body.find("\n", offset)
    if end < 0:
        return _ended(body, newline) + block
    return body[: end + 1] + block + body[end + 1 :]


def _ended(body: str, newline: str) -> str:
    return body if not body or body.endswith("\n") else body + newline
