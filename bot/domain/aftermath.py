"""After a yes: what is under way, what a person's word makes of it, and what is wrong with it."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from bot.domain.lifecycle import (
    DAYBREAK,
    Decision,
    Execution,
    ExecutionEvent,
    ExecutionState,
    WordKind,
    next_execution,
)


class Trouble(StrEnum):
    """What a person has to look at after a yes."""

    NOT_DONE = "not_done"
    UNKNOWN = "unknown"
    NOT_UNDONE = "not_undone"
    UNDO_UNKNOWN = "undo_unknown"
    STOPPED = "stopped"  # by what came in since the yes


def underway(effect: Execution) -> Execution:
    """What people speak of after a yes: the effect or, once that has begun, its taking back."""
    return effect.undo or effect


def stepped(effect: Execution, step: ExecutionEvent, at: datetime, tries: int) -> Execution | None:
    """As it is after a person's word on what is under way; None where that can't be. What begins
    anew has `tries`; what is confirmed to be taken back is undone.
    """
    reached = next_execution(underway(effect).state, step)
    if reached is None:
        return None
    after = replace(underway(effect), state=reached)
    if step is not ExecutionEvent.RECALL:
        after = replace(after, problem="", refusal=None)
    if reached is ExecutionState.PENDING:
        after = replace(after, due_at=at, tries_left=tries)
    if effect.undo is None:
        return after
    is_back = reached is ExecutionState.DONE
    return replace(effect, undo=after, state=ExecutionState.UNDONE if is_back else effect.state)


def trouble(decision: Decision) -> Trouble | None:
    """None where nothing is wrong, or where it was taken up again."""
    effect = decision.execution
    if effect is None or is_taken_up(decision):
        return None
    is_undo = effect.undo is not None
    match underway(effect).state:
        case ExecutionState.FAILED:
            return Trouble.NOT_UNDONE if is_undo else Trouble.NOT_DONE
        case ExecutionState.UNKNOWN:
            return Trouble.UNDO_UNKNOWN if is_undo else Trouble.UNKNOWN
        case ExecutionState.RECALLED if was_stopped(decision):
            return Trouble.STOPPED
        case _:
            return None


def was_stopped(decision: Decision) -> bool:
    """Whether news stopped it after the yes, and no person did."""
    return any(w.event is WordKind.RECALL and w.by == DAYBREAK for w in decision.words)


def is_taken_up(decision: Decision) -> bool:
    """Whether another decision goes on from it."""
    return any(word.event is WordKind.REOPEN for word in decision.words)
