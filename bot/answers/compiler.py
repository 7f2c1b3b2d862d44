"""From a plan to the queries that answer it, and how their cells become figures. Pure.

Each measure brings its own filters and time; measures that ask for the same rows share a query.
The scope is not here: storage adds it to every query from the person who asks.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from bot.answers.calendar import LAST_DAY, Grain, Span
from bot.answers.checking import LINKS, unsupported
from bot.answers.compiled import Axis, Cell, Compiled, Sum
from bot.answers.conditions import Day, conditions, path_of
from bot.answers.merging import merged
from bot.answers.model import CUSTOM, Entity, Kind, Measure, Model, Take
from bot.answers.periods import overlap
from bot.answers.plan import By, Filter, Plan
from bot.answers.times import Times
from storage.answers.query import Condition, Figure, Fold, Groups, Key, Test, Top, Value

_FOLDS = {
    Take.DISTINCT: Fold.DISTINCT,
    Take.SUM: Fold.SUM,
    Take.AVERAGE: Fold.SUM,
    Take.LEAST: Fold.LEAST,
    Take.GREATEST: Fold.GREATEST,
    Take.MEDIAN: Fold.PERCENTILE,
}
_STAGE, _AMOUNT = "deal.stage", "deal.amount"
_CLOSED = ("closed", "won", "lost")


class Compiler:
    """Compiles one plan on one day. `extent` gives the days over which a time field is grouped
    where no period bounds it; `benchmarks` the figures that filters compare with.
    """

    def __init__(
        self,
        plan: Plan,
        model: Model,
        day: Day,
        benchmarks: Mapping[str, Decimal] | None = None,
        extent: Mapping[str, Span] | None = None,
    ) -> None:
        self._plan, self._model, self._day = plan, model, day
        self._benchmarks, self._extent = benchmarks or {}, extent or {}
        self._entity = model.entities[plan.entity]
        self._times = Times(plan, day)
        self._queries: list[Groups] = []

    def compiled(self) -> Compiled:
        axes = tuple(self._axis(group.field, group.grain) for group in self._plan.group_by)
        keys = self._keys(axes)
        sums = tuple(self._sum(name, keys) for name in self._plan.measures)
        return self._compiled(axes, sums)

    def _compiled(self, axes: tuple[Axis, ...], sums: tuple[Sum, ...]) -> Compiled:
        """With queries over nearly the same rows made into one."""
        queries, places = merged(self._queries)
        moved = tuple(
            replace(
                each,
                cells=tuple(cell.moved(places) for cell in each.cells),
                before=tuple(cell.moved(places) for cell in each.before),
            )
            for each in sums
        )
        if len(queries) == 1 and (top := self._top(moved, len(queries[0].keys))) is not None:
            queries = (replace(queries[0], top=top),)
        return Compiled(queries=queries, axes=axes, sums=moved)

    def _top(self, sums: Sequence[Sum], keys: int) -> Top | None:
        """Where only the best groups by one plain figure are wanted."""
        plan = self._plan
        by_value = len(plan.sort) == 1 and plan.sort[0].by is By.VALUE
        if plan.limit is None or plan.having or plan.share_of_total or not by_value:
            return None
        cells = [each.cells for each in sums if each.name == plan.sort[0].name]
        if not cells or len(cells[0]) != 1 or cells[0][0].by_stage:
            return None
        cell = cells[0][0]
        if cell.take not in (Take.COUNT, Take.SUM, Take.DISTINCT):
            return None
        return Top(figure=cell.value - keys, number=plan.limit, descending=plan.sort[0].descending)

    def linked(self) -> Compiled:
        """The figures of another entity for each record of a list, by the record's id."""
        measure = self._model.measures[self._plan.measures[0]]
        link = LINKS[self._plan.entity]
        theirs = tuple(p for p in self._plan.periods if p.on not in self._entity.fields)
        inner = replace(
            self._plan, entity=measure.entity, filters=(), any_of=(), group_by=(), periods=theirs
        )
        other = Compiler(inner, self._model, self._day, self._benchmarks)
        keys = (Key(column=path_of(self._model.entities[measure.entity], link)),)
        sums = tuple(other._sum(name, keys) for name in self._plan.measures)
        return other._compiled((Axis(field=link),), sums)

    def where(self) -> tuple[Condition, ...]:
        """What the plan's own filters ask of each record."""
        return tuple(self._conditions(self._entity, self._plan.filters))

    def any_of(self) -> tuple[Condition, ...]:
        found = [self._conditions(self._entity, (each,)) for each in self._plan.any_of]
        if any(len(each) > 1 for each in found):
            raise unsupported("a range can't be one of several alternatives")
        return tuple(each[0] for each in found)

    def record_periods(self) -> tuple[Condition, ...]:
        """The periods of a list that bound the records themselves."""
        return self._times.of_records(self._entity)

    def _known(self) -> list[Condition]:
        """Of the best so many, "none" is not one: it stands for no account, no industry."""
        if self._plan.limit is None:
            return []
        return [
            Condition(column=path_of(self._entity, group.field), test=Test.FILLED)
            for group in self._plan.group_by
        ]

    def _axis(self, name: str, grain: Grain | None) -> Axis:
        if grain is None:
            field = self._entity.fields.get(name)
            return Axis(field=name, width=2 if field is not None and field.shown else 1)
        span = overlap([s for s in (self._bounded(name), self._extent.get(name)) if s is not None])
        units = () if span is None else tuple(self._day.calendar.units(grain, span))
        return Axis(field=name, grain=grain, units=units)

    def _bounded(self, name: str) -> Span | None:
        """The days to which the periods bound a time field, if they do."""
        lean = self._entity.fields[name].lean
        times = {m.time for m in self._simple()}
        ours = [p for p in self._plan.periods if p.on == name or (p.on is None and times == {name})]
        return overlap([self._day.span(p, lean) for p in ours]) if ours else None

    def _simple(self) -> Iterator[Measure]:
        for name in self._plan.measures:
            measure = self._model.measures[name]
            yield from (self._model.measures[part] for part in measure.over or (name,))

    def _keys(self, axes: Sequence[Axis]) -> tuple[Key, ...]:
        found: list[Key] = []
        for axis in axes:
            found.extend(self._keys_of(axis))
        return tuple(found)

    def _keys_of(self, axis: Axis) -> list[Key]:
        path = path_of(self._entity, axis.field)
        if axis.field.startswith(CUSTOM):
            return [Key(column=path)]
        field = self._entity.fields[axis.field]
        if axis.grain is not None:
            return [Key(column=path, edges=self._edges(field.kind, axis.units))]
        if field.kind is Kind.BAND:
            return [Key(column=path, edges=tuple(Decimal(b.from_) for b in field.bands))]
        return [Key(column=path), *([Key(column=field.shown)] if field.shown else [])]

    def _edges(self, kind: Kind, units: Sequence[Span]) -> tuple[Value, ...]:
        days = [unit.start for unit in units] + [units[-1].end] if units else [LAST_DAY]
        if kind is Kind.INSTANT:
            return tuple(self._day.calendar.midnight(day) for day in days)
        return tuple(days)

    def _sum(self, name: str, keys: tuple[Key, ...]) -> Sum:
        measure = self._model.measures[name]
        names = measure.over or (name,)
        cells = tuple(self._cell(self._model.measures[each], keys) for each in names)
        if self._plan.compare_to is None:
            return Sum(name=name, cells=cells)
        earlier = tuple(
            self._cell(self._model.measures[each], keys, compared=True) for each in names
        )
        return Sum(name=name, cells=cells, before=earlier)

    def _cell(self, measure: Measure, keys: tuple[Key, ...], *, compared: bool = False) -> Cell:
        entity = self._model.entities[measure.entity]
        where = (
            *self.where(),
            *self._known(),
            *self._conditions(entity, measure.where),
            *self._stages(measure),
            *self._times.of_measure(measure, entity, compared=compared),
        )
        if measure.of == "weighted_amount":
            return self._weighted(entity, keys, where)
        take = measure.take
        if self._plan.percentile is not None and take in (Take.AVERAGE, Take.MEDIAN):
            take = Take.MEDIAN
        if take is Take.COUNT:
            place = self._place(entity, keys, where, Figure(fold=Fold.COUNT))
            return Cell(take=take, query=place[0], value=place[1], counts=place[0])
        path = path_of(entity, measure.of) if measure.of in entity.fields else str(measure.of)
        share = Decimal(50 if self._plan.percentile is None else self._plan.percentile) / 100
        fold = Figure(fold=_FOLDS[take], column=path, share=share)
        query, value = self._place(entity, keys, where, fold)
        counts, known = self._place(entity, keys, where, Figure(fold=Fold.COUNT, column=path))
        _, rows = self._place(entity, keys, where, Figure(fold=Fold.COUNT))
        return Cell(
            take=take,
            query=query,
            value=value,
            counts=counts,
            known=known,
            rows=rows,
            currencies=self._currencies(entity, keys, where) if path == _AMOUNT else None,
        )

    def _currencies(
        self, entity: Entity, keys: tuple[Key, ...], where: tuple[Condition, ...]
    ) -> tuple[int, int]:
        """Where the first and the last currency stand: amounts of two can't be added up."""
        column = path_of(entity, "currency")
        _, first = self._place(entity, keys, where, Figure(fold=Fold.LEAST, column=column))
        _, last = self._place(entity, keys, where, Figure(fold=Fold.GREATEST, column=column))
        return first, last

    def _weighted(
        self, entity: Entity, keys: tuple[Key, ...], where: tuple[Condition, ...]
    ) -> Cell:
        """By stage as well, so that each stage's sum can be weighted afterwards."""
        by_stage = (Key(column=_STAGE), *keys)
        amount = path_of(entity, "amount")
        query, value = self._place(entity, by_stage, where, Figure(fold=Fold.SUM, column=amount))
        _, known = self._place(entity, by_stage, where, Figure(fold=Fold.COUNT, column=amount))
        _, rows = self._place(entity, by_stage, where, Figure(fold=Fold.COUNT))
        return Cell(
            take=Take.SUM,
            query=query,
            value=value,
            counts=query,
            known=known,
            rows=rows,
            by_stage=True,
            currencies=self._currencies(entity, by_stage, where),
        )

    def _place(
        self, entity: Entity, keys: tuple[Key, ...], where: tuple[Condition, ...], figure: Figure
    ) -> tuple[int, int]:
        """The query and the place in its rows where the figure will stand."""
        name = next(n for n, each in self._model.entities.items() if each is entity)
        alone = figure.fold is Fold.PERCENTILE
        for number, query in enumerate(self._queries):
            same = query.entity == name and query.keys == keys and query.where == where
            if not same or alone or query.figures[0].fold is Fold.PERCENTILE:
                continue
            if figure not in query.figures:
                figures = (*query.figures, figure)
                self._queries[number] = replace(query, figures=figures)
            return number, len(keys) + self._queries[number].figures.index(figure)
        query = Groups(entity=name, keys=keys, figures=(figure,), where=where, any_of=self.any_of())
        self._queries.append(query)
        return len(self._queries) - 1, len(keys)

    def _conditions(self, entity: Entity, filters: Sequence[Filter]) -> list[Condition]:
        return [
            each
            for given in filters
            for each in conditions(entity, given, self._day, self._benchmarks)
        ]

    def _stages(self, measure: Measure) -> list[Condition]:
        """For conversions: deals that were ever in the first stage, and in the second or closed."""
        if measure.stage is None:
            return []
        first, second = self._plan.about
        field = self._model.entities["deals"]
        found = [Filter(field="been_in", values=(first,))]
        if measure.stage == "both" and second.lower() in _CLOSED:
            wanted = ("won", "lost") if second.lower() == "closed" else (second.lower(),)
            found.append(Filter(field="status", values=wanted))
        elif measure.stage == "both":
            found.append(Filter(field="been_in", values=(second,)))
        return self._conditions(field, found)
