"""Where clicks arrive in a process under test: stored in one transaction, then acknowledged."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from aiohttp import web
from sqlalchemy.exc import SQLAlchemyError

from bench.chaos.weakened import Soundness
from bot.domain.lifecycle import (
    Decision,
    DecisionEvent,
    DecisionState,
    Word,
    WordKind,
)
from bot.engine.port import Engine
from bot.errors import DatabaseUnavailable
from storage.decision_moves import Move
from storage.decisions import StoredDecisions
from storage.execution_rows import NewExecution, effect_id
from storage.executions import insert

TRIES = 200
_AWAY = (DatabaseUnavailable, SQLAlchemyError, OSError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    decisions: StoredDecisions
    engine: Engine
    sound: Soundness

    @asynccontextmanager
    async def serving(self, port: int) -> AsyncIterator[None]:
        app = web.Application()
        app.router.add_post("/decisions/{id}", self.click)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        await web.TCPSite(runner, "127.0.0.1", port, reuse_address=True).start()
        try:
            yield
        finally:
            await runner.cleanup()

    async def click(self, request: web.Request) -> web.Response:
        """200 once it is durable that this decision is approved, whoever's click it was."""
        wanted, key = request.match_info["id"], request.query["click"]
        try:
            effect = await self._approved(wanted, key)
        except _AWAY:
            return web.Response(status=503)
        if effect is None:
            return web.Response(status=409)
        await self.engine.send(effect)
        return web.Response()

    async def _approved(self, decision_id: str, key: str) -> str | None:
        """The effect's id; None: the decision moved meanwhile, and the click is to come again."""
        found = await self.decisions.find(decision_id)
        if found is None:
            return None
        now = datetime.now(UTC)
        new = execution_for(found, now)
        if not self.sound.key:
            await self._again(new, now)
            return new.id
        if found.state is not DecisionState.OPEN:
            return new.id
        moved = await self.decisions.move(approval(found, new, now, key))
        return None if moved is None else new.id

    async def _again(self, new: NewExecution, now: datetime) -> None:
        """What happens where neither the state nor the key stops a repeated click."""
        stored = self.decisions
        new = replace(new, id=f"{new.id}.{uuid.uuid4().hex}")
        async with stored.database.write() as connection:
            await insert(connection, stored.workspace, new, stored.codec)


def execution_for(decision: Decision, now: datetime) -> NewExecution:
    return NewExecution(
        id=effect_id(decision.id, decision.version),
        decision_id=decision.id,
        deal_id=decision.deal_id,
        rep_id=decision.rep_id,
        action=decision.action,
        draft=decision.draft,
        by=decision.assignee_id,
        approved_at=now,
        due_at=now,
        tries=TRIES,
    )


def approval(decision: Decision, new: NewExecution, now: datetime, key: str) -> Move:
    word = Word(by=decision.assignee_id, at=now, event=WordKind.APPROVE, version=decision.version)
    return Move(
        before=decision,
        after=decision,
        word=word,
        event=DecisionEvent.APPROVE,
        execute=new,
        click=key,
    )
