"""Usage: a real drop against the same weekdays before, never a holiday, a pause or a gap."""

from bisect import bisect_left
from datetime import date, timedelta
from statistics import median

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, UsageSeries, VerdictKind
from bot.mission.signals.finding import Finding, finding, usage_field
from bot.mission.signals.timeline import Story
from bot.mission.signals.workdays import is_workday

_RECENT = 7  # days looked at
_GAP = 14  # days left out before those, so that a slow decline still shows
_BASE = 42  # days that make the yardstick, before the gap
_PAUSE = 28  # days that a pause without a date may last
_LEAST = 3  # working days that must be known on the recent side
_LEAST_BASE = 5


def usage_drops(story: Story) -> list[Finding]:
    """One finding for the metric that lost most; none where the feed is old or missing."""
    account = story.context.account
    if account is None or not story.context.usage or _is_stale(story):
        return []
    pauses = _pauses(story)
    worst: tuple[float, UsageSeries] | None = None
    for series in story.context.usage:
        lost = _lost(story, series, pauses)
        if lost is not None and (worst is None or lost > worst[0]):
            worst = (lost, series)
    if worst is None or worst[0] < story.limits.usage_drop:
        return []
    lost, series = worst
    return [
        finding(
            SignalKind.USAGE_DROP,
            ReasonCode.USAGE_DROP,
            VerdictKind.ACT_NOW,
            f"Their {series.metric.replace('_', ' ')} fell by {lost:.0%} against the weeks before.",
            usage_field(account.id, series, len(series.days) - 1),
            strength=min(1.0, lost),
            due=story.today,
        )
    ]


def _is_stale(story: Story) -> bool:
    return any(s.source == "usage" and s.stale for s in story.context.sources)


def _pauses(story: Story) -> list[tuple[date, date]]:
    spans = []
    for line in story.of(FactKind.USAGE_PAUSE):
        when = line.fact.when
        if when is not None:
            start = line.day if when.first == when.last else when.first
            spans.append((min(start, when.last), when.last))
        else:
            spans.append((line.day, line.day + timedelta(days=_PAUSE)))
    return spans


def _lost(story: Story, series: UsageSeries, pauses: list[tuple[date, date]]) -> float | None:
    """The share lost: like weekdays against like, medians, known days only."""
    span = _RECENT + _GAP + _BASE + story.limits.usage_fresh_days
    start = bisect_left(series.days, story.today - timedelta(days=span))
    known = [
        (day, value)
        for day, value in zip(series.days[start:], series.values[start:], strict=False)
        if day < story.today and is_workday(day) and not _is_expected_low(story, day, pauses)
    ]
    if not known or (story.today - known[-1][0]).days > story.limits.usage_fresh_days:
        return None
    end = known[-1][0]
    recent = [(d, v) for d, v in known if d > end - timedelta(days=_RECENT)]
    newest_base = end - timedelta(days=_GAP)
    oldest_base = newest_base - timedelta(days=_BASE)
    base = [(d, v) for d, v in known if oldest_base < d <= newest_base]
    if len(recent) < _LEAST or len(base) < _LEAST_BASE:
        return None
    usual = _by_weekday(base)
    everyday = median(v for _, v in base)
    if everyday < story.limits.usage_floor:
        return None
    expected = sum(usual.get(d.weekday(), everyday) for d, _ in recent)
    actual = sum(v for _, v in recent)
    # One bad day is no drop: most days must be low, not only their sum.
    low = sum(
        v < usual.get(d.weekday(), everyday) * (1 - story.limits.usage_drop / 2) for d, v in recent
    )
    return 1 - actual / expected if expected > 0 and low * 2 > len(recent) else None


def _by_weekday(days: list[tuple[date, float]]) -> dict[int, float]:
    groups: dict[int, list[float]] = {}
    for day, value in days:
        groups.setdefault(day.weekday(), []).append(value)
    return {weekday: median(values) for weekday, values in groups.items()}


def _is_expected_low(story: Story, day: date, pauses: list[tuple[date, date]]) -> bool:
    return story.rules.is_holiday(day) or any(first <= day <= last for first, last in pauses)
