"""Whether a plan makes sense, and whether the asker may have what it asks for.

Nothing here reads a record: a plan is refused by what it names. A field that is hidden from the
asker is refused wherever it stands, in filters, groups and sorts too, because each of them tells.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.answers.answer import Refused, Status
from bot.answers.model import CUSTOM, Entity, Kind, Measure, Model, Take, Unit, comparable
from bot.answers.plan import Filter, Having, Intent, Op, Plan
from bot.domain.people import Person, PersonId
from bot.policy.permissions import Fields, Sight

# Which field of another entity's measures stands for one record of these.
LINKS = {
    "people": "owner",
    "accounts": "account",
    "products": "product",
    "deals": "deal",
    "contacts": "contact",
}
MOST_ROWS = 1_000
_VALUES = {Op.EMPTY: 0, Op.FILLED: 0, Op.BETWEEN: 2}
_ONE_VALUE = frozenset(
    {Op.CONTAINS, Op.OVER, Op.AT_LEAST, Op.UNDER, Op.AT_MOST, Op.BEATS, Op.TRAILS}
)
# What can be asked of a field that a record has several values of.
_MEMBER = frozenset({Op.IS, Op.IS_NOT, Op.EMPTY, Op.FILLED})
# Fields that name a record, by its entity. A parent account may be seen by what belongs to it.
_GUARDED = {"accounts": ("account",), "deals": ("deal",), "contacts": ("contact",)}
# Records can't be spoken of without these; they are hidden only where somebody names them.
_NEEDED = frozenset({"deal.owner_id", "deal.status", "deal.id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """Who asks, what they may see, and everybody who works here."""

    person: Person
    sight: Sight
    fields: Fields
    people: tuple[Person, ...]


def unsupported(reason: str) -> Refused:
    return Refused(Status.UNSUPPORTED, reason)


def check(plan: Plan, model: Model) -> None:
    """Raises Refused, with the reason, for what the model does not hold or can't combine."""
    entity = _entity(model, plan.entity)
    for name in plan.measures:
        _check_measure(plan, model, name)
    for group in plan.group_by:
        _check_group(entity, group.field, by_time=group.grain is not None)
    for condition in (*plan.filters, *plan.any_of):
        _check_filter(model, entity, condition)
    for name in plan.columns:
        field_of(entity, name)
    for having in plan.having:
        _check_having(plan, model, having)
    _check_shape(plan)


def _check_shape(plan: Plan) -> None:
    if plan.limit is not None and not 1 <= plan.limit <= MOST_ROWS:
        raise unsupported(f"a list has from 1 to {MOST_ROWS} rows")
    if plan.percentile is not None and not 0 <= plan.percentile <= 100:
        raise unsupported("a percentile lies between 0 and 100")
    if plan.intent is Intent.METRIC and not plan.measures:
        raise unsupported("the question names no figure")
    if plan.intent is Intent.MOVEMENT and plan.entity != "deals":
        raise unsupported("only deals move")
    if (plan.as_of or plan.intent is Intent.MOVEMENT) and plan.compare_to:
        raise unsupported("a figure as of a day can't be compared with another period yet")
    for sort in plan.sort:
        known = {*plan.measures, *plan.columns, *(group.field for group in plan.group_by)}
        if plan.intent is Intent.METRIC and sort.name not in known:
            raise unsupported(f"nothing in the answer is called {sort.name}")


def _entity(model: Model, name: str) -> Entity:
    if name not in model.entities:
        raise unsupported(f"there is nothing called {name} here")
    return model.entities[name]


def field_of(entity: Entity, name: str) -> Kind:
    """What the field holds. Raises Refused if the entity has none of that name."""
    if name.startswith(CUSTOM) and len(name) > len(CUSTOM):
        return Kind.TEXT
    if name not in entity.fields:
        raise unsupported(f"{entity.many} have no field {name}")
    return entity.fields[name].kind


