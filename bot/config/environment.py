"""What the environment and `.env` say: the token, the chat, where things are. Checked, and shown to nobody."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urlsplit

from bot.config import words
from bot.config.secret import Secret
from bot.config.wrong import Wrong, nearest, without_secrets
from bot.errors import ConfigError

DEFAULT_API = "https://api.telegram.org"
DEFAULT_WEB = "https://t.me"
DEFAULT_CONFIG = "sources.yaml"
DEFAULT_DATABASE = "sqlite:///state/marsad.db"
_OURS = (
    "TELEGRAM_BOT_TOKEN",
    "TELEGRAM_CHAT",
    "TELEGRAM_API",
    "MARSAD_CONFIG",
    "MARSAD_DATABASE",
    "TELEGRAM_WEB",
    "TELEGRAM_WITNESS_TOKEN",
)
_CURES = {
    "TELEGRAM_BOT_TOKEN": "write the token that @BotFather gave you, or remove the line to post to standard output",
    "TELEGRAM_CHAT": 'write "@name" or a numeric id, or remove the line',
    "TELEGRAM_API": f"write {DEFAULT_API} or remove the line",
    "MARSAD_CONFIG": f"write {DEFAULT_CONFIG} or remove the line",
    "MARSAD_DATABASE": f"write {DEFAULT_DATABASE} or remove the line",
    "TELEGRAM_WEB": f"write {DEFAULT_WEB} or remove the line",
    "TELEGRAM_WITNESS_TOKEN": "write the token of a second bot that nothing else uses, or remove the line",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Environment:
    """The environment, checked; what it leaves out stands at its default."""

    token: Secret | None = None  # None: no Telegram; posts go to standard output
    chat: str | int | None = None
    api: str = DEFAULT_API
    config: str = DEFAULT_CONFIG
    database: str = field(default=DEFAULT_DATABASE, repr=False)  # may hold a password
    given: Mapping[str, str] = field(default_factory=dict, repr=False)
    witness: Secret | None = None  # of a second bot that sees what the first one posts
    web: str | None = DEFAULT_WEB  # where public channels have their pages; None: not known

    def variables(self) -> Mapping[str, str]:
        """All variables with those of `.env` beneath, for ${NAME} in `sources.yaml`. Holds secrets: never print it."""
        return self.given

    @property
    def database_shown(self) -> str:
        """The address of the database as a log or `doctor` may print it."""
        return shown_database(self.database)


def shown_database(url: str) -> str:
    """Return a database address with user, password and query blacked out."""
    return re.sub(r"(?<=://).*@", "***@", url).partition("?")[0]


def read_environment(environ: Mapping[str, str], dotenv_text: str | None) -> Environment:
    """Return what the environment says; what it leaves out comes from `.env`, then from the defaults.

    Raises ConfigError with one sentence for each variable that cannot be used. No sentence holds a value of a secret.
    """
    problems: list[str] = []
    merged = _merged(environ, _read_dotenv(dotenv_text or "", problems))
    given: dict[str, str] = {}
    for name in _OURS:
        value = merged.get(name)
        if value is not None and not value.strip():
            problems.append(f"{name} is empty; {_CURES[name]}")
        elif value is not None:
            given[name] = value.strip()
    token = _token("TELEGRAM_BOT_TOKEN", given, problems)
    witness = _token("TELEGRAM_WITNESS_TOKEN", given, problems)
    if token is not None and witness is not None and _bot_of(token) == _bot_of(witness):
        problems.append(f"TELEGRAM_WITNESS_TOKEN is of the same bot; {_CURES['TELEGRAM_WITNESS_TOKEN']}")
    chat = _chat(given.get("TELEGRAM_CHAT"), problems)
    api = _api(given.get("TELEGRAM_API", DEFAULT_API), problems)
    # Whoever has another Bot API may have other channels too: their pages are not looked for at Telegram's by guess.
    web = _web(given.get("TELEGRAM_WEB", DEFAULT_WEB if api == DEFAULT_API else None), problems)
    database = _database(given.get("MARSAD_DATABASE", DEFAULT_DATABASE), problems)
    config = given.get("MARSAD_CONFIG", DEFAULT_CONFIG)
    if re.match(r"[a-z]+://", config):
        problems.append(f"MARSAD_CONFIG is an address, but a file is read; {_CURES['MARSAD_CONFIG']}")
    if problems:
        raise ConfigError(tuple(without_secrets(problem) for problem in problems))
    return Environment(
        token=token, chat=chat, api=api, config=config, database=database, given=merged, web=web, witness=witness
    )


def _merged(environ: Mapping[str, str], dotenv: Mapping[str, str]) -> Mapping[str, str]:
    """The environment comes first, but a variable that is empty there gives way to `.env`."""
    return {**environ, **{name: value for name, value in dotenv.items() if not environ.get(name, "").strip()}}


# --- .env ----------------------------------------------------------------------------------------------------------

_LINE = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)", re.DOTALL)


def _read_dotenv(text: str, problems: list[str]) -> Mapping[str, str]:
    """Return NAME=value lines; quotes, comments and `export` as a shell reads them. Nothing is expanded."""
    found: dict[str, str] = {}
    for number, raw in enumerate(text.removeprefix("\ufeff").splitlines(), 1):
        line = raw.strip()
        if not line or line.startswith("#"):
            continue
        match = _LINE.fullmatch(line)
        if not match:
            problems.append(
                f".env line {number}: this is not NAME=value; write TELEGRAM_CHAT=@name, or # before a remark"
            )
            continue
        value = _unquoted(match[2])
        if value is None:
            problems.append(f".env line {number}: {match[1]}: a quote is opened and never closed; close it")
            continue
        found[match[1]] = value
    return found


def _unquoted(raw: str) -> str | None:
    """Return the value of a line; None when its quote is never closed."""
    if raw[:1] in {'"', "'"}:
        match = re.match(rf"{raw[0]}([^{raw[0]}]*){raw[0]}\s*(#.*)?$", raw)
        return match[1] if match else None
    return re.split(r"\s#", f" {raw}", maxsplit=1)[0].strip()


# --- the variables -------------------------------------------------------------------------------------------------


def _bot_of(token: Secret) -> str:
    return token.reveal().partition(":")[0]


def _token(name: str, given: Mapping[str, str], problems: list[str]) -> Secret | None:
    value = given.get(name)
    if value is None:
        return None
    if value.startswith("bot") or not re.fullmatch(r"[A-Za-z0-9]{1,20}:[A-Za-z0-9_-]{1,100}", value):
        cure = "write the whole of what @BotFather gave you, such as 123456789:AA…"
        what = "begins with bot, which is not part of it" if value.startswith("bot") else "does not look like a token"
        problems.append(f"{name} {what}; {cure}")
    return Secret(value)


def _chat(value: str | None, problems: list[str]) -> str | int | None:
    try:
        return None if value is None else words.chat(value)
    except Wrong as wrong:
        problems.append(f"TELEGRAM_CHAT: {wrong.sentence}")
        return None


def _api(value: str, problems: list[str]) -> str:
    """Return the root of the Bot API, without a slash at its end."""
    parts = _address(value)
    if parts is None:
        problems.append(f"TELEGRAM_API is not an address of the web; {_CURES['TELEGRAM_API']}")
    elif "@" in parts.netloc or parts.query or parts.fragment:
        problems.append(f"TELEGRAM_API holds more than host and path; {_CURES['TELEGRAM_API']}")
    elif re.search(r"/bot\d|/bot$", parts.path):
        problems.append("TELEGRAM_API ends in /bot…, which is added by itself; write only the part before it")
    return value.rstrip("/")


def _web(value: str | None, problems: list[str]) -> str | None:
    """Return the root of the public pages, without a slash at its end."""
    parts = None if value is None else _address(value)
    if value is not None and (parts is None or "@" in parts.netloc or parts.query or parts.fragment):
        problems.append(f"TELEGRAM_WEB is not an address of host and path; {_CURES['TELEGRAM_WEB']}")
    return None if value is None else value.rstrip("/")


def _address(value: str) -> SplitResult | None:
    """Return the parts of an http or https address; None when it is none."""
    try:
        parts = urlsplit(value)
        _ = parts.port  # raises where it is no number
    except ValueError:
        return None
    good = parts.scheme in {"http", "https"} and parts.hostname and not re.search(r"\s", value)
    return parts if good else None


_SCHEMES = ("sqlite", "postgresql")


def _database(value: str, problems: list[str]) -> str:
    scheme, colon, rest = value.partition("://")
    if not colon:
        problems.append(f"MARSAD_DATABASE is not an address; write {DEFAULT_DATABASE} or postgresql://host/name")
    elif scheme == "postgres":
        problems.append("MARSAD_DATABASE: postgres:// is not known; write postgresql:// and the rest as it is")
    elif scheme.partition("+")[0] not in _SCHEMES:
        near = nearest(scheme, _SCHEMES)
        cure = f"did you mean {near}://?" if near else "write sqlite:///… or postgresql://…"
        problems.append(f"MARSAD_DATABASE: {scheme[:20]}:// is not known; {cure}")
    elif scheme.startswith("sqlite") and not rest.startswith("/"):
        problems.append(
            f"MARSAD_DATABASE: a slash is missing; write {DEFAULT_DATABASE} (three), or four for a full path"
        )
    elif scheme.startswith("sqlite") and rest.rpartition("/")[2] in (".", ".."):
        problems.append(f"MARSAD_DATABASE names a folder; name a file, as in {DEFAULT_DATABASE}")
    return value
