"""Missions as they were, read back with all they rested on; nothing here can write."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.missions import Mission
from bot.domain.people import PersonId
from storage.claims import Kind, State
from storage.codec import Codec
from storage.contexts import pieces_of
from storage.database import ReadOnly
from storage.grounds import Inputs, context_from
from storage.mission_rows import mission_from
from storage.tables.missions import deal_verdicts, missions


@dataclass(frozen=True, slots=True, kw_only=True)
class PastMissions:
    """The missions of one workspace that are done."""

    database: ReadOnly
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def runs(self, since: date, until: date) -> list[str]:
        """The missions of these days, oldest first."""
        query = (
            select(missions.c.run_id)
            .where(
                missions.c.workspace == self.workspace,
                missions.c.state == State.DONE,
                missions.c.local_date.between(since, until),
            )
            .order_by(missions.c.now, missions.c.run_id)
        )
        async with self.database.read() as connection:
            return list((await connection.scalars(query)).all())

    async def find(self, run_id: str) -> Mission | None:
        return await self._found(missions.c.run_id == run_id)

    async def find_morning(self, rep_id: PersonId, on: date) -> Mission | None:
        """The rep's morning of that day, if it is done."""
        return await self._found(
            missions.c.rep_id == rep_id,
            missions.c.local_date == on,
            missions.c.kind == Kind.MORNING,
        )

    async def inputs(self, run_id: str) -> Inputs:
        """What a mission was computed from, contexts in the order of its verdicts.

        Raises LookupError where no such mission is done, and ValidationError where its inputs were
        written by a version that kept other fields.
        """
        async with self.database.read() as connection:
            row = await self._row(connection, missions.c.run_id == run_id)
            if row is None:
                raise LookupError(run_id)
            verdicts = await self._verdicts(connection, run_id)
            names = {row.norms_hash, row.rules_hash}
            names |= {v.context_hash for v in verdicts} | {v.sources_hash for v in verdicts}
            pieces = await pieces_of(connection, self.workspace, names)
        return Inputs(
            contexts=tuple(
                context_from(pieces[v.context_hash], pieces[v.sources_hash], self.codec)
                for v in verdicts
            ),
            norms=self.codec.norms.validate_json(pieces[row.norms_hash]),
            rules=pieces[row.rules_hash].decode(),
        )

    async def _found(self, *which: Any) -> Mission | None:
        async with self.database.read() as connection:
            row = await self._row(connection, *which)
            if row is None:
                return None
            verdicts = await self._verdicts(connection, row.run_id)
        return mission_from(row, verdicts, self.codec)

    async def _row(self, connection: AsyncConnection, *which: Any) -> Row[Any] | None:
        rows = await connection.execute(
            select(missions).where(
                missions.c.workspace == self.workspace, missions.c.state == State.DONE, *which
            )
        )
        return rows.one_or_none()

    async def _verdicts(self, connection: AsyncConnection, run_id: str) -> Sequence[Row[Any]]:
        rows = await connection.execute(
            select(deal_verdicts)
            .where(deal_verdicts.c.workspace == self.workspace, deal_verdicts.c.run_id == run_id)
            .order_by(deal_verdicts.c.position)
        )
        return rows.all()
