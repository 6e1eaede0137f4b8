"""Searches of Google News as feeds. The service is undocumented and promises nothing: each can be switched off."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import quote

from bot.config.wrong import Wrong, shown

# language -> (hl, gl, the language half of ceid); ceid must equal gl:language or the answer is another edition's
_EDITIONS = {
    "ar": ("ar", "SA", "ar"),
    "en": ("en-US", "US", "en"),
    "ru": ("ru", "RU", "ru"),
    "zh": ("zh-CN", "CN", "zh-Hans"),
    "tr": ("tr", "TR", "tr"),
    "de": ("de", "DE", "de"),
    "fr": ("fr", "FR", "fr"),
}


def search_url(query: str, language: str) -> str:
    """Return the address of the feed for `query` in the edition of `language`; raises Wrong where there is none."""
    if language not in _EDITIONS:
        editions = ", ".join(_EDITIONS)
        raise Wrong(f"{shown(language)} has no edition of Google News; write one of {editions}, or give a url")
    hl, gl, ceid = _EDITIONS[language]
    return f"https://news.google.com/rss/search?q={quote(query, safe='')}&hl={hl}&gl={gl}&ceid={gl}:{ceid}"


def search_query(value: object) -> str:
    """Return the words to search for, on one line."""
    if not isinstance(value, str) or not value.strip():
        raise Wrong(f'{shown(value)} is not a search; write words such as "site:arabic.news.cn آسيا الوسطى"')
    query = " ".join(value.split())
    if re.match(r"https?://", query):
        raise Wrong("an address stands where words to search for belong; write url: in place of google_news:")
    if len(query) > 500:
        raise Wrong("the search is longer than 500 signs; split it in two")
    return query


def search_id(query: str, language: str) -> str:
    """Return a stable id: `google-news/ar/site-arabic.news.cn~1a2b3c4d`."""
    words = re.sub(r"[^a-z0-9.]+", "-", query.lower()).strip("-.")[:40]
    mark = hashlib.sha256(f"{language} {query}".encode()).hexdigest()[:8]
    return f"google-news/{language}/{words}~{mark}" if words else f"google-news/{language}/{mark}"
