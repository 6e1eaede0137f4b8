"""What to do with the next post, and what an answer means for it. Decides; acts nowhere."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.errors import (
    ChannelBusy,
    ChannelClosed,
    ChannelMoved,
    DeliveryError,
    NotSent,
    OutcomeUnknown,
    PostRefused,
    TokenRefused,
)
from bot.model import Action, ActionState

# Telegram names no number; 20 messages a minute and chat is what its servers are seen to allow.
DEFAULT_PACE = timedelta(seconds=3)
# Over all chats about thirty messages a second are taken; a fifth is left to edits and answers.
OVERALL_PACE = timedelta(milliseconds=40)
EVERYWHERE = "*"  # stands for all chats where a pause is kept; no chat is called so
_FIRST_RETRY = timedelta(seconds=5)
_LONGEST_RETRY = timedelta(minutes=10)
_TOKEN_RETRY = timedelta(minutes=5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """`send` now, `wait` until a moment, or `stop`: only an operator or a probe can go on."""

    do: Literal["send", "wait", "stop"]
    until: datetime | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Aim:
    """The message that an action is about: known, still to come, or never to come."""

    do: Literal["go", "wait", "drop"]
    message_id: int | None = None
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What becomes of an action after an error."""

    state: Literal["pending", "ambiguous", "dead"]
    until: datetime | None = None  # pending: not before
    pause_chat: bool = False  # the wait binds every action of this chat
    park: bool = False  # nothing can be sent to this channel until the operator acts
    chat: int | None = None  # the chat's new id
    tell: str = ""  # what the operator should hear


def next_step(action: Action, *, now: datetime, resume_at: datetime | None, parked: str | None) -> Step:
    """Decide about the head of a channel's queue. Nothing behind it may overtake it."""
    if action.state == "held" or (action.state == "ambiguous" and parked is None):
        return Step(do="stop", why=f"{action.key} may have been posted already ({action.error})")
    if parked is not None:
        return Step(do="stop", why=parked)
    if action.state != "pending":
        return Step(do="stop", why=f"{action.key} is being sent by another process")
    waits = [moment for moment in (action.not_before, resume_at) if moment is not None and moment > now]
    return Step(do="wait", until=max(waits)) if waits else Step(do="send")


def aim(action: Action, standing: tuple[ActionState, int | None] | None) -> Aim:
    """Decide about an edit, reply or pin by how its target stands (None: not kept any more)."""
    if action.target is None:
        return Aim(do="go")
    if standing is None:
        return Aim(do="drop", why=f"{action.target} is not kept any more")
    state, message_id = standing
    if state == "sent" and message_id is None:
        return Aim(do="drop", why=f"{action.target} stands in the chat that this one was before it moved")
    if state == "sent":
        return Aim(do="go", message_id=message_id)
    if state == "dead":
        return Aim(do="drop", why=f"{action.target} was never posted")
    return Aim(do="wait", why=f"{action.target} is {state}")


def is_silent(action: Action, now: datetime) -> bool:
    """Is it sent without a sound? What was to sound and comes too late for that does not."""
    return action.silent or (action.loud_until is not None and now >= action.loud_until)


def backoff(attempt: int) -> timedelta:
    """Doubling from five seconds to ten minutes; a post is never given up for a dead network."""
    doublings = min(max(attempt - 1, 0), 10)
    return min(_FIRST_RETRY * (1 << doublings), _LONGEST_RETRY)


def judge(error: DeliveryError, action: Action, now: datetime) -> Verdict:
    """Turn an error into the next state of `action`; only `NotSent`-like errors may lead to a second attempt."""
    match error:
        case ChannelBusy(wait=wait):
            return Verdict(state="pending", until=now + wait, pause_chat=True)
        case ChannelMoved(chat=chat):
            # Followed at once; a server that goes on saying so is not asked without a pause.
            again = now if action.attempt <= 1 else now + backoff(action.attempt)
            tell = f"{action.channel}: the chat moved to {chat}; followed"
            return Verdict(state="pending", until=again, chat=chat, tell=tell)
        case ChannelClosed() if action.kind == "pin":
            return Verdict(
                state="dead",
                tell=f"{action.key}: the index post of {action.channel} is not pinned: {error}. "
                "Give the bot the right «Edit messages» (in a group «Pin messages»); the next digest tries again",
            )
        case ChannelClosed():
            return Verdict(state="pending", park=True, tell=f"{action.channel} is parked: {error}")
        case TokenRefused():
            return Verdict(state="pending", until=now + _TOKEN_RETRY, pause_chat=True, tell=str(error))
        case NotSent():
            return Verdict(state="pending", until=now + backoff(action.attempt))
        case PostRefused() if action.kind == "edit":
            return Verdict(
                state="dead", tell=f"{action.target} could not be edited: {error}. It stays as it is; later posts go on"
            )
        case PostRefused():
            return Verdict(
                state="dead",
                tell=f"{action.key} was refused: {error}. Later posts go on; "
                f"`marsad settle '{action.key}' --resend` tries it again",
            )
        case OutcomeUnknown() | _:
            return Verdict(state="ambiguous")  # told only when looking does not decide it


def held_notice(action: Action) -> str:
    """What the operator should hear of a post that only they can decide."""
    return (
        f"{action.key} may have been posted ({action.error}); look into the channel, then run "
        f"`marsad settle '{action.key}' --sent MESSAGE_ID` or `--resend`. Later posts of {action.channel} wait for it"
    )


def markup_notice(action: Action, error: DeliveryError) -> str:
    """What the operator should hear of a post that went out as plain text."""
    return f"{action.key} was posted without its markup: {error}. Later posts are not affected"
