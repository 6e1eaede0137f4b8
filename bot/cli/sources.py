"""`marsad sources`: list, add, check, import, export."""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import click
from rich.console import Console
from rich.table import Table
from rich.text import Text

from bot.app import environment_here, open_fetcher, read_config, settings_from, settings_here, system_clock
from bot.config.discover import feed_links
from bot.config.edit import add_source, export_opml, import_opml
from bot.config.environment import Environment
from bot.config.settings import Settings
from bot.config.wrong import without_secrets
from bot.errors import MarsadError
from bot.house import gazetteer_of
from bot.match.matcher import Matcher
from bot.model import Source, SourceState
from bot.parse.identity import article_of
from bot.parse.process import ProcessParser
from bot.poll.address import PrivateHosts
from bot.ports import Answer, Fetcher, Parsed
from bot.text.script import language_of


@click.group()
def sources() -> None:
    """What is watched: list, add, check, import, export."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One polite look at a feed, stored nowhere."""

    source: Source
    answer: Answer
    parsed: Parsed


class Eye:
    """Looks at feeds as a poll would: behind the same doors, and documents are read next door."""

    def __init__(self, settings: Settings) -> None:
        self._own = PrivateHosts.of(settings.poll.allow_private)
        self._fetcher = open_fetcher(settings)
        # Where a stranger's page leads, nothing of the operator's own network is open.
        self._stranger = open_fetcher(replace(settings, poll=replace(settings.poll, allow_private=frozenset())))
        self._parser = ProcessParser()

    async def look(self, source: Source) -> Look:
        """Fetch and read one feed. A page that announces a feed is followed to it, once."""
        look = await self._fetch(self._fetcher, source)
        if look.parsed.problem and (links := feed_links(_text(look.answer.body), look.answer.url)):
            page, feed = (urlsplit(url).hostname or "" for url in (look.answer.url, links[0].url))
            ours = page == feed or self._own.allow_host(page)
            found = Source(id=source.id, url=links[0].url, name=source.name)
            look = await self._fetch(self._fetcher if ours else self._stranger, found)
        return look

    async def _fetch(self, fetcher: Fetcher, source: Source) -> Look:
        answer = await fetcher.fetch(source, SourceState(source=source.id, url=source.url))
        if answer.problem:
            return Look(source=source, answer=answer, parsed=Parsed(problem=answer.problem))
        parsed = await self._parser.parse(
            source, answer.body, answer.headers, answer.url, known=frozenset(), now=system_clock()
        )
        return Look(source=source, answer=answer, parsed=parsed)

    async def close(self) -> None:
        await self._fetcher.close()
        await self._stranger.close()
        await self._parser.close()


async def _looks(settings: Settings, targets: Sequence[Source], seen: Callable[[Look], None]) -> None:
    """Look at one after the other; each look is handed to `seen` at once."""
    eye = Eye(settings)
    try:
        for target in targets:
            seen(await eye.look(target))
    finally:
        await eye.close()


def _text(body: bytes) -> str:
    return body[:500_000].decode("utf-8", "replace")


@sources.command("list")
def list_sources() -> None:
    """All sources, one a line: id, language, zone, whether enabled, name, URL."""
    settings = settings_here(environment_here())
    if not sys.stdout.isatty():
        for one in settings.sources:
            state = "on" if one.enabled else "off"
            click.echo("\t".join((one.id, one.language or "", one.zone, state, one.name, one.url)))
        return
    Console().print(table_of(settings.sources))


def table_of(sources: Iterable[Source]) -> Table:
    """The sources as a table for a terminal."""
    table = Table("id", "language", "zone", "name", "url")
    for one in sources:
        # Text, or rich would read [red] in a name as markup.
        cells = [Text(word) for word in (one.id, one.language or "?", one.zone, one.name, one.url)]
        table.add_row(*cells, style=None if one.enabled else "dim")
    return table


@sources.command("check")
@click.argument("url", required=False)
def check(*, url: str | None) -> None:
    """Look at one source, or at all: reachable, language, items a day, newest item, share matched, sample tags."""
    environment = environment_here()
    settings = settings_here(environment)
    targets = [one for one in settings.sources if one.enabled] if url is None else [_by_url(settings, url)]
    matcher = Matcher(gazetteer_of(settings))
    bad: list[Look] = []

    def seen(look: Look) -> None:
        click.echo("\n".join(_report(look, matcher, system_clock())))
        bad.extend([look] if look.parsed.problem else ())

    asyncio.run(_looks(settings, targets, seen))
    if bad:
        click.echo(f"{len(bad)} of {len(targets)} sources failed", err=True)
        sys.exit(1)


