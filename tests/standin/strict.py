"""The demo's stand-in for Telegram, made strict: parameters against a schema, texts through Telegram's own parser,
limits, flood control, and faults on a queue. It fails loudly where the real server would drop something in silence.
"""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict, deque
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Literal, get_args

import aiogram.methods
from pydantic import BaseModel, ValidationError
from tdjson import td_execute

from bot.demo.standin import Parameters, Refusal, StandIn
from bot.demo.wire import Request, Response
from bot.ports import Clock

Fault = Literal[
    "drop_before",
    "drop_after",
    "error_500",
    "html_502",
    "broken_json",
    "forbidden",
    "refuse",
    "hang_after",
    "flood",
    "hang_late",
]

# aiogram names every field of the Bot API; python-telegram-bot and the server agree with it on these methods.
_MODELS = {model.__api_method__: model for model in vars(aiogram.methods).values()
           if isinstance(model, type) and issubclass(model, aiogram.methods.TelegramMethod)
           and hasattr(model, "__api_method__")}  # fmt: skip


# Its log would drown the tests' own output.
td_execute(b'{"@type": "setLogVerbosityLevel", "new_verbosity_level": 0}')


def parse(html: str) -> tuple[str, list[dict[str, Any]]]:
    """Visible text and entities of `html`, by TDLib itself. Raises Refusal with its own words."""
    request = {"@type": "parseTextEntities", "text": html, "parse_mode": {"@type": "textParseModeHTML"}}
    answer = json.loads(td_execute(json.dumps(request).encode()) or b"{}")
    if answer.get("@type") == "error":
        raise Refusal(400, f"Bad Request: can't parse entities: {answer['message']}")
    return answer["text"], answer["entities"]


def detected(html: str) -> list[str]:
    """What Telegram would find by itself in a message, links of ours apart: hashtags, mentions, commands, addresses."""
    text, ours = parse(html)
    request = {"@type": "getTextEntities", "text": text}
    found = json.loads(td_execute(json.dumps(request).encode()) or b"{}")["entities"]
    links = [one for one in ours if one["type"]["@type"] in ("textEntityTypeTextUrl", "textEntityTypeDateTime")]
    coded = text.encode("utf-16-le")
    return [
        f"{one['type']['@type'].removeprefix('textEntityType')} {_cut(coded, one)}"
        for one in found
        if not any(_meet(one, link) for link in links)  # the server keeps a link and drops what is found across it
    ]


def _cut(coded: bytes, entity: Mapping[str, Any]) -> str:
    begin = 2 * entity["offset"]
    return coded[begin : begin + 2 * entity["length"]].decode("utf-16-le")


