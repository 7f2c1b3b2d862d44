"""A decision's life: the states it may be in, what moves it from one to the next, and its record.

Two machines, one row each. The decision waits for a word; once it has an approval, its execution
carries the effect out. Whatever is not in these tables can't happen.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.deals import DealId
from bot.domain.decisions import Action, Draft
from bot.domain.effects import Receipt, Refusal
from bot.domain.people import PersonId


class DecisionState(StrEnum):
    """Only `open` and `snoozed` can still change."""

    OPEN = "open"
    SNOOZED = "snoozed"
    APPROVED = "approved"
    REJECTED = "rejected"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"  # the risk is over, or a reply or a bounce made it moot
    SUPERSEDED = "superseded"  # another decision about the same takes its place


class DecisionEvent(StrEnum):
    APPROVE = "approve"
    REJECT = "reject"
    SNOOZE = "snooze"
    WAKE = "wake"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


class ExecutionState(StrEnum):
    """`unknown`: it can't be told whether the effect happened; a person is asked."""

    PENDING = "pending"  # also while a mail may still be recalled, and between two attempts
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    UNKNOWN = "unknown"
    RECALLED = "recalled"  # stopped by a person before anything happened
    UNDONE = "undone"


class ExecutionEvent(StrEnum):
    CLAIM = "claim"
    RETRY = "retry"
    SUCCEED = "succeed"
    FAIL = "fail"
    LOSE_TRACK = "lose_track"
    RECALL = "recall"
    CONFIRM = "confirm"  # a person says that an unknown effect has happened
    DENY = "deny"  # a person says that it has not: it is tried again
    AGAIN = "again"  # a person wants what failed to be tried once more
    UNDO = "undo"


DECISION_MOVES: Mapping[tuple[DecisionState, DecisionEvent], DecisionState] = {
    (DecisionState.OPEN, DecisionEvent.APPROVE): DecisionState.APPROVED,
    (DecisionState.OPEN, DecisionEvent.REJECT): DecisionState.REJECTED,
    (DecisionState.OPEN, DecisionEvent.SNOOZE): DecisionState.SNOOZED,
    (DecisionState.OPEN, DecisionEvent.EXPIRE): DecisionState.EXPIRED,
    (DecisionState.OPEN, DecisionEvent.WITHDRAW): DecisionState.WITHDRAWN,
    (DecisionState.OPEN, DecisionEvent.SUPERSEDE): DecisionState.SUPERSEDED,
    (DecisionState.SNOOZED, DecisionEvent.WAKE): DecisionState.OPEN,
    (DecisionState.SNOOZED, DecisionEvent.REJECT): DecisionState.REJECTED,
    (DecisionState.SNOOZED, DecisionEvent.EXPIRE): DecisionState.EXPIRED,
    (DecisionState.SNOOZED, DecisionEvent.WITHDRAW): DecisionState.WITHDRAWN,
    (DecisionState.SNOOZED, DecisionEvent.SUPERSEDE): DecisionState.SUPERSEDED,
}

EXECUTION_MOVES: Mapping[tuple[ExecutionState, ExecutionEvent], ExecutionState] = {
    (ExecutionState.PENDING, ExecutionEvent.CLAIM): ExecutionState.RUNNING,
    (ExecutionState.PENDING, ExecutionEvent.RECALL): ExecutionState.RECALLED,
    # The lease of whoever ran it is over: the next one takes it on.
    (ExecutionState.RUNNING, ExecutionEvent.CLAIM): ExecutionState.RUNNING,
    (ExecutionState.RUNNING, ExecutionEvent.RETRY): ExecutionState.PENDING,
    (ExecutionState.RUNNING, ExecutionEvent.SUCCEED): ExecutionState.DONE,
    (ExecutionState.RUNNING, ExecutionEvent.FAIL): ExecutionState.FAILED,
    (ExecutionState.RUNNING, ExecutionEvent.LOSE_TRACK): ExecutionState.UNKNOWN,
    (ExecutionState.UNKNOWN, ExecutionEvent.CONFIRM): ExecutionState.DONE,
    (ExecutionState.UNKNOWN, ExecutionEvent.DENY): ExecutionState.PENDING,
    # Only a taking back is tried again, or was done by hand: an effect is proposed anew instead.
    (ExecutionState.FAILED, ExecutionEvent.AGAIN): ExecutionState.PENDING,
    (ExecutionState.FAILED, ExecutionEvent.CONFIRM): ExecutionState.DONE,
    (ExecutionState.DONE, ExecutionEvent.UNDO): ExecutionState.UNDONE,
}


