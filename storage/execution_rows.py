"""Executions to rows and back: what is put in, what a claim hands out, what a person reads."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row

from bot.domain.deals import DealId
from bot.domain.decisions import Action, Draft, sender_of
from bot.domain.effects import Approved, Receipt
from bot.domain.lifecycle import Execution, ExecutionState
from bot.domain.people import PersonId
from storage.audit import Entry
from storage.codec import Codec


@dataclass(frozen=True, slots=True, kw_only=True)
class NewExecution:
    """What was approved, word for word. `id` is the same for the same content of a decision, so
    that one approval, however often it arrives, is carried out once.
    """

    id: str
    decision_id: str
    deal_id: DealId
    rep_id: PersonId  # whose deal it is
    action: Action
    draft: Draft | None
    by: PersonId
    approved_at: datetime
    due_at: datetime
    tries: int
    read_versions: Mapping[str, int] = field(default_factory=dict, hash=False)
    undoes: Receipt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The right to try once until the lease ends; `approved.attempt` is the fence.

    `unsure`: an earlier attempt may have had its effect. `tries_left` is negative where the last
    try has not come to an end either.
    """

    approved: Approved
    rep_id: PersonId
    tries_left: int
    unsure: bool
    lease_until: datetime

    @property
    def id(self) -> str:
        return self.approved.effect_id


def effect_id(decision_id: str, version: int) -> str:
    """Names the effect of one content of a decision."""
    return f"{decision_id}.{version}"


def undo_id(effect: str) -> str:
    """Names the taking back of an effect."""
    return f"{effect}.undo"


def row_of(new: NewExecution, workspace: str, codec: Codec) -> dict[str, Any]:
    return {
        "workspace": workspace,
        "id": new.id,
        "decision_id": new.decision_id,
        "deal_id": new.deal_id,
        "rep_id": new.rep_id,
        "action_type": new.action.type,
        "action": codec.action.dump_json(new.action).decode(),
        "draft": None if new.draft is None else codec.draft.dump_json(new.draft).decode(),
        "read_versions": codec.read_versions.dump_json(new.read_versions).decode(),
        "by": new.by,
        "approved_at": new.approved_at,
        "undoes": None if new.undoes is None else codec.receipt.dump_json(new.undoes).decode(),
        "state": ExecutionState.PENDING,
        "attempt": 0,
        "tries_left": new.tries,
        "due_at": new.due_at,
        "unsure": False,
        "problem": "",
        "updated_at": new.approved_at,
    }


def claimed_of(row: Row[Any], codec: Codec) -> Claimed:
    approved = Approved(
        effect_id=row.id,
        workspace=row.workspace,
        decision_id=row.decision_id,
        deal_id=row.deal_id,
        action=codec.action.validate_json(row.action),
        draft=None if row.draft is None else codec.draft.validate_json(row.draft),
        by=row.by,
        attempt=row.attempt,
        approved_at=row.approved_at,
        read_versions=codec.read_versions.validate_json(row.read_versions),
        undoes=None if row.undoes is None else codec.receipt.validate_json(row.undoes),
    )
    return Claimed(
        approved=approved,
        rep_id=row.rep_id,
        tries_left=row.tries_left,
        unsure=row.unsure,
        lease_until=row.due_at,
    )


def execution_of(row: Row[Any], codec: Codec) -> Execution:
    return Execution(
        id=row.id,
        state=ExecutionState(row.state),
        attempt=row.attempt,
        due_at=row.due_at,
        tries_left=row.tries_left,
        receipt=None if row.receipt is None else codec.receipt.validate_json(row.receipt),
        problem=row.problem,
        refusal=None if row.refusal is None else codec.refusal.validate_json(row.refusal),
        undo_until=row.undo_until,
    )


def outcome(
    claimed: Claimed, kind: str, at: datetime, problem: str = "", receipt: Receipt | None = None
) -> Entry:
    """What the audit log keeps of one attempt; values and sentences where they can be erased."""
    body: dict[str, Any] = {"attempt": claimed.approved.attempt}
    readable: dict[str, Any] = {"problem": problem} if problem else {}
    if receipt is not None:
        body |= {"created": list(receipt.created), "versions": dict(receipt.versions)}
        readable = {"changes": [asdict(one) for one in receipt.changes]} if receipt.changes else {}
    sender = sender_of(claimed.approved.action)
    if sender is not None:
        body["sender"] = sender
    if claimed.approved.undoes is not None:
        body["undoes"] = claimed.approved.undoes.effect_id
    return Entry(
        at=at,
        kind=kind,
        by=claimed.approved.by,
        decision_id=claimed.approved.decision_id,
        deal_id=claimed.approved.deal_id,
        rep_id=claimed.rep_id,
        effect_id=claimed.id,
        body=body,
        readable=readable,
    )
