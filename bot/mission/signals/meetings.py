"""Meetings: what is agreed and still stands, and what wants preparing today."""

from dataclasses import dataclass
from datetime import date

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, Touch, VerdictKind
from bot.mission.signals.finding import Finding, finding, touch_field
from bot.mission.signals.timeline import Said, Story, from_them, related
from bot.mission.signals.workdays import add_workdays, in_words


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """An outside meeting still to come."""

    day: date
    said: Said | None = None
    touch: Touch | None = None


def booked(story: Story) -> list[Booked]:
    """Outside meetings from today on, from the calendar and from what was agreed, soonest first."""
    off = story.of(FactKind.MEETING_OFF)
    found = []
    for touch in story.planned:
        if touch.kind not in ("meeting", "call") or touch.direction == "internal":
            continue
        day = story.day(touch.at)
        if not any(_cancels(story, line, day, touch) for line in off):
            found.append(Booked(day=day, touch=touch))
    for line in story.of(FactKind.MEETING):
        when = line.fact.when
        if when is None or when.last < story.today or _means_a_known_day(story, line):
            continue
        if not any(o.at > line.at and related(line, o) for o in off):
            found.append(Booked(day=max(when.first, story.today), said=line))
    return sorted(found, key=lambda meeting: meeting.day)


def meeting_findings(story: Story, meetings: list[Booked]) -> list[Finding]:
    if not meetings:
        return []
    first = meetings[0]
    soon = add_workdays(story.today, story.limits.prepare_working_days)
    is_soon = first.day <= soon and (first.said is None or _is_one_day(first.said))
    proof = (touch_field(first.touch),) if first.touch is not None else ()
    words = in_words(first.day, story.today)
    return [
        finding(
            SignalKind.MEETING,
            ReasonCode.MEETING_TO_PREPARE if is_soon else ReasonCode.MEETING_BOOKED,
            VerdictKind.ACT_NOW if is_soon else None,
            f"An outside meeting is on {words}." if first.day > soon else f"You meet them {words}.",
            *proof,
            strength=0.9 if is_soon else 0.1,
            said=first.said,
            due=story.today if is_soon else first.day,
            until=first.day,
        )
    ]


def called_off(story: Story, ahead: date | None) -> list[Finding]:
    """They cancelled, nobody has named a new date, and we have not come back to them."""
    off = story.of(FactKind.MEETING_OFF)
    if not off or ahead is not None or not from_them(off[-1]):
        return []
    line = off[-1]
    if any(talk.direction == "outbound" for talk in story.talks_after(line.at)):
        return []
    return [
        finding(
            SignalKind.NO_NEXT_STEP,
            ReasonCode.NO_NEXT_STEP,
            VerdictKind.ACT_NOW,
            f"A meeting was called off {in_words(line.day, story.today)} and no new date is set.",
            strength=line.fact.confidence * 0.8,
            said=line,
            due=story.today,
        )
    ]


def _cancels(story: Story, line: Said, day: date, touch: Touch) -> bool:
    when = line.fact.when
    if when is None:
        return related(line, touch)
    if when.first <= day <= when.last:
        return True
    # "We move it to the 2nd" names the new day; the old one is off unless the 2nd was also planned.
    named = any(when.first <= story.day(other.at) <= when.last for other in story.planned)
    return when.first > day and not named


def _means_a_known_day(story: Story, line: Said) -> bool:
    """ "See you Thursday" is the Thursday that was agreed, where one of the next weeks was."""
    if line.fact.when is None or any(sign.isdigit() for sign in line.fact.quote):
        return False
    day = line.fact.when.first
    agreed = [
        s.fact.when.first for s in story.of(FactKind.MEETING) if s.at < line.at and s.fact.when
    ]
    step = story.context.deal.next_step_due
    known = [*agreed, step] if step is not None else agreed
    return any(day < other and other.weekday() == day.weekday() for other in known)


def _is_one_day(line: Said) -> bool:
    when = line.fact.when
    return when is not None and when.first == when.last
