"""A stand-in for Telegram's Bot API on loopback: chats with messages, and the answers the real server gives.

It keeps what was posted so that the demo can show the channel as a subscriber reads it. The tests put a strict
check before it (`check`) and faults into its way (`disturb`).
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from html import escape
from typing import Any

from bot.demo.wire import LoopbackServer, Request, Response
from bot.ports import Clock
from bot.text.visible import visible

_BOT = {"id": 1, "is_bot": True, "first_name": "Marsad", "username": "marsad_demo_bot"}


class Refusal(Exception):
    """The server's «no»: HTTP status, description and, for 429, the wait in seconds."""

    def __init__(self, status: int, description: str, **parameters: int) -> None:
        super().__init__(description)
        self.status = status
        self.parameters = parameters


@dataclass(kw_only=True)
class Message:
    """A message as it stands in the channel now."""

    id: int
    date: int
    html: str
    silent: bool
    edited: bool = False
    reply_to: int | None = None


@dataclass(kw_only=True)
class Chat:
    """A chat by its number; ids grow by one and are never used again."""

    id: int
    username: str
    messages: dict[int, Message] = field(default_factory=dict)
    pinned: int | None = None
    next_id: int = 1
    services: set[int] = field(default_factory=set)  # ids of messages about the chat itself, such as "pinned"
    protected: bool = False  # nothing may be forwarded out of it
    moved_to: int | None = None  # a group that became a supergroup


Parameters = Mapping[str, str]
Check = Callable[[str, Parameters], None]
Disturb = Callable[[str, Callable[[], Response]], Awaitable[Response | None]]


