"""One bad day: everything that can fail fails, and no secret stands in what was printed, logged or kept."""

from __future__ import annotations

import base64
import json
import signal
import threading
from pathlib import Path
from urllib.parse import quote

import pytest

from bot.config.load import read_settings
from bot.demo.wire import Request, Response
from bot.errors import ConfigError
from tests.doors.conftest import CHAT, NOW
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, Loopback, rss
from tests.standin.strict import StrictStandIn

TOKEN = "8123456789:AAF-sEcReTtOkEn_tHaTnObOdYmAySeE_0"
WITNESS = "8123456780:AAF-aNoThErToKeN_tHaTnObOdYmAySeE_"
PASSWORDS = {
    "FEED_KEY": "Bearer hdr-s3cret-0f-the-feed",
    "PROXY": "http://agent:pr0xy-s3cret@127.0.0.1:9",
    "PROXY_UP": "",  # filled in by the test: a proxy that answers
    "DSN": "d4tabase-s3cret",
    "SPARE": "never-used-s3cret",
}


def spellings(secret: str) -> set[bytes]:
    """A secret as it is, as in a URL, as in a Basic header, and as in JSON."""
    plain = secret.encode()
    return {plain, quote(secret, safe="").encode(), base64.b64encode(plain), json.dumps(secret)[1:-1].encode()}


SECRETS = {
    "token": TOKEN,
    "token's second half": TOKEN.partition(":")[2],  # what an address or a careless cut would leave
    "witness": WITNESS,
    "witness's second half": WITNESS.partition(":")[2],
    "header": "hdr-s3cret-0f-the-feed",
    "proxy": "pr0xy-s3cret",
    "proxy's header": "agent:pr0xy-s3cret",
    "database": "d4tabase-s3cret",
    "spare": "never-used-s3cret",
}


class Told:
    """Everything that was said, by the command that said it."""

    def __init__(self) -> None:
        self.by: dict[str, bytes] = {}

    def add(self, name: str, *texts: str) -> None:
        self.by[f"{len(self.by)} {name}"] = "\n".join(texts).encode()

    def add_files(self, folder: Path) -> None:
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.name != ".env":
                self.by[str(path.relative_to(folder))] = path.read_bytes()

    def leaks(self) -> list[str]:
        return [
            f"{name}: {where}"
            for name, secret in SECRETS.items()
            for where, said in self.by.items()
            if any(form in said for form in spellings(secret))
        ]


class Telegram(StrictStandIn):
    """Every call fails in its own way, the next one in the next; some answers quote the address they were asked by."""

    def __init__(self) -> None:
        super().__init__(token=TOKEN, clock=lambda: NOW)
        self.ways = 0

    async def answer(self, request: Request) -> Response | None:
        self.ways += 1
        said = json.dumps({"ok": False, "error_code": 400, "description": f"Bad Request: no {request.path}"})
        match self.ways % 7:
            case 0:
                return None
            case 1:
                return Response(status=502, body=f"<h1>{request.path}</h1>".encode())
            case 2:
                return Response(status=401, body=said.replace("400", "401").encode())
            case 3:
                return Response(status=404, body=said.replace("400", "404").encode())
            case 4:
                return Response(status=400, body=said.encode())
            case 5:
                return Response(body=b'{"ok":tru')
            case _:
                return Response(status=302, headers={"Location": f"http://127.0.0.1:9{request.path}"})


@pytest.fixture
def telegram(loopback: Loopback) -> Telegram:
    server = loopback.open(Telegram())
    server.open_chat(CHAT, "beat")
    return server


class Proxy(Feeds):
    """Refuses everybody, and says what it was asked."""

    async def answer(self, request: Request) -> Response | None:
        self.asked.append(request)
        return Response(status=407, body=str(dict(request.headers)).encode())


SETTINGS = """\
poll: {{every: 1m, allow_private: [127.0.0.1]}}
channels: [{{audit_chat: -1009}}]
sources:
  - {{url: '{good}', id: good, language: en}}
  - {{url: '{missing}', id: missing, headers: {{Authorization: '${{FEED_KEY}}'}}}}
  - {{url: '{moved}', id: moved, headers: {{Authorization: '${{FEED_KEY}}'}}}}
  - {{url: '{page}', id: page, headers: {{X-Key: '${{FEED_KEY}}'}}}}
  - {{url: 'http://news.invalid/a', id: dead_proxy, proxy: '${{PROXY}}'}}
  - {{url: 'http://news.invalid/b', id: live_proxy, proxy: '${{PROXY_UP}}'}}
  - {{url: 'https://news.invalid/c', id: live_proxy_tls, proxy: '${{PROXY_UP}}'}}
  - {{url: 'http://no-such-host.invalid/feed', id: no_dns, headers: {{Cookie: '${{FEED_KEY}}'}}}}
"""


def settings_of(feeds: Feeds) -> str:
    return SETTINGS.format(
        good=feeds.put("/feed", rss(("Tokayev meets Xi Jinping in Astana", NOW))),
        missing=f"{feeds.url}/nowhere",
        moved=feeds.send("/moved", "/moved"),
        page=feeds.put("/page", "<html><p>hello</p></html>", "text/html"),
    )


def dotenv(proxy: str) -> str:
    lines = {**PASSWORDS, "PROXY_UP": proxy}
    return "".join(f"{name}={value}\n" for name, value in lines.items())


