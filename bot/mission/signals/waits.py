"""Waiting: a date or event that they asked for, absences, reviews that run on their side."""

from dataclasses import dataclass
from datetime import date, timedelta

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, finding
from bot.mission.signals.timeline import Said, Story, from_them, related
from bot.mission.signals.workdays import (
    add_workdays,
    in_words,
    next_workday,
    on_or_after,
    workdays_after,
)

_ACT, _MONITOR = VerdictKind.ACT_NOW, VerdictKind.MONITOR
_THIRD = range(8, 12)  # days between the ends of an early, middle or late part of a month
_ENDS_A_WAIT = frozenset({FactKind.RESUME, FactKind.COMMITMENT, FactKind.SIGNED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The newest wait that they asked for; `over_by` is what ended it before its day."""

    said: Said
    until: date | None
    over_by: Said | None

    def runs_on(self, today: date) -> bool:
        return self.over_by is None and (self.until is None or self.until > today)


def newest_wait(story: Story) -> Wait | None:
    """What they last asked us to wait for. A pause of our own making is none."""
    waits = [s for s in story.of(FactKind.WAIT) if from_them(s)]
    if not waits:
        return None
    said = waits[-1]
    later = (s for s in story.said if s.at > said.at and _ends(s))
    return Wait(said=said, until=act_day(said), over_by=next(later, None))


def act_day(said: Said) -> date | None:
    """The day to act on: the first of "in April", the day after of "after the 9th".

    A reader gives "after the 9th" as the 9th and the next working day, and a third of a month
    ("mid-August") as its ten days or so, whose middle is meant.
    """
    when = said.fact.when
    if when is None:
        return None
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


def absences(story: Story) -> list[Finding]:
    """Who is away; and who is long back without having answered what we wrote."""
    found = []
    newest: dict[str | None, Said] = {}
    for line in story.of(FactKind.OUT_OF_OFFICE):
        if from_them(line):
            newest[line.contact] = line
    for line in newest.values():
        back = on_or_after(line.fact.when.last) if line.fact.when else None
        if _is_heard_from(story, line):
            continue
        if back is None or back > story.today:
            found.append(_away(story, line, back))
        elif _is_due_back(story, line, back):
            found.append(_long_back(story, line, back))
    return found


def pauses(story: Story) -> list[Finding]:
    """A known pause in use: nothing moves before it ends."""
    running = [
        line
        for line in story.of(FactKind.USAGE_PAUSE)
        if line.fact.when is not None and on_or_after(line.fact.when.last) > story.today
    ]
    return [
        finding(
            SignalKind.WAIT,
            ReasonCode.WAITING_ON_BUYER,
            _MONITOR,
            f"A pause in use is announced until {in_words(line.fact.when.last, story.today)}.",
            strength=line.fact.confidence * 0.4,
            said=line,
            due=on_or_after(line.fact.when.last),
            until=on_or_after(line.fact.when.last),
        )
        for line in running[-1:]
        if line.fact.when is not None
    ]


def reviews(story: Story) -> list[Finding]:
    """Their own review runs: until its stated end, and what to do when that has passed."""
    running = [s for s in story.of(FactKind.REVIEW) if from_them(s)]
    if not running:
        return []
    line = running[-1]
    if any(s.at > line.at and (_ends(s) or _concludes(s)) for s in story.said):
        return []
    end = line.fact.when.last if line.fact.when is not None else None
    if end is not None and end < story.today:
        return _review_over(story, line, end)
    text = f"A review runs at {story.name(line.contact)}'s side"
    return [
        finding(
            SignalKind.REVIEW,
            ReasonCode.REVIEW_RUNNING,
            _MONITOR,
            f"{text} until {in_words(end, story.today)}." if end else f"{text}.",
            strength=line.fact.confidence * 0.4,
            said=line,
            due=end,
            until=on_or_after(end) if end else None,
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


def _ends(line: Said) -> bool:
    if line.fact.kind is FactKind.RESUME:
        return True
    return line.fact.kind in _ENDS_A_WAIT and from_them(line)


def _concludes(line: Said) -> bool:
    return line.fact.kind in (FactKind.ANSWER, FactKind.DELIVERED) and from_them(line)


def _was_taken_up(story: Story, wait: Wait, since: date) -> bool:
    """We wrote or spoke with them since: by the hour after a message, by the day after a date."""
    if wait.over_by is not None:
        at = wait.over_by.at
        return any(t.at > at and t.direction != "inbound" for t in story.talks)
    return any(story.day(t.at) >= since for t in story.talks)


def _is_heard_from(story: Story, line: Said) -> bool:
    """They are back, or somebody stands in for them: a person has written since."""
    return any(t.at > line.at and t.direction == "inbound" for t in story.talks)


def _is_due_back(story: Story, line: Said, back: date) -> bool:
    ours = story.outbound()
    if ours is None or story.day(ours.at) >= back or not related(line, ours):
        return False
    return workdays_after(back, story.today) >= story.limits.reply_days


def _away(story: Story, line: Said, back: date | None) -> Finding:
    who = story.name(line.contact)
    text = f"{who} is away until {in_words(back, story.today)}." if back else f"{who} is away."
    return finding(
        SignalKind.OUT_OF_OFFICE,
        ReasonCode.OUT_OF_OFFICE,
        _MONITOR,
        text,
        strength=line.fact.confidence * 0.4,
        said=line,
        due=back,
        until=back,
    )


def _long_back(story: Story, line: Said, back: date) -> Finding:
    who, day = story.name(line.contact), in_words(back, story.today)
    return finding(
        SignalKind.WAIT,
        ReasonCode.WAIT_IS_OVER,
        _ACT,
        f"{who} has been back since {day} and has not answered our message.",
        strength=line.fact.confidence * 0.7,
        said=line,
        due=add_workdays(back, story.limits.reply_days),
    )


def _review_over(story: Story, line: Said, end: date) -> list[Finding]:
    if workdays_after(end, story.today) < 1 or any(story.day(t.at) > end for t in story.talks):
        return []
    return [
        finding(
            SignalKind.WAIT,
            ReasonCode.WAIT_IS_OVER,
            _ACT,
            f"Their review was to end {in_words(end, story.today)} and we have not asked since.",
            strength=line.fact.confidence * 0.8,
            said=line,
            due=end,
        )
    ]
