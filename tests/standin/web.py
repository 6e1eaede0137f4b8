"""A stand-in for the public pages of Telegram's channels, over the chats of the stand-in for its Bot API."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import escape

from bot.demo.standin import Chat, Message
from bot.demo.wire import LoopbackServer, Request, Response
from tests.standin.strict import StrictStandIn

_PICTURES = re.compile("([\U0001f300-\U0001faff\u2600-\u27bf]\ufe0f?)")
_TAGS = re.compile(r"(?<![\w>])#(\w+)")
_A_PAGE = 20


class PublicPages(LoopbackServer):
    """Serves `/s/<name>` as t.me does: the last twenty messages, or the first twenty above `?after=`.

    `freeze()` makes the pages lag: they show what stood then until `thaw()`. Names in `private` lead to the invitation,
    ids in `left_out` are not shown.
    """

    def __init__(self, telegram: StrictStandIn) -> None:
        super().__init__()
        self._telegram = telegram
        self._frozen: dict[str, dict[int, str]] | None = None
        self.private: set[str] = set()
        self.left_out: set[int] = set()
        self.faults: list[Response | None] = []
        self.asked: list[Request] = []

    def freeze(self) -> None:
        self._frozen = {chat.username: _shown(chat) for chat in self._telegram.chats.values()}

    def thaw(self) -> None:
        self._frozen = None

    async def answer(self, request: Request) -> Response | None:
        self.asked.append(request)
        if self.faults:
            return self.faults.pop(0)
        if not request.path.startswith("/s/"):
            return _page('<div class="tgme_page_title">an invitation</div>')
        name = request.path.removeprefix("/s/")
        chat = next((chat for chat in self._telegram.chats.values() if chat.username.lower() == name.lower()), None)
        if chat is None or chat.username in self.private:
            return Response(status=302, headers={"Location": f"{self.url}/{name}"})
        shown = _shown(chat) if self._frozen is None else self._frozen[chat.username]
        after = request.form.get("after")
        ids = (
            sorted(shown)[-_A_PAGE:] if after is None else [one for one in sorted(shown) if one > int(after)][:_A_PAGE]
        )
        ids = [one for one in ids if one not in self.left_out]
        history = "".join(shown[one] for one in ids)
        return _page(f'<section class="tgme_channel_history js-message_history">{history}</section>')


def _page(body: str) -> Response:
    html = f"<!DOCTYPE html><html><body>{body}</body></html>"
    return Response(headers={"Content-Type": "text/html; charset=utf-8"}, body=html.encode())


def _shown(chat: Chat) -> dict[int, str]:
    return {message.id: message_html(chat.username, message) for message in chat.messages.values()}


def message_html(name: str, message: Message) -> str:
    """A message as a page writes it: emoji are pictures, hashtags links, moments in the reader's zone."""
    at = datetime.fromtimestamp(message.date, UTC).isoformat()
    body = re.sub(r"<tg-time[^>]*>.*?</tg-time>", f'<time datetime="{at}">3:00 AM</time>', message.html)
    body = _TAGS.sub(r'<a href="?q=%23\1">#\1</a>', body)
    body = _PICTURES.sub(r"""<i class="emoji" style="background-image:url('//t.me/e.png')"><b>\1</b></i>""", body)
    body = body.replace("\n", "<br/>").replace("<blockquote expandable>", '<blockquote expandable="1">')
    replied = (
        '<a class="tgme_widget_message_reply" href="#"><div class="tgme_widget_message_text js-message_reply_text">'
        "what it answers to</div></a>"
    )
    return (
        '<div class="tgme_widget_message_wrap js-widget_message_wrap">'
        '<div class="tgme_widget_message text_not_supported_wrap js-widget_message" '
        f'data-post="{escape(name)}/{message.id}">'
        f"{replied if message.reply_to is not None else ''}"
        f'<div class="tgme_widget_message_text js-message_text" dir="auto">{body}</div>'
        '<div class="tgme_widget_message_info"><span class="tgme_widget_message_views">12</span>'
        f'<a class="tgme_widget_message_date" href="#"><time datetime="{at}" class="time">03:00</time></a>'
        "</div></div></div>"
    )
