"""Plans over the reference's records: filters, periods, groups, figures, record by record."""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bot.answers.calendar import Grain, Span
from bot.answers.model import Field, Kind, Measure, Model, Take
from bot.answers.periods import Period, named, resolve
from bot.answers.plan import Filter, Having, Op, Plan
from tests.bot.answers.reference import PLAIN, TODAY, Record, Reference

Key = tuple[Any, ...]


def groups(reference: Reference, plan: Plan) -> dict[Key, list[Any]]:
    """The figures of each group that holds any record at all for any of the measures."""
    tables = [_figures(reference, plan, name) for name in plan.measures]
    keys = dict.fromkeys(key for table in tables for key in table) if plan.group_by else {(): None}
    found = {}
    for key in keys:
        if plan.limit is not None and None in key:
            continue
        figures = [
            figure(reference, plan, name, table.get(key, []))
            for name, table in zip(plan.measures, tables, strict=True)
        ]
        if all(_keeps(having, f) for having, f in _havings(plan, figures)):
            found[key] = figures
    return found


def _havings(plan: Plan, figures: Sequence[Any]) -> list[tuple[Any, Any]]:
    return [(having, figures[plan.measures.index(having.measure)]) for having in plan.having]


def _figures(reference: Reference, plan: Plan, name: str) -> dict[Key, list[Record]]:
    """For a ratio the records of either part, each marked with which."""
    model = reference.model
    measure = model.measures[name]
    found: dict[Key, list[Record]] = {}
    for part, each in enumerate(measure.over or (name,)):
        for record in matching(reference, plan, model.measures[each]):
            key = tuple(
                _key(model, plan, group.field, group.grain, record) for group in plan.group_by
            )
            found.setdefault(key, []).append({**record, "part": part})
    return found


def matching(reference: Reference, plan: Plan, measure: Measure) -> list[Record]:
    model = reference.model
    found = []
    for record in reference.records(measure.entity):
        filters = (*plan.filters, *measure.where)
        if not all(holds(reference, measure.entity, f, record) for f in filters):
            continue
        if plan.any_of and not any(
            holds(reference, measure.entity, f, record) for f in plan.any_of
        ):
            continue
        if _in_stages(plan, measure, record) and in_time(model, plan, measure, record):
            found.append(record)
    return found


def _in_stages(plan: Plan, measure: Measure, record: Record) -> bool:
    if measure.stage is None:
        return True
    first, second = plan.about
    if first not in record["been_in"]:
        return False
    if measure.stage == "from":
        return True
    if second in ("won", "lost"):
        return bool(record["status"] == second)
    if second == "closed":
        return bool(record["status"] != "open")
    return bool(second in record["been_in"])


def in_time(model: Model, plan: Plan, measure: Measure, record: Record) -> bool:
    fields = model.entities[measure.entity].fields
    periods = (measure.period,) if measure.period else plan.periods
    bounded = set()
    for period in periods:
        on = period.on or measure.time
        if on is None or on not in fields:
            continue
        bounded.add(on)
        if not within(record[on], span_of(period, measure.lean or fields[on].lean)):
            return False
    needs = measure.needs_time and measure.time not in bounded
    return not needs or record[str(measure.time)] is not None


def span_of(period: Period, lean: Any) -> Span:
    return resolve(period, TODAY, PLAIN, lean)


def within(value: Any, span: Span) -> bool:
    return value is not None and span.holds(_day(value))


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def holds(reference: Reference, entity: str, given: Filter, record: Record) -> bool:
    name = given.field
    if name.startswith("custom."):
        value = record["custom"].get(name.removeprefix("custom."))
        return _compares(None, value, given.op, given.values)
    field = reference.model.entities[entity].fields[name]
    value = record[name]
    if isinstance(value, set):
        return _member(value, given)
    if name == "organisation":
        inside = value in _below(reference, given.values)
        return inside == (given.op is Op.IS)
    if field.kind is Kind.BAND and given.op in (Op.IS, Op.IS_NOT):
        named_so = _band(field, value) in given.values
        return value is not None and named_so == (given.op is Op.IS)
    if given.op in (Op.BEATS, Op.TRAILS):
        limit = benchmark(reference, given.values[0])
        return value is not None and (value > limit if given.op is Op.BEATS else value < limit)
    return _compares(field, value, given.op, given.values)


def benchmark(reference: Reference, name: str) -> Any:
    """None where there is nothing to compare with."""
    entity = reference.model.measures[name].entity
    return groups(reference, Plan(entity=entity, measures=(name,)))[()][0]


def _member(values: set[Any], given: Filter) -> bool:
    match given.op:
        case Op.EMPTY:
            return not values
        case Op.FILLED:
            return bool(values)
        case Op.IS:
            return bool(values & set(given.values))
        case _:
            return not values & set(given.values)


