"""Filters and periods of a plan as typed conditions on columns."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from bot.answers.answer import Refused, Status
from bot.answers.calendar import Calendar, Grain, Span
from bot.answers.checking import meant_people, unsupported
from bot.answers.model import CUSTOM, Entity, Field, Kind
from bot.answers.periods import Lean, NotAPeriod, Period, resolve
from bot.answers.plan import Filter, Op
from bot.domain.people import Person
from storage.answers.query import Condition, Now, Test, Value

_TESTS = {
    Op.IS: Test.IN,
    Op.IS_NOT: Test.NOT_IN,
    Op.CONTAINS: Test.CONTAINS,
    Op.OVER: Test.OVER,
    Op.AT_LEAST: Test.AT_LEAST,
    Op.UNDER: Test.UNDER,
    Op.AT_MOST: Test.AT_MOST,
    Op.EMPTY: Test.EMPTY,
    Op.FILLED: Test.FILLED,
    Op.BEATS: Test.OVER,
    Op.TRAILS: Test.UNDER,
}
_TRUE = {"true": True, "yes": True, "false": False, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """The day of the question in the workspace's calendar, and who works here."""

    today: date
    at: datetime
    calendar: Calendar
    people: tuple[Person, ...] = ()
    past: date | None = None  # deals are looked at as they were at the end of that day

    @property
    def now(self) -> Now:
        today = self.today if self.past is None else self.past
        end = self.calendar.midnight(self.calendar.unit(Grain.DAY, today).end)
        if self.past is None:
            return Now(at=self.at, today=today, day_end=end)
        return Now(at=min(end, self.at), today=today, day_end=end, past=end)

    def span(self, period: Period, lean: Lean) -> Span:
        try:
            return resolve(period, self.today, self.calendar, lean)
        except NotAPeriod as error:
            raise Refused(Status.UNSUPPORTED, f"That period makes no sense: {error}.") from None


def path_of(entity: Entity, name: str) -> str:
    """Where storage finds a field."""
    return f"{entity.record}.{name}" if name.startswith(CUSTOM) else entity.fields[name].of


def within(entity: Entity, name: str, span: Span, calendar: Calendar) -> Condition:
    """The days of a span, on a date or on an instant."""
    field = entity.fields[name]
    ends: tuple[Value, ...] = (span.start, span.end)
    if field.kind is Kind.INSTANT:
        ends = (calendar.midnight(span.start), calendar.midnight(span.end))
    return Condition(column=field.of, test=Test.WITHIN, values=ends)


def conditions(
    entity: Entity, given: Filter, day: Day, benchmarks: Mapping[str, Decimal]
) -> list[Condition]:
    """All of them must hold. `benchmarks` are the figures that a filter compares with."""
    field = entity.fields.get(given.field)
    path = path_of(entity, given.field)
    if given.op in (Op.EMPTY, Op.FILLED):
        return [Condition(column=path, test=_TESTS[given.op])]
    if field is None:
        return [Condition(column=path, test=_TESTS[given.op], values=given.values)]
    if given.field == "organisation":
        return [_organisation(given, day)]
    if given.op in (Op.BEATS, Op.TRAILS):
        return [
            Condition(column=path, test=_TESTS[given.op], values=(benchmarks[given.values[0]],))
        ]
    if field.kind is Kind.BAND:
        return _bands(field, given)
    values = [typed(field, value, day) for value in given.values]
    if field.kind is Kind.INSTANT:
        return _instants(path, given.op, values, day.calendar)
    if given.op is Op.BETWEEN:
        low, high = sorted(values, key=_comparable)
        return [
            Condition(column=path, test=Test.AT_LEAST, values=(low,)),
            Condition(column=path, test=Test.AT_MOST, values=(high,)),
        ]
    return [Condition(column=path, test=_TESTS[given.op], values=tuple(values))]


def _comparable(value: Value) -> Decimal | str:
    return value if isinstance(value, Decimal) else str(value)


def _organisation(given: Filter, day: Day) -> Condition:
    """Everybody below those named, and they themselves."""
    found = set().union(*(meant_people("organisation", v, day.people) for v in given.values))
    return Condition(column="deal.owner_id", test=_TESTS[given.op], values=tuple(sorted(found)))


def _bands(field: Field, given: Filter) -> list[Condition]:
    """One band, by its name: from where it begins to where the next one does."""
    names = [band.name for band in field.bands]
    places = {names.index(value) for value in given.values if value in names}
    if given.op is Op.IS_NOT:
        places = set(range(len(names))) - places
    if not places or max(places) - min(places) >= len(places):
        raise unsupported(f"{field.label} has the bands {', '.join(names)}")
    found = [_from(field, min(places), Test.AT_LEAST)]
    if max(places) + 1 < len(names):
        found.append(_from(field, max(places) + 1, Test.UNDER))
    return found


def _from(field: Field, place: int, test: Test) -> Condition:
    return Condition(column=field.of, test=test, values=(Decimal(field.bands[place].from_),))


def _instants(path: str, op: Op, values: Sequence[Value], calendar: Calendar) -> list[Condition]:
    """Days compared with instants: after a day is after its end, on a day is within it."""
    days = [value for value in values if isinstance(value, date)]
    spans = [calendar.unit(Grain.DAY, day) for day in sorted(days)]
    start, end = calendar.midnight(spans[0].start), calendar.midnight(spans[-1].end)
    match op:
        case Op.OVER:
            return [Condition(column=path, test=Test.AT_LEAST, values=(end,))]
        case Op.AT_LEAST:
            return [Condition(column=path, test=Test.AT_LEAST, values=(start,))]
        case Op.UNDER:
            return [Condition(column=path, test=Test.UNDER, values=(start,))]
        case Op.AT_MOST:
            return [Condition(column=path, test=Test.UNDER, values=(end,))]
        case Op.IS | Op.BETWEEN if op is Op.BETWEEN or len(days) == 1:
            return [Condition(column=path, test=Test.WITHIN, values=(start, end))]
        case _:
            raise unsupported("a moment can't be compared in that way")


def typed(field: Field, value: str, day: Day) -> Value:
    """A value of a filter as the column holds it. Raises Refused for what it can't hold."""
    match field.kind:
        case Kind.NUMBER | Kind.MONEY | Kind.PERCENT | Kind.DAYS:
            return _number(field, value)
        case Kind.DATE | Kind.INSTANT:
            try:
                return date.fromisoformat(value)
            except ValueError:
                raise unsupported(f"{field.label} is a date, not {value}") from None
        case Kind.FLAG:
            if value not in _TRUE:
                raise unsupported(f"{field.label} is true or false, not {value}")
            return _TRUE[value]
        case Kind.TEXT | Kind.CHOICE | Kind.REFERENCE | Kind.BAND:
            return value


def _number(field: Field, value: str) -> Decimal:
    try:
        found = Decimal(value)
    except InvalidOperation:
        found = Decimal("NaN")
    if not found.is_finite() or abs(found) > Decimal(10) ** 14:
        raise unsupported(f"{field.label} is a number, not {value}")
    return found
