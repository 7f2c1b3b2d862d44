"""Promises: ours that are due or late, and theirs."""

from datetime import date

from bot.domain.missions import ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, finding, touch_field
from bot.mission.signals.ledger import Debt, open_tasks, our_promises, their_promises
from bot.mission.signals.timeline import Said, Story
from bot.mission.signals.workdays import add_workdays, in_words, workdays_after

_ACT, _MONITOR = VerdictKind.ACT_NOW, VerdictKind.MONITOR


def our_side(story: Story, hidden_before: Said | None) -> list[Finding]:
    """Our open promises and tasks; those made before an asked-for wait rest with it."""
    found = [
        _ours(story, debt)
        for debt in our_promises(story)
        if hidden_before is None or debt.said.at > hidden_before.at
    ]
    for task, due in open_tasks(story):
        if hidden_before is not None and task.at < hidden_before.at and due > story.today:
            continue
        words = in_words(due, story.today)
        is_due = due <= story.today
        found.append(
            finding(
                SignalKind.OUR_PROMISE,
                ReasonCode.OUR_PROMISE_MISSED if is_due else ReasonCode.OUR_PROMISE_PENDING,
                _ACT if is_due else _MONITOR,
                f"Our own task {'was' if due < story.today else 'is'} due {words} and is open.",
                touch_field(task, "subject" if task.subject else "due_at"),
                strength=0.9 if is_due else 0.4,
                due=due,
                until=None if is_due else due,
            )
        )
    return found


def their_side(story: Story) -> list[Finding]:
    """Their open promises: late ones want a nudge, unless we have just given one."""
    return [_theirs(story, debt) for debt in their_promises(story)]


def _ours(story: Story, debt: Debt) -> Finding:
    words = in_words(debt.due, story.today)
    is_due = debt.due <= story.today
    if debt.dated:
        verb = "was" if debt.due < story.today else "is"
        text = f"What we promised {story.name(debt.said.contact)} {verb} due {words}."
    else:
        said = in_words(debt.said.day, story.today)
        text = f"What we promised {said} has no date, and nothing shows that it was done."
    return finding(
        SignalKind.OUR_PROMISE,
        ReasonCode.OUR_PROMISE_MISSED if is_due else ReasonCode.OUR_PROMISE_PENDING,
        _ACT if is_due else _MONITOR,
        text,
        strength=debt.said.fact.confidence * (1.0 if is_due else 0.4),
        said=debt.said,
        due=debt.due,
        until=debt.due if debt.dated and not is_due else None,
    )


def _theirs(story: Story, debt: Debt) -> Finding:
    late = workdays_after(debt.due, story.today)
    nudge_due = add_workdays(debt.due, story.limits.their_grace_days + 1)
    nudged = _nudged(story, debt.due)
    if late <= story.limits.their_grace_days or nudged is not None:
        return _pending(story, debt, nudge_due, nudged)
    who = story.name(debt.said.contact)
    words = in_words(debt.due, story.today)
    text = (
        f"{who} promised something for {words} and it has not come."
        if debt.dated
        else f"{who} said {in_words(debt.said.day, story.today)} they would come back, and has not."
    )
    return finding(
        SignalKind.THEIR_PROMISE,
        ReasonCode.THEIR_PROMISE_MISSED,
        _ACT,
        text,
        strength=debt.said.fact.confidence * (0.9 if debt.dated else 0.7),
        said=debt.said,
        due=nudge_due,
    )


def _pending(story: Story, debt: Debt, nudge_due: date, nudged: date | None) -> Finding:
    who = story.name(debt.said.contact)
    if nudged is not None:
        until = add_workdays(nudged, story.limits.reply_days)
        text = f"{who} owes us something; we asked again {in_words(nudged, story.today)}."
    else:
        until = debt.due if debt.due >= story.today else nudge_due
        text = f"{who} promised something for {in_words(debt.due, story.today)}."
    if not debt.dated:
        text = f"{who} promised to come back to us, without a date."
    return finding(
        SignalKind.THEIR_PROMISE,
        ReasonCode.THEIR_PROMISE_PENDING,
        _MONITOR,
        text,
        strength=debt.said.fact.confidence * 0.4,
        said=debt.said,
        due=until,
        until=until if debt.dated and nudged is None else None,
    )


def _nudged(story: Story, due: date) -> date | None:
    """The day of our latest message after something was due, while an answer may still come."""
    ours = story.outbound()
    if ours is None or story.day(ours.at) <= due:
        return None
    day = story.day(ours.at)
    return day if workdays_after(day, story.today) <= story.limits.reply_days else None