def _below(reference: Reference, heads: Sequence[str]) -> set[str]:
    found = set(heads)
    for _ in reference.book.people:
        found |= {str(p.id) for p in reference.book.people if p.manager_id in found}
    return found


def _band(field: Field, value: Any) -> str | None:
    if value is None:
        return None
    names = [band.name for band in field.bands if value >= band.from_]
    return names[-1] if names else field.bands[0].name


def _keeps(having: Having, figure: Any) -> bool:
    if figure is None:
        return having.op is Op.EMPTY
    return having.op is Op.FILLED or (
        having.op is not Op.EMPTY and _holds(figure, having.op, list(map(Decimal, having.values)))
    )


def _compares(field: Field | None, value: Any, op: Op, values: Sequence[str]) -> bool:
    if op is Op.EMPTY:
        return value is None
    if op is Op.FILLED:
        return value is not None
    if value is None:
        return op is Op.IS_NOT
    typed = [_typed(field, each) for each in values]
    if field is not None and field.kind.is_time:
        value = _day(value)
    return _holds(value, op, typed)


def _holds(value: Any, op: Op, typed: Sequence[Any]) -> bool:
    results: dict[Op, Callable[[], bool]] = {
        Op.IS: lambda: value in typed,
        Op.IS_NOT: lambda: value not in typed,
        Op.CONTAINS: lambda: str(typed[0]).lower() in str(value).lower(),
        Op.OVER: lambda: value > typed[0],
        Op.AT_LEAST: lambda: value >= typed[0],
        Op.UNDER: lambda: value < typed[0],
        Op.AT_MOST: lambda: value <= typed[0],
        Op.BETWEEN: lambda: min(typed) <= value <= max(typed),
    }
    return bool(results[op]())


def _typed(field: Field | None, value: str) -> Any:
    if field is None:
        return value
    if field.kind.is_figure:
        return Decimal(value)
    if field.kind.is_time:
        return date.fromisoformat(value)
    if field.kind is Kind.FLAG:
        return value == "true"
    return value


def _key(model: Model, plan: Plan, name: str, grain: Grain | None, record: Record) -> Any:
    if name.startswith("custom."):
        return record["custom"].get(name.removeprefix("custom."))
    value, field = record[name], model.entities[plan.entity].fields[name]
    if value is None:
        return None
    if grain is not None:
        return named(grain, PLAIN.unit(grain, _day(value)).start, PLAIN)
    return _band(field, value) if field.kind is Kind.BAND else value


def figure(reference: Reference, plan: Plan, name: str, records: Sequence[Record]) -> Any:
    model = reference.model
    measure = model.measures[name]
    if measure.over is None:
        return _simple(reference, plan, measure, records)
    above, below = (
        _simple(reference, plan, model.measures[each], [r for r in records if r["part"] == part])
        for part, each in enumerate(measure.over)
    )
    if above is None or not below:
        return None
    return Decimal(above) * (100 if measure.unit == "percent" else 1) / below


def _simple(reference: Reference, plan: Plan, measure: Measure, records: Sequence[Record]) -> Any:
    if measure.take is Take.COUNT:
        return len(records)
    if measure.of == "weighted_amount":
        return _weighted(reference, records)
    values = [r[str(measure.of)] for r in records if r[str(measure.of)] is not None]
    if measure.take is Take.DISTINCT:
        return len(set(values))
    if not values:
        return 0 if measure.take is Take.SUM and not records else None
    if plan.percentile is not None and measure.take in (Take.AVERAGE, Take.MEDIAN):
        return _percentile(values, plan.percentile)
    match measure.take:
        case Take.SUM:
            return sum(values)
        case Take.AVERAGE:
            return sum(map(Decimal, values)) / len(values)
        case Take.MEDIAN:
            return _percentile(values, 50)
        case Take.LEAST:
            return min(values)
        case _:
            return max(values)


def _percentile(values: Sequence[Any], percent: int) -> Decimal:
    """On the straight line between the values around place percent/100 * (n - 1)."""
    ordered = sorted(map(Decimal, values))
    place = Decimal(percent) * (len(ordered) - 1) / 100
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _weighted(reference: Reference, records: Sequence[Record]) -> Any:
    known = [r for r in records if r["amount"] is not None]
    if not known:
        return 0 if not records else None
    return sum(r["amount"] * _chance(reference, r["stage"]) for r in known)


def _chance(reference: Reference, stage: str) -> Decimal:
    """Of the deals of the whole company that history has seen enter the stage."""
    entered = {s.deal_id for s in reference.book.steps if s.to_stage == stage}
    closed = [d for d in reference.book.deals if d.status != "open"]
    there = [d for d in closed if d.id in entered]
    if len(there) < reference.model.least_closed:
        there = closed
    if not there:
        return Decimal(0)
    return Decimal(sum(d.status == "won" for d in there)) / len(there)
