"""When the same risk may be proposed again: what a person settled stays settled for a while."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from bot.domain.lifecycle import (
    LIVE,
    DecisionState,
    ExecutionState,
    RejectReason,
    SnoozeUntil,
)
from bot.domain.people import PersonId

# A decision that no mission proposes anew is out of date after this time.
LIFE = timedelta(days=7)
# How long a word holds although the fact behind the risk is still the same; None: for good.
_REST = {
    RejectReason.WRONG_FACT: None,
    RejectReason.NOT_RELEVANT: None,
    RejectReason.NOT_MINE: timedelta(days=14),
    RejectReason.ALREADY_DONE: timedelta(days=14),
    RejectReason.POLICY: timedelta(days=14),
    RejectReason.WRONG_TIME: timedelta(days=3),
    RejectReason.WRONG_TONE: timedelta(days=3),
    RejectReason.OTHER: timedelta(days=3),
}
_DONE_REST = timedelta(days=14)
_STOPPED_REST = timedelta(days=3)
_UNDER_WAY = frozenset({ExecutionState.PENDING, ExecutionState.RUNNING, ExecutionState.UNKNOWN})


class Fate(StrEnum):
    """What a fresh proposal does to the queue."""

    NEW = "new"  # a decision of its own
    RENEW = "renew"  # the one that waits gets the fresh content
    KEEP = "keep"  # the one that waits stays as it is
    REPLACE = "replace"  # a new one takes the place of the one that waits
    SKIP = "skip"  # nothing: it was settled, and nothing new was found


@dataclass(frozen=True, slots=True, kw_only=True)
class Last:
    """The newest decision about a risk. `spoken`: a person had a word on it."""

    rep_id: PersonId
    state: DecisionState
    grounds: str
    at: datetime
    spoken: bool
    held: bool
    wake_on: SnoozeUntil | None = None
    why: RejectReason | None = None
    effect: ExecutionState | None = None


def fate(last: Last | None, rep_id: PersonId, grounds: str, at: datetime) -> Fate:
    """A word of the deal's former owner does not bind the new one."""
    if last is None:
        return Fate.NEW
    if last.state in LIVE:
        if last.spoken and last.rep_id != rep_id:
            return Fate.REPLACE
        return Fate.KEEP if last.held else Fate.RENEW
    if last.state is DecisionState.WITHDRAWN and not last.spoken:
        return Fate.RENEW
    return Fate.SKIP if _is_settled(last, grounds, at) else Fate.NEW


def wakes(last: Last, grounds: str) -> bool:
    """Whether a fresh proposal is the change that a snoozed decision waits for."""
    return last.wake_on is SnoozeUntil.CHANGE and last.grounds != grounds


def _is_settled(last: Last, grounds: str, at: datetime) -> bool:
    if last.state is DecisionState.APPROVED:
        return _is_carried_out(last, grounds, at)
    if last.state is not DecisionState.REJECTED or last.grounds != grounds:
        return False
    rest = _REST[last.why or RejectReason.OTHER]
    return rest is None or at < last.at + rest


def _is_carried_out(last: Last, grounds: str, at: datetime) -> bool:
    if last.effect is None or last.effect in _UNDER_WAY:
        return True
    if last.effect is ExecutionState.FAILED or last.grounds != grounds:
        return False
    rest = _DONE_REST if last.effect is ExecutionState.DONE else _STOPPED_REST
    return at < last.at + rest
