"""The decision queue: read by whoever may, and changed by compare-and-set alone."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update

from bot.domain.deals import DealId
from bot.domain.lifecycle import Decision, DecisionState
from bot.domain.people import PersonId
from bot.policy.rulings import Ruling
from storage.asks import ask
from storage.codec import Codec
from storage.database import Database
from storage.decision_moves import Move, write_moves
from storage.decision_rows import decisions_from
from storage.tables.decisions import IS_LIVE, decisions
from storage.together import Together

_OF = decisions.c


class StoredDecisions:
    """The decision queue of one workspace. Moves that come at the same time are one transaction."""

    def __init__(self, database: Database, workspace: str, codec: Codec | None = None) -> None:
        self.database = database
        self.workspace = workspace
        self.codec = codec or Codec()
        self._moves = Together(self._write)

    async def find(self, decision_id: str) -> Decision | None:
        found = await self._all(self._mine().where(_OF.id == decision_id))
        return found[0] if found else None

    async def move(self, move: Move) -> Decision | None:
        """The decision as it is after the word; None, and nothing written, if it moved meanwhile
        or if nothing like that can happen to it.
        """
        return await self._moves.ask(move)

    async def queue(
        self,
        *,
        reps: Sequence[PersonId] | None = None,
        assignee: PersonId | None = None,
        deal_id: DealId | None = None,
        state: str | None = None,
        limit: int = 500,
    ) -> list[Decision]:
        """Newest first; of these reps, waiting for this person, of this deal, in this state."""
        query = self._mine().order_by(_OF.updated_at.desc(), _OF.id).limit(limit)
        if reps is not None:
            query = query.where(_OF.rep_id.in_(reps))
        if assignee is not None:
            query = query.where(_OF.assignee_id == assignee)
        if deal_id is not None:
            query = query.where(_OF.deal_id == deal_id)
        if state is not None:
            query = query.where(_OF.state == state)
        return await self._all(query)

    async def to_look_at(self, now: datetime, limit: int = 200) -> list[str]:
        """Ids of what the clock has to look at, the longest due first."""
        query = (
            select(_OF.id)
            .where(_OF.workspace == self.workspace, IS_LIVE, _OF.look_at <= now)
            .order_by(_OF.look_at, _OF.id)
            .limit(limit)
        )
        async with self.database.read() as connection:
            return list(await connection.scalars(query))

    async def look_later(self, decision: Decision, at: datetime) -> None:
        """Nothing is due before that, unless somebody has a word on it until then."""
        async with self.database.write() as connection:
            await connection.execute(
                update(decisions)
                .where(
                    _OF.workspace == self.workspace,
                    _OF.id == decision.id,
                    _OF.turn == decision.turn,
                )
                .values(look_at=at)
            )

    async def ask(self, decision: Decision, person: PersonId, at: datetime) -> None:
        """Has `person` shown the decision, whoever decides on it."""
        async with self.database.write() as connection:
            await ask(connection, self.workspace, decision, person, at)

    async def history(self, risk: str) -> list[Decision]:
        """Every occurrence of one risk, the first one first."""
        return await self._all(self._mine().where(_OF.risk == risk).order_by(_OF.occurrence))

    async def newest(self, risks: Collection[str]) -> dict[str, Decision]:
        """The last occurrence of each risk, whatever has become of it."""
        rows = self._mine().where(_OF.risk.in_(risks)).order_by(_OF.risk, _OF.occurrence)
        return {one.risk: one for one in await self._all(rows)} if risks else {}

    async def approved_between(
        self, rep: PersonId, begin: datetime, end: datetime
    ) -> list[Decision]:
        """About this rep's deals, oldest first; what came of them is with each."""
        rows = self._mine().where(
            _OF.rep_id == rep,
            _OF.state == DecisionState.APPROVED,
            _OF.updated_at >= begin,
            _OF.updated_at < end,
        )
        return await self._all(rows.order_by(_OF.updated_at, _OF.id))

    async def keep_ruling(self, decision: Decision, ruling: Ruling) -> None:
        """What the policies say of this content before any approval."""
        async with self.database.write() as connection:
            await connection.execute(
                update(decisions)
                .where(
                    _OF.workspace == self.workspace,
                    _OF.id == decision.id,
                    _OF.turn == decision.turn,
                )
                .values(ruling=self.codec.ruling.dump_json(ruling).decode())
            )

    async def _write(self, moves: Sequence[Move]) -> list[Decision | None]:
        return await self.database.together(
            lambda connection: write_moves(connection, self.workspace, moves, self.codec)
        )

    def _mine(self) -> Select[Any]:
        return select(decisions).where(_OF.workspace == self.workspace)

    async def _all(self, query: Select[Any]) -> list[Decision]:
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
            return await decisions_from(connection, rows, self.workspace, self.codec)
