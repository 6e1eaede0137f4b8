"""The commands. Results go to standard output, progress to standard error.

Exit codes: 0 done, 1 done but something failed (said which), 2 bad usage or settings.
"""

from __future__ import annotations

import logging
import sys

import click

from bot import __version__
from bot.cli.demo import demo
from bot.cli.doctor import doctor
from bot.cli.read import explain, match, search, stories
from bot.cli.sources import sources
from bot.cli.work import once, preview, run, settle
from bot.errors import ConfigError, MarsadError, TokenRefused


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="marsad")
def marsad() -> None:
    """Marsad watches the news of China – Central Asia relations and posts tagged digests to Telegram."""


for command in (demo, run, once, preview, doctor, sources, match, stories, explain, search, settle):
    marsad.add_command(command)


def main() -> None:
    """Run a command; turn what went wrong into one clear message and an exit code."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="replace")  # type: ignore[union-attr]  # Arabic, whatever the locale
    # At INFO the HTTP library prints every URL, and Telegram's hold the token.
    for noisy in ("httpx", "httpcore", "apscheduler", "telegram", "alembic"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        sys.exit(marsad.main(standalone_mode=False) or 0)
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
