"""Executions as rows: claimed under a fence, so that each effect has one hand at a time on it.

Whoever settles a claim must still hold it. The states and what moves them stand in
`bot/domain/lifecycle.py`; every statement here compares with the states from which it may move.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Row, case, func, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.effects import Receipt, Refusal
from bot.domain.lifecycle import Execution, ExecutionEvent, ExecutionState
from storage.asks import tell_of_trouble, to_draw_again
from storage.audit import Entry, append
from storage.codec import Codec
from storage.database import Database
from storage.execution_rows import (
    Claimed,
    NewExecution,
    claimed_of,
    execution_of,
    outcome,
    row_of,
)
from storage.execution_steps import after, may, move
from storage.statements import insert_new
from storage.tables.executions import IS_UNFINISHED, executions

_OF = executions.c
_TROUBLE = frozenset({ExecutionEvent.FAIL, ExecutionEvent.LOSE_TRACK})


async def insert(
    connection: AsyncConnection, workspace: str, new: NewExecution, codec: Codec
) -> bool:
    """Part of the transaction that approves. False: this effect is there already."""
    statement = insert_new(executions, connection).values(row_of(new, workspace, codec))
    return (await connection.scalar(statement.returning(_OF.id))) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """How the work stands. `oldest` is how long the row that waits most is overdue."""

    counts: Mapping[ExecutionState, int]
    oldest: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class Executions:
    """The executions of one workspace."""

    database: Database
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def find(self, execution_id: str) -> Execution | None:
        return await self._one(_OF.id == execution_id)

    async def of_decision(self, decision_id: str) -> Execution | None:
        """The latest of that decision, the taking back of an effect left aside."""
        return await self._one(_OF.decision_id == decision_id, _OF.undoes.is_(None))

    async def due(self, now: datetime, limit: int = 500) -> list[str]:
        """Ids of what may be claimed now: never tried, due again, or given up by a dead worker."""
        query = (
            select(_OF.id)
            .where(_OF.workspace == self.workspace, IS_UNFINISHED, _OF.due_at <= now)
            .order_by(_OF.due_at, _OF.id)
            .limit(limit)
        )
        async with self.database.read() as connection:
            return list(await connection.scalars(query))

    async def next_due(self) -> datetime | None:
        """When the next row may be claimed."""
        query = select(func.min(_OF.due_at)).where(_OF.workspace == self.workspace, IS_UNFINISHED)
        async with self.database.read() as connection:
            found: datetime | None = await connection.scalar(query)
        return found

    async def troubled(self, limit: int = 50) -> list[Execution]:
        """What a person has to look at: failed or unknown, the newest first."""
        query = (
            select(executions)
            .where(
                _OF.workspace == self.workspace,
                _OF.state.in_([ExecutionState.FAILED, ExecutionState.UNKNOWN]),
            )
            .order_by(_OF.updated_at.desc(), _OF.id)
            .limit(limit)
        )
        async with self.database.read() as connection:
            return [execution_of(row, self.codec) for row in await connection.execute(query)]

    async def standing(self, now: datetime) -> Overdue:
        mine = _OF.workspace == self.workspace
        counts = select(_OF.state, func.count()).where(mine).group_by(_OF.state)
        async with self.database.read() as connection:
            found = {ExecutionState(state): n for state, n in await connection.execute(counts)}
            first = await connection.scalar(
                select(func.min(_OF.due_at)).where(mine, IS_UNFINISHED, _OF.due_at <= now)
            )
        return Overdue(counts=found, oldest=now - first if first else timedelta())

    async def claim(
        self, execution_id: str, by: str, now: datetime, lease: timedelta
    ) -> Claimed | None:
        """At most one caller gets it until the lease ends; each claim costs a try.

        None: somebody else has it, it is not due, or it is over.
        """
        statement = (
            update(executions)
            .where(
                _OF.workspace == self.workspace,
                _OF.id == execution_id,
                may(ExecutionEvent.CLAIM),
                _OF.due_at <= now,
            )
            .values(
                state=after(ExecutionEvent.CLAIM),
                attempt=_OF.attempt + 1,
                tries_left=_OF.tries_left - 1,
                # Whoever ran it has died over it: nobody knows how far it came.
                unsure=case((_OF.state == ExecutionState.RUNNING, true()), else_=_OF.unsure),
                due_at=now + lease,
                claimed_by=by,
                updated_at=now,
            )
            .returning(executions)
        )

        async def take(connection: AsyncConnection) -> Row[Any] | None:
            found: Row[Any] | None = (await connection.execute(statement)).one_or_none()
            return found

        row = await self.database.together(take)
        return None if row is None else claimed_of(row, self.codec)

    async def finish(
        self, claimed: Claimed, receipt: Receipt, at: datetime, undo_until: datetime | None
    ) -> bool:
        """The effect has happened. False: the claim was lost, and its new holder will find out."""
        values = {
            "receipt": self.codec.receipt.dump_json(receipt).decode(),
            "undo_until": undo_until,
            "problem": "",
            "unsure": False,
        }
        entry = outcome(claimed, "effect.done", at, receipt=receipt)
        return await self._settle(claimed, ExecutionEvent.SUCCEED, values, entry)

    async def retry(
        self, claimed: Claimed, due_at: datetime, problem: str, at: datetime, *, unsure: bool
    ) -> bool:
        """Tries again later. `unsure`: this attempt, or one before it, may have had its effect."""
        values = {"due_at": due_at, "problem": problem, "unsure": unsure}
        entry = outcome(claimed, "effect.retried", at, problem)
        return await self._settle(claimed, ExecutionEvent.RETRY, values, entry)

    async def postpone(
        self, claimed: Claimed, due_at: datetime, problem: str, at: datetime
    ) -> bool:
        """A rule says later: nothing was tried, so no try is lost."""
        values = {"due_at": due_at, "problem": problem, "tries_left": claimed.tries_left + 1}
        entry = outcome(claimed, "effect.postponed", at, problem)
        return await self._settle(claimed, ExecutionEvent.RETRY, values, entry)

    async def fail(
        self, claimed: Claimed, problem: str, at: datetime, refusal: Refusal | None = None
    ) -> bool:
        """Nothing has happened, and nothing will without a person."""
        kept = None if refusal is None else self.codec.refusal.dump_json(refusal).decode()
        values = {"problem": problem, "refusal": kept, "unsure": False}
        entry = outcome(claimed, "effect.failed", at, problem)
        return await self._settle(claimed, ExecutionEvent.FAIL, values, entry)

    async def lose_track(self, claimed: Claimed, problem: str, at: datetime) -> bool:
        """It can't be told whether the effect has happened: a person is asked."""
        values = {"problem": problem, "unsure": True}
        entry = outcome(claimed, "effect.unknown", at, problem)
        return await self._settle(claimed, ExecutionEvent.LOSE_TRACK, values, entry)

    async def _settle(
        self, claimed: Claimed, event: ExecutionEvent, values: Mapping[str, Any], entry: Entry
    ) -> bool:
        fence = _OF.attempt == claimed.approved.attempt
        values = {**values, "claimed_by": None, "updated_at": entry.at}
        undone = claimed.approved.undoes if event is ExecutionEvent.SUCCEED else None

        async def settle(connection: AsyncConnection) -> bool:
            if not await move(connection, self.workspace, claimed.id, event, values, fence):
                return False
            if undone is not None:
                taken_back = {"updated_at": entry.at}
                await move(
                    connection, self.workspace, undone.effect_id, ExecutionEvent.UNDO, taken_back
                )
            await append(connection, self.workspace, [entry])
            its = claimed.approved
            shown = [(its.decision_id, its.deal_id)]
            await to_draw_again(connection, self.workspace, shown, entry.at)
            if event in _TROUBLE:
                await tell_of_trouble(connection, self.workspace, claimed, entry.at)
            return True

        return await self.database.together(settle)

    async def _one(self, *which: Any) -> Execution | None:
        query = (
            select(executions)
            .where(_OF.workspace == self.workspace, *which)
            .order_by(_OF.approved_at.desc(), _OF.id.desc())
            .limit(1)
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else execution_of(row, self.codec)
