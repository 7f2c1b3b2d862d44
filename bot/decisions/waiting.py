"""What time and news do to a decision that waits: pure, and never a yes."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal

from bot.domain.deals import Deal
from bot.domain.decisions import ScheduleMeeting, SendEmail, contact_of
from bot.domain.lifecycle import (
    DAYBREAK,
    Decision,
    DecisionEvent,
    DecisionState,
    ExecutionEvent,
    ExecutionState,
    SnoozeUntil,
    Word,
    WordKind,
)
from bot.domain.news import Arrival, News, Stir
from bot.domain.people import Person
from bot.policy.amounts import Money
from bot.policy.approvals import Approvals, Patience, sees
from bot.policy.repeats import LIFE
from storage.cases import Case
from storage.decision_moves import Move

_ASKED = frozenset({WordKind.DELEGATE, WordKind.ENDORSE, WordKind.WAKE, WordKind.ESCALATE})
# Nobody is asked by a clock outside these hours where they live.
_FROM, _UNTIL = 8, 18
_LOOK_AGAIN = timedelta(hours=1)
_AWAY = "away"
_NO_ANSWER = "no_answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A reason in one word, and the activity that gave it."""

    stir: Stir
    by: str = ""


def asked_at(decision: Decision) -> datetime:
    """Since when whoever is asked now has been asked."""
    said = [word.at for word in decision.words if word.event in _ASKED]
    return said[-1] if said else decision.created_at


def by_time(case: Case, now: datetime, approvals: Approvals) -> Move | None:
    """What is due: the end first, then waking, then asking somebody else, then asking again."""
    decision = case.decision
    if decision.due_at is not None and decision.due_at <= now:
        return _move(decision, WordKind.EXPIRE, now, event=DecisionEvent.EXPIRE)
    if decision.state is DecisionState.SNOOZED:
        is_due = decision.wake_at is not None and decision.wake_at <= now
        return woken(decision, now, str(SnoozeUntil.DATE)) if is_due else None
    return _escalated(case, now, approvals) or _reminded(case, now, approvals.patience)


def by_news(decision: Decision, news: News, now: datetime) -> Move | None:
    """Stops what has become moot, and wakes what waited for just that."""
    news = _fresh(decision, news)
    told = _moot(decision, news)
    if told is not None and decision.state is DecisionState.APPROVED:
        return _stopped(decision, told, now)
    if decision.state is DecisionState.SNOOZED:
        woke = _awaited(decision, news)
        if woke is not None and (told is None or told.stir is not Stir.OPT_OUT):
            return woken(decision, now, woke.stir, woke.by)
    if told is None:
        return None
    return _move(
        decision,
        WordKind.WITHDRAW,
        now,
        event=DecisionEvent.WITHDRAW,
        reason=told.stir,
        note=told.by,
    )


def woken(decision: Decision, now: datetime, reason: str, note: str = "") -> Move:
    after = replace(
        decision,
        wake_at=None,
        wake_on=None,
        due_at=now + LIFE,
        reminded_at=None,
        escalated_at=None,
    )
    move = _move(decision, WordKind.WAKE, now, event=DecisionEvent.WAKE, reason=reason, note=note)
    return replace(move, after=after)


def _fresh(decision: Decision, news: News) -> News:
    """Without what woke it: that has done its work."""
    woke = [word.at for word in decision.words if word.event is WordKind.WAKE]
    if not woke:
        return news
    return replace(news, arrivals=tuple(a for a in news.arrivals if a.at > woke[-1]))


def _moot(decision: Decision, news: News) -> Told | None:
    """Mail and meetings only: a task stays to be done whoever writes."""
    if not isinstance(decision.action, SendEmail | ScheduleMeeting):
        return None
    if news.opted_out:
        return Told(stir=Stir.OPT_OUT)
    contact = contact_of(decision.action)
    for arrival in news.arrivals:
        if arrival.is_inbound and arrival.contact_id == contact:
            told = _told(arrival)
            if told is not None:
                return told
    return None


def _told(arrival: Arrival) -> Told | None:
    if arrival.bounce:
        return Told(stir=Stir.BOUNCE, by=arrival.id)
    if arrival.opt_out:
        return Told(stir=Stir.OPT_OUT, by=arrival.id)
    # An automatic answer says that somebody is away, not that they have answered.
    return None if arrival.automatic else Told(stir=Stir.REPLY, by=arrival.id)


