"""Engagement: who spoke last and when, how much is on record, and which sources are old."""

from dataclasses import replace
from datetime import date

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, SourceState, Touch, VerdictKind
from bot.mission.signals.finding import Finding, deal_field, finding, touch_field
from bot.mission.signals.timeline import Story
from bot.mission.signals.workdays import add_workdays, in_words, workdays_after

_MONITOR, _NO_ACTION = VerdictKind.MONITOR, VerdictKind.NO_ACTION
_DECIDING_SOURCES = frozenset({"crm", "activities"})


def stale_sources(story: Story) -> list[Finding]:
    """Old records of what was said are no ground to act on; old usage only silences usage."""
    found = []
    for source in story.context.sources:
        if source.stale:
            decides = source.source in _DECIDING_SOURCES
            found.append(
                finding(
                    SignalKind.HYGIENE,
                    ReasonCode.STALE_SOURCE,
                    _MONITOR if decides else None,
                    _stale_text(story, source),
                    deal_field(story.context.deal, "stage"),
                    strength=0.5 if decides else 0.1,
                )
            )
    return found


def is_thin(story: Story) -> bool:
    """Too little on record to say anything: hardly a talk, and nothing understood in them."""
    return len(story.talks) < story.limits.thin_touches and not story.said


def engagement(story: Story, ahead: date | None, in_words_only: bool) -> list[Finding]:
    """The plain state of the talk, for when nothing else decides: it always finds something.

    A date that stands in the CRM or the calendar means that all is well; one that was only
    said (`in_words_only`) is kept an eye on.
    """
    deal = story.context.deal
    newest = story.talks[-1] if story.talks else None
    if newest is None:
        if ahead is not None and deal.next_step_due == ahead:
            return [_on_track(story, ahead, None)]
        return [thin(story)]
    quiet = story.days_since(newest)
    if ahead is not None and quiet <= story.limits.silence_days:
        found = _on_track(story, ahead, newest)
        return [_booked(found)] if in_words_only else [found]
    if _awaits_reply(story, newest):
        return [_awaiting(story, newest)]
    if quiet > story.limits.silence_days or newest.direction == "outbound":
        return [_quiet(story, newest, quiet)]
    return [thin(story)] if is_thin(story) else [_recent(story, newest)]


def instructions(story: Story) -> list[Finding]:
    """Text that tries to give orders to software: noted, never obeyed."""
    return [
        finding(
            SignalKind.HYGIENE,
            ReasonCode.ON_TRACK,
            None,
            "A text on record tries to give orders to software; it was ignored.",
            strength=0.05,
            said=line,
        )
        for line in story.of(FactKind.INSTRUCTION)[:1]
    ]


def _awaits_reply(story: Story, newest: Touch) -> bool:
    if newest.direction != "outbound":
        return False
    return workdays_after(story.day(newest.at), story.today) <= story.limits.reply_days


def _awaiting(story: Story, newest: Touch) -> Finding:
    day = story.day(newest.at)
    return finding(
        SignalKind.NO_RECENT_ENGAGEMENT,
        ReasonCode.AWAITING_REPLY,
        _MONITOR,
        f"We wrote or spoke last, {in_words(day, story.today)}; a reply may take its time.",
        touch_field(newest),
        strength=0.1,
        due=add_workdays(day, story.limits.reply_days + 1),
    )


def _on_track(story: Story, ahead: date, newest: Touch | None) -> Finding:
    deal = story.context.deal
    proof = (
        deal_field(deal, "next_step_due")
        if deal.next_step_due == ahead
        else touch_field(newest)
        if newest
        else deal_field(deal, "stage")
    )
    return finding(
        SignalKind.POSITIVE,
        ReasonCode.ON_TRACK,
        _NO_ACTION,
        f"The next step is dated {in_words(ahead, story.today)}.",
        proof,
        strength=0.1,
        until=ahead,
    )


def _booked(found: Finding) -> Finding:
    return replace(found, reason=ReasonCode.MEETING_BOOKED, verdict=_MONITOR)


def _quiet(story: Story, newest: Touch, quiet: int) -> Finding:
    return finding(
        SignalKind.NO_RECENT_ENGAGEMENT,
        ReasonCode.NO_RECENT_ENGAGEMENT,
        _MONITOR,
        f"The last contact was {quiet} days ago, {in_words(story.day(newest.at), story.today)}.",
        touch_field(newest),
        strength=min(1.0, quiet / 90),
    )


def _recent(story: Story, newest: Touch) -> Finding:
    return finding(
        SignalKind.NO_RECENT_ENGAGEMENT,
        ReasonCode.ON_TRACK,
        _MONITOR,
        f"They were in touch {in_words(story.day(newest.at), story.today)}.",
        touch_field(newest),
        strength=0.1,
    )


def thin(story: Story) -> Finding:
    """What is left to say where nothing else is."""
    return finding(
        SignalKind.HYGIENE,
        ReasonCode.THIN_DATA,
        _MONITOR,
        "There is too little on record to judge this deal.",
        deal_field(story.context.deal, "stage"),
        strength=0.2,
    )


def _stale_text(story: Story, source: SourceState) -> str:
    if source.newest_at is None:
        return f"There are no records from {source.source} at all."
    return f"The newest record from {source.source} is from {story.day(source.newest_at):%d %b %Y}."
