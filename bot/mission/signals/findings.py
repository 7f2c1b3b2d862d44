"""All findings of one context, strongest first; the families are called here and nowhere else."""

from dataclasses import dataclass, replace
from datetime import date

from bot.domain.missions import Context, Moment, Norms
from bot.domain.missions import ReasonCode as R
from bot.mission.signals import (
    absences,
    asks,
    dates,
    endings,
    engagement,
    meetings,
    people,
    promises,
    renewals,
    reviews,
    usage,
    waits,
)
from bot.mission.signals.finding import Finding
from bot.mission.signals.timeline import Story, tell
from bot.mission.thresholds import MissionRules

# Findings of these reasons are open matters that a near close date can't bear.
_ESSENTIAL = frozenset({R.REVIEW_RUNNING, R.OBJECTION, R.COMPETITOR, R.SUPPORT_BLOCKER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Findings, strongest first. `fallback` speaks where everything else is switched off."""

    findings: tuple[Finding, ...]
    fallback: Finding
    is_thin: bool


def find(context: Context, moment: Moment, norms: Norms, rules: MissionRules) -> Found:
    """Every finding whose signal is switched on."""
    story = tell(context, moment, norms, rules)
    found = [f for f in _all(story) if f.signal.kind in story.on]
    found.sort(key=lambda f: -f.signal.strength)
    is_thin = engagement.is_thin(story)
    return Found(findings=tuple(found), fallback=engagement.thin(story), is_thin=is_thin)


def _all(story: Story) -> list[Finding]:
    wait = waits.newest_wait(story)
    rests = wait is not None and wait.is_rest and wait.runs_on(story.today)
    resting = wait.said if wait is not None and rests else None
    found = asks.asks(story, resting)
    found += promises.our_side(story, resting)
    found += promises.their_side(story)
    found += waits.wait_findings(story, wait)
    found += absences.absences(story)
    found += absences.pauses(story)
    found += reviews.reviews(story)
    found += endings.deaths(story) + endings.yeses(story) + endings.good_news(story)
    found += people.departures(story)
    if not meetings.booked(story):
        # Who has a date with us in the calendar is not silent, however few mails they write.
        found += people.silent_champion(story)
    found += people.coverage(story) + people.opt_outs(story)
    found += usage.usage_drops(story)
    return _from_dates(story, found)


def _from_dates(story: Story, found: list[Finding]) -> list[Finding]:
    """All findings, with what the calendar says given what the words said."""
    planned = meetings.booked(story)
    agreed = {story.context.deal.next_step_due, *(meeting.day for meeting in planned)}
    found = [_part_of_meeting(f) if f.until in agreed else f for f in found]
    on_record = {story.context.deal.next_step_due, *(m.day for m in planned if m.touch)}
    dated = tuple(f.until for f in found if f.until is not None)
    ahead = dates.ahead_of(story, (*dated, *(m.day for m in planned[:1])))
    has_open = any(f.reason in _ESSENTIAL for f in found)
    waits_end = (f.until for f in found if f.reason is R.WAITING_ON_BUYER and f.until)
    latest = max(waits_end, default=None)
    return [
        *found,
        *meetings.meeting_findings(story, planned),
        *meetings.called_off(story, dates.ahead_of(story, _still_agreed(found, planned, story))),
        *dates.close_date(story, ahead, has_open),
        *dates.slipping(story, latest),
        *dates.deadlines(story),
        *dates.next_step(story),
        *dates.time_in_stage(story),
        *renewals.renewals(story, ahead),
        *engagement.stale_sources(story),
        *engagement.instructions(story),
        *engagement.engagement(story, ahead, ahead not in on_record),
    ]


def _still_agreed(
    found: list[Finding], planned: list[meetings.Booked], story: Story
) -> tuple[date | None, ...]:
    """Days to come; not the grace of a promise whose own day has passed."""
    days = [f.until for f in found if not _is_past(f, story.today)]
    return (*days, *(meeting.day for meeting in planned[:1]))


def _is_past(found: Finding, today: date) -> bool:
    fact = found.signal.fact
    when = fact.when if fact is not None else None
    return found.reason is R.THEIR_PROMISE_PENDING and when is not None and when.last < today


def _part_of_meeting(found: Finding) -> Finding:
    """A promise of theirs for the day of an agreed step is part of that step."""
    if found.until is None or found.reason is not R.THEIR_PROMISE_PENDING:
        return found
    return replace(found, verdict=None)
