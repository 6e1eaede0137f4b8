"""Lists of feeds as other readers exchange them: OPML 2.0 (opml.org/spec2.opml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree as Tree  # writes only; reading is expat's, below
from xml.parsers import expat  # refuses every DTD, so no entity is ever expanded

from bot.config.settings import Settings
from bot.errors import ConfigError

_LARGEST = 5_000_000  # characters; ten thousand feeds need about 2,000,000
_MOST = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """One feed of an OPML file, as written there: nothing is checked yet."""

    url: str
    title: str = ""
    language: str = ""


def export_opml(settings: Settings) -> str:
    """Return all sources as OPML, in their order. Headers, proxies and notes stay home."""
    root = Tree.Element("opml", version="2.0")
    Tree.SubElement(Tree.SubElement(root, "head"), "title").text = "Marsad"
    body = Tree.SubElement(root, "body")
    for source in settings.sources:
        outline = {"type": "rss", "text": source.name, "title": source.name, "xmlUrl": source.url}
        Tree.SubElement(body, "outline", outline | ({"language": source.language} if source.language else {}))
    Tree.indent(root)
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{Tree.tostring(root, encoding="unicode")}\n'


def read_opml(opml: str) -> tuple[Outline, ...]:
    """Return the feeds of an OPML file, folders ignored; raises ConfigError when it is none or declares entities."""
    if len(opml) > _LARGEST:
        raise ConfigError(("the OPML file is larger than 5 MB; split it",))
    found: list[Outline] = []
    roots: list[str] = []
    parser = expat.ParserCreate(encoding="utf-8")
    parser.StartDoctypeDeclHandler = _no_doctype

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        if not roots:
            roots.append(tag.lower())
        outline = _outline(attributes) if tag.lower() == "outline" else None
        if outline and len(found) < _MOST:
            found.append(outline)

    parser.StartElementHandler = start
    try:
        parser.Parse(opml.removeprefix("\ufeff").lstrip().encode("utf-8", "replace"), True)
    except expat.ExpatError as error:
        cure = "write &amp; for each & in an address, and export the list again where it breaks off"
        raise ConfigError((f"OPML line {error.lineno}, column {error.offset + 1}: this is not XML; {cure}",)) from None
    if roots != ["opml"]:
        raise ConfigError(("this is not OPML (its first element is another); export the list of feeds as OPML",))
    return tuple(found)


def _no_doctype(*_: object) -> None:
    raise ConfigError(("the OPML file has a DOCTYPE, which may hide entities; remove that line",))


def _outline(attributes: Mapping[str, str]) -> Outline | None:
    given = {name.lower(): value.strip() for name, value in attributes.items()}
    url = given.get("xmlurl")
    if not url:
        return None
    return Outline(url=url, title=given.get("title") or given.get("text", ""), language=given.get("language", ""))