BROKEN = (  # settings that are wrong beside a secret, or with one in the wrong place
    "sources: [{url: 'https://a.example/', headers: {Authorization: '${FEED_KEY} ${NOT_SET}'}}]",
    "sources: [{url: 'https://a.example/', proxy: 'socks5://${FEED_KEY}'}]",
    "sources: [{url: 'https://a.example/', proxy: '${SPARE}'}]",
    "sources: [{url: 'https://a.example/', headers: {Authorization: '${FEED_KEY}'}, headres: 1}]",
    "sources: [{url: 'https://u:pr0xy-s3cret@a.example/feed'}]",
    "sources: [{url: 'https://a.example/', headers: {Authorization: 'Bearer hdr-s3cret-0f-the-feed'}}]",
    f"channels: [{{chat: '{TOKEN}'}}]\nsources: []",
    f"token: {TOKEN}\nsources: []",
    f"sources: ['https://api.telegram.org/bot{TOKEN}/getMe']\npoll: {{every: x}}",
    "channels: [{chat: '${SPARE}'}]\nsources: []",
)
DATABASES = (  # nothing listens on port 9
    "postgresql://marsad:d4tabase-s3cret@127.0.0.1:9/news",
    "postgresql://marsad:d4tabase-s3cret@127.0.0.1:9/news?connect_timeout=1&password=d4tabase-s3cret",
    "postgresql://marsad:p@d4tabase-s3cret@127.0.0.1:9/news",
    "postgresql://marsad:d4tabase-s3cret@[::1/news",
    "postgresql://marsad:d4tabase-s3cret@127.0.0.1:port/news",
    "postgresql+nothing://marsad:d4tabase-s3cret@h/news",
    "postgres://marsad:d4tabase-s3cret@h/news",
    "mysql://marsad:d4tabase-s3cret@h/news",
    "marsad:d4tabase-s3cret@h/news",
)


def test_no_secret_is_left_behind_by_a_day_of_failures(
    marsad: Marsad, feeds: Feeds, telegram: Telegram, loopback: Loopback, capfd: pytest.CaptureFixture[str]
) -> None:
    told, proxy = Told(), loopback.open(Proxy())
    (marsad.folder / ".env").write_text(dotenv(proxy.url.replace("://", "://agent:pr0xy-s3cret@")))
    marsad.environment = {"TELEGRAM_API": telegram.url, "TELEGRAM_CHAT": "@beat"}
    marsad.write(settings_of(feeds))

    def ask(*arguments: str, **environment: str) -> None:
        ran = marsad(*arguments, **environment)
        told.add(" ".join(arguments), ran.out, ran.err, *capfd.readouterr())

    ask("once", "--digest", "--json")  # without the token: printed
    ask("sources", "export")
    for command in ("add", "check"):
        ask("sources", command, "https://u:pr0xy-s3cret@127.0.0.1:9/feed")
    feeds.put("/feed", rss(("China opens Khorgos dry port in Kazakhstan", NOW)))
    marsad.environment |= {"TELEGRAM_BOT_TOKEN": TOKEN, "TELEGRAM_WITNESS_TOKEN": WITNESS}
    ask("doctor", "--json")
    for wrong in ({"TELEGRAM_API": f"{telegram.url}/bot{TOKEN}"}, {"TELEGRAM_BOT_TOKEN": f"bot{TOKEN}"}):
        ask("once", **wrong)
    telegram.ways = 3  # not with a refused token: it would end there
    run_until_told(marsad, told, MARSAD_DATABASE="sqlite:///state/run.db")
    for text in BROKEN:
        with pytest.raises(ConfigError) as wrong_settings:
            read_settings(text, environment={**PASSWORDS, "SPARE": "never-used-s3cret"}, known_ids=frozenset())
        told.add("broken settings", str(wrong_settings.value), repr(wrong_settings.value))
    for database in DATABASES:
        ask("doctor", "--alive", MARSAD_DATABASE=database)
    ask("doctor", "--json", MARSAD_DATABASE=DATABASES[0])
    told.add_files(marsad.folder)

    assert any("state/marsad.db" in name for name in told.by)
    assert all(secret_was_used(feeds, proxy))
    everything = b"".join(told.by.values())
    for sign in (b"commands_waiting", b"telegram_unreachable", b"source_failing", b"token", b"***"):
        assert sign in everything, f"{sign!r}: not enough went wrong"
    leaks = told.leaks()
    assert leaks == [], leaks


def secret_was_used(feeds: Feeds, proxy: Feeds) -> list[bool]:
    """The run is worth nothing where the secrets never went on their way."""
    basic = base64.b64encode(b"agent:pr0xy-s3cret").decode()
    return [
        any(one.headers.get("authorization") == PASSWORDS["FEED_KEY"] for one in feeds.asked),
        any(basic in one.headers.get("proxy-authorization", "") for one in proxy.asked),
    ]


def run_until_told(marsad: Marsad, told: Told, **environment: str) -> None:
    """`marsad run` until it has said that commands and feeds are in trouble; then stop it."""
    process = marsad.process("run", **environment)
    watchdog = threading.Timer(60, process.kill)
    watchdog.start()
    assert process.stderr is not None
    said = []
    for line in process.stderr:
        said.append(line)
        if all(any(sign in one for one in said) for sign in ("commands_waiting", "source_failing")):
            break
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate()
    watchdog.cancel()
    told.add("run", out, err, *said)


def test_the_search_would_find_a_secret(tmp_path: Path) -> None:
    told = Told()
    (tmp_path / "a.db-wal").write_bytes(b"\0\1" + base64.b64encode(b"agent:pr0xy-s3cret") + b"\0")
    told.add("run", f"https://api.telegram.org/bot{quote(TOKEN)}/sendMessage")
    told.add_files(tmp_path)
    assert {leak.partition(":")[0] for leak in told.leaks()} >= {"token", "token's second half", "proxy's header"}
