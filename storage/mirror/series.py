"""What accounts use: whole series per account and metric, each fetched as one row."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from pydantic_core import from_json
from sqlalchemy import ColumnElement, Select, Text, cast, func, select

from bot.domain.missions import UsageSeries
from storage.mirror.scope import ACCOUNTS, SOME, TODAY, USAGE_SINCE, live
from storage.tables.mirror import usage


def recent(dialect: str) -> Select[Any]:
    """By account, the days before today; a day that is not over yet is not known.

    The database builds each series: tens of thousands of single rows would take longer than all
    the rest of a book.
    """
    as_list = func.json_agg if dialect == "postgresql" else func.json_group_array
    return (
        select(
            usage.c.account_id,
            usage.c.metric,
            cast(as_list(usage.c.day), Text),
            cast(as_list(usage.c.value), Text),
        )
        .where(
            live(usage),
            usage.c.account_id.in_(ACCOUNTS),
            _day() < TODAY,
            _day() >= USAGE_SINCE,
        )
        .group_by(usage.c.account_id, usage.c.metric)
        .order_by(usage.c.account_id, usage.c.metric)
    )


def newest() -> Select[Any]:
    """The last day of some accounts."""
    return (
        select(usage.c.account_id, func.max(usage.c.day))
        .where(live(usage), usage.c.account_id.in_(SOME), _day() < TODAY)
        .group_by(usage.c.account_id)
    )


def _day() -> ColumnElement[date]:
    """The day, so that no planner takes the index over days of all accounts for the better one."""
    return func.coalesce(usage.c.day, usage.c.day)


def by_account(rows: Iterable[Sequence[Any]]) -> Mapping[str, Sequence[UsageSeries]]:
    found: dict[str, list[UsageSeries]] = {}
    for account, metric, days, values in rows:
        found.setdefault(account, []).append(_series(metric, days, values))
    return found


def _series(metric: str, days: str, values: str) -> UsageSeries:
    """The order of aggregated rows is not promised, so it is made sure of."""
    pairs = sorted(zip(from_json(days), from_json(values), strict=True))
    return UsageSeries(
        metric=metric,
        days=tuple([date.fromisoformat(day) for day, _ in pairs]),
        values=tuple([float(value) for _, value in pairs]),
    )
