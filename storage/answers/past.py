"""Deals as they were at an instant: a table like the mirror's own, for the same statements.

When a deal was created and closed, and its stages, the CRM says itself for any day; its amount,
close date and owner are known from when Daybreak began to keep what it overwrites. Before that,
what was there first stands for them. Who may see a deal is who may see it today.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, FromClause, and_, case, func, null, or_, select

from storage.tables.history import deal_history
from storage.tables.mirror import deals, stage_changes

# The owner of today, by whom the scope is drawn.
PRESENT_OWNER = "present_owner_id"
_KEPT = ("owner_id", "amount", "close_date")


def past_deals(at: datetime) -> FromClause:
    """Without the deals that were created later."""
    then = deal_history.alias("then")
    columns = [_column(name, then, at) for name in deals.c.keys()]  # noqa: SIM118 - not a mapping
    return (
        select(*columns, deals.c.owner_id.label(PRESENT_OWNER))
        .select_from(deals.outerjoin(then, _first_after(then, at)))
        .where(or_(deals.c.created_at.is_(None), deals.c.created_at < at))
        .subquery("past_deals")
    )


def _column(name: str, then: FromClause, at: datetime) -> ColumnElement[Any]:
    known = then.c.deal_id.is_not(None)
    if name == "status":
        return _status(then, at).label(name)
    if name == "stage":
        return func.coalesce(_stage(at), _left(at), then.c.stage, deals.c.stage).label(name)
    if name == "closed_at":
        return case((deals.c.closed_at < at, deals.c.closed_at), else_=null()).label(name)
    if name in _KEPT:
        return case((known, then.c[name]), else_=deals.c[name]).label(name)
    return deals.c[name]


def _first_after(then: FromClause, at: datetime) -> ColumnElement[bool]:
    """Each row says how it was until then: the first that ends later is the one that held."""
    later = deal_history.alias("later")
    first = (
        select(func.min(later.c.until))
        .where(
            later.c.workspace == deals.c.workspace,
            later.c.deal_id == deals.c.id,
            later.c.until > at,
        )
        .correlate(deals)
        .scalar_subquery()
    )
    return and_(
        then.c.workspace == deals.c.workspace, then.c.deal_id == deals.c.id, then.c.until == first
    )


def _status(then: FromClause, at: datetime) -> ColumnElement[Any]:
    """What the mirror saw closed was, even if it was reopened since; else the CRM's own date of
    closing decides, which people often enter days later; else what the mirror saw.
    """
    return case(
        (then.c.status != "open", then.c.status),
        (deals.c.closed_at >= at, "open"),
        (and_(deals.c.closed_at < at, deals.c.status != "open"), deals.c.status),
        (then.c.deal_id.is_not(None), then.c.status),
        else_=deals.c.status,
    )


def _stage(at: datetime) -> ColumnElement[Any]:
    """The last one entered before."""
    step = stage_changes.alias("entered")
    return (
        select(step.c.to_stage)
        .where(
            step.c.workspace == deals.c.workspace,
            step.c.deal_id == deals.c.id,
            step.c.at < at,
            step.c.deleted_at.is_(None),
        )
        .order_by(step.c.at.desc(), step.c.to_stage.desc())
        .limit(1)
        .correlate(deals)
        .scalar_subquery()
    )


def _left(at: datetime) -> ColumnElement[Any]:
    """The one that the first later step came from."""
    step = stage_changes.alias("left_then")
    return (
        select(step.c.from_stage)
        .where(
            step.c.workspace == deals.c.workspace,
            step.c.deal_id == deals.c.id,
            step.c.at >= at,
            step.c.deleted_at.is_(None),
        )
        .order_by(step.c.at, step.c.to_stage)
        .limit(1)
        .correlate(deals)
        .scalar_subquery()
    )
