"""The named points at which a process is ended. A test sees to it that each of them exists."""

from __future__ import annotations

from collections.abc import Iterator

from tests.crash.world import FEED_KILLS, KILLS

# Calls through the doors, and steps inside the house.
_CALLS = (
    "open the database", "store.release_leases", "store.recover", "store.remember_sources", "store.claim_sources",
    "fetch a feed", "parse a feed", "read entries", "store.placed", "store.known", "store.ingest",
    "make alerts", "store.alert", "make digests", "regroup stories", "store.told", "store.untold", "store.edition",
    "store.last_slot", "store.make_slot",
    "store.heads", "telegram.chat_id", "store.learn_chat", "store.begin", "store.message_ids", "telegram.send",
    "store.finish", "store.clear_notice", "store.postpone", "store.pause", "store.doubt", "looker.look",
    "store.settle", "store.hold", "store.notice", "store.park", "store.unpark",
    "store.prune", "store.set_back", "store.beat", "close",
)  # fmt: skip
# Inside transactions.
_STATEMENTS = (
    "INSERT source", "UPDATE source", "INSERT article", "INSERT story", "INSERT mention", "INSERT lookup",
    "UPDATE article", "DELETE mention", "INSERT slot", "INSERT outbox", "INSERT told", "UPDATE outbox", "INSERT chat",
    "UPDATE channel", "INSERT beat", "DELETE former", "INSERT size", "CREATE a table", "COMMIT",
)  # fmt: skip


def _points() -> Iterator[str]:
    for name in (*_CALLS, *_STATEMENTS):
        yield f"before {name}"
        yield f"after {name}"
    yield "at BEGIN"
    for method in ("getChat", "sendMessage", "forwardMessage", "deleteMessage"):
        for when in KILLS:
            yield f"{method}: {when}"
    for when in FEED_KILLS:
        yield f"feed: {when}"


POINTS: tuple[str, ...] = tuple(_points())

# A process comes here once.
ONCE = ("open the database", "store.release_leases", "store.recover", "store.placed", "store.learn_chat", "getChat",
        "telegram.chat_id", "INSERT source", "store.prune", "INSERT size", "DELETE former", "close")  # fmt: skip

# What must have gone wrong before a process comes to some points.
_AFTER = {
    "doubt": ("store.doubt", "looker.look", "store.settle", "store.pause", "forwardMessage", "deleteMessage"),
    "unaudited": ("store.hold", "store.notice"),
    "flood": ("store.postpone",),
    "forbidden": ("store.park", "store.unpark", "UPDATE channel"),
    "fresh": ("CREATE a table",),
    "alerts": ("store.alert",),
}
AFTER: dict[str, str] = {name: need for need, names in _AFTER.items() for name in names}


def place_of(point: str) -> str:
    """What is done at a point, without "before" and "after"."""
    return point.removeprefix("before ").removeprefix("after ").partition(": ")[0]