def _awaited(decision: Decision, news: News) -> Told | None:
    if decision.wake_on is SnoozeUntil.REPLY:
        return next(
            (
                Told(stir=Stir.REPLY, by=arrival.id)
                for arrival in news.arrivals
                if arrival.is_inbound and not arrival.automatic and not arrival.bounce
            ),
            None,
        )
    if decision.wake_on is not SnoozeUntil.CHANGE:
        return None
    if news.arrivals:
        return Told(stir=Stir.CHANGE, by=news.arrivals[0].id)
    read = decision.read_versions.get(f"deal:{decision.deal_id}")
    has_changed = read is not None and news.deal_version not in (None, read)
    return Told(stir=Stir.CHANGE) if has_changed else None


def _stopped(decision: Decision, told: Told, now: datetime) -> Move | None:
    """An approved mail that has not begun is stopped as a person would recall it."""
    effect = decision.execution
    if effect is None or effect.state is not ExecutionState.PENDING or effect.attempt:
        return None
    move = _move(decision, WordKind.RECALL, now, reason=told.stir, note=told.by)
    return replace(move, step=ExecutionEvent.RECALL)


def _escalated(case: Case, now: datetime, approvals: Approvals) -> Move | None:
    """Once: to whoever is above, when nobody answers or whoever is asked is away."""
    decision = case.decision
    if decision.escalated_at is not None:
        return None
    away = decision.assignee_id in case.circle.away
    late = now - asked_at(decision) >= approvals.patience.escalate_after
    if not away and not (late and _is_large(case.deal, approvals)):
        return None
    to = _above(case)
    if to is None or not _is_awake(to, now):
        return None
    move = _move(decision, WordKind.ESCALATE, now, reason=_AWAY if away else _NO_ANSWER, note=to.id)
    after = replace(decision, assignee_id=to.id, escalated_at=now, reminded_at=None)
    return replace(move, after=after)


def _is_large(deal: Deal | None, approvals: Approvals) -> bool:
    if deal is None:
        return False
    return approvals.is_large(Money(amount=deal.amount or Decimal(0), currency=deal.currency))


def _above(case: Case) -> Person | None:
    circle, asked = case.circle, case.decision.assignee_id
    line = [p for p in circle.above if sees(p, circle)]
    place = next((n for n, p in enumerate(line) if p.id == asked), -1)
    higher = (*line[place + 1 :], *circle.revops)
    return next((p for p in higher if p.id not in circle.away and p.id != asked), None)


def _reminded(case: Case, now: datetime, patience: Patience) -> Move | None:
    decision = case.decision
    asked = case.people.get(decision.assignee_id)
    if decision.reminded_at is not None or asked is None or not _is_awake(asked, now):
        return None
    if now - asked_at(decision) < patience.remind_after:
        return None
    move = _move(decision, WordKind.REMIND, now, note=asked.id)
    return replace(move, after=replace(decision, reminded_at=now))


def _is_awake(person: Person, now: datetime) -> bool:
    local = now.astimezone(person.zone)
    return local.weekday() < 5 and _FROM <= local.hour < _UNTIL


def _move(
    decision: Decision,
    kind: WordKind,
    now: datetime,
    event: DecisionEvent | None = None,
    reason: str = "",
    note: str = "",
) -> Move:
    word = Word(by=DAYBREAK, at=now, event=kind, version=decision.version, reason=reason, note=note)
    return Move(before=decision, after=decision, word=word, event=event)


def next_look(case: Case, now: datetime, patience: Patience) -> datetime:
    """When time may next have something to say; soon again where it waits for somebody to be awake
    or to come back.
    """
    decision, asked = case.decision, asked_at(case.decision)
    moments = [decision.due_at, decision.wake_at]
    if decision.state is DecisionState.OPEN:
        moments.append(None if decision.reminded_at else asked + patience.remind_after)
        moments.append(None if decision.escalated_at else asked + patience.escalate_after)
    ahead = [moment for moment in moments if moment is not None and moment > now]
    return min([*ahead, now + _LOOK_AGAIN])
