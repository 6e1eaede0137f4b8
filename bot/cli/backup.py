"""`marsad backup` and `marsad restore`: the whole database as one file."""

from __future__ import annotations

from pathlib import Path

import click

from bot.app import environment_here
from bot.store.backup import Saved
from bot.store.backup import backup as make_backup
from bot.store.backup import restore as put_back

_file = click.argument("file", type=click.Path(path_type=Path))


@click.command()
@_file
@click.option("--force", is_flag=True, help="Overwrite FILE where it exists.")
def backup(*, file: Path, force: bool) -> None:
    """Write the whole database to FILE, also while the bot runs; it is checked before it gets its name."""
    saved = make_backup(environment_here().database, file, force=force)
    click.echo(f"{file}: {_said(saved)}; checked", err=True)


@click.command()
@_file
@click.option("--force", is_flag=True, help="Replace a database that is not empty.")
@click.option(
    "--moved",
    is_flag=True,
    help="The bot was stopped before FILE was written, and has not run since: send what is owed.",
)
def restore(*, file: Path, force: bool, moved: bool) -> None:
    """Make the database what FILE holds; only while no bot runs."""
    saved = put_back(environment_here().database, file, force=force, moved=moved)
    click.echo(f"restored {_said(saved)}", err=True)
    if saved.aside is not None:
        click.echo(f"the former database stands in {saved.aside}; delete it when all is well", err=True)
    if saved.doubtful:
        click.echo(
            f"{saved.doubtful} posts may have been sent since; `marsad doctor` says how to settle them", err=True
        )


def _said(saved: Saved) -> str:
    at = f", last written {saved.at:%Y-%m-%d %H:%M} UTC" if saved.at else ""
    return f"{saved.articles} articles, {saved.bytes / 1e6:.1f} MB{at}"
