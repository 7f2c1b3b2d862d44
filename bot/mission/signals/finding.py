"""A finding: a signal with the verdict and reason that it speaks for, and where it stands."""

from dataclasses import dataclass
from datetime import date

from bot.domain.deals import Deal
from bot.domain.facts import Source
from bot.domain.missions import (
    Evidence,
    ReasonCode,
    Signal,
    SignalKind,
    Touch,
    UsageSeries,
    VerdictKind,
)
from bot.mission.signals.timeline import Said


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """`verdict` is None where the signal is worth noting but decides nothing by itself."""

    signal: Signal
    reason: ReasonCode
    verdict: VerdictKind | None
    until: date | None = None


def finding(
    kind: SignalKind,
    reason: ReasonCode,
    verdict: VerdictKind | None,
    text: str,
    *evidence: Evidence,
    strength: float = 1.0,
    said: Said | None = None,
    due: date | None = None,
    until: date | None = None,
) -> Finding:
    """One finding; where it rests on something said, that is its first evidence."""
    proof = (quoted(said), *evidence) if said is not None else evidence
    signal = Signal(
        kind=kind,
        strength=strength,
        text=text,
        evidence=proof,
        fact=said.fact if said is not None else None,
        due=due,
    )
    return Finding(signal=signal, reason=reason, verdict=verdict, until=until)


def quoted(said: Said) -> Evidence:
    return Evidence(source=said.fact.source, quote=said.fact.quote)


def deal_field(deal: Deal, name: str) -> Evidence:
    """A field of the deal as the CRM has it; empty where the CRM says nothing."""
    value = getattr(deal, name)
    return Evidence(
        source=Source(record=f"deal:{deal.id}", field=name, at=deal.updated_at),
        quote="" if value is None else str(value),
    )


def touch_field(touch: Touch, name: str = "at") -> Evidence:
    """When an activity happened or is due, or what it is called."""
    value = getattr(touch, name)
    return Evidence(
        source=Source(record=f"activity:{touch.id}", field=name, at=touch.at),
        quote="" if value is None else str(value),
    )


def contact_field(contact_id: str, name: str, value: str) -> Evidence:
    return Evidence(source=Source(record=f"contact:{contact_id}", field=name), quote=value)


def account_field(account_id: str, name: str, value: str) -> Evidence:
    return Evidence(source=Source(record=f"account:{account_id}", field=name), quote=value)


def usage_field(account_id: str, series: UsageSeries, index: int) -> Evidence:
    return Evidence(
        source=Source(record=f"usage:{account_id}/{series.metric}", field=str(series.days[index])),
        quote=str(series.values[index]),
    )