def _by_url(settings: Settings, url: str) -> Source:
    for one in settings.sources:
        if url in (one.url, one.id):
            return one
    if "@" in urlsplit(url).netloc:
        raise MarsadError("a password in an address would be shown and stored; write the source with headers: instead")
    if "://" not in url:
        raise MarsadError(f"{url!r} is neither a URL nor the id of a source; `marsad sources list` shows the ids")
    return Source(id="check", url=url, name=url)


def _report(look: Look, matcher: Matcher, now: datetime) -> list[str]:
    head = f"{look.source.name} — {look.answer.url or look.source.url}"
    if look.parsed.problem:
        return [f"✗ {head}", f"    {look.parsed.problem}"]
    articles = [article_of(entry, look.source, look.parsed.language, now) for entry in look.parsed.entries]
    if not articles:
        return [f"! {head}", "    a feed, but without entries"]
    languages = Counter(article.language for article in articles)
    dates = sorted(article.published for article in articles if article.published)
    tags: Counter[str] = Counter()
    matched = 0
    for article in articles:
        found = matcher.match(article.title, article.summary, article.language).tags
        matched += bool(found)
        tags.update(tag.id for tag in found)
    span = max(dates[-1] - dates[0], timedelta(hours=1)) if dates else None
    a_day = f"{len(dates) / (span / timedelta(days=1)):.0f} items a day" if span else "no dates"
    newest = f"newest {dates[-1]:%Y-%m-%d %H:%M} UTC" if dates else "newest unknown"
    return [
        f"✓ {head}",
        f"    {len(articles)} entries in {', '.join(f'{name} {count}' for name, count in languages.most_common(3))}; "
        f"{a_day}; {newest}; {100 * matched // len(articles)} % matched",
        f"    {', '.join(f'{name} {count}' for name, count in tags.most_common(5)) or 'no tags'}",
    ]


@sources.command("add")
@click.argument("url")
def add(*, url: str) -> None:
    """Find the feed behind URL, name it, and write its line; comments are kept."""
    environment = environment_here()
    text = read_config(environment)
    settings = settings_from(text, environment)
    looks: list[Look] = []
    asyncio.run(_looks(settings, [Source(id="check", url=url, name=url)], looks.append))
    (look,) = looks
    if look.parsed.problem:
        raise MarsadError(f"{without_secrets(url)}: {look.parsed.problem}")
    titles = " ".join(entry.title for entry in look.parsed.entries[:10])
    language = language_of(titles, None, look.parsed.language)
    name = look.parsed.title or url
    new = add_source(text, look.source.url, name=name, language=language)
    _replace(environment, new)
    click.echo(f"added {name} ({language}): {look.source.url}", err=True)


@sources.command("import")
@click.argument("opml", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_(*, opml: Path) -> None:
    """Add every feed of an OPML file that is not there yet."""
    environment = environment_here()
    try:
        outlines = opml.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise MarsadError(f"{opml}: byte {error.start + 1} is not UTF-8; save the file as UTF-8") from None
    new, added, skipped = import_opml(read_config(environment), outlines)
    if added:
        _replace(environment, new)
    for sentence in skipped:
        click.echo(sentence, err=True)
    click.echo(f"{len(added)} added, {len(skipped)} left out", err=True)


@sources.command("export")
def export() -> None:
    """All sources as OPML."""
    click.echo(export_opml(settings_here(environment_here())))


def _replace(environment: Environment, text: str) -> None:
    """Check the new text, then put it in place at once, so that a running bot never reads half of it."""
    settings_from(text, environment)
    path = Path(environment.config)
    handle, temporary = tempfile.mkstemp(dir=path.resolve().parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as out:
            out.write(text)
        Path(temporary).chmod(path.stat().st_mode & 0o777)
        Path(temporary).replace(path.resolve())
    except OSError:
        Path(temporary).unlink(missing_ok=True)
        raise
