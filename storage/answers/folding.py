"""Groups by what stands in other tables: added up by the own columns first, joined afterwards.

A million deals of a thousand owners become a thousand rows before anybody's region is looked up,
and where an index holds the own columns in order, nothing has to be sorted.
"""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, FunctionElement, Select, and_, case, distinct, func, select

from storage.answers.columns import column, condition, key, needs, restrictions
from storage.answers.derived import DERIVED
from storage.answers.query import Condition, Figure, Fold, Groups, Now, Scope, Test
from storage.answers.sources import Source

_ADDED = frozenset({Fold.COUNT, Fold.SUM, Fold.LEAST, Fold.GREATEST})


def can_fold(query: Groups, source: Source) -> bool:
    """If something is joined, and the figures of parts make the figure of the whole."""
    joined = [*(each.column for each in query.keys), *(each.column for each in query.where)]
    own = [*query.any_of, *(each for set_ in query.sets for each in set_)]
    own += [each for figure in query.figures for each in figure.where]
    return (
        any(needs(source, path) for path in joined)
        and not any(needs(source, each.column) for each in own)
        and all(figure.fold in _ADDED for figure in query.figures)
        and all(_is_one_table(path) for path in joined)
        and all(_is_one_table(figure.column or "") for figure in query.figures)
    )


def _is_one_table(path: str) -> bool:
    """What is derived from several tables at once can't be taken apart."""
    return path not in DERIVED or not DERIVED[path].needs


def figure(source: Source, asked: Figure, now: Now) -> ColumnElement[Any]:
    """Over the rows of a plain statement."""
    if asked.column is None:
        return _only(func.count(), source, asked.where, now)
    of = column(source, asked.column, now).raw
    match asked.fold:
        case Fold.COUNT:
            return _only(func.count(of), source, asked.where, now)
        case Fold.SUM:
            return _only(func.sum(of), source, asked.where, now)
        case Fold.DISTINCT:
            return _only(func.count(distinct(of)), source, asked.where, now)
        case Fold.LEAST:
            return _only(func.min(of), source, asked.where, now)
        case Fold.GREATEST:
            return _only(func.max(of), source, asked.where, now)
        case Fold.PERCENTILE:
            raise ValueError("a percentile is read by itself")


def _only(
    of: FunctionElement[Any], source: Source, where: Sequence[Condition], now: Now
) -> ColumnElement[Any]:
    if not where:
        return of
    return of.filter(and_(*(condition(source, each, now) for each in where)))


def folded(query: Groups, source: Source, scope: Scope, now: Now) -> Select[Any]:
    """The same rows as the plain statement."""
    inner = _inner(query, source, scope, now).subquery("part")
    outer = Source(entity=source.entity, own=source.own, table=inner, joins=source.joins)
    keys: list[ColumnElement[Any]] = [
        key(outer, each, now) if needs(source, each.column) else inner.c[f"key_{place}"]
        for place, each in enumerate(query.keys)
    ]
    figures = [_outer_figure(outer, place, each, now) for place, each in enumerate(query.figures)]
    where = [each for each in query.where if needs(source, each.column)]
    return (
        select(*keys, *figures)
        .select_from(outer.joined(_aliases(query, source), scope))
        .where(*restrictions(outer, where, (), (), now))
        .group_by(*keys)
    )


def _aliases(query: Groups, source: Source) -> set[str]:
    paths = [*(each.column for each in query.keys), *(each.column for each in query.where)]
    paths += [each.column for each in query.figures if each.column is not None]
    return {alias for path in paths for alias in needs(source, path)}


def _inner(query: Groups, source: Source, scope: Scope, now: Now) -> Select[Any]:
    """By status as well where only some are wanted: so the groups follow the index."""
    where = [each for each in query.where if not needs(source, each.column)]
    status = f"{source.own}.status"
    roots = [source.table.c[name] for name in source.roots(_aliases(query, source))]
    own = [
        key(source, each, now).label(f"key_{place}")
        for place, each in enumerate(query.keys)
        if not needs(source, each.column)
    ]
    by_status = any(each.column == status and each.test is Test.IN for each in where)
    parts = [source.column(status)] if by_status else []
    figures = [_inner_figure(source, place, each, now) for place, each in enumerate(query.figures)]
    return (
        select(*roots, *own, *figures)
        .where(*source.in_scope(scope), *restrictions(source, where, query.any_of, query.sets, now))
        .group_by(*parts, *roots, *own)
    )


def _inner_figure(source: Source, place: int, asked: Figure, now: Now) -> ColumnElement[Any]:
    """Of a joined column only how many rows there are: its value is the same in all of them."""
    if asked.column is None or needs(source, asked.column):
        found = _only(func.count(), source, asked.where, now)
    else:
        found = figure(source, asked, now)
    return found.label(f"figure_{place}")


def _outer_figure(outer: Source, place: int, asked: Figure, now: Now) -> ColumnElement[Any]:
    part = outer.table.c[f"figure_{place}"]
    if asked.column is None or not needs(outer, asked.column):
        match asked.fold:
            case Fold.LEAST:
                return func.min(part)
            case Fold.GREATEST:
                return func.max(part)
            case Fold.COUNT:
                return func.coalesce(func.sum(part), 0)
            case _:
                return func.sum(part)
    of = column(outer, asked.column, now).raw
    there = and_(of.is_not(None), part > 0)
    match asked.fold:
        case Fold.LEAST:
            return func.min(case((there, of)))
        case Fold.GREATEST:
            return func.max(case((there, of)))
        case Fold.COUNT:
            return func.coalesce(func.sum(case((there, part))), 0)
        case _:
            return func.sum(case((there, of * part)))
