"""What is usual in a workspace, computed from what it won."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from statistics import median, quantiles

from bot.domain.deals import StageChange
from bot.domain.missions import Norms, StageNorm
from bot.mission.steps import in_order
from storage.mirror.norms import History, WonDeal

_LEAST_AMOUNTS = 10  # fewer make no deciles
_SECONDS_A_DAY = 86_400
_PLACES = 3


def norms_of(history: History) -> Norms:
    """Durations of won deals per pipeline and stage, their cycle, and deciles of amounts.

    A stage entered twice counts twice: the yardstick is for the time since the last entry.
    Percentiles interpolate linearly between the values (`inclusive`).
    """
    stays: dict[tuple[str | None, str], list[float]] = {}
    for deal in history.won:
        for stage, days in _stays(deal):
            stays.setdefault((deal.pipeline, stage), []).append(days)
    cycles = [cycle for deal in history.won if (cycle := _cycle(deal)) is not None]
    return Norms(
        stages=tuple(
            _norm(pipeline, stage, stays[pipeline, stage])
            for pipeline, stage in sorted(stays, key=lambda key: (key[0] or "", key[1]))
        ),
        median_cycle_days=round(median(cycles), _PLACES) if cycles else None,
        amounts=_deciles(history.amounts),
    )


def digest(body: str) -> str:
    """The name of norms, by their JSON."""
    return hashlib.sha256(body.encode()).hexdigest()


def _norm(pipeline: str | None, stage: str, days: list[float]) -> StageNorm:
    p80 = quantiles(days, n=5, method="inclusive")[3] if len(days) > 1 else days[0]
    return StageNorm(
        pipeline=pipeline,
        stage=stage,
        median_days=round(median(days), _PLACES),
        p80_days=round(p80, _PLACES),
        deals=len(days),
    )


def _stays(deal: WonDeal) -> list[tuple[str, float]]:
    """How many days the deal spent in each stage, from when it came in to when it was closed."""
    steps = in_order(deal.changes)
    entered = [(step.to_stage, step.at) for step in steps]
    if steps and steps[0].from_stage is not None and deal.created_at is not None:
        entered.insert(0, (steps[0].from_stage, deal.created_at))
    if deal.closed_at is not None:
        entered.append(("", deal.closed_at))
    spans = ((stage, _days(start, end)) for (stage, start), (_, end) in pairwise(entered))
    return [(stage, days) for stage, days in spans if days >= 0]


def _cycle(deal: WonDeal) -> float | None:
    steps: Sequence[StageChange] = in_order(deal.changes)
    start = deal.created_at or (steps[0].at if steps else None)
    if start is None or deal.closed_at is None or deal.closed_at < start:
        return None
    return _days(start, deal.closed_at)


def _days(start: datetime, end: datetime) -> float:
    return (end - start).total_seconds() / _SECONDS_A_DAY


def _deciles(amounts: Sequence[Decimal]) -> tuple[Decimal, ...]:
    if len(amounts) < _LEAST_AMOUNTS:
        return ()
    return tuple(quantiles(amounts, n=10, method="inclusive"))
