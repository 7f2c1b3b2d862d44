"""From judgement to order: four declared numbers per deal, one published formula, a total order."""

import math
from bisect import bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    urgency = round(_urgency(context, judgement, moment, rules, points), 2)
    impact = round(_impact(context, norms, rules, found), 2)
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


def _urgency(
    context: Context, judgement: Judgement, moment: Moment, rules: MissionRules, points: float
) -> float:
    floors, ceilings = rules.weights.floors, rules.weights.ceilings
    if judgement.verdict is VerdictKind.NO_ACTION:
        return min(points, ceilings.no_action_urgency)
    if judgement.verdict is VerdictKind.MONITOR:
        return min(points, ceilings.monitor_urgency)
    close = context.deal.close_date
    limit = rules.resolve(context.deal).limits.close_soon_days
    if close is not None and (close - moment.today).days <= limit:
        return max(points, floors.close_soon_urgency)
    return max(points, floors.act_now_urgency)


def _impact(
    context: Context, norms: Norms, rules: MissionRules, found: list[tuple[Contribution, float]]
) -> float:
    weights, deal = rules.weights, context.deal
    size = weights.unknown_amount
    if deal.amount is not None:
        steps = norms.amounts if len(norms.amounts) == len(weights.ladder) else weights.ladder
        size = float(bisect_right(steps, deal.amount))
    if rules.resolve(deal).phase is Phase.LATE:
        size += weights.late_stage_impact
    return min(_TOP, size + max((c.impact * p for c, p in found), default=0.0))


def _confidence(judgement: Judgement, weights: Weights) -> float:
    sure = (
        weights.signals[s.kind].confidence * (s.fact.confidence if s.fact else 1.0)
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
