"""What a click is told when nothing was done: why not, and what to do next."""

from datetime import datetime
from typing import assert_never
from zoneinfo import ZoneInfo

from blocks import problems
from blocks.text import clock, day, one_line
from bot.domain.lifecycle import Decision, DecisionState, Execution, ExecutionState, WordKind
from bot.domain.outcomes import (
    Changed,
    Faulty,
    Forbidden,
    NeedsTyping,
    NobodyMay,
    NoSuch,
    NotInBulk,
    NotPossible,
    NotYours,
    Over,
    Part,
    Refused,
    TooLate,
    Waits,
    Why,
)

_ENDED = {
    DecisionState.EXPIRED: "It has expired: nobody answered in time.",
    DecisionState.WITHDRAWN: "It has been withdrawn, because the reason for it is over.",
    DecisionState.SUPERSEDED: "Another proposal about the same has taken its place.",
}
_CAME_OF_IT = {
    ExecutionState.PENDING: "It is about to be carried out.",
    ExecutionState.RUNNING: "It is being carried out.",
    ExecutionState.DONE: "It is done.",
    ExecutionState.FAILED: "It could not be carried out.",
    ExecutionState.UNKNOWN: "It is not known whether it has happened.",
    ExecutionState.RECALLED: "It was stopped before anything happened.",
    ExecutionState.UNDONE: "It was done and taken back.",
}
_NOT_NOW = {
    Part.APPROVE: "It is put off. Wake it first, then approve it.",
    Part.RECALL: "There is nothing to stop.",
    Part.UNDO: "This can't be taken back.",
    Part.ANSWER: "Nobody has to say what became of it.",
    Part.REOPEN: "It can only be taken up again after it has failed or was stopped.",
    Part.SNOOZE: "It is put off already. Wake it to choose another day.",
    Part.WAKE: "It is not put off.",
}

_UNDONE = "Nothing was changed."
_PLAIN: dict[type[NoSuch | Changed | NotInBulk], str] = {
    NoSuch: problems.NOT_YOURS,
    Changed: problems.OUT_OF_DATE,
    NotInBulk: f"This one wants to be looked at by itself. {_UNDONE} Open its card.",
}


def refusal(refused: Refused, zone: ZoneInfo) -> str:
    """One or two sentences; times are those of whoever reads."""
    why = refused.why
    if isinstance(why, Over) and refused.verb is WordKind.APPROVE and why.yourself:
        return f"You have approved this already{_at(why.decision, zone)}. {_came_of(why.decision)}"
    return _sentence(why, zone)


def waits(outcome: Waits) -> str:
    reasons = " ".join(map(one_line, outcome.reasons))
    return f"Your yes is kept. {one_line(outcome.asked_name)} has to agree too. {reasons}"


def typing(outcome: NeedsTyping) -> str:
    reasons = " ".join(map(one_line, outcome.reasons))
    return f"{reasons} Type “{one_line(outcome.phrase)}” to approve it."


def _sentence(why: Why, zone: ZoneInfo) -> str:
    match why:
        case NoSuch() | Changed() | NotInBulk():
            return _PLAIN[type(why)]
        case NotYours():
            return f"This is for {one_line(why.waits_for) or 'somebody else'} to decide. " + _UNDONE
        case Over():
            return _over(why, zone)
        case TooLate():
            return _too_late(why, zone)
        case NotPossible():
            return f"{_NOT_NOW[why.what]} {_UNDONE}"
        case Faulty():
            return " ".join(one_line(fault.sentence) for fault in why.faults) + f" {_UNDONE}"
        case Forbidden():
            return _forbidden(why)
        case NobodyMay():
            reasons = " ".join(map(one_line, why.reasons))
            return (
                f"{reasons} Nobody who is here now could agree to it. {_UNDONE}"
                " Ask your admin who may."
            )
        case _:
            assert_never(why)


def _over(why: Over, zone: ZoneInfo) -> str:
    decision = why.decision
    ended = _ENDED.get(decision.state)
    if ended:
        return f"{ended} {_UNDONE} /deals shows today's list."
    who = "You have" if why.yourself else f"{one_line(why.by) or 'Somebody'} has"
    done = "approved" if decision.state is DecisionState.APPROVED else "rejected"
    return f"{who} {done} this already{_at(decision, zone)}. {_came_of(decision)} {_UNDONE}"


def _came_of(decision: Decision) -> str:
    effect = decision.execution
    if effect is None:
        return ""
    problem = f" {one_line(effect.problem)}" if _is_stuck(effect) and effect.problem else ""
    return f"{_CAME_OF_IT[effect.state]}{problem}"


def _is_stuck(effect: Execution) -> bool:
    return effect.state in (ExecutionState.FAILED, ExecutionState.UNKNOWN)


def _too_late(why: TooLate, zone: ZoneInfo) -> str:
    came = _came_of(why.decision)
    match why.what:
        case Part.RECALL:
            return f"It is too late to stop it. {came}"
        case Part.UNDO if why.until is not None:
            return f"It could be taken back until {_moment(why.until, zone)}. {_UNDONE}"
        case Part.UNDO:
            return f"It is being taken back already. {_UNDONE}"
        case _:
            return f"That has been settled meanwhile. {came} {_UNDONE}"


def _forbidden(why: Forbidden) -> str:
    lift = " or ".join(why.lifted_by)
    return one_line(why.sentence) + (f" Somebody in {lift} may allow it." if lift else "")


def _at(decision: Decision, zone: ZoneInfo) -> str:
    """When the word was said that ended it."""
    ending = [w.at for w in decision.words if w.event in (WordKind.APPROVE, WordKind.REJECT)]
    return f", on {_moment(ending[-1], zone)}" if ending else ""


def _moment(at: datetime, zone: ZoneInfo) -> str:
    local = at.astimezone(zone)
    return f"{day(local.date())} at {clock(local.time())}"
