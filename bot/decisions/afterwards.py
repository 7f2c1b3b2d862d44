"""What people may do about an effect after their yes: stop it, take it back, say what became of it,
or begin anew: pure.
"""

from dataclasses import replace

from bot.decisions.deciding import Saying, word
from bot.decisions.pace import Pace
from bot.domain.aftermath import underway
from bot.domain.decisions import Action, ChangeStage, UpdateField
from bot.domain.effects import Conflict, Refusal
from bot.domain.lifecycle import (
    Decision,
    DecisionState,
    Execution,
    ExecutionEvent,
    ExecutionState,
    WordKind,
)
from bot.domain.outcomes import NotPossible, Part, Refused, TooLate
from bot.policy.approvals import Relation
from bot.policy.repeats import LIFE
from storage.cases import Case
from storage.decision_moves import Move
from storage.execution_rows import NewExecution, undo_id

_PARTS = {
    WordKind.RECALL: Part.RECALL,
    WordKind.UNDO: Part.UNDO,
    WordKind.CONFIRM: Part.ANSWER,
    WordKind.DENY: Part.ANSWER,
    WordKind.REOPEN: Part.REOPEN,
}
_UNSURE = frozenset({ExecutionState.UNKNOWN})
_UNDO_AMISS = frozenset({ExecutionState.UNKNOWN, ExecutionState.FAILED})
_STEPS = {WordKind.CONFIRM: ExecutionEvent.CONFIRM, WordKind.DENY: ExecutionEvent.DENY}
_CAME_TO_NOTHING = frozenset(
    {ExecutionState.FAILED, ExecutionState.RECALLED, ExecutionState.UNDONE}
)


def said(case: Case, its: Relation, say: Saying, pace: Pace) -> Move | Refused:
    """For the kinds of words that are said after a yes."""
    effect = case.decision.execution
    if effect is None or case.decision.state is not DecisionState.APPROVED:
        return _impossible(case, say)
    match say.verb:
        case WordKind.RECALL:
            return _recalled(case, its, say, effect)
        case WordKind.UNDO:
            return _undone(case, its, say, effect, pace)
        case WordKind.CONFIRM | WordKind.DENY:
            return _answered(case, its, say, effect, pace)
        case _:
            return _reopened(case, its, say, effect)


def _recalled(case: Case, its: Relation, say: Saying, effect: Execution) -> Move | Refused:
    if effect.state is ExecutionState.RECALLED:
        return _impossible(case, say)
    if effect.state is not ExecutionState.PENDING:
        return _too_late(case, say)
    return _step(case, its, say, ExecutionEvent.RECALL)


def _undone(
    case: Case, its: Relation, say: Saying, effect: Execution, pace: Pace
) -> Move | Refused:
    receipt = effect.receipt
    if effect.state is not ExecutionState.DONE or receipt is None or not receipt.undoable:
        return _impossible(case, say)
    if effect.undo is not None and effect.undo.state is ExecutionState.FAILED:
        # It was wanted in time.
        return replace(_step(case, its, say, ExecutionEvent.AGAIN), tries=pace.tries)
    if effect.undo is not None:
        return _too_late(case, say)
    if effect.undo_until is None or say.at > effect.undo_until:
        why = TooLate(what=Part.UNDO, decision=case.decision, until=effect.undo_until)
        return say.refused(why)
    decision = case.decision
    undo = NewExecution(
        id=undo_id(effect.id),
        decision_id=decision.id,
        deal_id=decision.deal_id,
        rep_id=decision.rep_id,
        action=decision.action,
        draft=decision.draft,
        by=say.by.id,
        approved_at=say.at,
        due_at=say.at,
        tries=pace.tries,
        read_versions=receipt.versions,
        undoes=receipt,
    )
    return replace(_plain(case, its, say), execute=undo)


def _answered(
    case: Case, its: Relation, say: Saying, effect: Execution, pace: Pace
) -> Move | Refused:
    """What failed has not happened, but may have been taken back by hand since."""
    by_hand = effect.undo is not None and say.verb is WordKind.CONFIRM
    if underway(effect).state not in (_UNDO_AMISS if by_hand else _UNSURE):
        return _too_late(case, say)
    return replace(_step(case, its, say, _STEPS[say.verb]), tries=pace.tries)


def _reopened(case: Case, its: Relation, say: Saying, effect: Execution) -> Move | Refused:
    if effect.state not in _CAME_TO_NOTHING:
        return _impossible(case, say)
    return replace(_plain(case, its, say), follow=_next(case, say, effect))


def _next(case: Case, say: Saying, effect: Execution) -> Decision:
    """The same content once more, as a decision of its own that waits: with room for what the CRM
    asked for, and resting on what the person was shown to be there now.
    """
    decision = case.decision
    number = decision.occurrence + 1
    refusal = effect.refusal or Refusal()
    action = _resting_on(decision.action, refusal.conflicts)
    action = _with_room_for(action, refusal.missing)
    return replace(
        decision,
        id=f"{decision.risk}-{number}",
        occurrence=number,
        action=action,
        digest="",
        read_versions={**decision.read_versions, **_versions(case)}
        if effect.refusal
        else (decision.read_versions),
        state=DecisionState.OPEN,
        version=1,
        turn=1,
        held=True,
        created_at=say.at,
        updated_at=say.at,
        proposed_at=say.at,
        due_at=say.at + LIFE,
        reminded_at=None,
        escalated_at=None,
        words=(),
        execution=None,
    )


def _resting_on(action: Action, conflicts: tuple[Conflict, ...]) -> Action:
    now = {one.field: one.now for one in conflicts}
    match action:
        case UpdateField() if action.field in now:
            return replace(action, old=now[action.field])
        case ChangeStage() if "stage" in now:
            return replace(action, from_stage=now["stage"] or "")
        case _:
            return action


def _with_room_for(action: Action, missing: tuple[str, ...]) -> Action:
    if not isinstance(action, ChangeStage):
        return action
    wanted = {name.removeprefix("deal."): "" for name in missing if name.startswith("deal.")}
    wanted.pop("lost_reason", None)
    return replace(action, fields={**wanted, **action.fields})


def _versions(case: Case) -> dict[str, int]:
    records = {"deal": case.deal, "contact": case.contact}
    return {f"{kind}:{one.id}": one.version for kind, one in records.items() if one is not None}


def _step(case: Case, its: Relation, say: Saying, step: ExecutionEvent) -> Move:
    return replace(_plain(case, its, say), step=step)


def _plain(case: Case, its: Relation, say: Saying) -> Move:
    before = case.decision
    return Move(before=before, after=before, word=word(case, its, say), click=say.click)


def _impossible(case: Case, say: Saying) -> Refused:
    return say.refused(NotPossible(what=_PARTS[say.verb], decision=case.decision))


def _too_late(case: Case, say: Saying) -> Refused:
    return say.refused(TooLate(what=_PARTS[say.verb], decision=case.decision))