def _check_measure(plan: Plan, model: Model, name: str) -> None:
    if name not in model.measures:
        raise unsupported(f"there is no figure called {name}")
    measure = model.measures[name]
    if measure.entity != plan.entity and (
        plan.intent is not Intent.LIST or LINKS.get(plan.entity) not in fields_of(model, measure)
    ):
        raise unsupported(f"{measure.label} is a figure of {measure.entity}, not of {plan.entity}")
    if plan.percentile is not None and measure.take not in (Take.AVERAGE, Take.MEDIAN):
        raise unsupported(f"there is no percentile of {measure.label}")
    if any(part.stage for part in parts(model, name)) and len(plan.about) != 2:
        raise unsupported("it takes two stages: from which to which")


def fields_of(model: Model, measure: Measure) -> frozenset[str]:
    return frozenset(model.entities[measure.entity].fields)


def _check_group(entity: Entity, name: str, *, by_time: bool) -> None:
    kind = field_of(entity, name)
    if name.startswith(CUSTOM):
        if by_time:
            raise unsupported(f"{name} is no time")
        return
    if kind.is_time != by_time or not entity.fields[name].groups:
        raise unsupported(f"{entity.many} can't be grouped by {entity.fields[name].label}")


def _check_filter(model: Model, entity: Entity, condition: Filter) -> None:
    kind = field_of(entity, condition.field)
    field = entity.fields.get(condition.field)
    label = condition.field if field is None else field.label
    if not comparable(kind, condition.op):
        raise unsupported(f"{label} can't be compared in that way")
    if field is not None and "filter" in field.only and condition.op not in _MEMBER:
        raise unsupported(f"{label} can't be compared in that way")
    if field is not None and field.always and condition.op in (Op.EMPTY, Op.FILLED):
        raise unsupported(f"{label} is never empty")
    if not _right_number(condition.op, len(condition.values)):
        raise unsupported(f"the condition on {label} has the wrong number of values")
    if condition.op in (Op.BEATS, Op.TRAILS):
        measure = model.measures.get(condition.values[0])
        if measure is None or model.entities[measure.entity] is not entity:
            raise unsupported(f"{label} can't be compared with {condition.values[0]}")


def _right_number(op: Op, number: int) -> bool:
    if op in _ONE_VALUE:
        return number == 1
    return number == _VALUES[op] if op in _VALUES else number >= 1


def _check_having(plan: Plan, model: Model, having: Having) -> None:
    if having.measure not in plan.measures:
        raise unsupported(f"nothing in the answer is called {having.measure}")
    if model.measures[having.measure].unit is Unit.INSTANT:
        raise unsupported("a moment can't be compared in that way")
    if not comparable(Kind.NUMBER, having.op) or not _right_number(having.op, len(having.values)):
        raise unsupported("a figure can't be compared in that way")


def parts(model: Model, name: str) -> Iterator[Measure]:
    """The measure, or the two that it is the ratio of."""
    measure = model.measures[name]
    if measure.over is None:
        yield measure
    else:
        yield from (model.measures[other] for other in measure.over)


def permit(plan: Plan, model: Model, asker: Asker) -> None:
    """Raises Refused as forbidden if the plan tells of hidden fields or of other people's work."""
    hidden = sorted(label for label in _hidden(plan, model, asker.fields))
    if hidden:
        raise Refused(Status.FORBIDDEN, f"You may not see: {', '.join(dict.fromkeys(hidden))}.")
    for condition in (*plan.filters, *plan.any_of):
        _permit_people(model.entities[plan.entity], condition, asker)


def _hidden(plan: Plan, model: Model, fields: Fields) -> Iterator[str]:
    entity = model.entities[plan.entity]
    for name in _named(plan, model):
        if _hides(fields, entity.reads(name)):
            yield entity.fields[name].label if name in entity.fields else name
    for name in plan.measures:
        for part in parts(model, name):
            if _hides(fields, _measure_reads(model, part) - _NEEDED):
                yield model.measures[name].label


