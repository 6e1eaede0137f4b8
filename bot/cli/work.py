"""The commands that do the bot's work: run, once, preview, settle."""

from __future__ import annotations

import asyncio
import json
import logging
import signal
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import click
from rich.console import Console
from rich.progress import Progress

from bot.app import Semantic, clock_from, embedder_for, environment_here, open_house, settings_here, system_clock
from bot.cli.log import log_to_stderr
from bot.cli.options import semantic_option
from bot.digest.page import Shown, as_text, page
from bot.errors import MarsadError
from bot.house import House, OnceReport, gazetteer_of, open_alertdesk, open_newsdesk
from bot.model import Source
from bot.ports import Clock
from bot.run import Watch
from bot.store.sql import open_store

_YEARS = range(2000, 2200)  # beyond them the calendar itself ends within reach of a lease or a look back


def read_clock(now: str | None) -> Clock:
    """The clock for `--now`. Raises click.BadParameter for what is no ISO 8601 moment."""
    if now is None:
        return system_clock
    try:
        start = datetime.fromisoformat(now)
    except ValueError:
        raise click.BadParameter(
            f"{now!r} is not a moment; write 2026-11-22T08:00:00+03:00", param_hint="--now"
        ) from None
    if start.year not in _YEARS:
        raise click.BadParameter(f"{now!r} is not of our time; write 2026-11-22T08:00:00+03:00", param_hint="--now")
    return clock_from(start if start.tzinfo is not None else start.replace(tzinfo=UTC))


@click.command()
@semantic_option
def run(*, semantic: Semantic) -> None:
    """Poll, post and answer commands until SIGTERM."""
    environment = environment_here()
    log_to_stderr(environment)
    house = open_house(environment, settings_here(environment), embedder=embedder_for(semantic))
    asyncio.run(_run(house))


async def _run(house: House) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    try:
        await Watch(house).run(stop)
        logging.getLogger("marsad").info("stopped")
    finally:
        await house.close()


@click.command()
@click.option("--digest", is_flag=True, help="Make a digest now, whatever the time.")
@click.option("--now", metavar="ISO", help="Take this as the present moment.")
@click.option("--json", "as_json", is_flag=True, help="Print the counts as JSON.")
@semantic_option
def once(*, digest: bool, now: str | None, as_json: bool, semantic: Semantic) -> None:
    """One full pass: poll what is due, store, make digests, deliver, exit."""
    environment = environment_here()
    clock = read_clock(now)
    # Printed posts and JSON would mix on standard output, so that JSON carries the posts itself.
    house = open_house(
        environment,
        settings_here(environment),
        clock=clock,
        embedder=embedder_for(semantic),
        out=sys.stderr if as_json else sys.stdout,
    )
    report = asyncio.run(
        _once(house, digest=digest, tidy=now is None)  # a made-up moment deletes nothing
    )
    _say(report, as_json=as_json)
    if not report.ok:
        sys.exit(1)


async def _once(house: House, *, digest: bool, tidy: bool) -> OnceReport:
    try:
        with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as progress:
            task = progress.add_task("polling", total=sum(one.enabled for one in house.settings.sources))

            def heard(_: Source, __: str) -> None:
                progress.advance(task)

            return await house.once(force_digest=digest, heard=heard, tidy=tidy)
    finally:
        await house.close()


def _say(report: OnceReport, *, as_json: bool) -> None:
    numbers = report.numbers()
    if as_json:
        problems = [{"source": source, "problem": problem} for source, problem in report.ingest.problems]
        posts = [post.text for told in report.told for post in told.digest.posts]
        click.echo(json.dumps({**numbers, "problems": problems, "posts_text": posts}, ensure_ascii=False))
        return
    for source, problem in report.ingest.problems:
        click.echo(f"{source}: {problem}", err=True)
    for sentence in (*report.trouble, *report.delivery.notices, *report.delivery.stopped):
        click.echo(sentence, err=True)
    click.echo(" · ".join(f"{name} {count}" for name, count in numbers.items()), err=True)


@click.command()
@click.option("--hours", default=24, show_default=True, type=click.IntRange(1, 24 * 14), help="How far to look back.")
@click.option("--html", "html_file", type=click.Path(dir_okay=False, path_type=Path), help="Write it as a page.")
@click.option("--now", metavar="ISO", help="Take this as the present moment.")
def preview(*, hours: int, html_file: Path | None, now: str | None) -> None:
    """Show what the next digest would say; poll and send nothing."""
    environment = environment_here()
    settings = settings_here(environment)
    moment = read_clock(now)()
    store = open_store(environment.database, exclusive=False)
    try:
        gazetteer = gazetteer_of(settings)
        desk, alertdesk = open_newsdesk(store, settings, gazetteer), open_alertdesk(store, settings, gazetteer)
        shown = []
        for channel in settings.channels:
            digest, _ = desk.draft(channel, moment, moment - timedelta(hours=hours))
            shown += [
                Shown(id=number, text_html=post.text, at=moment, silent=post.silent)
                for number, post in enumerate(digest.posts, start=1)
            ]
            for story, because, kept in alertdesk.crossing(channel, moment):
                said = f"left to the digest ({kept})" if kept else "told at once by the next pass"
                click.echo(f"{channel.id}: {story.articles[0].title}: {said}: {because}", err=True)
    finally:
        store.close()
    if html_file is None:
        click.echo("\n\n".join(as_text(one.text_html) for one in shown))
        return
    language = settings.channels[0].language if settings.channels else "ar"
    html_file.write_text(page(shown, title="Marsad", language=language), encoding="utf-8")
    click.echo(f"{html_file}: {len(shown)} posts", err=True)


@click.command()
@click.argument("key")
@click.option("--sent", type=click.IntRange(1), metavar="MESSAGE_ID", help="It stands in the channel under this id.")
@click.option("--resend", is_flag=True, help="It does not stand there: send it.")
@click.option("--drop", is_flag=True, help="Give it up.")
def settle(*, key: str, sent: int | None, resend: bool, drop: bool) -> None:
    """Decide a post whose outcome nobody knows (see `marsad doctor`)."""
    if (sent is not None) + resend + drop != 1:
        raise click.UsageError("say exactly one of --sent MESSAGE_ID, --resend, --drop")
    store = open_store(environment_here().database, exclusive=False)
    try:
        if not store.settle(key, message_id=sent, resend=resend):
            raise MarsadError(f"no undecided post has the key {key!r}; `marsad doctor` lists them")
    finally:
        store.close()
    click.echo(f"{key}: {'sent again soon' if resend else 'given up' if drop else f'sent as {sent}'}", err=True)
