"""What the third loop needs of the store, and what one pass of it says."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from bot.ports import Archive, Outbox


class DeliveryStore(Outbox, Archive, Protocol):
    """What this loop needs of the store."""


@dataclass(kw_only=True)
class DeliveryReport:
    """What one pass did. `waiting` is the earliest moment something can go on; `stopped` what only an operator can."""

    numbers: Counter[str] = field(default_factory=Counter)
    waiting: datetime | None = None
    stopped: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
