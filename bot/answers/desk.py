"""Where one question is worked on: who asks, on which day, and reads within their scope only."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import cast

from bot.answers.calendar import Span
from bot.answers.checking import Asker, named_records, outside, unsupported
from bot.answers.compiled import Compiled
from bot.answers.compiler import Compiler
from bot.answers.conditions import Day, path_of
from bot.answers.evaluation import Group, Rows, Weights, evaluated
from bot.answers.model import Entity, Model
from bot.answers.plan import Intent, Op, Plan
from bot.answers.times import Times
from storage.answers.query import Cell, Condition, Figure, Fold, Groups, Key, Records, Test
from storage.answers.reading import AnswerRows, TooLarge, TooLong

_MOST_UNITS = 400
_WON, _LOST = "won", "lost"


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What a plan of figures came to, before it is drawn."""

    compiled: Compiled
    rows: Rows
    groups: list[Group]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """One person's question on one day."""

    model: Model
    storage: AnswerRows
    asker: Asker
    day: Day

    def on(self, past: date) -> "Desk":
        """The same question about how deals were at the end of a day."""
        if past >= self.day.today:
            return self
        return replace(self, day=replace(self.day, past=past))

    async def history_notes(self, day: date) -> tuple[str, ...]:
        """What is not known of a day that lies before Daybreak kept what deals were."""
        since = (await self.storage.facts()).history_since
        if since is None or day >= self.day.calendar.day_of(since):
            return ()
        return (
            f"Amounts, close dates and owners are known as of a day since"
            f" {self.day.calendar.day_of(since)}; before, those of that day stand for them.",
        )

    async def read(self, queries: Sequence[Groups | Records]) -> list[list[tuple[Cell, ...]]]:
        """Within what the asker may see. Raises Refused if it takes too long."""
        sight = self.asker.sight
        owners = None if sight.everything else frozenset(map(str, sight.owners))
        try:
            return await self.storage.read(queries, owners, self.day.now)
        except TooLong:
            raise unsupported(
                "It took too long and was stopped. Nothing was changed."
                " Ask about a shorter time or fewer groups."
            ) from None
        except TooLarge:
            raise unsupported("The amounts are too large to be added up exactly.") from None

    async def permit_records(self, plan: Plan) -> None:
        """Raises Refused as forbidden if a record is named that lies outside the asker's scope:
        what they may not see of it is not nothing.
        """
        named = [] if self.asker.sight.everything else list(named_records(plan, self.model))
        counts = await self.read(
            [
                Groups(
                    entity=entity,
                    figures=(Figure(fold=Fold.COUNT),),
                    where=(Condition(column=path, test=Test.IN, values=given.values),),
                )
                for entity, path, given in named
            ]
        )
        for (_, _, given), rows in zip(named, counts, strict=True):
            if rows[0][0] != len(set(given.values)):
                raise outside(given.shown or given.values)

    async def compiler(self, plan: Plan) -> Compiler:
        """With all that has to be read before the plan itself can be."""
        benchmarks = {
            each.values[0]: await self._benchmark(each.values[0])
            for each in (*plan.filters, *plan.any_of)
            if each.op in (Op.BEATS, Op.TRAILS)
        }
        compiler = Compiler(plan, self.model, self.day, benchmarks)
        extent = {
            group.field: span
            for group in plan.group_by
            if group.grain is not None
            and (span := await self._extent(plan, group.field, compiler)) is not None
        }
        return Compiler(plan, self.model, self.day, benchmarks, extent)

    async def found(self, plan: Plan) -> Found:
        """The figures of a plan, all groups of them. Raises Refused."""
        compiled = (await self.compiler(plan)).compiled()
        for axis in compiled.axes:
            if len(axis.units) > _MOST_UNITS:
                raise unsupported(f"That makes more than {_MOST_UNITS} rows: name a period.")
        rows = await self.read(compiled.queries)
        return Found(
            compiled=compiled,
            rows=rows,
            groups=evaluated(compiled, rows, self.model, await self._weights(compiled)),
        )

    async def figure(self, plan: Plan) -> Decimal | None:
        """The first figure of a plan without groups."""
        value = (await self.found(plan)).groups[0].values[0].figure
        return value if isinstance(value, Decimal) else None

    async def _benchmark(self, name: str) -> Decimal:
        measure = self.model.measures[name]
        figure = await self.figure(Plan(entity=measure.entity, measures=(name,)))
        if figure is None:
            raise unsupported(f"There is no {measure.label} to compare with yet.")
        return figure

    async def _extent(self, plan: Plan, name: str, compiler: Compiler) -> Span | None:
        """From the first to the last day on which the field has a value; None if it has none."""
        entity = self.model.entities[plan.entity]
        path = path_of(entity, name)
        query = Groups(
            entity=plan.entity,
            figures=(
                Figure(fold=Fold.LEAST, column=path),
                Figure(fold=Fold.GREATEST, column=path),
            ),
            where=compiler.where() + self._common_bounds(plan, entity),
        )
        first, last = (await self.read([query]))[0][0]
        if first is None or last is None:
            return None
        return Span(start=self._date(first), end=self._date(last) + timedelta(days=1))

    def _common_bounds(self, plan: Plan, entity: Entity) -> tuple[Condition, ...]:
        """The periods that name their field, and so bound every measure."""
        named = [period for period in plan.periods if period.on is not None]
        lean = Plan(intent=Intent.LIST, entity=plan.entity, periods=tuple(named))
        return Times(lean, self.day).of_records(entity)

    def _date(self, cell: Cell) -> date:
        if isinstance(cell, datetime):
            return self.day.calendar.day_of(cell)
        return cast(date, cell)

    async def _weights(self, compiled: Compiled) -> Weights | None:
        """How often deals of each stage were won, over the whole workspace, so that the weighted
        pipeline of a team is the sum of its people's.
        """
        if not any(cell.by_stage for each in compiled.sums for cell in each.cells):
            return None
        closed = Condition(column="deal.status", test=Test.IN, values=(_WON, _LOST))
        status = Key(column="deal.status")
        by_stage = Groups(
            entity="steps",
            keys=(Key(column="step.to_stage"), status),
            figures=(Figure(fold=Fold.DISTINCT, column="step.deal_id"),),
            where=(closed,),
        )
        overall = Groups(
            entity="deals", keys=(status,), figures=(Figure(fold=Fold.COUNT),), where=(closed,)
        )
        rows, all_rows = await self.storage.read([by_stage, overall], None, self.day.now)
        return weights(rows, all_rows, self.model)


def weights(
    rows: Sequence[tuple[Cell, ...]], overall: Sequence[tuple[Cell, ...]], model: Model
) -> Weights:
    """From how many deals that were ever in a stage were won and lost."""
    counted: dict[str, dict[str, int]] = {}
    for stage, status, number in rows:
        counted.setdefault(str(stage), {})[str(status)] = int(cast(int, number))
    everywhere = {str(status): int(cast(int, number)) for status, number in overall}
    found = {
        stage: _share(by) for stage, by in counted.items() if sum(by.values()) >= model.least_closed
    }
    given = {stage: Decimal(str(weight)) for stage, weight in model.stage_weights.items()}
    return Weights(by_stage=found | given, otherwise=_share(everywhere))


def _share(by_status: dict[str, int]) -> Decimal:
    closed = by_status.get(_WON, 0) + by_status.get(_LOST, 0)
    return Decimal(by_status.get(_WON, 0)) / closed if closed else Decimal(0)