class StandIn(LoopbackServer):
    """Serves `/bot<token>/<method>`. Raises nothing: every refusal is an answer."""

    def __init__(self, *, token: str, clock: Clock, check: Check | None = None, disturb: Disturb | None = None) -> None:
        super().__init__()
        self._token = token
        self._clock = clock
        self._check = check
        self._disturb = disturb
        self.chats: dict[int, Chat] = {}
        self.calls: list[tuple[str, dict[str, str]]] = []
        self.inbox: list[dict[str, Any]] = []  # updates still to be handed out
        self.may_pin = True
        self._methods: dict[str, Callable[[Parameters], Any]] = {
            "getMe": lambda _: _BOT,
            "getChat": self._get_chat,
            "getChatMember": self._get_chat_member,
            "getUpdates": self._get_updates,
            "deleteWebhook": lambda _: True,
            "sendMessage": self._send,
            "editMessageText": self._edit,
            "forwardMessage": self._forward,
            "deleteMessage": self._delete,
            "sendChatAction": lambda form: self._chat(form) is not None,
            "pinChatMessage": self._pin,
            "answerCallbackQuery": lambda _: True,
        }

    def open_chat(self, number: int, username: str) -> Chat:
        """Create a channel the bot may post in."""
        self.chats[number] = Chat(id=number, username=username)
        return self.chats[number]

    async def answer(self, request: Request) -> Response | None:
        prefix, _, method = request.path.rpartition("/")
        self.calls.append((method, dict(request.form)))

        def act() -> Response:
            return self._respond(prefix, method, request.form)

        return await self._disturb(method, act) if self._disturb is not None else act()

    def _respond(self, prefix: str, method: str, form: Parameters) -> Response:
        try:
            if prefix != f"/bot{self._token}":
                raise Refusal(401, "Unauthorized")
            if method not in self._methods:
                raise Refusal(404, "Not Found: method not found")
            if self._check is not None:
                self._check(method, form)
            result = self._methods[method](form)
        except Refusal as refusal:
            return _json(
                refusal.status,
                {"ok": False, "error_code": refusal.status, "description": str(refusal)}
                | ({"parameters": refusal.parameters} if refusal.parameters else {}),
            )
        return _json(200, {"ok": True, "result": result})

    def _chat(self, form: Parameters, name: str = "chat_id") -> Chat:
        wanted = form.get(name, "")
        for chat in self.chats.values():
            if wanted in (str(chat.id), f"@{chat.username}"):
                if chat.moved_to is not None:
                    said = "Bad Request: group chat was upgraded to a supergroup chat"
                    raise Refusal(400, said, migrate_to_chat_id=chat.moved_to)
                return chat
        raise Refusal(400, "Bad Request: chat not found")

    def _message(self, form: Parameters) -> tuple[Chat, Message]:
        chat = self._chat(form)
        message = chat.messages.get(int(form.get("message_id", "0")))
        if message is None:
            raise Refusal(400, "Bad Request: message to edit not found")
        return chat, message

    def _get_chat(self, form: Parameters) -> dict[str, Any]:
        chat = self._chat(form)
        return {
            **_short(chat),
            **({"has_protected_content": True} if chat.protected else {}),
            "accent_color_id": 0,
            "max_reaction_count": 11,
            "accepted_gift_types": {
                "unlimited_gifts": False, "limited_gifts": False, "unique_gifts": False,
                "premium_subscription": False, "gifts_from_channels": False,
            },
        }  # fmt: skip

    def _get_chat_member(self, form: Parameters) -> dict[str, Any]:
        self._chat(form)
        rights = ("can_be_edited", "is_anonymous", "can_manage_chat", "can_delete_messages", "can_manage_video_chats",
                  "can_restrict_members", "can_promote_members", "can_change_info", "can_invite_users",
                  "can_post_stories", "can_edit_stories", "can_delete_stories")  # fmt: skip
        return {
            "status": "administrator",
            "user": _BOT,
            "can_post_messages": True,
            **dict.fromkeys(rights, False),
            "can_edit_messages": self.may_pin,
        }

    def _get_updates(self, form: Parameters) -> list[dict[str, Any]]:
        offset = int(form.get("offset", "0"))
        self.inbox = [update for update in self.inbox if update["update_id"] >= offset]
        return self.inbox

    def _send(self, form: Parameters) -> dict[str, Any]:
        chat = self._chat(form)
        if not form.get("text", "").strip():
            raise Refusal(400, "Bad Request: message text is empty")
        reply = json.loads(form["reply_parameters"])["message_id"] if "reply_parameters" in form else None
        html = form["text"] if "parse_mode" in form else escape(form["text"])
        return self._post(chat, html, form, reply)

    def _post(self, chat: Chat, html: str, form: Parameters, reply: int | None = None) -> dict[str, Any]:
        message = Message(
            id=chat.next_id,
            date=int(self._clock().timestamp()),
            html=html,
            silent=form.get("disable_notification") == "true",
            reply_to=reply,
        )
        chat.next_id += 1
        chat.messages[message.id] = message
        return self._shown(chat, message)

    def _forward(self, form: Parameters) -> dict[str, Any]:
        into, origin = self._chat(form), self._chat(form, "from_chat_id")
        number = int(form.get("message_id", "0"))
        if number in origin.services or (origin.protected and number in origin.messages):
            raise Refusal(400, "Bad Request: the message can't be forwarded")
        if number not in origin.messages:
            raise Refusal(400, "Bad Request: message to forward not found")
        return self._post(into, origin.messages[number].html, form)

    def _delete(self, form: Parameters) -> bool:
        if self._chat(form).messages.pop(int(form.get("message_id", "0")), None) is None:
            raise Refusal(400, "Bad Request: message to delete not found")
        return True

    def _edit(self, form: Parameters) -> dict[str, Any]:
        chat, message = self._message(form)
        if message.html == form.get("text", ""):
            raise Refusal(400, "Bad Request: message is not modified")
        message.html, message.edited = form["text"], True
        return self._shown(chat, message)

    def _pin(self, form: Parameters) -> bool:
        if not self.may_pin:
            raise Refusal(400, "Bad Request: not enough rights to manage pinned messages in the chat")
        chat, message = self._message(form)
        chat.pinned = message.id
        chat.services.add(chat.next_id)  # the message about it takes an id
        chat.next_id += 1
        return True

    def _shown(self, chat: Chat, message: Message) -> dict[str, Any]:
        text = self.read(message.html)
        return {"message_id": message.id, "date": message.date, "chat": _short(chat), "text": text}

    def read(self, html: str) -> str:
        """The text a reader sees."""
        return visible(html)


def _short(chat: Chat) -> dict[str, Any]:
    return {"id": chat.id, "type": "channel", "title": chat.username, "username": chat.username}


def _json(status: int, body: Mapping[str, Any]) -> Response:
    text = json.dumps(body, ensure_ascii=False).encode()
    return Response(status=status, headers={"Content-Type": "application/json"}, body=text)
