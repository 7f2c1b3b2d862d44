"""Renewals: a contract that ends soon, by the deal's own date or by the customer's anniversary."""

from datetime import date

from bot.domain.missions import Evidence, ReasonCode, SignalKind, VerdictKind
from bot.mission.signals.finding import Finding, account_field, deal_field, finding
from bot.mission.signals.timeline import Story
from bot.mission.signals.workdays import in_words


def renewals(story: Story, ahead: date | None) -> list[Finding]:
    """A contract ends soon; to act on where this deal is the renewal and nothing is under way."""
    own = is_renewal(story)
    end, proof = _end(story, own)
    if end is None or not 0 <= (end - story.today).days <= story.limits.renewal_days:
        return []
    recent = any(story.days_since(t) <= story.limits.renewal_quiet_days for t in story.talks)
    idle = own and not recent and ahead is None
    return [
        finding(
            SignalKind.RENEWAL,
            ReasonCode.RENEWAL_NEAR,
            VerdictKind.ACT_NOW if idle else None,
            f"The contract is up for renewal {in_words(end, story.today)}"
            + (" and nothing is under way." if idle else "."),
            *proof,
            strength=0.9 if idle else 0.2,
            due=end,
        )
    ]


def is_renewal(story: Story) -> bool:
    """Whether name, pipeline, stage or type of the deal say so."""
    deal = story.context.deal
    kind = deal.custom.get("type", "")
    text = f"{deal.name} {deal.pipeline or ''} {deal.stage} {kind}".casefold()
    return any(word in text for word in story.rules.stages.renewal)


def _end(story: Story, own: bool) -> tuple[date | None, tuple[Evidence, ...]]:
    """A renewal ends with its close date; else contracts end with the customer's year."""
    deal, account = story.context.deal, story.context.account
    if own and deal.close_date is not None:
        return deal.close_date, (deal_field(deal, "close_date"),)
    if account is None or account.customer_since is None:
        return None, ()
    return _anniversary(account.customer_since, story.today), (
        account_field(account.id, "customer_since", account.customer_since.isoformat()),
    )


def _anniversary(since: date, today: date) -> date | None:
    """The next one, never the first day itself; 29 February is kept on the 28th."""
    for year in (today.year, today.year + 1):
        day = (
            since.replace(year=year, day=min(since.day, 28))
            if since.month == 2
            else (since.replace(year=year))
        )
        if day >= today and day > since:
            return day
    return None
