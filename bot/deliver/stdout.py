"""The edge that prints posts instead of sending them, for a first look without a token."""

from __future__ import annotations

from collections.abc import Callable
from typing import TextIO

from bot.errors import NotSent
from bot.model import Action


class StdoutMessenger:
    """Writes each post as a reader would see it. Ids are counted up from the highest one known in the chat."""

    def __init__(self, out: TextIO, as_text: Callable[[str], str]) -> None:
        self._out = out
        self._as_text = as_text

    async def send(self, action: Action, chat: str | int, target: int | None = None) -> int:
        """Print `action`; what is only pinned needs no words. Raises NotSent when the output is closed."""
        if action.kind == "pin":
            return target or 0
        about = {"edit": f" message {target}, edited", "reply": f" reply to message {target}"}.get(action.kind, "")
        rule = f"{'─' * 60}{about}"
        try:
            self._out.write(f"{rule}\n{self._as_text(action.text)}\n")
            self._out.flush()
        except (OSError, ValueError) as error:
            raise NotSent(f"standard output took nothing more: {error}") from error
        return target if action.kind == "edit" and target is not None else (action.floor_id or 0) + 1

    async def chat_id(self, chat: str | int) -> int:
        """Standard output is one chat."""
        return 0

    async def close(self) -> None:
        """Nothing is held open."""
