"""How a decision stands, in the few lines under its proposal: who, when, what changed."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from blocks.text import clip, clock, day, one_line
from bot.domain.briefs import Shown
from bot.domain.decisions import sender_of
from bot.domain.effects import Change, Conflict
from bot.domain.lifecycle import (
    DAYBREAK,
    DecisionState,
    Execution,
    ExecutionState,
    RejectReason,
    SnoozeUntil,
    Word,
    WordKind,
)
from bot.domain.people import PersonId

_VALUE, _NAME, _SENTENCE = 120, 80, 450
_MOST_CHANGES = 5
_REASONS = {
    RejectReason.WRONG_FACT: "a fact is wrong",
    RejectReason.WRONG_TIME: "it is the wrong time",
    RejectReason.WRONG_TONE: "the tone is wrong",
    RejectReason.ALREADY_DONE: "it is done already",
    RejectReason.NOT_RELEVANT: "it is not relevant",
    RejectReason.POLICY: "it is against a policy",
    RejectReason.NOT_MINE: "it is not theirs",
    RejectReason.OTHER: "another reason",
}


def lines(shown: Shown) -> Iterator[str]:
    """Plain sentences, the most important first; none for one that simply waits for its owner."""
    decision = shown.decision
    match decision.state:
        case DecisionState.OPEN:
            yield from _waiting(shown)
        case DecisionState.SNOOZED:
            yield _asleep(shown)
        case DecisionState.REJECTED:
            yield _rejected(shown)
        case DecisionState.EXPIRED:
            yield "Expired: nobody decided in time. Nothing was done."
        case DecisionState.WITHDRAWN:
            yield _withdrawn(shown)
        case DecisionState.SUPERSEDED:
            yield "Replaced by a newer proposal. Nothing was done."
        case DecisionState.APPROVED:
            yield from _carried_out(shown)
        case _:
            assert_never(decision.state)


def became(execution: Execution) -> ExecutionState:
    """Where it stands for people: an undo that has come to its end counts."""
    undo = execution.undo
    is_back = undo is not None and undo.state is ExecutionState.DONE
    return ExecutionState.UNDONE if is_back else execution.state


def _waiting(shown: Shown) -> Iterator[str]:
    decision = shown.decision
    agreed = _last(shown, WordKind.ENDORSE)
    if agreed and decision.assignee_id != agreed.by:
        yield f"{_by(shown, agreed)} agreed {_at(shown, agreed.at)}."
    sender = sender_of(decision.action)
    if sender is not None and sender != shown.reader:
        yield f"It goes out in the name of {_called(shown, sender)}."
    if decision.assignee_id not in (decision.rep_id, shown.reader):
        yield f"Waits for {_called(shown, decision.assignee_id)}."
    asked = _last(shown, WordKind.ASK_CONTEXT)
    if asked:
        yield f"{_by(shown, asked)} asks: “{clip(one_line(asked.note), _SENTENCE)}”"


def _asleep(shown: Shown) -> str:
    decision, word = shown.decision, _last(shown, WordKind.SNOOZE)
    who = f"Put off by {_by(shown, word)}" if word else "Put off"
    until = _at(shown, decision.wake_at) if decision.wake_at else "later"
    match decision.wake_on:
        case SnoozeUntil.REPLY:
            return f"{who} until the buyer writes, at the latest {until}."
        case SnoozeUntil.CHANGE:
            return f"{who} until something about the deal changes, at the latest {until}."
        case _:
            return f"{who} until {until}."


def _rejected(shown: Shown) -> str:
    word = _last(shown, WordKind.REJECT)
    if word is None:
        return "Rejected. Nothing was done."
    why = _REASONS.get(RejectReason(word.reason), "") if word.reason else ""
    note = f" “{clip(one_line(word.note), _SENTENCE)}”" if word.note else ""
    told = f": {why}" if why else ""
    return f"Rejected by {_by(shown, word)}, {_at(shown, word.at)}{told}.{note} Nothing was done."


def _withdrawn(shown: Shown) -> str:
    word = _last(shown, WordKind.WITHDRAW)
    return f"{_WITHDRAWN.get(word.reason if word else '', _OVER)} Nothing was done."


_OVER = "Withdrawn: the reason for it is over."
_WITHDRAWN = {
    "reply": "Withdrawn: they have written meanwhile.",
    "bounce": "Withdrawn: their address does not take mail.",
    "opt_out": "Withdrawn: they asked not to be written to.",
}


def _carried_out(shown: Shown) -> Iterator[str]:
    effect = shown.decision.execution
    said = _approved(shown)
    again = _last(shown, WordKind.REOPEN)
    if again:
        yield f"Taken up again by {_by(shown, again)}, {_at(shown, again.at)}."
    if effect is None:
        yield said
        return
    match became(effect):
        case ExecutionState.PENDING:
            yield f"{said} {_pending(shown, effect)}"
        case ExecutionState.RUNNING:
            yield f"{said} Working on it …"
        case ExecutionState.DONE:
            yield from _done(shown, said, effect)
        case ExecutionState.FAILED:
            yield f"Not done: {_told(effect)}"
            yield said
            yield from (_conflict(one, shown.names) for one in _conflicts(effect))
        case ExecutionState.UNKNOWN:
            yield f"Did this happen? {_told(effect)}"
            yield said
        case ExecutionState.RECALLED:
            yield _stopped(shown)
        case ExecutionState.UNDONE:
            yield _undone(shown, effect)


def _approved(shown: Shown) -> str:
    word, sender = _last(shown, WordKind.APPROVE), sender_of(shown.decision.action)
    if word is None:
        return "Approved."
    said = f"Approved by {_by(shown, word)}, {_at(shown, word.at)}"
    if sender is None or sender == word.by:
        return f"{said}."
    return f"{said}, in the name of {_called(shown, sender)}."


def _pending(shown: Shown, effect: Execution) -> str:
    if effect.problem:
        return f"Not done yet: {_told(effect)} Next try {time_of(shown, effect.due_at)}."
    if effect.due_at > shown.at:
        return f"Goes out at {time_of(shown, effect.due_at)}; until then it can be stopped."
    return "Working on it …"


def _done(shown: Shown, said: str, effect: Execution) -> Iterator[str]:
    if effect.undo is not None:
        yield _being_undone(shown, effect.undo)
    yield f"Done. {said}"
    receipt = effect.receipt
    if receipt is None:
        return
    yield from (changed(one, shown.names) for one in receipt.changes[:_MOST_CHANGES])
    more = len(receipt.changes) - _MOST_CHANGES
    if more > 0:
        yield f"and {more} more"
    if receipt.note:
        yield clip(one_line(receipt.note), _SENTENCE)


def _being_undone(shown: Shown, undo: Execution) -> str:
    match undo.state:
        case ExecutionState.FAILED:
            return f"Not taken back: {_told(undo)}"
        case ExecutionState.UNKNOWN:
            return f"Was it taken back? {_told(undo)}"
        case ExecutionState.PENDING if undo.problem:
            next_try = time_of(shown, undo.due_at)
            return f"Not taken back yet: {_told(undo)} Next try {next_try}."
        case _:
            return "Being taken back …"


def changed(change: Change, names: Mapping[PersonId, str]) -> str:
    """ "stage: Qualify → Propose"."""
    before, after = (_value(change.field, one, names) for one in (change.before, change.after))
    return f"{_label(change.field)}: {before} → {after}"


def _conflict(one: Conflict, names: Mapping[PersonId, str]) -> str:
    read, now, wanted = (_value(one.field, v, names) for v in (one.read, one.now, one.wanted))
    return f"{_label(one.field)}: was {read}, now {now}, wanted {wanted}"


def _label(field: str) -> str:
    return field.removesuffix("_id").replace("_", " ")


def _conflicts(effect: Execution) -> tuple[Conflict, ...]:
    return effect.refusal.conflicts[:_MOST_CHANGES] if effect.refusal else ()


def _stopped(shown: Shown) -> str:
    word = _last(shown, WordKind.RECALL)
    if word is None:
        return "Stopped before anything happened."
    if word.by == DAYBREAK:
        return f"Stopped before anything happened. {_STOPPED.get(word.reason, '')}".strip()
    return f"Stopped by {_by(shown, word)}, {_at(shown, word.at)}, before anything happened."


_STOPPED = {
    "reply": "They have written meanwhile.",
    "bounce": "Their address does not take mail.",
    "opt_out": "They asked not to be written to.",
}


def _undone(shown: Shown, effect: Execution) -> str:
    word, looked = _last(shown, WordKind.UNDO), _last(shown, WordKind.CONFIRM)
    if looked and effect.undo and effect.undo.receipt is None:
        return f"Taken back: {_by(shown, looked)} says so, {_at(shown, looked.at)}."
    who = f" by {_by(shown, word)}, {_at(shown, word.at)}" if word else ""
    return f"Taken back{who}. Everything is as it was before."


def _last(shown: Shown, kind: WordKind) -> Word | None:
    return next((w for w in reversed(shown.decision.words) if w.event is kind), None)


def _by(shown: Shown, word: Word) -> str:
    for_whom = word.on_behalf_of
    return _called(shown, word.by) + (f" for {_called(shown, for_whom)}" if for_whom else "")


def _called(shown: Shown, person_id: PersonId) -> str:
    if person_id == DAYBREAK:
        return "Daybreak"
    return clip(one_line(shown.names.get(person_id, "somebody else")), _NAME)


def _told(effect: Execution) -> str:
    return clip(one_line(effect.problem), _SENTENCE)


def _value(field: str, value: str | None, names: Mapping[PersonId, str]) -> str:
    if not value:
        return "empty"
    known = names.get(PersonId(value), value) if field == "owner_id" else value
    return clip(one_line(known), _VALUE)


def _at(shown: Shown, at: datetime) -> str:
    local = at.astimezone(_zone(shown))
    return f"{day(local.date())}, {clock(local.time())}"


def time_of(shown: Shown, at: datetime) -> str:
    """The clock's time for whoever reads, with the day where that is another."""
    local, now = at.astimezone(_zone(shown)), shown.at.astimezone(_zone(shown))
    return clock(local.time()) if local.date() == now.date() else _at(shown, at)


def _zone(shown: Shown) -> ZoneInfo:
    return ZoneInfo(shown.zone)
