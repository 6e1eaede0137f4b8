"""What the log may say: one line an event, no control characters, no secret, whoever wrote the message."""

from __future__ import annotations

import logging
import re
import sys
import time
from collections.abc import Iterable
from urllib.parse import quote, unquote, urlsplit

from bot.config.environment import Environment

_SHORTEST = 6  # characters: shorter words stand in every sentence
# What a terminal obeys (C0, DEL, C1) and what turns lines around or breaks them without a line feed.
_CONTROLS = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_TOKEN = re.compile(r"\d{6,}:[A-Za-z0-9_-]{30,}")
# Libraries that print addresses or whole answers: at INFO every URL, which holds the token; Telegram's also at ERROR.
_NOISY = {
    "httpx": logging.WARNING,
    "httpcore": logging.WARNING,
    "apscheduler": logging.WARNING,
    "alembic": logging.WARNING,
    "telegram": logging.CRITICAL,  # what fails is raised to us, and told once in our own words
}


class SafeFormatter(logging.Formatter):
    """Formats a record; then secrets are blacked out and control characters shown as escapes.

    Tracebacks keep their lines, but lose secrets as well.
    """

    converter = staticmethod(time.gmtime)

    def __init__(self, secrets: Iterable[str] = ()) -> None:
        super().__init__("%(asctime)sZ %(levelname)s %(message)s", "%Y-%m-%dT%H:%M:%S")
        self._secrets = tuple(sorted(secrets, key=len, reverse=True))

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - the library's own name
        return _CONTROLS.sub(_escaped, super().formatMessage(record))

    def format(self, record: logging.LogRecord) -> str:
        return without(self._secrets, super().format(record))


def without(secrets: Iterable[str], text: str) -> str:
    """`text` with `secrets`, and whatever looks like a bot's token, blacked out."""
    for secret in secrets:
        text = text.replace(secret, "***")
    return _TOKEN.sub("***", text)


def _escaped(found: re.Match[str]) -> str:
    return found[0].encode("unicode_escape").decode("ascii")


def secrets_of(environment: Environment) -> frozenset[str]:
    """What may never be printed: the tokens and the database's password, also as they stand in a URL."""
    found = {token.reveal() for token in (environment.token, environment.witness) if token is not None}
    password = _password(environment.database)
    return frozenset(word for word in (*found, password, unquote(password), quote(password)) if len(word) >= _SHORTEST)


def _password(url: str) -> str:
    try:
        return urlsplit(url).password or ""
    except ValueError:
        return ""


def quiet_libraries() -> None:
    """Keep the libraries from printing what we do not control."""
    for name, level in _NOISY.items():
        logging.getLogger(name).setLevel(level)


def log_to_stderr(environment: Environment) -> None:
    """One line an event: moment, level, name and key=values."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(SafeFormatter(secrets_of(environment)))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
