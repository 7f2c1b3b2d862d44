"""From judgement to order: four declared numbers per deal, one published formula, a total order."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.domain.deals import Deal, DealId
from bot.domain.missions import Context, Judgement, Moment, Norms, ReasonCode, Score, VerdictKind
from bot.mission.thresholds import Contribution, MissionRules, Phase, Weights

_TOP = 10.0
_UNKNOWN_EFFORT = 5.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """One deal with what was concluded of it: what ranking orders."""

    deal: Deal
    judgement: Judgement
    score: Score


def score(
    context: Context, judgement: Judgement, moment: Moment, norms: Norms, rules: MissionRules
) -> Score:
    """Four numbers, 0-10 each, from the declared points of the signals found.

    The strongest signal counts in full, each further one by the declared share, so one more
    signal never lowers urgency, impact or confidence, and never raises effort.
    """
    weights = rules.weights
    found = [(weights.signals[s.kind], s.strength) for s in judgement.signals]
    points = _pile([c.urgency * p for c, p in found], weights.spill)
    resolved = rules.resolve(context.deal)
    soon = moment.today + timedelta(days=resolved.limits.close_soon_days)
    close = context.deal.close_date
    closes_soon = close is not None and close <= soon
    urgency = round(_urgency(judgement, weights, points, closes_soon), 2)
    impact = round(_impact(context, norms, weights, resolved.phase, found), 2)
    confidence = round(_confidence(judgement, weights), 2)
    effort = round(_effort(found), 2)
    priority = (
        weights.urgency * urgency
        + weights.impact * impact
        + weights.confidence * confidence
        - weights.effort * effort
    )
    return Score(
        urgency=urgency,
        impact=impact,
        confidence=confidence,
        effort=effort,
        priority=round(priority, 2),
    )


def rank(scored: Iterable[Scored]) -> Mapping[DealId, int]:
    """Ranks from 1 for the deals that want action today, best first; no two are the same.

    Ties go to the larger amount, then the earlier close date, then the smaller id.
    """
    wanted = [s for s in scored if s.judgement.verdict is VerdictKind.ACT_NOW]
    return {s.deal.id: place for place, s in enumerate(sorted(wanted, key=_order), start=1)}


def shown(ranks: Mapping[DealId, int], rules: MissionRules) -> tuple[DealId, ...]:
    """The deals that the morning message shows: the best, at most as many as the rules allow."""
    best: Sequence[DealId] = sorted(ranks, key=lambda deal_id: ranks[deal_id])
    return tuple(best[: rules.weights.shown])


def _order(item: Scored) -> tuple[float, Decimal, date, str]:
    deal = item.deal
    amount = deal.amount if deal.amount is not None else Decimal(0)
    return (-item.score.priority, -amount, deal.close_date or date.max, deal.id)


def _pile(points: list[float], spill: float) -> float:
    if not points:
        return 0.0
    strongest = max(points)
    return min(_TOP, strongest + spill * (math.fsum(points) - strongest))


def _urgency(judgement: Judgement, weights: Weights, points: float, closes_soon: bool) -> float:
    floors, ceilings = weights.floors, weights.ceilings
    match judgement.verdict:
        case VerdictKind.NO_ACTION:
            return min(points, ceilings.no_action_urgency)
        case VerdictKind.MONITOR:
            return min(points, ceilings.monitor_urgency)
        case VerdictKind.ACT_NOW:
            floor = floors.close_soon_urgency if closes_soon else floors.act_now_urgency
            return max(points, floor)


def _impact(
    context: Context,
    norms: Norms,
    weights: Weights,
    phase: Phase,
    found: list[tuple[Contribution, float]],
) -> float:
    deal = context.deal
    size = weights.unknown_amount
    if deal.amount is not None:
        steps = norms.amounts if len(norms.amounts) == len(weights.ladder) else weights.ladder
        size = float(bisect_right(steps, deal.amount))
    if phase is Phase.LATE:
        size += weights.late_stage_impact
    return min(_TOP, size + max((c.impact * p for c, p in found), default=0.0))


def _confidence(judgement: Judgement, weights: Weights) -> float:
    sure = (
        weights.signals[s.kind].confidence
        * (s.fact.confidence if s.fact else 1.0)
        * (1 + s.strength)
        / 2
        for s in judgement.signals
    )
    points = max(sure, default=weights.unknown_confidence)
    if judgement.thin_data:
        points = min(points, weights.ceilings.thin_confidence)
    if judgement.reason_code is ReasonCode.STALE_SOURCE:
        points = min(points, weights.ceilings.stale_confidence)
    return points


def _effort(found: list[tuple[Contribution, float]]) -> float:
    """The lightest act that answers one of the signals: more signals never make it heavier."""
    return min((c.effort for c, p in found if c.urgency * p >= 1), default=_UNKNOWN_EFFORT)
