"""The ledger of what is owed: questions, promises, and what later settled them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from bot.domain.facts import FactKind
from bot.domain.missions import Touch
from bot.mission.signals.timeline import Said, Story, due_day, from_them, from_us, related
from bot.mission.signals.topics import is_about_a_call, same_topic, words
from bot.mission.signals.workdays import add_workdays, back_to_workday

ASKS = frozenset({FactKind.QUESTION, FactKind.REQUEST, FactKind.PRICING})
_DECISIONS = frozenset(
    {
        FactKind.COMMITMENT,
        FactKind.SIGNED,
        FactKind.REFUSAL,
        FactKind.LOST_TO,
        FactKind.DISQUALIFIED,
        FactKind.OBJECTION,
        FactKind.PRICING,
    }
)
_SETTLING = (FactKind.ANSWER, FactKind.DELIVERED, FactKind.PROMISE)
_TALK = "call"  # what a note about a call or a visit delivers
_REPLACES = frozenset({FactKind.PROMISE, FactKind.WAIT})


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """Something owed by one side; `due` is the last day in time, guessed where not `dated`."""

    said: Said
    due: date
    dated: bool


def is_answered(story: Story, ask: Said) -> bool:
    """Whether a later message, talk, note or finished task dealt with what they asked for."""
    return (
        any(_answers(story, ask, talk) for talk in story.talks_after(ask.at))
        or any(_settles(ask, line) for line in story.of(*_SETTLING))
        or any(_is_done(task, ask) for task in story.tasks)
        or _has_task(story, ask)
    )


def our_promises(story: Story) -> list[Debt]:
    """Promises of ours that nothing on record shows to be kept, replaced or released."""
    made = [s for s in story.of(FactKind.PROMISE) if from_us(s)]
    debts = []
    for promise in made:
        if _is_kept_by_us(story, promise, made) or _is_renewed(promise, made):
            continue
        if not _has_task(story, promise):
            debts.append(_debt(promise, story.limits.undated_promise_days))
    return debts


def their_promises(story: Story) -> list[Debt]:
    """Promises of theirs that nothing on record shows to be kept or replaced."""
    made = [s for s in story.of(FactKind.PROMISE) if from_them(s)]
    put_off = [s for s in story.of(FactKind.WAIT, FactKind.REVIEW) if _puts_off(s)]
    debts = []
    for promise in made:
        if _is_kept_by_them(story, promise, made) or _is_renewed(promise, made):
            continue
        if not any(w.at > promise.at and related(promise, w) for w in put_off):
            debts.append(_debt(promise, story.limits.their_undated_promise_days))
    return debts


def _puts_off(line: Said) -> bool:
    """They asked us to wait, or named the day of a decision of their own."""
    dated = line.fact.kind is FactKind.WAIT or line.fact.when is not None
    return dated and from_them(line)


def open_tasks(story: Story) -> Iterator[tuple[Touch, date]]:
    """Our own tasks with a due date that are neither done nor overtaken by a message."""
    for task in story.tasks:
        if task.done_at is not None or task.due_at is None:
            continue
        if not any(_does(story, task, talk) for talk in story.talks_after(task.at)) and not any(
            _reports(task, line) for line in story.of(FactKind.DELIVERED)
        ):
            yield task, story.day(task.due_at)


def _has_task(story: Story, said: Said) -> bool:
    """Whether we wrote it down as a task of its own, which then carries the date."""
    return any(
        task.done_at is None
        and task.due_at is not None
        and (task.at >= said.at or story.day(task.at) == said.day)
        and same_topic(said.fact.quote, task.subject or "")
        for task in story.tasks
    )


def _debt(promise: Said, undated: int) -> Debt:
    when = promise.fact.when
    due = due_day(promise, undated)
    if when is not None and when.first < when.last:
        # "In week 16" ends for business on its Friday.
        due = max(when.first, back_to_workday(due))
    return Debt(said=promise, due=due, dated=when is not None)


def _answers(story: Story, ask: Said, talk: Touch) -> bool:
    if talk.kind == "email":
        return talk.direction == "outbound" and (
            related(ask, talk) or same_topic(ask.fact.quote, _said_in(story, talk))
        )
    if not related(ask, talk):
        return False
    # A call may have reached nobody: it answers only where its note tells of something said.
    return talk.kind == "meeting" or any(
        line.touch is talk and line.fact.kind not in ASKS for line in story.said
    )


def _settles(ask: Said, line: Said) -> bool:
    """A later line of a note or mail that closes the question, whoever wrote it."""
    if line.at < ask.at or (line.at == ask.at and not _says_both(ask, line)):
        return False
    match line.fact.kind:
        case FactKind.ANSWER:
            return related(ask, line)
        case FactKind.DELIVERED:
            return related(ask, line) if from_us(line) else same_topic(*_quotes(ask, line))
        case FactKind.PROMISE:
            # A date replaces the question; "ring her back" in the same note is only a reminder.
            is_dated = line.fact.when is not None or line.at > ask.at
            return from_us(line) and is_dated and related(ask, line)
        case _:
            return False


def _says_both(ask: Said, line: Said) -> bool:
    """One note may tell of a question and of what we said to it; a mail asks or does not."""
    return line.touch is ask.touch and not ask.is_mail


def _is_done(task: Touch, said: Said) -> bool:
    if task.done_at is None or task.done_at <= said.at:
        return False
    return same_topic(said.fact.quote, task.subject or "") or (
        task.at >= said.at and said.contact is not None and said.contact == task.contact_id
    )


def _does(story: Story, task: Touch, talk: Touch) -> bool:
    """Whether a later message of ours is what the task was about."""
    if talk.direction != "outbound":
        return False
    topic = task.subject or ""
    if same_topic(topic, _said_in(story, talk)):
        return True
    return talk.kind == "call" and is_about_a_call(topic) and talk.contact_id == task.contact_id


def _reports(task: Touch, line: Said) -> bool:
    return line.at > task.at and from_us(line) and same_topic(task.subject or "", line.fact.quote)


def _is_kept_by_us(story: Story, promise: Said, made: list[Said]) -> bool:
    return (
        any(_keeps(promise, talk, "outbound") for talk in story.talks_after(promise.at))
        or _talk_went_on(story, promise)
        or any(_fulfils(promise, line, made) for line in story.of(*_SETTLING[:2]))
        or any(_is_done(task, promise) for task in story.tasks)
    )


def _talk_went_on(story: Story, promise: Said) -> bool:
    """They spoke with us after it was due without asking for it: it came, or is not missed."""
    when = promise.fact.when
    due = when.last if when is not None else promise.day
    heard = (
        talk
        for talk in story.talks_after(promise.at)
        if story.day(talk.at) > due and talk.direction != "outbound" and related(promise, talk)
    )
    return any(heard) and not any(
        ask.at > promise.at and from_them(ask) and same_topic(*_quotes(promise, ask))
        for ask in story.of(*ASKS)
    )


def _is_kept_by_them(story: Story, promise: Said, made: list[Said]) -> bool:
    later = story.talks_after(promise.at)
    return any(_keeps(promise, talk, "inbound") for talk in later) or any(
        _comes_from_them(promise, line, made) for line in story.said
    )


def _keeps(promise: Said, talk: Touch, direction: str) -> bool:
    """A later message of the same side about the same thing, or the call that was promised."""
    if talk.kind != "email":
        return is_about_a_call(promise.fact.quote) and related(promise, talk)
    return talk.direction == direction and _is_new_subject(promise, talk)


def _is_new_subject(promise: Said, talk: Touch) -> bool:
    """A fresh subject that names the promised thing; a mere `Re:` says nothing."""
    own = words(promise.touch.subject or "") if promise.touch else frozenset[str]()
    return not (words(talk.subject or "") - own).isdisjoint(words(promise.fact.quote))


def _fulfils(promise: Said, line: Said, made: list[Said]) -> bool:
    """A delivery or an answer of ours keeps it; theirs releases us from what it names."""
    if line.at <= promise.at:
        return False
    return _is_meant(promise, line, made) if from_us(line) else same_topic(*_quotes(promise, line))


def _comes_from_them(promise: Said, line: Said, made: list[Said]) -> bool:
    if line.at <= promise.at or not from_them(line):
        return False
    if line.fact.kind is FactKind.DELIVERED:
        return _is_meant(promise, line, made)
    if line.fact.kind in _REPLACES or not related(promise, line):
        return False
    if line.fact.kind in _DECISIONS or promise.fact.when is None:
        return True
    return same_topic(*_quotes(promise, line))


def _is_meant(promise: Said, line: Said, made: list[Said]) -> bool:
    """Which of several promises a delivery keeps: the one it names, else all it may."""
    if same_topic(*_quotes(promise, line)):
        return True
    if line.fact.about == _TALK and not is_about_a_call(promise.fact.quote):
        return False
    if any(p is not promise and same_topic(p.fact.quote, line.fact.quote) for p in made):
        return False
    return related(promise, line) or len(made) == 1


def _is_renewed(promise: Said, made: list[Said]) -> bool:
    """A newer promise replaces an older one that it names, leaves unnamed, or finds overdue."""
    return any(
        newer.at > promise.at
        and related(promise, newer)
        and (
            same_topic(*_quotes(promise, newer))
            or not words(newer.fact.quote)
            or newer.day >= _slack(promise)
        )
        for newer in made
    )


def _slack(promise: Said) -> date:
    return due_day(promise, 3) if promise.fact.when else add_workdays(promise.day, 3)


def _said_in(story: Story, talk: Touch) -> str:
    quotes = " ".join(line.fact.quote for line in story.said if line.touch is talk)
    return f"{talk.subject or ''} {quotes}"


def _quotes(one: Said, other: Said) -> tuple[str, str]:
    return one.fact.quote, other.fact.quote
