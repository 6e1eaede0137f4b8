"""What feeds, lists and servers write reaches a terminal, a log and a chat as words and nothing else."""

from __future__ import annotations

import io
import json
import logging
import re
from collections.abc import Sequence
from datetime import timedelta
from html import escape

import pytest
from rich.console import Console

from bot.cli.log import SafeFormatter
from bot.cli.sources import table_of
from bot.config.environment import shown_database
from bot.config.load import read_settings
from bot.digest.page import Shown, page
from bot.errors import ConfigError
from bot.gazetteer import Gazetteer
from bot.model import Article, Matched, Source
from bot.ports import Filed
from bot.serve.talk import Talk
from tests.cli.conftest import settings
from tests.doors.conftest import CHAT, NOW
from tests.standin.command import Marsad
from tests.standin.loopback import Feeds, rss
from tests.standin.strict import StrictStandIn, detected, parse

# A terminal obeys C0, DEL and C1; the rest turns or breaks lines.
COMMANDING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e]")
EVIL = "\x1b[2J\x1b]0;gone\x07\x9b31m\u202e\u2066\r\nFAKE 2026-11-22 ERROR <b>[red]"
NEWS = f"Tokayev meets Xi Jinping in Astana {EVIL} #tag @durov /start t.me/x"


def harmless(*said: str) -> bool:
    return not any(COMMANDING.search(one) for one in said)


def feed(title: str, name: str = "Outlet") -> str:
    """A feed whose control characters come as references in escaped HTML, the way that survives XML."""
    twice = "".join(f"&amp;#{ord(char)};" if not char.isprintable() else escape(escape(char)) for char in title)
    return rss(("REPLACED", NOW), title=escape(name)).replace("REPLACED", twice)


def test_no_command_prints_what_a_terminal_would_obey(marsad: Marsad, feeds: Feeds) -> None:
    url = feeds.put("/feed", feed(NEWS, EVIL))
    marsad.write(settings(url, feeds.send("/moved", "/moved%1b[2J"), feeds.send("/moved%1b[2J", "/moved")))
    ran = [marsad("once", "--digest", "--now", NOW.isoformat())]
    ran += [marsad(*words) for words in (("search", "Tokayev", "--json"), ("explain", url), ("sources", "check"))]
    ran += [marsad("doctor", "--json")]
    assert "FAKE 2026" in ran[0].out, "the words themselves are news and stay"
    assert any("/moved" in one.said for one in ran)
    assert [one.said for one in ran if not harmless(one.said)] == []
    assert [line for one in ran for line in one.said.splitlines() if line.startswith("FAKE")] == []


def test_a_feeds_own_name_cannot_write_settings_or_to_the_terminal(marsad: Marsad, feeds: Feeds) -> None:
    marsad.write("poll: {allow_private: [127.0.0.1]}\nsources: []\n")
    added = marsad("sources", "add", feeds.put("/feed", feed(NEWS, EVIL)))
    assert added.code == 0, added.err
    assert harmless(added.said, marsad.config.read_text())
    outline = f'<outline text="{escape("[/red] &#155;31m &#8238;x")}" xmlUrl="https://a.example/f"/>'.replace(
        "&amp;#", "&#"
    )
    (marsad.folder / "l.opml").write_text(f'<opml version="2.0"><body>{outline}</body></opml>')
    assert harmless(marsad("sources", "import", "l.opml").said, marsad.config.read_text())


@pytest.mark.parametrize("name", ['"\\e[31m"', '"\\x9b31m"', '"a\\nb"', '"\\u202ex"', '"a\\u2028x"'])
def test_a_name_that_a_terminal_would_obey_is_refused_in_settings(name: str) -> None:
    with pytest.raises(ConfigError) as refused:
        read_settings(f"sources: [{{url: 'https://a.example/', name: {name}}}]", environment={}, known_ids=())
    assert harmless(str(refused.value))


def test_brackets_in_a_name_are_no_markup_of_the_table() -> None:
    out = io.StringIO()
    names = ("[red]Alert[/red]", "[/]", "[link=file:///etc/passwd]x[/link]")
    Console(file=out, width=200, force_terminal=True).print(
        table_of([Source(id=f"s{number}", url="https://a.example/", name=name) for number, name in enumerate(names)])
    )
    for name in names:
        assert name in out.getvalue()


