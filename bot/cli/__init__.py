"""The commands. Results go to standard output, progress to standard error.

Exit codes: 0 done, 1 done but something failed (said which), 2 bad usage or settings.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from bot import __version__
from bot.cli.amend import correct, labels, retract, split
from bot.cli.backup import backup, restore
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.explain import explain
from bot.cli.log import quiet_libraries
from bot.cli.read import match, search, stories
from bot.cli.sources import sources
from bot.cli.watch import watch
from bot.cli.work import once, preview, run, settle
from bot.errors import ConfigError, MarsadError, TokenRefused


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="marsad")
def marsad() -> None:
    """Marsad watches the news of China – Central Asia relations and posts tagged digests to Telegram."""


for command in (
    demo,
    run,
    once,
    preview,
    doctor,
    sources,
    match,
    stories,
    explain,
    search,
    watch,
    settle,
    backup,
    restore,
    retract,
    correct,
    split,
    labels,
):
    marsad.add_command(command)


def main() -> None:
    """Run a command; turn what went wrong into one clear message and an exit code."""
    _open_streams()
    quiet_libraries()
    try:
        sys.exit(marsad.main(prog_name="marsad", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except click.Abort:
        sys.exit(130)
    except (ConfigError, TokenRefused) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except MarsadError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except BrokenPipeError:
        sys.stderr.close()  # the reader of our output has gone; there is nobody to tell
        sys.exit(1)
    except OSError as error:  # a file to read or write that the operator named, a full disk
        where = f"{error.filename}: " if error.filename else ""
        click.echo(f"{where}{error.strerror or error}; check the path, its rights and the space on the disk", err=True)
        sys.exit(1)


def _open_streams() -> None:
    """Speak UTF-8 whatever the locale; a stream that the caller closed is empty, or leads nowhere."""
    for name, mode in (("stdin", "r"), ("stdout", "w"), ("stderr", "w")):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open(mode))  # noqa: SIM115  # it stays open as long as we live
        getattr(sys, name).reconfigure(encoding="utf-8", errors="replace")
