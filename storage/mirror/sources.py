"""How fresh each kind of record is, over the whole workspace."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.mirror.scope import NOW, TODAY, WORKSPACE, Scope, live
from storage.mirror.syncing import SyncState, sync_state
from storage.tables.mirror import activities, crm_schemas, usage

# So many deals with activities show that a workspace's mail and calendar are meant to come in.
ENOUGH_DEALS = 30
_ENGAGING = ("email", "call", "meeting")
_OTHER = ("note", "task")


@dataclass(frozen=True, slots=True, kw_only=True)
class Feeds:
    """Newest instants and days up to the moment, None where there is nothing at all.

    `engaged_at` is the newest e-mail, call or meeting, `noted_at` the newest note or task;
    `is_fed` whether enough deals have activities to expect more each day.
    """

    sync: SyncState | None
    engaged_at: datetime | None
    noted_at: datetime | None
    is_fed: bool
    used_on: date | None
    hidden: Mapping[str, Collection[str]] = field(hash=False)


def query() -> Select[Any]:
    newest = [_newest(kind) for kind in (*_ENGAGING, *_OTHER)]
    return select(*newest, _deals_with_activities(), _newest_day(), _hidden())


async def feeds(connection: AsyncConnection, statement: Select[Any], scope: Scope) -> Feeds:
    row = (await connection.execute(statement, scope.parameters())).one()
    kinds = len(_ENGAGING) + len(_OTHER)
    engaged, other = row[: len(_ENGAGING)], row[len(_ENGAGING) : kinds]
    count, used_on, hidden = row[kinds:]
    return Feeds(
        sync=await sync_state(connection, scope.workspace),
        engaged_at=max((at for at in engaged if at is not None), default=None),
        noted_at=max((at for at in other if at is not None), default=None),
        is_fed=count >= ENOUGH_DEALS,
        used_on=used_on,
        hidden=hidden or {},
    )


def _newest(kind: str) -> ScalarSelect[Any]:
    of = activities.c
    return (
        select(of.at)
        .where(live(activities), of.kind == kind, of.at <= NOW)
        .order_by(of.at.desc())
        .limit(1)
        .scalar_subquery()
    )


def _newest_day() -> ScalarSelect[Any]:
    return (
        select(usage.c.day)
        .where(live(usage), usage.c.day < TODAY)
        .order_by(usage.c.day.desc())
        .limit(1)
        .scalar_subquery()
    )


def _deals_with_activities() -> ScalarSelect[Any]:
    of = activities.c
    some = (
        select(of.deal_id)
        .where(live(activities), of.deal_id.is_not(None), of.at <= NOW)
        .distinct()
        # Counting further would only take longer.
        .limit(ENOUGH_DEALS)
        .subquery()
    )
    return select(func.count()).select_from(some).scalar_subquery()


def _hidden() -> ScalarSelect[Any]:
    return (
        select(crm_schemas.c.hidden).where(crm_schemas.c.workspace == WORKSPACE).scalar_subquery()
    )