def _meet(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    ends = (one["offset"] + one["length"], other["offset"] + other["length"])
    return bool(max(one["offset"], other["offset"]) < min(ends))


def units(text: str) -> int:
    """Length in UTF-16 code units, as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def check_parameters(method: str, form: Parameters) -> None:
    """No unknown parameter, none missing, all of the right type, nested objects included."""
    model = _MODELS.get(method)
    if model is None:
        raise Refusal(404, "Not Found: method not found")
    unknown = set(form) - set(model.model_fields)
    assert not unknown, f"{method}: the Bot API has no parameter {unknown}"
    values = {name: _value(text) if name != "text" else text for name, text in form.items()}
    try:
        built = model.model_validate(values)
    except ValidationError as error:
        raise AssertionError(f"{method}: {error}") from error
    for name in values:
        _no_unknown_fields(getattr(built, name), values[name], f"{method}.{name}")


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _no_unknown_fields(built: Any, raw: Any, where: str) -> None:
    if isinstance(built, BaseModel) and isinstance(raw, Mapping):
        unknown = set(raw) - set(type(built).model_fields)
        assert not unknown, f"{where}: the Bot API has no field {unknown}"


def check_text(html: str) -> None:
    """All four limits, and what the real server would drop without a word."""
    if len(html.encode()) > 32_768:
        raise Refusal(400, "Bad Request: text is too long")
    text, entities = parse(html)
    if not text.strip():
        raise Refusal(400, "Bad Request: message text is empty")
    if units(text) > 4_096:
        raise Refusal(400, "Bad Request: message is too long")
    assert len(entities) <= 100, f"{len(entities)} entities: the server would drop those above 100 in silence"
    size = sum(16 + len(one["type"].get("url", "").encode()) for one in entities)
    if size > 9_000:
        raise Refusal(400, "Bad Request: ENTITIES_TOO_LONG")
    links = sum(one["type"]["@type"] == "textEntityTypeTextUrl" for one in entities)
    assert links == html.count("<a href="), "a link would vanish in silence"
    assert "\u200f\u200f" not in text, "two marks in a row: the server turns the first into another character"


class StrictStandIn(StandIn):
    """`faults` is a queue: each call of a method that posts takes the next one, None for no fault.

    A number is a 429 that asks for so many seconds. `look_faults` and `delete_faults` are the same for
    forwardMessage and deleteMessage.
    """

    def __init__(self, *, token: str, clock: Clock, a_minute: int | None = None) -> None:
        super().__init__(token=token, clock=clock, check=self._strictly, disturb=self._disturbed)
        self.faults: deque[Fault | int | None] = deque()
        self.look_faults: deque[Fault | int | None] = deque()
        self.late: deque[Callable[[], Response]] = deque()  # what "hang_late" keeps from being done until called
        self.delete_faults: deque[Fault | int | None] = deque()
        self._queues = {
            "sendMessage": self.faults,
            "editMessageText": self.faults,
            "forwardMessage": self.look_faults,
            "deleteMessage": self.delete_faults,
        }
        self._now = clock
        self._a_minute = a_minute
        self._sent: defaultdict[int, deque[datetime]] = defaultdict(deque)  # by chat
        self.witness: SecondBot | None = None

    async def answer(self, request: Request) -> Response | None:
        if self.witness is not None and self.witness.is_asked(request):
            return self.witness.answer(request)
        return await super().answer(request)

    def _strictly(self, method: str, form: Parameters) -> None:
        check_parameters(method, form)
        if "text" in form and method != "answerCallbackQuery":  # which shows plain words
            assert form.get("parse_mode") == "HTML"
            check_text(form["text"])
        if method in ("sendMessage", "forwardMessage") and self._a_minute is not None:
            self._flood_control(self._sent[self._chat(form).id], self._a_minute)

    def _flood_control(self, sent: deque[datetime], a_minute: int) -> None:
        now = self._now()
        while sent and (now - sent[0]).total_seconds() >= 60:
            sent.popleft()
        if len(sent) >= a_minute:
            wait = 60 - int((now - sent[0]).total_seconds())
            raise Refusal(429, f"Too Many Requests: retry after {wait}", retry_after=wait)
        sent.append(now)

    def read(self, html: str) -> str:
        return parse(html)[0]

    async def _disturbed(self, method: str, act: Callable[[], Response]) -> Response | None:
        fault = waiting.popleft() if (waiting := self._queues.get(method)) else None
        match fault:
            case None:
                return act()
            case int(seconds):
                return _refusal(429, f"Too Many Requests: retry after {seconds}", retry_after=seconds)
            case "drop_before":
                return None
            case "drop_after":
                act()
                return None
            case "hang_after":
                act()
                await asyncio.sleep(3600)
                return None
            case "hang_late":
                self.late.append(act)
                return None
            case "error_500":
                return _refusal(500, "Internal Server Error")
            case "html_502":
                return Response(status=502, body=b"<html><h1>502 Bad Gateway</h1></html>")
            case "broken_json":
                act()
                return Response(body=b'{"ok":tru')
            case "forbidden":
                return _refusal(403, "Forbidden: bot was kicked from the channel chat")
            case "refuse":
                return _refusal(400, "Bad Request: can't parse entities")
            case "flood":
                return _refusal(429, "Too Many Requests: retry after 2", retry_after=2)


class SecondBot:
    """Another bot of the same server, told of what is posted in the channels of `inside` while it is there.

    What it does not fetch within a day is gone, as are updates below an offset it names. `deaf`: updates come late.
    """

    def __init__(self, server: StrictStandIn, token: str, *inside: int) -> None:
        self._server, self._token = server, token
        self._told: dict[int, set[int]] = {}
        self._updates: deque[dict[str, Any]] = deque()
        self._last = 100
        self.inside = set(inside)
        self.deaf = False
        self.faults: deque[Response | None] = deque()
        self.calls: list[tuple[str, dict[str, str]]] = []
        self._user = {"id": 2, "is_bot": True, "first_name": "Witness", "username": "witness_bot"}
        for chat in server.chats.values():
            self._told[chat.id] = set(chat.messages)

    def is_asked(self, request: Request) -> bool:
        return request.path.startswith(f"/bot{self._token}/")

    def answer(self, request: Request) -> Response | None:
        method = request.path.rpartition("/")[2]
        self.calls.append((method, dict(request.form)))
        check_parameters(method, request.form)
        if method == "getUpdates" and self.faults:
            return self.faults.popleft()
        try:
            match method:
                case "getMe":
                    result: Any = self._user
                case "getChat":
                    result = self._server._get_chat(request.form)
                case "getChatMember":
                    member = self._server._get_chat_member(request.form)
                    is_in = self._server._chat(request.form).id in self.inside
                    result = {**member, "user": self._user} if is_in else {"status": "left", "user": self._user}
                case "getUpdates":
                    assert json.loads(request.form["allowed_updates"]) == ["channel_post"]
                    result = self._fetch(int(request.form.get("offset", "0")))
                case _:
                    raise Refusal(404, "Not Found: method not found")
        except Refusal as refusal:
            return _refusal(refusal.status, str(refusal))
        return Response(body=json.dumps({"ok": True, "result": result}).encode())

    def hear(self) -> None:
        """Take note of what was posted since; what was posted while it was outside it is never told."""
        for chat in self._server.chats.values():
            told = self._told.setdefault(chat.id, set())
            for message in chat.messages.values():
                if message.id not in told and chat.id in self.inside:
                    self._last += 1
                    shown = self._server._shown(chat, message)
                    self._updates.append({"update_id": self._last, "channel_post": shown})
            told.update(chat.messages)

    def _fetch(self, offset: int) -> list[dict[str, Any]]:
        if self.deaf:
            return []
        self.hear()
        now = int(self._server._now().timestamp())
        while self._updates and (
            self._updates[0]["update_id"] < offset or now - self._updates[0]["channel_post"]["date"] > 86_400
        ):
            self._updates.popleft()
        return list(self._updates)[:100]


def _refusal(status: int, description: str, **parameters: int) -> Response:
    body = {"ok": False, "error_code": status, "description": description} | (
        {"parameters": parameters} if parameters else {}
    )
    return Response(status=status, body=json.dumps(body).encode())


def faults() -> tuple[str, ...]:
    """The names of all faults."""
    return get_args(Fault)
