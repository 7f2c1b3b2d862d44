"""How long deals stay in their stages, and the history rows that say so."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sandbox.year.clock import Clock
from sandbox.year.model import Person, Row
from sandbox.year.settings import (
    BOTTLENECK_FACTOR,
    BOTTLENECK_PRODUCT,
    BOTTLENECK_STAGE,
    STAGE_DAYS,
)
from sandbox.year.stories.opening import Span

SHORTEST = 7  # days; an exchange or two must fit


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How fast one rep's deals move (1.0: as the median) and how often they are won."""

    speed: float
    win_rate: float


def pace_of(index: int) -> Pace:
    """Differs clearly from rep to rep, and is the same for every seed."""
    rates = (0.34, 0.27, 0.22, 0.41, 0.30, 0.25, 0.37, 0.19, 0.32, 0.28, 0.45, 0.23)
    speeds = (1.0, 1.15, 1.3, 0.8, 0.95, 1.1, 0.9, 1.45, 1.0, 1.05, 0.75, 1.2)
    return Pace(speed=speeds[index % 12], win_rate=rates[index % 12])


def stage_days(rng: Random, stage: str, product: str, pace: Pace) -> int:
    """Days that one deal spends in a stage."""
    factor = pace.speed
    if stage == BOTTLENECK_STAGE and product == BOTTLENECK_PRODUCT:
        factor *= BOTTLENECK_FACTOR
    return max(2, int(STAGE_DAYS[stage] * factor * rng.lognormvariate(0, 0.45)))


def spans_until(
    rng: Random, stages: tuple[str, ...], end: date, product: str, pace: Pace
) -> list[Span]:
    """Spans of the given stages in order, the last one ending on `end`."""
    spans: list[Span] = []
    for stage in reversed(stages):
        days = max(SHORTEST, stage_days(rng, stage, product, pace))
        if stage == stages[0]:
            days += SHORTEST  # the first talks need room
        if stage == stages[-1] and len(stages) > 1:
            days = max(SHORTEST, days // 2)  # it is still in there
        spans.insert(0, Span(stage, end - timedelta(days=days), end))
        end = spans[0].start
    return spans


def history_rows(
    rng: Random, clock: Clock, deal_id: str, owner: Person, moves: list[tuple[str, date]]
) -> list[Row]:
    """One row per move: (to stage, day), in order; the first has no stage before it."""
    rows = []
    before, last = "", ""
    for stage, day in moves:
        at = clock.some_time(rng, day, owner.timezone).isoformat()
        at = max(at, last)  # two moves on one day keep their order
        rows.append(
            {"deal_id": deal_id, "from_stage": before, "to_stage": stage, "at": at, "by": owner.id}
        )
        before, last = stage, at
    return rows
