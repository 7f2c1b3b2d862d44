"""Random plans: anything that the model holds, in any combination, sensible or not."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from random import Random

from bot.answers.calendar import Grain
from bot.answers.model import Field, Kind, Model, Take
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Filter, Group, Having, Intent, Op, Plan, Sort
from tests.bot.answers.random_books import STAGES
from tests.bot.answers.reference import TODAY, Record, Reference

ENTITIES = ("deals", "deals", "deals", "activities", "accounts", "contacts", "leads", "people")
_ORDERED = (Op.OVER, Op.AT_LEAST, Op.UNDER, Op.AT_MOST, Op.BETWEEN)
_BENCHMARKS = {"age": "won_cycle", "amount": "average_deal_size", "employees": "average_employees"}
_FIGURES = ("0", "1", "3", "1000", "50")


def random_plan(dice: Random, model: Model, reference: Reference) -> Plan:
    entity = dice.choice(ENTITIES)
    records = reference.records(entity)
    if dice.random() < 0.25:
        return _list(dice, model, entity, records)
    names = [n for n, m in model.measures.items() if m.entity == entity]
    measures = tuple(dice.sample(names, min(len(names), dice.choice((1, 1, 2)))))
    takes = {model.measures[name].take for name in measures}
    plan = Plan(
        entity=entity,
        measures=measures,
        group_by=_groups(dice, model, entity),
        filters=_filters(dice, model, entity, records),
        periods=_periods(dice, model, entity),
        about=(dice.choice(STAGES), dice.choice((*STAGES, "closed", "won"))),
        having=_having(dice, measures),
        percentile=dice.choice((None, 90)) if takes <= {Take.AVERAGE, Take.MEDIAN} else None,
    )
    return _with_order(dice, plan)


def _list(dice: Random, model: Model, entity: str, records: list[Record]) -> Plan:
    return Plan(
        intent=Intent.LIST,
        entity=entity,
        filters=_filters(dice, model, entity, records),
        any_of=_alternatives(dice, model, entity, records),
        periods=_periods(dice, model, entity),
        limit=1_000,
    )


def _with_order(dice: Random, plan: Plan) -> Plan:
    if not plan.group_by or dice.random() < 0.6:
        return plan
    name = dice.choice((*plan.measures, plan.group_by[0].field))
    order = (Sort(name=name, descending=dice.random() < 0.5),)
    return replace(plan, sort=order, limit=dice.choice((None, 1, 3)))


def _groups(dice: Random, model: Model, entity: str) -> tuple[Group, ...]:
    fields = model.entities[entity].fields
    names = [name for name, field in fields.items() if field.groups]
    chosen = dice.sample(names, min(len(names), dice.choice((0, 0, 1, 1, 2))))
    grains = (Grain.MONTH, Grain.QUARTER, Grain.YEAR, Grain.WEEK)
    found = [
        Group(field=name, grain=dice.choice(grains) if fields[name].kind.is_time else None)
        for name in chosen
    ]
    if entity == "deals" and dice.random() < 0.1:
        found.append(Group(field="custom.segment"))
    return tuple(found)


def _having(dice: Random, measures: tuple[str, ...]) -> tuple[Having, ...]:
    if dice.random() < 0.85:
        return ()
    op = dice.choice((*_ORDERED[:4], Op.IS, Op.IS_NOT))
    return (Having(measure=dice.choice(measures), op=op, values=(dice.choice(_FIGURES),)),)


def _periods(dice: Random, model: Model, entity: str) -> tuple[Period, ...]:
    if dice.random() < 0.6:
        return ()
    fields = model.entities[entity].fields
    times = [name for name, field in fields.items() if field.kind.is_time and not field.only]
    on = dice.choice((None, *times))
    return (
        dice.choice(
            (
                Period(kind=PeriodKind.RELATIVE, on=on, grain=Grain.QUARTER, offset=-1),
                Period(kind=PeriodKind.RELATIVE, on=on, grain=Grain.YEAR, offset=0, to_date=True),
                Period(kind=PeriodKind.ROLLING, on=on, grain=Grain.DAY, offset=-1, count=90),
                Period(kind=PeriodKind.ROLLING, on=on, grain=Grain.MONTH, offset=1, count=3),
                Period(kind=PeriodKind.NAMED, on=on, grain=Grain.YEAR, year=2025),
                Period(kind=PeriodKind.ABSOLUTE, on=on, start=TODAY - timedelta(days=200)),
                Period(kind=PeriodKind.ABSOLUTE, on=on, end=TODAY - timedelta(days=100)),
            )
        ),
    )


def _filters(dice: Random, model: Model, entity: str, records: list[Record]) -> tuple[Filter, ...]:
    fields = model.entities[entity].fields
    names = dice.sample(list(fields), dice.choice((0, 0, 1, 1, 2)))
    found = [_filter(dice, name, fields[name], records) for name in names]
    if entity == "deals" and dice.random() < 0.1:
        found.append(
            Filter(field="custom.segment", op=dice.choice((Op.IS, Op.IS_NOT)), values=("mid",))
        )
    return tuple(found)


def _alternatives(
    dice: Random, model: Model, entity: str, records: list[Record]
) -> tuple[Filter, ...]:
    if dice.random() < 0.8:
        return ()
    fields = model.entities[entity].fields
    plain = [n for n, f in fields.items() if f.kind is Kind.CHOICE and not f.only]
    return tuple(
        _filter(dice, name, fields[name], records)
        for name in dice.sample(plain, min(2, len(plain)))
    )


def _filter(dice: Random, name: str, field: Field, records: list[Record]) -> Filter:
    if dice.random() < 0.15:
        return Filter(field=name, op=dice.choice((Op.EMPTY, Op.FILLED)))
    if name in _BENCHMARKS and dice.random() < 0.3:
        op = dice.choice((Op.BEATS, Op.TRAILS))
        return Filter(field=name, op=op, values=(_BENCHMARKS[name],))
    value = _value(dice, name, field, records)
    if field.kind.is_figure or field.kind.is_time:
        op = dice.choice(_ORDERED)
        more = _value(dice, name, field, records)
        return Filter(field=name, op=op, values=(value, more) if op is Op.BETWEEN else (value,))
    if field.kind is Kind.TEXT and dice.random() < 0.5:
        return Filter(field=name, op=Op.CONTAINS, values=(dice.choice(("1", "CALL", "%", "_")),))
    return Filter(field=name, op=dice.choice((Op.IS, Op.IS, Op.IS_NOT)), values=(value,))


def _value(dice: Random, name: str, field: Field, records: list[Record]) -> str:
    """One that some record has, if any has one."""
    held = [r[name] for r in records if r[name] is not None and r[name] != set()]
    match field.kind:
        case Kind.BAND:
            return dice.choice(field.bands).name
        case Kind.FLAG:
            return dice.choice(("true", "false"))
        case Kind.DATE | Kind.INSTANT:
            return (TODAY - timedelta(days=dice.randrange(-100, 400))).isoformat()
        case Kind.MONEY | Kind.NUMBER | Kind.DAYS | Kind.PERCENT:
            figure = dice.choice(held) if held and dice.random() < 0.5 else Decimal(200)
            return str(figure if field.kind is not Kind.PERCENT else 50)
        case _:
            value = dice.choice(held) if held else "nothing"
            members = sorted(str(v) for v in value if v) if isinstance(value, set) else [str(value)]
            return dice.choice(members)
