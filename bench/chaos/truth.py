"""What should be true in the end: each approved decision has had its effect once, and says so."""

import asyncio
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import insert

from bench.chaos.crm import KeylessCrm
from bench.chaos.process import WORKSPACE
from bot.domain.deals import DealId
from bot.domain.decisions import LogNote
from bot.domain.lifecycle import Decision, DecisionState, ExecutionState
from bot.domain.people import PersonId
from storage.audit import AuditLog
from storage.codec import Codec
from storage.database import Database
from storage.decision_rows import row_of
from storage.decisions import StoredDecisions
from storage.migrate import Schema, upgrade
from storage.tables.decisions import decisions

_PAGE = 500
_UNFINISHED = (None, ExecutionState.PENDING, ExecutionState.RUNNING)


def decisions_to_click(number: int) -> list[str]:
    return [f"d{n:05}" for n in range(number)]


async def make_ready(url: str, number: int) -> None:
    """An up-to-date database with so many open decisions."""
    database, codec = Database.open(url), Codec()
    await upgrade(database, Schema.DAYBREAK)
    rows = [row_of(_open(name), WORKSPACE, codec) for name in decisions_to_click(number)]
    async with database.write() as connection:
        await connection.execute(insert(decisions), rows)
    await database.close()


def _open(name: str) -> Decision:
    now = datetime.now(UTC)
    return Decision(
        id=name,
        risk=name,
        occurrence=1,
        rep_id=PersonId("rep"),
        assignee_id=PersonId("rep"),
        deal_id=DealId(name),
        run_id="run",
        state=DecisionState.OPEN,
        version=1,
        digest="",
        action=LogNote(text=f"What was said about {name}."),
        draft=None,
        options=(),
        reason="They asked.",
        read_versions={},
        proposed_at=now,
        created_at=now,
        updated_at=now,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Truth:
    database: str
    names: Sequence[str]
    crm: KeylessCrm

    async def settled(self, seconds: float) -> float | None:
        """How long it took until nothing was under way any more; None: longer than that."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        while loop.time() < began + seconds:
            states = Counter(_state(one) for one in (await self._all()).values())
            if not any(states[state] for state in _UNFINISHED):
                return round(loop.time() - began, 1)
            await asyncio.sleep(0.5)
        return None

    async def compared(self) -> dict[str, Any]:
        """Rows against what the CRM really did."""
        found = await self._all()
        happened = Counter(effect.split(".")[0] for effect, _ in self.crm.effects)
        states = {name: _state(one) for name, one in found.items()}
        done = {name for name, state in states.items() if state is ExecutionState.DONE}
        return {
            "lost": sum(happened[name] == 0 for name in self.names),
            "duplicates": sum(count - 1 for count in happened.values()),
            "not_approved": sum(one.state is not DecisionState.APPROVED for one in found.values()),
            "asked": sum(state is ExecutionState.UNKNOWN for state in states.values()),
            "given_up": sum(state is ExecutionState.FAILED for state in states.values()),
            "untrue": sum((happened[name] > 0) is not (name in done) for name in self.names),
            "audit_faults": await self._audit_faults(len(done)),
        }

    async def _audit_faults(self, done: int) -> int:
        """Breaks of the chain, and outcomes that it knows too often or not at all."""
        database = Database.open(self.database)
        log = AuditLog(database=database, workspace=WORKSPACE)
        kinds = Counter([one["kind"] async for one in log.entries()])
        faults = len((await log.verify()).faults)
        await database.close()
        approved = abs(kinds["decision.approve"] - len(self.names))
        return faults + approved + abs(kinds["effect.done"] - done)

    async def _all(self) -> Mapping[str, Decision]:
        database = Database.open(self.database)
        stored = StoredDecisions(database=database, workspace=WORKSPACE, codec=Codec())
        found = await stored.queue(limit=len(self.names))
        await database.close()
        return {one.id: one for one in found}


def _state(decision: Decision) -> ExecutionState | None:
    return None if decision.execution is None else decision.execution.state
