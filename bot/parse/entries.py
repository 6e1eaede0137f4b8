"""One entry as feedparser hands it over -> our Entry: plain, bounded, with a date that can be believed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final
from urllib.parse import urljoin, urlsplit

from bot.model import Entry, Source
from bot.parse.charset import unscramble
from bot.parse.dates import read_date
from bot.text.keys import fingerprint
from bot.text.plain import plain, shorten
from bot.text.urls import clean_url

TITLE: Final = 1_000  # characters; the longest real headline in 20,000 had 330
SUMMARY: Final = 2_000
NAME: Final = 200
FIELD: Final = 64_000  # of markup that is looked at; some feeds carry whole books
GUID: Final = 1_000
UNTITLED: Final = 120  # of the summary that stands in for a missing title

# Where feeds put dates, the moment of publication first. haber_tarihi: TRT Haber.
_DATES = ("published", "dc_date", "pubdate", "date", "created", "haber_tarihi", "prism_publicationdate", "updated")

# What software adds at the end of a summary and says nothing: WordPress in our languages, then invitations to read on.
_CREDIT = re.compile(
    r"(?:The post .{1,300}? appeared first on"
    r"|(?:Сообщение|Запись) .{1,300}? (?:появил[аи]?с[ья] сначала|впервые появил[аи]?с[ья]) на"
    r"|(?:المقالة|المقال|التدوينة) .{1,300}? (?:ظهرت? |نشرت? )?أولا?ً? (?:على|في)"
    r") .{1,120}$"
)
_INVITATION = re.compile(
    r"\s*(?:Read Full Article at RT\.com|Read (?:more|the full (?:story|article)|full (?:story|article))"
    r"|Continue reading.{0,100}|Читать (?:далее|полностью|дальше)|Devamını oku|اقرأ المزيد|قراءة المزيد|ادامه مطلب"
    r"|阅读全文|查看全文|\[(?:…|\.\.\.)\]|(?:(?<=[.…!?؟»])\s*|^)(?:Подробнее|Толығырақ|Batafsil|للمزيد|المزيد))[\s.…→»>：:]*$",
    re.IGNORECASE,
)
CREDIT: Final = 450  # characters at the end in which a credit is looked for
INVITATION: Final = 120
_UNKEEPABLE = re.compile("[\x00\ud800-\udfff]")  # what no database takes
_LANGUAGE = re.compile(r"[a-z]{2,3}(?![a-z])")
# ISO 639-2, and the code of the country where that of the language was meant. "-" stands for: says nothing.
_SPELLINGS = (
    "ara:ar rus:ru zho:zh chi:zh eng:en fas:fa per:fa prs:fa kaz:kk kir:ky uzb:uz tgk:tg tuk:tk tur:tr aze:az uig:ug "
    "pus:ps urd:ur mon:mn fre:fr fra:fr ger:de deu:de cn:zh kz:kk ua:uk tj:tg jp:ja und:- mul:- zxx:- mis:-"
)
_SPELT = dict(pair.split(":") for pair in _SPELLINGS.split())


@dataclass(frozen=True, slots=True)
class Reading:
    """What an entry is read against: its source, the URL the document came from, and the moment."""

    source: Source
    url: str
    now: datetime

    @property
    def is_google(self) -> bool:
        return self.source.kind == "google_news" or (urlsplit(self.url).hostname or "") == "news.google.com"


def entry_of(raw: Mapping[str, Any], reading: Reading) -> Entry | None:
    """The entry, or None where there is nothing to tell: no title, no summary, no link."""
    link = _link(raw, reading)
    title = plain(_field(raw, "title"), TITLE)
    summary = "" if reading.is_google else _summary(raw)
    outlet, publisher = _outlet(raw, link)
    if reading.is_google:
        title = _without_outlet(title, outlet)
    title = title or shorten(summary, UNTITLED) or link or ""
    if not title:
        return None
    return Entry(
        title=title,
        summary="" if _same(summary, title) else summary,
        guid=_guid(raw),
        link=link,
        published=_published(raw, reading),
        language=language_word(_field(raw, "language")) or language_word(_nested(raw, "title_detail", "language")),
        publisher=publisher,
    )


def language_word(word: str) -> str | None:
    """A feed's own word for its language as ISO 639-1: ar-SA -> ar, zh_Hans -> zh, rus -> ru; None for nonsense."""
    found = _LANGUAGE.match(word.strip().lower())
    code = _SPELT.get(found[0], found[0]) if found else "-"
    return code if code != "-" else None


