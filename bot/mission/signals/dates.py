"""The deal's own dates: close date, next step, time in stage, renewal."""

from datetime import date, timedelta

from bot.domain.facts import FactKind
from bot.domain.missions import ReasonCode, SignalKind, StageNorm, VerdictKind
from bot.mission.signals.finding import Finding, deal_field, finding
from bot.mission.signals.timeline import Story, from_them
from bot.mission.signals.workdays import in_words, workdays_after

_ACT, _MONITOR = VerdictKind.ACT_NOW, VerdictKind.MONITOR


def close_date(story: Story, ahead: date | None, has_open: bool) -> list[Finding]:
    """Past, or near while something essential is open or nobody has a dated next step."""
    deal = story.context.deal
    close = deal.close_date
    if close is None:
        return []
    days = (close - story.today).days
    words = in_words(close, story.today)
    if days < 0:
        return [
            finding(
                SignalKind.CLOSE_DATE,
                ReasonCode.CLOSE_DATE_PAST,
                _ACT,
                f"The close date was {words} and the deal is still open.",
                deal_field(deal, "close_date"),
                strength=1.0,
                due=close,
            )
        ]
    if days > story.limits.close_soon_days:
        return []
    at_risk = has_open or ahead is None or ahead > close
    why = "something is still open" if has_open else "no dated next step leads there"
    return [
        finding(
            SignalKind.CLOSE_DATE,
            ReasonCode.CLOSE_DATE_AT_RISK,
            _ACT if at_risk else None,
            f"The close date is {words}" + (f" and {why}." if at_risk else "."),
            deal_field(deal, "close_date"),
            strength=0.8 if at_risk else 0.1,
            due=close,
        )
    ]


def slipping(story: Story, until: date | None) -> list[Finding]:
    """They asked to wait past the close date: the date on record can't hold."""
    close = story.context.deal.close_date
    if close is None or until is None or close < story.today or until <= close:
        return []
    return [
        finding(
            SignalKind.HYGIENE,
            ReasonCode.CLOSE_DATE_AT_RISK,
            None,
            f"The close date {in_words(close, story.today)} lies before the day they named.",
            deal_field(story.context.deal, "close_date"),
            strength=0.3,
        )
    ]


def next_step(story: Story) -> list[Finding]:
    """The agreed next step is overdue and nothing has happened since it was due."""
    deal = story.context.deal
    due = deal.next_step_due
    if due is None or due >= story.today:
        return []
    if workdays_after(due, story.today) <= story.limits.next_step_grace_days:
        return []
    if any(story.day(t.at) >= due for t in story.talks):
        return []
    return [
        finding(
            SignalKind.NO_NEXT_STEP,
            ReasonCode.NO_NEXT_STEP,
            _ACT,
            f"The next step was due {in_words(due, story.today)} and nothing has happened since.",
            deal_field(deal, "next_step_due"),
            strength=0.9,
            due=due,
        )
    ]


def time_in_stage(story: Story) -> list[Finding]:
    """Far longer in its stage than won deals were."""
    deal = story.context.deal
    entered = [c.at for c in story.context.stage_changes if c.to_stage == deal.stage]
    since = max(entered, default=deal.created_at)
    if since is None:
        return []
    age = (story.today - story.day(since)).days
    norm = _norm(story)
    usual = norm.p80_days * story.limits.stall_factor if norm else story.limits.stall_days
    if age <= usual:
        return []
    against = f"won deals took {norm.median_days:.0f}" if norm else "that is long"
    return [
        finding(
            SignalKind.STALLED_IN_STAGE,
            ReasonCode.STALLED_IN_STAGE,
            _MONITOR if norm else None,
            f"It has been {age} days in {deal.stage}; {against}.",
            deal_field(deal, "stage"),
            strength=0.6 if norm else 0.3,
        )
    ]


def ahead_of(story: Story, others: tuple[date | None, ...]) -> date | None:
    """The next dated thing that is agreed: a next step, a meeting, a promise not yet due."""
    step = story.context.deal.next_step_due
    dates = [d for d in (step, *others) if d is not None and d >= story.today]
    return min(dates, default=None)


def deadlines(story: Story) -> list[Finding]:
    """A date by which they must decide or go live, near and with nothing else to say so."""
    soon = story.today + timedelta(days=story.limits.close_soon_days)
    found = []
    for line in story.of(FactKind.DEADLINE):
        when = line.fact.when
        if when is None or not story.today <= when.last <= soon or not from_them(line):
            continue
        found.append(
            finding(
                SignalKind.CLOSE_DATE,
                ReasonCode.CLOSE_DATE_AT_RISK,
                None,
                f"They named {in_words(when.last, story.today)} as their own deadline.",
                strength=line.fact.confidence * 0.5,
                said=line,
                due=when.last,
            )
        )
    return found


def _norm(story: Story) -> StageNorm | None:
    deal = story.context.deal
    fits = [
        n
        for n in story.norms.stages
        if n.stage == deal.stage and n.deals >= story.limits.norm_deals
    ]
    same = (n for n in fits if n.pipeline == deal.pipeline)
    return next(same, next((n for n in fits if n.pipeline is None), None))
