"""Keeps the deals of one workspace in memory, as new as the mirror, and answers from them."""

import asyncio
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeVar

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.answers.memory.deals import MemoryDeals, catch_up, load, read_stages
from storage.answers.memory.evaluate import can_evaluate, evaluate, uses_stages
from storage.answers.memory.ordering import can_order, first
from storage.answers.query import Cell, Groups, Now, Records
from storage.database import Database
from storage.tables.mirror import deals

_Found = TypeVar("_Found")
# More would take too much memory: some 80 bytes each.
_MOST = 5_000_000
# From so many on, a figure takes long enough to keep others from being answered meanwhile.
_IN_A_THREAD = 50_000
_LONG_AGO = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Keeper:
    """One per process and workspace. `version` is the state of the mirror that is in memory."""

    database: Database
    workspace: str
    kept: MemoryDeals | None = None
    version: Hashable = None
    stages_fit: bool = True
    lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def rows(
        self, query: Groups, owners: frozenset[str] | None, now: Now, version: Hashable
    ) -> list[tuple[Cell, ...]] | None:
        """None for what has to be read from the tables."""
        async with self.lock:
            kept = await self._ready(query, now, version)
            if kept is None or not can_evaluate(kept, query, now):
                return None
            return await self._work(kept, lambda: evaluate(kept, query, owners, now))

    async def first(
        self, query: Records, owners: frozenset[str] | None, now: Now, version: Hashable
    ) -> list[str] | None:
        """The ids of the deals of a list, in its order; None for what has to be read."""
        async with self.lock:
            kept = await self._ready(query, now, version)
            if kept is None or not can_order(kept, query, now):
                return None
            return await self._work(kept, lambda: first(kept, query, owners, now))

    async def _ready(
        self, query: Groups | Records, now: Now, version: Hashable
    ) -> MemoryDeals | None:
        if query.entity != "deals" or now.past is not None:
            return None
        kept = await self._up_to(version)
        return kept if kept is not None and await self._has_stages(kept, query) else None

    async def _work(self, kept: MemoryDeals, work: Callable[[], _Found]) -> _Found:
        return await asyncio.to_thread(work) if kept.size > _IN_A_THREAD else work()

    async def _up_to(self, version: Hashable) -> MemoryDeals | None:
        """What is kept, after what changed was brought in; None if it is too much to keep."""
        if self.kept is not None and self.version == version:
            return self.kept
        async with self.database.read() as connection:
            number, newest = await _extent(connection, self.workspace)
            if number > _MOST:
                self.kept = None
            elif self.kept is None:
                self.kept = await load(connection, self.workspace, newest)
            else:
                await catch_up(connection, self.workspace, self.kept, newest)
        self.version, self.stages_fit = version, True
        return self.kept

    async def _has_stages(self, kept: MemoryDeals, query: Groups | Records) -> bool:
        if not uses_stages(query) or kept.stages is not None:
            return True
        if self.stages_fit:
            async with self.database.read() as connection:
                self.stages_fit = await read_stages(connection, self.workspace, kept)
        return self.stages_fit


async def _extent(connection: AsyncConnection, workspace: str) -> tuple[int, datetime]:
    """How many deals there are, and when the mirror last heard of one."""
    mine = deals.c.workspace == workspace
    number = await connection.scalar(select(func.count()).where(mine))
    heard = select(func.max(deals.c.synced_at)).where(mine)
    gone = select(func.max(deals.c.deleted_at)).where(mine, deals.c.deleted_at.is_not(None))
    ends: Sequence[datetime | None] = [await connection.scalar(query) for query in (heard, gone)]
    return int(number or 0), max((end for end in ends if end is not None), default=_LONG_AGO)
