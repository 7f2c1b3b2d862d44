"""A column of a query as SQL, and how it is compared."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from operator import ge, gt, le, lt
from typing import Any, cast

from sqlalchemy import BigInteger, ColumnElement, and_, case, func, or_, type_coerce

from storage.answers.days import since
from storage.answers.derived import DERIVED, MEMBERS
from storage.answers.query import Condition, Key, Now, Test, Value
from storage.answers.sources import Source
from storage.types import AMOUNT_PLACES, Amount

_AMOUNT_SCALE = 10**AMOUNT_PLACES
_ORDERS: Mapping[Test, Callable[[Any, Any], ColumnElement[bool]]] = {
    Test.OVER: gt,
    Test.AT_LEAST: ge,
    Test.UNDER: lt,
    Test.AT_MOST: le,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`raw` is what is computed with: an integer for amounts, `scale` times what it means."""

    value: ColumnElement[Any]
    raw: ColumnElement[Any]
    scale: int
    needs: frozenset[str]


def column(source: Source, path: str, now: Now) -> Column:
    """By its path, or the name of a derived one."""
    derived = DERIVED.get(path)
    if derived is not None:
        value = derived.value(source.tables, now)
        needs = frozenset(derived.needs)
        return Column(value=value, raw=value, scale=derived.scale, needs=needs)
    value = source.column(path)
    alias = path.partition(".")[0]
    needs = frozenset() if alias == source.own else frozenset({alias})
    if isinstance(value.type, Amount):
        raw = type_coerce(value, BigInteger)
        return Column(value=value, raw=raw, scale=_AMOUNT_SCALE, needs=needs)
    return Column(value=value, raw=value, scale=1, needs=needs)


def needs(source: Source, path: str) -> frozenset[str]:
    """The aliases that must be joined for the column."""
    if path in MEMBERS:
        return frozenset()
    derived = DERIVED.get(path)
    if derived is not None:
        return frozenset(derived.needs)
    alias = path.partition(".")[0]
    return frozenset() if alias == source.own else frozenset({alias})


def restrictions(
    source: Source,
    where: Sequence[Condition],
    any_of: Sequence[Condition],
    sets: Sequence[Sequence[Condition]],
    now: Now,
) -> list[ColumnElement[bool]]:
    """All of `where`, one of `any_of`, and all of one of `sets`."""
    found = [condition(source, each, now) for each in where]
    if any_of:
        found.append(or_(*(condition(source, each, now) for each in any_of)))
    if sets:
        found.append(or_(*(and_(*(condition(source, e, now) for e in each)) for each in sets)))
    return found


def condition(source: Source, given: Condition, now: Now) -> ColumnElement[bool]:
    if given.column in MEMBERS:
        return _has(source, given)
    derived = DERIVED.get(given.column)
    if derived is not None and derived.since is not None:
        at = derived.since(source.tables, now)
        found_since: ColumnElement[bool] = since(given, now, lambda then: at < then, at.is_(None))
        return found_since
    found = column(source, given.column, now)
    values = [_scaled(value, found.scale) for value in given.values]
    return _compared(found.raw, given.test, values)


def key(source: Source, given: Key, now: Now) -> ColumnElement[Any]:
    found = column(source, given.column, now)
    if not given.edges:
        return found.value
    edges = [_scaled(value, found.scale) for value in given.edges]
    return case((found.raw.is_(None), None), else_=_range(found.raw, edges, 0))


def _range(of: ColumnElement[Any], edges: Sequence[Any], first: int) -> ColumnElement[Any]:
    """Between which edges a value lies, found by halving: a few comparisons for any number."""
    if len(edges) == 1:
        return case((of < edges[0], first), else_=first + 1)
    half = len(edges) // 2
    lower = _range(of, edges[:half], first)
    if half + 1 == len(edges):
        upper: ColumnElement[Any] | int = first + half + 1
    else:
        upper = _range(of, edges[half + 1 :], first + half + 1)
    return case((of < edges[half], lower), else_=upper)


def _has(source: Source, given: Condition) -> ColumnElement[bool]:
    member = MEMBERS[given.column]
    found = member(source.tables, tuple(str(value) for value in given.values))
    return ~found if given.test in (Test.NOT_IN, Test.EMPTY) else found


def _compared(of: ColumnElement[Any], test: Test, values: Sequence[Any]) -> ColumnElement[bool]:
    match test:
        case Test.IN:
            return of.in_(values)
        case Test.NOT_IN:
            return or_(of.is_(None), of.not_in(values))
        case Test.WITHIN:
            return and_(of >= values[0], of < values[1])
        case Test.OVER | Test.AT_LEAST | Test.UNDER | Test.AT_MOST:
            return _ORDERS[test](of, values[0])
        case Test.CONTAINS:
            return func.lower(of).contains(str(values[0]).lower(), autoescape=True)
        case Test.EMPTY:
            return of.is_(None)
        case Test.FILLED:
            return of.is_not(None)


def _scaled(value: Value, scale: int) -> Any:
    """As the database holds it; what is finer than that keeps its place between two values."""
    if scale == 1:
        return value
    scaled = Decimal(cast(Decimal, value)) * scale
    whole = scaled.to_integral_value()
    return int(whole) if scaled == whole else float(scaled)
