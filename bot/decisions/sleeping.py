"""Putting a decision off, and what brings it back: pure."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

from bot.decisions.deciding import Saying, fault, word
from bot.domain.lifecycle import DecisionEvent, DecisionState, SnoozeUntil
from bot.domain.outcomes import NotPossible, Part, Refused
from bot.policy.approvals import Relation
from bot.policy.repeats import LIFE
from storage.cases import Case
from storage.decision_moves import Move

_WAKES_AT = time(8)
_LONGEST = timedelta(days=120)
# Whoever waits for a reply or a change that never comes is asked again after this time.
_AT_LATEST = timedelta(days=30)


def snoozed(
    case: Case, its: Relation, say: Saying, until: SnoozeUntil, day: date | None
) -> Move | Refused:
    before = case.decision
    if before.state is not DecisionState.OPEN:
        return say.refused(NotPossible(what=Part.SNOOZE, decision=before))
    wake_at = _wake_at(say, until, day)
    if isinstance(wake_at, Refused):
        return wake_at
    after = replace(
        before,
        wake_at=wake_at,
        wake_on=until,
        due_at=wake_at + LIFE,
        reminded_at=None,
        escalated_at=None,
    )
    return Move(
        before=before,
        after=after,
        word=word(case, its, say),
        event=DecisionEvent.SNOOZE,
        click=say.click,
    )


def woken(case: Case, its: Relation, say: Saying) -> Move | Refused:
    before = case.decision
    if before.state is not DecisionState.SNOOZED:
        return say.refused(NotPossible(what=Part.WAKE, decision=before))
    after = replace(before, wake_at=None, wake_on=None, due_at=say.at + LIFE)
    return Move(
        before=before,
        after=after,
        word=word(case, its, say),
        event=DecisionEvent.WAKE,
        click=say.click,
    )


def _wake_at(say: Saying, until: SnoozeUntil, day: date | None) -> datetime | Refused:
    """08:00 of the day where they live."""
    if day is None and until is not SnoozeUntil.DATE:
        return say.at + _AT_LATEST
    if day is None:
        return fault(say, "day", "Choose the day on which it shall come back.")
    wake_at = datetime.combine(day, _WAKES_AT, say.by.zone)
    if wake_at <= say.at:
        return fault(say, "day", "That day has begun already. Choose a later one.")
    if wake_at > say.at + _LONGEST:
        return fault(
            say, "day", f"That is more than {_LONGEST.days} days ahead. Choose an earlier day."
        )
    return wake_at
