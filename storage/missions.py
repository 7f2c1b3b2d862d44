"""Missions as they were: saved whole or not at all, and read back equal with all they rested on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.missions import Mission
from bot.domain.people import PersonId
from storage.claims import Claim, Claims, Kind, State
from storage.codec import Codec
from storage.contexts import Contexts, write_new
from storage.database import Database
from storage.grounds import Grounds, Inputs, context_from
from storage.mission_rows import mission_from, on_demand_row, outcome_row, verdict_rows
from storage.proposals import Proposed, proposed, write_proposals
from storage.tables.missions import deal_verdicts, missions


@dataclass(frozen=True, slots=True, kw_only=True)
class _Ready:
    """Every row of a mission, made before the transaction begins, so that it is short."""

    outcome: Mapping[str, Any]
    verdicts: Sequence[Mapping[str, Any]]
    pieces: list[dict[str, object]]
    proposed: Proposed


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredMissions:
    """The missions of one workspace."""

    database: Database
    workspace: str
    codec: Codec = field(default_factory=Codec)

    @property
    def claims(self) -> Claims:
        return Claims(database=self.database, workspace=self.workspace)

    async def save(
        self, mission: Mission, grounds: Grounds, finished_at: datetime, claim: Claim | None
    ) -> bool:
        """Saves a mission with its verdicts, contexts and decisions in one transaction.

        With a claim it is that morning's, else one on demand. False, and nothing saved, if the
        claim was lost to another process. Who asks how a past day looked leaves the queue alone.
        """
        ready = await self._ready(mission, grounds, finished_at)
        async with self.database.write() as connection:
            if not await self._write_outcome(connection, mission, ready.outcome, claim):
                return False
            await write_new(connection, ready.pieces)
            if ready.verdicts:
                await connection.execute(insert(deal_verdicts), ready.verdicts)
            if claim is not None or not await self._is_past(connection, mission):
                await write_proposals(connection, ready.proposed)
        return True

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
            pieces = await self._contexts.read(connection, names)
        return Inputs(
            contexts=tuple(
                context_from(pieces[v.context_hash], pieces[v.sources_hash], self.codec)
                for v in verdicts
            ),
            norms=self.codec.norms.validate_json(pieces[row.norms_hash]),
            rules=pieces[row.rules_hash].decode(),
        )

    @property
    def _contexts(self) -> Contexts:
        return Contexts(database=self.database, workspace=self.workspace)

    async def _ready(self, mission: Mission, grounds: Grounds, finished_at: datetime) -> _Ready:
        return _Ready(
            outcome=outcome_row(mission, grounds, finished_at, self.codec),
            verdicts=verdict_rows(mission, grounds, self.workspace, self.codec),
            pieces=await self._contexts.new(grounds.pieces),
            proposed=proposed(mission, self.workspace, self.codec),
        )

    async def _write_outcome(
        self,
        connection: AsyncConnection,
        mission: Mission,
        outcome: Mapping[str, Any],
        claim: Claim | None,
    ) -> bool:
        if claim is None:
            row = {**on_demand_row(mission, self.workspace), **outcome}
            await connection.execute(insert(missions), row)
            return True
        done = await connection.execute(
            update(missions).where(self.claims.held(claim)).values(outcome)
        )
        return done.rowcount == 1

    async def _is_past(self, connection: AsyncConnection, mission: Mission) -> bool:
        """Whether the rep's deals were judged at a later time already."""
        of = missions.c
        later = select(of.run_id).where(
            of.workspace == self.workspace,
            of.rep_id == mission.rep.id,
            of.now > mission.now,
            of.state == State.DONE,
        )
        return (await connection.execute(later.limit(1))).first() is not None

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