# --- the log -------------------------------------------------------------------------------------------------------


def logged(message: str, *values: object, secrets: Sequence[str] = ()) -> str:
    record = logging.LogRecord("marsad", logging.ERROR, __file__, 1, message, values, None)
    return SafeFormatter(secrets).format(record)


def test_a_message_is_one_line_of_the_log_and_obeyed_by_no_terminal() -> None:
    line = logged("delivery %s", f"refused: {EVIL}")
    assert len(line.splitlines()) == 1
    assert harmless(line)
    assert "\\x1b[2J" in line, "shown, not dropped"


def test_whoever_writes_a_secret_into_the_log_it_does_not_stand_there() -> None:
    token = "123456789:" + "A" * 35
    try:
        raise ValueError(f"https://api.telegram.org/bot{token}/getMe by pa55word")
    except ValueError as error:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, "failed", (), (ValueError, error, None))
    for line in (SafeFormatter(["pa55word"]).format(record), logged("%r pa55word", token, secrets=["pa55word"])):
        assert "AAAA" not in line
        assert "pa55" not in line


@pytest.mark.parametrize("url", ["postgresql://u:p@h/n", "postgresql://u:p@ss@h/n?password=p", "postgresql://p@h/n"])
def test_a_databases_address_is_shown_without_its_password(url: str) -> None:
    assert shown_database(url) == "postgresql://***@h/n"


# --- the chat ------------------------------------------------------------------------------------------------------

SIGNS = "#tag ＃tag @durov /start t.me/x example.com tg://resolve?domain=x $TON 4111 1111 1111 1111 a@b.com"


class Drawer:
    """An archive of one article; the other questions are not asked here."""

    def __init__(self, url: str | None) -> None:
        article = Article(id="1", source="s", title=f"<b>{SIGNS}</b>", seen=NOW, url=url)
        self._filed = Filed(article=article, tags=(), story=None, relation=None, because="", fate="new", why="")

    def search(self, *_: object, **__: object) -> tuple[Filed, ...]:
        return (self._filed,)


@pytest.mark.parametrize("url", [None, "http://localhost/x", "https://a.example/x"])
def test_an_answer_in_the_chat_holds_no_sign_of_a_strangers_making(url: str | None) -> None:
    talk = Talk(
        archive=Drawer(url),  # type: ignore[arg-type]
        gazetteer=Gazetteer({}),
        sources=(Source(id="s", url="https://a.example/", name=f"24.kg {SIGNS}"),),
        match=lambda _: Matched(),
        language="en",
    )
    for command in ("/sources", "/search loaf", f"/search {SIGNS}"):
        answer = talk.answer(command, "en")
        assert detected(answer) == [], command
        assert all(one["type"]["@type"] in ("textEntityTypeBold", "textEntityTypeTextUrl") for one in parse(answer)[1])


def test_a_page_of_the_channel_holds_no_script(marsad: Marsad, feeds: Feeds) -> None:
    title = "Tokayev meets Xi Jinping <script>alert(1)</script><img src=x onerror=alert(1)>"
    early = NOW - timedelta(hours=3)  # before the morning's digest
    marsad.write(settings(feeds.put("/feed", rss((title, early), (escape(title) + " in Astana", early)))))
    marsad("once", "--now", early.isoformat())
    assert marsad("preview", "--now", early.isoformat(), "--html", "page.html").code == 0
    html = (marsad.folder / "page.html").read_text()
    assert "Xi Jinping" in html
    assert not re.search(r"<script|<img|onerror=[^&]*>|javascript:", html)
    shown = page([Shown(id=1, text_html="x", at=NOW, silent=False)], title="<script>", language="en")
    assert "<script>" not in shown


def test_what_a_server_of_telegrams_says_is_one_line(channel: Marsad, telegram: StrictStandIn, feeds: Feeds) -> None:
    telegram.chats[CHAT].username = "other"  # the bot's own chat is unknown now
    channel.write(settings(feeds.put("/feed", feed(NEWS))))
    ran = channel("doctor", "--json")
    assert harmless(ran.said)
    assert json.loads(ran.out)
