"""Waiting: the date or event that they asked us to wait for, and when it is over."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, finding
from bot.mission.signals.timeline import Said, Story, from_them
from bot.mission.signals.topics import is_about_a_call
from bot.mission.signals.workdays import (
    in_words,
    next_workday,
    on_or_after,
)

_ACT, _MONITOR = VerdictKind.ACT_NOW, VerdictKind.MONITOR
_THIRD = range(8, 12)  # days between the ends of an early, middle or late part of a month
_DATED = (
    FactKind.OUT_OF_OFFICE,
    FactKind.REVIEW,
    FactKind.PROMISE,
    FactKind.DEADLINE,
    FactKind.REQUEST,
)
_CREDIBLE = 550  # days ahead up to which a buyer may mean it
_LATER = 2  # days ahead from which a call asked for is one to wait for
_TALKS = ("call", "meeting")
_ENDS_A_WAIT = frozenset({FactKind.RESUME, FactKind.COMMITMENT, FactKind.SIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The newest wait that they asked for; `over_by` is what ended it before its day."""

    said: Said
    until: date | None
    over_by: Said | None

    @property
    def is_rest(self) -> bool:
        """Whether all that was open before rests with it; a call for a certain day is less."""
        return self.said.fact.kind is FactKind.WAIT

    def runs_on(self, today: date) -> bool:
        return self.over_by is None and (self.until is None or self.until > today)


def newest_wait(story: Story) -> Wait | None:
    """What they last asked us to wait for. A pause of our own making is none."""
    asked = story.of(FactKind.WAIT, FactKind.REQUEST, FactKind.QUESTION)
    waits = [s for s in asked if from_them(s) and _is_wait(s)]
    if not waits:
        return None
    # Of several in one message the last one with a day is what they settle on.
    said = max(reversed(waits), key=lambda wait: (wait.at, wait.fact.when is not None))
    later = (s for s in story.said if s.at > said.at and ends_a_wait(s))
    until = act_day(said) or _day_in_message(story, said)
    return Wait(said=said, until=until, over_by=next(later, None))


def _day_in_message(story: Story, said: Said) -> date | None:
    """ "She is away until September. Call us then": the date stands in another sentence."""
    days = [
        on_or_after(other.fact.when.last)
        for other in story.of(*_DATED)
        if other.touch is said.touch and other.fact.when is not None and _is_theirs(other)
    ]
    return min((day for day in days if day > said.day), default=None)


def _is_theirs(other: Said) -> bool:
    if other.fact.kind is not FactKind.REQUEST:
        return from_them(other)
    # "Ring me in a fortnight" in a rep's own note may be read as ours.
    return asks_for_later(other)


def _is_wait(said: Said) -> bool:
    when = said.fact.when
    if when is not None and (when.first - said.day).days > _CREDIBLE:
        return False
    return said.fact.kind is FactKind.WAIT or asks_for_later(said)


def asks_for_later(said: Said) -> bool:
    """ "Ring me in March" asks for nothing before March, so it is a wait."""
    when = said.fact.when
    if when is None or (when.first - said.day).days < _LATER:
        return False
    return said.fact.about in _TALKS or is_about_a_call(said.fact.quote)


def act_day(said: Said) -> date | None:
    """The day to act on: the first of "in April", the day after of "after the 9th".

    A reader gives "after the 9th" as the 9th and the next working day, and a third of a month
    ("mid-August") as its ten days or so, whose middle is meant.
    """
    when = said.fact.when
    if when is None:
        return None
    if when.first < said.day < when.last:
        return on_or_after(when.last + timedelta(days=1))  # "not this quarter": the next one
    if when.first <= said.day or when.last == next_workday(when.first):
        return on_or_after(when.last)
    if when.first.month == when.last.month and (when.last - when.first).days in _THIRD:
        return on_or_after(when.first + timedelta(days=4))
    return on_or_after(when.first)


def wait_findings(story: Story, wait: Wait | None) -> list[Finding]:
    if wait is None:
        return []
    who = story.name(wait.said.contact)
    if wait.runs_on(story.today):
        return [_waiting(story, wait, who)]
    since = wait.over_by.day if wait.over_by is not None else wait.until
    if since is None or _was_taken_up(story, wait, since):
        return []
    text = (
        f"What {who} asked us to wait for is over since {in_words(since, story.today)}."
        if wait.over_by is not None
        else f"{who} asked us to wait until {in_words(since, story.today)}; that day has come."
    )
    return [
        finding(
            SignalKind.WAIT,
            ReasonCode.WAIT_IS_OVER,
            _ACT,
            text,
            strength=wait.said.fact.confidence,
            said=wait.over_by or wait.said,
            due=since,
        )
    ]


def _waiting(story: Story, wait: Wait, who: str) -> Finding:
    until = wait.until
    if until is not None:
        text = f"{who} asked us to wait until {in_words(until, story.today)}."
    else:
        event = wait.said.fact.about
        text = f"{who} asked us to wait{' for something to happen first' if event else ''}."
    return finding(
        SignalKind.WAIT,
        ReasonCode.WAITING_ON_BUYER,
        _MONITOR,
        text,
        strength=wait.said.fact.confidence * 0.4,
        said=wait.said,
        due=until,
        until=until,
    )


def ends_a_wait(line: Said) -> bool:
    """News that what was waited for is over, or a yes of theirs."""
    if line.fact.kind is FactKind.RESUME:
        return True
    return line.fact.kind in _ENDS_A_WAIT and from_them(line)


def _was_taken_up(story: Story, wait: Wait, since: date) -> bool:
    """We wrote or spoke with them since: by the hour after a message, by the day after a date."""
    if wait.over_by is not None:
        at = wait.over_by.at
        return any(t.at > at and t.direction != "inbound" for t in story.talks)
    return any(story.day(t.at) >= since for t in story.talks)