def _field(raw: Mapping[str, Any], name: str) -> str:
    """A text of the entry; `dict.get`, since feedparser's own look-ups answer for other names too and warn of it."""
    value = dict.get(raw, name) if isinstance(raw, dict) else raw.get(name)
    return unscramble(value[:FIELD]) if isinstance(value, str) else ""


def _nested(raw: Mapping[str, Any], name: str, inner: str) -> str:
    value = raw.get(name)
    return _field(value, inner) if isinstance(value, Mapping) else ""


def _guid(raw: Mapping[str, Any]) -> str | None:
    """The guid as it stands, in one line. The end of one beyond all measure is replaced by its fingerprint."""
    guid = " ".join(_UNKEEPABLE.sub("", _field(raw, "id")).split())
    return (guid if len(guid) <= GUID else guid[: GUID - 20] + fingerprint(guid)) or None


def _link(raw: Mapping[str, Any], reading: Reading) -> str | None:
    keep = reading.source.keep_params
    for name in ("feedburner_origlink", "link"):
        if link := _field(raw, name).strip():
            try:
                absolute = urljoin(reading.url, link)
            except ValueError:  # a host like [::, which is no URL to anyone
                continue
            if cleaned := clean_url(absolute, keep):
                return cleaned
    guid = _field(raw, "id")
    return clean_url(guid, keep) if guid.startswith(("http://", "https://")) and not _field(raw, "link") else None


def _summary(raw: Mapping[str, Any]) -> str:
    text = plain(_field(raw, "summary"), SUMMARY) or plain(_content(raw), SUMMARY)
    if credit := _CREDIT.search(text, max(0, len(text) - CREDIT)):
        text = text[: credit.start()].rstrip()
    while invitation := _INVITATION.search(text, max(0, len(text) - INVITATION)):
        text = text[: invitation.start()] + ("…" if "…" in invitation[0] or "..." in invitation[0] else "")
    return text.strip()


def _content(raw: Mapping[str, Any]) -> str:
    contents = raw.get("content")
    if not isinstance(contents, list):
        return ""
    return next((value for part in contents if isinstance(part, Mapping) and (value := _field(part, "value"))), "")


def _same(summary: str, title: str) -> bool:
    return "".join(summary.split()).rstrip(".…") == "".join(title.split()).rstrip(".…")


def _outlet(raw: Mapping[str, Any], link: str | None) -> tuple[str, str | None]:
    """The name in `<source>`, and the host of its URL where the entry was taken over from elsewhere."""
    name = plain(_nested(raw, "source", "title"), NAME)
    home = clean_url(_nested(raw, "source", "href"))
    host = (urlsplit(home).hostname or "").removeprefix("www.") if home else ""
    own = (urlsplit(link).hostname or "").removeprefix("www.") if link else ""
    return name, host if host and host != own else None


def _without_outlet(title: str, outlet: str) -> str:
    """Google News writes "Headline - Outlet"."""
    head, dash, tail = title.rpartition(" - ")
    return head if dash and head and outlet and tail.strip().casefold() == outlet.casefold() else title


def _published(raw: Mapping[str, Any], reading: Reading) -> datetime | None:
    for name in _DATES:
        if text := _field(raw, name):
            moment = read_date(text, zone=reading.source.zone, now=reading.now)
            if moment is not None:
                return moment
    return None