def _named(plan: Plan, model: Model) -> Iterator[str]:
    entity = model.entities[plan.entity]
    yield from (condition.field for condition in (*plan.filters, *plan.any_of))
    yield from (group.field for group in plan.group_by)
    yield from (sort.name for sort in plan.sort if sort.name in entity.fields)
    yield from (period.on for period in plan.periods if period.on in entity.fields)
    if plan.intent is Intent.LIST:
        # What is shown without being asked for is left out instead; see `columns_of`.
        yield from plan.columns
        if not plan.measures and entity.time and any(p.on is None for p in plan.periods):
            yield entity.time
    if plan.intent is Intent.MOVEMENT:
        yield from ("amount", "created_at", "closed_at", "close_date")


def _measure_reads(model: Model, measure: Measure) -> frozenset[str]:
    entity = model.entities[measure.entity]
    names = [condition.field for condition in measure.where]
    names += [name for name in (measure.of, measure.time) if name in entity.fields and name]
    found = frozenset(measure.reads).union(*(entity.reads(name) for name in names))
    return found | {"stage_change.to_stage", "deal.stage"} if measure.stage else found


def _hides(fields: Fields, reads: Iterable[str]) -> bool:
    return any(fields.hides(*path.split(".", 1)) for path in reads)


def columns_of(plan: Plan, model: Model, fields: Fields) -> tuple[str, ...]:
    """What a list shows: what was asked for, else what the model shows and the asker may see."""
    entity = model.entities[plan.entity]
    if plan.columns:
        return plan.columns
    return tuple(name for name in entity.shows if not _hides(fields, entity.reads(name)))


def _permit_people(entity: Entity, condition: Filter, asker: Asker) -> None:
    """Who is named, themselves or by their team, must be within what the asker may see."""
    field = entity.fields.get(condition.field)
    if field is None or not field.people or asker.sight.everything:
        return
    if condition.op not in (Op.IS, Op.CONTAINS):
        return
    for value, shown in zip(condition.values, condition.shown or condition.values, strict=False):
        meant = meant_people(condition.field, value, asker.people)
        if not meant or any(not asker.sight.covers(person) for person in meant):
            raise outside((shown,))


def outside(names: Sequence[str]) -> Refused:
    return Refused(
        Status.FORBIDDEN,
        f"{', '.join(names)}: outside what you may see, in whole or in part."
        " This says nothing about whether there is anything.",
    )


def named_records(plan: Plan, model: Model) -> Iterator[tuple[str, str, Filter]]:
    """The filters that name records which not everybody sees: their entity and its id."""
    fields = model.entities[plan.entity].fields
    for given in (*plan.filters, *plan.any_of):
        field = fields.get(given.field)
        if field is None or field.to not in _GUARDED or given.op is not Op.IS:
            continue
        if given.field in _GUARDED[field.to]:
            yield field.to, model.entities[field.to].fields["id"].of, given


def meant_people(field: str, value: str, people: Iterable[Person]) -> frozenset[PersonId]:
    """Everybody whom a value of a field about people stands for."""
    known = tuple(people)
    match field:
        case "owner" | "person":
            return frozenset({PersonId(value)})
        case "manager":
            return frozenset(p.id for p in known if p.manager_id == value)
        case "organisation":
            return organisation(PersonId(value), known)
        case "team" | "region" | "territory":
            return frozenset(p.id for p in known if getattr(p, field) == value)
        case _:
            return frozenset({PersonId(value)})


def organisation(head: PersonId, people: Iterable[Person]) -> frozenset[PersonId]:
    """Somebody and everybody below them, at any depth; circles do no harm."""
    known = tuple(people)
    found, waiting = {head}, [head]
    while waiting:
        above = waiting.pop()
        new = [p.id for p in known if p.manager_id == above and p.id not in found]
        found.update(new)
        waiting.extend(new)
    return frozenset(found)
