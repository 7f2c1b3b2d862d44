"""What every question needs to know first, read anew only when a sync has changed the mirror."""

from collections.abc import Collection, Hashable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import Person
from storage.mirror.syncing import SyncState, sync_state
from storage.people import everybody
from storage.tables.history import deal_history_starts
from storage.tables.mirror import crm_schemas, syncs


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """`version` differs whenever a sync has written anything. `hidden` are the fields that the CRM
    hides from each role; `history_since` is from when on it is known what deals were before.
    """

    version: Hashable
    people: tuple[Person, ...]
    hidden: Mapping[str, Collection[str]]
    state: SyncState | None
    history_since: datetime | None


async def facts(connection: AsyncConnection, workspace: str, known: Facts | None) -> Facts:
    """Those that are known, if the mirror is still the same."""
    version = await _version(connection, workspace)
    if known is not None and known.version == version:
        return known
    since = select(deal_history_starts.c.since).where(deal_history_starts.c.workspace == workspace)
    hidden = select(crm_schemas.c.hidden).where(crm_schemas.c.workspace == workspace)
    return Facts(
        version=version,
        people=tuple(await everybody(connection, workspace)),
        hidden=await connection.scalar(hidden) or {},
        state=await sync_state(connection, workspace),
        history_since=await connection.scalar(since),
    )


async def _version(connection: AsyncConnection, workspace: str) -> Hashable:
    """A sync moves its cursor and counts with every batch that it writes."""
    described = select(crm_schemas.c.synced_at).where(crm_schemas.c.workspace == workspace)
    query = select(
        syncs.c.attempt,
        syncs.c.cursor,
        syncs.c.finished_at,
        syncs.c.counts,
        described.scalar_subquery(),
    ).where(syncs.c.workspace == workspace)
    row: Any = (await connection.execute(query)).one_or_none()
    return None if row is None else (row[0], row[1], row[2], str(row[3]), row[4])
