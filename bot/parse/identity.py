"""An entry gets an identity: the same report is the same article at every poll, on every machine."""

from __future__ import annotations

from datetime import datetime

from bot.model import Article, Entry, Source
from bot.text.keys import fingerprint, title_key
from bot.text.script import language_of
from bot.text.urls import clean_url, url_key


def article_of(entry: Entry, source: Source, feed_language: str | None, now: datetime) -> Article:
    """The article of an entry first seen at `now`.

    Its id is made from the source and the first of guid, URL key, title fingerprint and title. Campaign parameters
    are taken off a guid that is a URL, since some feeds change them at every poll.
    """
    guid = (clean_url(entry.guid, source.keep_params) or entry.guid) if entry.guid else None
    key = url_key(entry.link, source.keep_params) if entry.link else None
    words = title_key(entry.title)
    text = f"{entry.title} {entry.summary}"
    return Article(
        id=fingerprint(source.id, guid or key or words or entry.title),
        source=source.id,
        title=entry.title,
        seen=now,
        summary=entry.summary,
        guid=guid,
        url=entry.link,
        url_key=key,
        title_key=words,
        content_key=fingerprint(entry.title, entry.summary),
        published=entry.published,
        language=language_of(text, hint=source.language, feed=entry.language or feed_language),
        publisher=entry.publisher,
    )
