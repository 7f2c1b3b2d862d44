"""A decision as the JSON document that programs read."""

from datetime import datetime
from typing import Any

from bot.domain.effects import Change
from bot.domain.lifecycle import Decision, Execution, Word
from bot.mission.report import action_document


def decision_document(decision: Decision) -> dict[str, Any]:
    """Everything of it: content, words oldest first, and what came of it."""
    return {
        "id": decision.id,
        "risk": decision.risk,
        "occurrence": decision.occurrence,
        "state": decision.state,
        "version": decision.version,
        "digest": decision.digest,
        "rep_id": decision.rep_id,
        "assignee_id": decision.assignee_id,
        "deal_id": decision.deal_id,
        "run_id": decision.run_id,
        "reason": decision.reason,
        **action_document(decision.action, decision.draft),
        "created_at": decision.created_at.isoformat(),
        "updated_at": decision.updated_at.isoformat(),
        "due_at": _time(decision.due_at),
        "wake_at": _time(decision.wake_at),
        "wake_on": decision.wake_on,
        "read_versions": dict(decision.read_versions),
        "words": [_word(word) for word in decision.words],
        "effect": _effect(decision.execution) if decision.execution else None,
    }


def _word(word: Word) -> dict[str, Any]:
    return {
        "by": word.by,
        "at": word.at.isoformat(),
        "event": word.event,
        "version": word.version,
        "reason": word.reason,
        "note": word.note,
        "on_behalf_of": word.on_behalf_of,
    }


def _effect(effect: Execution) -> dict[str, Any]:
    receipt = effect.receipt
    return {
        "id": effect.id,
        "state": effect.state,
        "attempt": effect.attempt,
        "due_at": effect.due_at.isoformat(),
        "problem": effect.problem,
        "done_at": _time(receipt.at) if receipt else None,
        "changes": [_change(change) for change in receipt.changes] if receipt else [],
        "created": list(receipt.created) if receipt else [],
        "undo_until": _time(effect.undo_until),
        "undo": _effect(effect.undo) if effect.undo else None,
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "record": change.record,
        "field": change.field,
        "before": change.before,
        "after": change.after,
    }


def _time(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
