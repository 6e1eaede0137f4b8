"""Reading a channel's public page."""

from datetime import UTC, datetime

import pytest

from bot.deliver.public_page import read_page
from bot.demo.standin import Message
from bot.ports import Seen, Stretch
from bot.text.visible import same_words, timeless, visible
from tests.standin.web import message_html

AT = datetime(2026, 11, 22, 8, tzinfo=UTC)
POST = (
    '\u200f🗞 <b>نشرة</b> — العدد ١٢٨ <tg-time unix="1795327200" format="t">١١:٠٠</tg-time>\n\n'
    '\u200f<b>١.</b> <a href="https://example.org/a">China &amp; Kazakhstan</a>\n'
    "<blockquote expandable>\u200f٢. ⁨新华社⁩</blockquote>\n\u200f#القمة #نشرة_2026_11_22"
)


def page(*messages: str) -> bytes:
    return f'<html><body><section class="tgme_channel_history">{"".join(messages)}</section></body></html>'.encode()


def shown(number: int, html: str, reply_to: int | None = None) -> str:
    message = Message(id=number, date=int(AT.timestamp()), html=html, silent=True, reply_to=reply_to)
    return message_html("Beat_news", message)


def words(html: bytes) -> list[str | None]:
    read = read_page(html, "beat_news")
    assert read is not None
    return [one.text for one in read.seen]


def test_the_words_are_those_of_the_post_whatever_the_page_makes_of_emoji_tags_quotes_and_moments() -> None:
    (text,) = words(page(shown(7, POST)))
    assert text is not None
    assert same_words(text, timeless(POST))
    assert not same_words(text, timeless(POST.replace("١٢٨", "١٢٩")))
    assert not same_words(text, visible(POST)), "the reader's moment is not the post's"


def test_ids_come_in_order_with_the_moment_the_server_names() -> None:
    read = read_page(page(shown(9, "b"), shown(7, "a")), "beat_news")
    assert read == Stretch(seen=(Seen(message_id=7, text="a", at=AT), Seen(message_id=9, text="b", at=AT)))


def test_what_a_message_answers_to_is_none_of_its_words() -> None:
    assert words(page(shown(7, "the answer", reply_to=3))) == ["the answer"]


def test_a_block_of_text_inside_another_is_read_once() -> None:
    inner = '<div class="tgme_widget_message_text js-message_text">once</div>'
    assert words(page(shown(7, inner))) == ["once"]


def test_a_message_without_words_is_there_all_the_same() -> None:
    picture = '<div class="tgme_widget_message" data-post="beat_news/5"><i></i></div>'
    assert read_page(page(picture), "beat_news") == Stretch(seen=(Seen(message_id=5),))


def test_messages_of_another_channel_are_not_read() -> None:
    assert words(page(shown(7, "ours"), shown(8, "theirs").replace("Beat_news", "elsewhere"))) == ["ours"]


def test_a_full_page_says_that_more_may_follow() -> None:
    read = [read_page(page(*(shown(number, "x") for number in range(count))), "beat_news") for count in (3, 20)]
    assert [one.more for one in read if one] == [False, True]


def test_an_empty_history_is_a_page_and_an_invitation_is_none() -> None:
    assert read_page(page(), "beat_news") == Stretch()
    assert read_page(b'<div class="tgme_page_title">Beat</div>', "beat_news") is None


@pytest.mark.parametrize("moment", ["", "yesterday", "2026-11-22T08:00:00", "2026-99-99T00:00:00+00:00"])
def test_a_moment_that_cannot_be_read_is_none(moment: str) -> None:
    html = page(shown(7, "a").replace(AT.isoformat(), moment))
    read = read_page(html, "beat_news")
    assert read is not None
    assert read.seen[0].at is None


@pytest.mark.parametrize("wrong", ["beat_news/", "/7", "beat_news/7/8", "beat_news/" + "9" * 30, "beat_news/٧"])
def test_an_id_that_is_none_is_passed_over(wrong: str) -> None:
    assert words(page(shown(7, "a").replace("Beat_news/7", wrong))) == []
