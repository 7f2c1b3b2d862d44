"""The order of a pipeline's stages, where nobody gave it: from how deals really moved."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crm.description import StageRow, replace_stages, stages_of
from storage.crm.tables import deals, stage_history

_MOVES = 200_000  # the newest moves are enough to know an order

Moves = Mapping[tuple[str, str], int]


def ordered(open_stages: Sequence[str], closed: Sequence[str], moves: Moves) -> list[str]:
    """Stages such that most moves go forward; those where deals end come last.

    Takes, again and again, the stage that more moves leave than enter among those that are left
    (Eades, Lin, Smyth 1993). Stages without moves keep the order in which they are given.
    """
    left = list(dict.fromkeys(open_stages))
    found: list[str] = []
    while left:
        best = max(left, key=lambda stage: _lead(stage, left, moves))
        left.remove(best)
        found.append(best)
    return found + [stage for stage in dict.fromkeys(closed) if stage not in found]


def _lead(stage: str, among: Sequence[str], moves: Moves) -> int:
    out = sum(moves.get((stage, other), 0) for other in among)
    back = sum(moves.get((other, stage), 0) for other in among)
    return out - back


async def infer(connection: AsyncConnection) -> None:
    """Adds stages that records use to those that were given, and orders the others anew."""
    given = [stage for stage in await stages_of(connection) if stage.given]
    moves = await _moves(connection)
    made: list[StageRow] = []
    for pipeline, (running, ended) in (await _in_use(connection, moves)).items():
        declared = [stage for stage in given if stage.pipeline == pipeline]
        names = [stage.name for stage in declared]
        order = ordered(running, ended, moves.get(pipeline, {}))
        fresh = [name for name in order if name not in names]
        made += [replace(stage, position=place) for place, stage in enumerate(declared, 1)]
        made += [
            StageRow(pipeline=pipeline, name=name, position=place)
            for place, name in enumerate(fresh, len(names) + 1)
        ]
    await replace_stages(connection, made)


async def _in_use(
    connection: AsyncConnection, moves: Mapping[str, Moves]
) -> dict[str, tuple[list[str], list[str]]]:
    """Per pipeline the stages where deals are open or pass, and those where they only end."""
    # DISTINCT and not GROUP BY: SQLite would sort a million deals for it.
    rows = await connection.execute(
        select(deals.c.pipeline, deals.c.stage, deals.c.status).distinct()
    )
    statuses: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
    for row in rows:
        statuses[row.pipeline or "", row.stage].add(row.status)
    found: dict[str, tuple[list[str], list[str]]] = {}
    # Won before lost, and else by name.
    for (pipeline, stage), used in sorted(statuses.items(), key=lambda item: _rank(*item)):
        running, ended = found.setdefault(pipeline, ([], []))
        left = any(before == stage for before, _ in moves.get(pipeline, {}))
        (running if "open" in used or left else ended).append(stage)
    for pipeline, (running, ended) in found.items():
        passed = (stage for move in moves.get(pipeline, {}) for stage in move)
        running += [stage for stage in dict.fromkeys(passed) if stage not in running + ended]
    return found


def _rank(place: tuple[str, str], used: set[str]) -> tuple[str, bool, str]:
    pipeline, stage = place
    return pipeline, "won" not in used, stage


async def _moves(connection: AsyncConnection) -> dict[str, dict[tuple[str, str], int]]:
    before = func.coalesce(
        stage_history.c.from_stage,
        func.lag(stage_history.c.to_stage).over(
            partition_by=stage_history.c.deal_id,
            order_by=(stage_history.c.at, stage_history.c.changed),
        ),
    )
    newest = select(func.max(stage_history.c.changed)).scalar_subquery() - _MOVES
    steps = (
        select(deals.c.pipeline, before.label("before"), stage_history.c.to_stage.label("after"))
        .join(deals, deals.c.id == stage_history.c.deal_id)
        .where(stage_history.c.changed > newest)
        .subquery()
    )
    counted = select(*steps.c, func.count().label("times")).group_by(*steps.c)
    found: defaultdict[str, dict[tuple[str, str], int]] = defaultdict(dict)
    for row in await connection.execute(counted.where(steps.c.before.is_not(None))):
        found[row.pipeline or ""][row.before, row.after] = row.times
    return dict(found)
