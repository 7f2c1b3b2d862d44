"""Descriptions of queries as SELECTs that mean the same on SQLite and PostgreSQL."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, case, func, literal_column, select

from storage.answers.columns import Column, column, key, needs, restrictions
from storage.answers.folding import can_fold, figure, folded
from storage.answers.query import Fold, Groups, Now, Order, Records, Scope
from storage.answers.sources import Source, source_of

_PERCENT = 100


def groups(query: Groups, scope: Scope, now: Now) -> Select[Any]:
    """One column per key and figure, in their order; three for a percentile (see `percentile`)."""
    source = source_of(query.entity, now)
    if any(figure.fold is Fold.PERCENTILE for figure in query.figures):
        return _percentile(query, source, scope, now)
    if can_fold(query, source):
        return folded(query, source, scope, now)
    keys = [key(source, each, now) for each in query.keys]
    figures = [figure(source, each, now) for each in query.figures]
    paths = [k.column for k in query.keys] + [f.column for f in query.figures if f.column]
    found = _from(query, source, scope, now, paths, [*keys, *figures])
    return found.group_by(*keys)


def records(query: Records, scope: Scope, now: Now) -> Select[Any]:
    source = source_of(query.entity, now)
    columns = [column(source, path, now).value for path in query.columns]
    found = _from(query, source, scope, now, list(query.columns), columns)
    return _ordered(found, query.order, query.limit)


def _from(
    query: Groups | Records,
    source: Source,
    scope: Scope,
    now: Now,
    paths: Sequence[str],
    columns: Sequence[ColumnElement[Any]],
) -> Select[Any]:
    """What is selected, from all tables that it needs, the scope before all other conditions."""
    named = (*paths, *(each.column for each in query.conditions))
    aliases = {alias for path in named for alias in needs(source, path)}
    sets = query.sets if isinstance(query, Groups) else ()
    return (
        select(*columns)
        .select_from(source.joined(aliases, scope))
        .where(
            *source.in_scope(scope),
            *restrictions(source, query.where, query.any_of, sets, now),
        )
    )


def _percentile(query: Groups, source: Source, scope: Scope, now: Now) -> Select[Any]:
    """The two values around the place that is asked for, and how far it lies between them.

    The place of share p among n values in order is p * (n - 1), counted from 0.
    """
    asked = query.figures[0]
    of: Column = column(source, str(asked.column), now)
    names = [f"k{place}" for place in range(len(query.keys))]
    keys = [key(source, each, now) for each in query.keys]
    labelled = [each.label(name) for each, name in zip(keys, names, strict=True)]
    paths = [*(k.column for k in query.keys), str(asked.column)]
    within = keys or None
    ranked = (
        _from(
            query,
            source,
            scope,
            now,
            paths,
            [
                *labelled,
                of.raw.label("value"),
                (func.row_number().over(partition_by=within, order_by=of.raw) - 1).label("place"),
                func.count().over(partition_by=within).label("number"),
            ],
        )
        .where(of.raw.is_not(None))
        .subquery()
    )
    percent = int(asked.share * _PERCENT)
    place = percent * (ranked.c.number - 1)
    low = place // _PERCENT
    groups_of = [ranked.c[name] for name in names]
    return select(
        *groups_of,
        func.max(case((ranked.c.place == low, ranked.c.value))),
        func.max(case((ranked.c.place == low + 1, ranked.c.value))),
        func.max(place % _PERCENT),
    ).group_by(*groups_of)


def percentile(low: Any, high: Any, hundredths: Any) -> Decimal | None:
    """The value between the two, by linear interpolation, as PostgreSQL's percentile_cont."""
    if low is None:
        return None
    lower = Decimal(low)
    if high is None or not hundredths:
        return lower
    return lower + (Decimal(high) - lower) * Decimal(hundredths) / _PERCENT


def _ordered(found: Select[Any], order: Sequence[Order], limit: int | None) -> Select[Any]:
    """By place, not by expression: each is computed once. What is unknown comes last."""
    for each in order:
        place: ColumnElement[Any] = literal_column(str(each.place + 1))
        found = found.order_by((place.desc() if each.descending else place.asc()).nulls_last())
    return found if limit is None else found.limit(limit)