class RejectReason(StrEnum):
    WRONG_FACT = "wrong_fact"
    WRONG_TIME = "wrong_time"
    WRONG_TONE = "wrong_tone"
    ALREADY_DONE = "already_done"
    NOT_RELEVANT = "not_relevant"
    POLICY = "policy"
    NOT_MINE = "not_mine"
    OTHER = "other"


class SnoozeUntil(StrEnum):
    """What wakes a snoozed decision."""

    DATE = "date"
    REPLY = "reply"  # the buyer writes
    CHANGE = "change"  # anything about the deal changes


class WordKind(StrEnum):
    """All that can be said of a decision, by a person or by the clock."""

    APPROVE = "approve"
    ENDORSE = "endorse"  # a yes that is not enough by itself: others have to agree
    EDIT = "edit"
    REJECT = "reject"
    SNOOZE = "snooze"
    WAKE = "wake"
    DELEGATE = "delegate"
    ASK_CONTEXT = "ask_context"
    OVERRIDE = "override"  # of a policy, with a reason
    RECALL = "recall"
    CONFIRM = "confirm"  # that an effect, or its taking back, has happened
    DENY = "deny"
    UNDO = "undo"  # also once more, after that has failed
    REOPEN = "reopen"  # as a decision of its own, after its effect failed or was stopped
    REMIND = "remind"
    ESCALATE = "escalate"
    EXPIRE = "expire"
    WITHDRAW = "withdraw"
    SUPERSEDE = "supersede"


# By whom a word is that nobody said: the clock's, or a mission's.
DAYBREAK = PersonId("daybreak")
# In the place of a mission's name: a person proposed it.
OWN = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one person said of a decision. `on_behalf_of`: for whom a delegate spoke.

    `version` is the content that it was said of.
    """

    by: PersonId
    at: datetime
    event: WordKind
    version: int
    reason: str = ""
    note: str = ""
    on_behalf_of: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Execution:
    """How far the effect of an approved decision has come. `id` is also its idempotency key.

    `due_at`: pending, from when it is tried; running, when it counts as given up.
    """

    id: str
    state: ExecutionState
    attempt: int
    due_at: datetime
    tries_left: int
    receipt: Receipt | None = None
    problem: str = ""  # the sentence that a person reads
    refusal: Refusal | None = None
    undo_until: datetime | None = None
    undo: "Execution | None" = None  # how far its taking back has come


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One proposed action as it stands. `version` counts its contents, `digest` names this one.

    `risk` names the risk that it answers; the same risk may come again, and then has a decision of
    its own. `grounds` names the fact behind it. `rep_id` is whose deal it is, `assignee_id` whose
    word is waited for. `turn` counts all changes; `held`: a person wrote or agreed to this content,
    so that missions leave it alone. What came in after `proposed_at`, no mission has considered.
    `words` are oldest first.
    """

    id: str
    risk: str
    occurrence: int
    rep_id: PersonId
    assignee_id: PersonId
    deal_id: DealId
    run_id: str
    state: DecisionState
    version: int
    digest: str
    action: Action
    draft: Draft | None
    options: tuple[Draft, ...]
    reason: str
    read_versions: Mapping[str, int] = field(hash=False)
    created_at: datetime
    updated_at: datetime
    proposed_at: datetime
    turn: int = 1
    grounds: str = ""
    held: bool = False
    due_at: datetime | None = None  # when it expires
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    wake_at: datetime | None = None
    wake_on: SnoozeUntil | None = None
    words: tuple[Word, ...] = ()
    execution: Execution | None = None


LIVE = frozenset({DecisionState.OPEN, DecisionState.SNOOZED})


def settled_by(decision: Decision, person_id: PersonId) -> bool:
    """Whether it was their yes or no: what came of that is theirs to know, whoever has the deal."""
    settling = (WordKind.APPROVE, WordKind.REJECT)
    return any(word.by == person_id and word.event in settling for word in decision.words)


def next_state(state: DecisionState, event: DecisionEvent) -> DecisionState | None:
    """None where the event can't happen to a decision in that state."""
    return DECISION_MOVES.get((state, event))


def next_execution(state: ExecutionState, event: ExecutionEvent) -> ExecutionState | None:
    """None where the event can't happen to an execution in that state."""
    return EXECUTION_MOVES.get((state, event))
