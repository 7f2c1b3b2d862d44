"""Missions as they were: saved whole or not at all, and read back equal with all they rested on."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.missions import Mission
from bot.domain.people import PersonId
from storage.claims import Claim, Claims, State
from storage.codec import Codec
from storage.contexts import Contexts, write_new
from storage.database import Database
from storage.grounds import Grounds
from storage.mission_rows import on_demand_row, outcome_row, verdict_rows
from storage.past import PastMissions
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

    @property
    def past(self) -> PastMissions:
        return PastMissions(
            database=self.database.read_only, workspace=self.workspace, codec=self.codec
        )

    async def find(self, run_id: str) -> Mission | None:
        return await self.past.find(run_id)

    async def find_morning(self, rep_id: PersonId, on: date) -> Mission | None:
        """The rep's morning of that day, if it is done."""
        return await self.past.find_morning(rep_id, on)

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
