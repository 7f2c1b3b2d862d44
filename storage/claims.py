"""Claims: which process may run whose morning, so that each runs once and none is forgotten."""

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import PersonId
from storage.database import Database
from storage.statements import insert_new
from storage.tables.missions import IS_CLAIMED, IS_MORNING, missions


class State(StrEnum):
    """Where a mission stands. Only `claimed` can still change."""

    CLAIMED = "claimed"
    DONE = "done"
    MISSED = "missed"


class Kind(StrEnum):
    MORNING = "morning"
    ON_DEMAND = "on_demand"


@dataclass(frozen=True, slots=True, order=True)
class Slot:
    """One rep's morning: what is claimed."""

    rep_id: PersonId
    on: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The right to run one morning until the lease ends; `attempt` is the fence."""

    run_id: str
    slot: Slot
    attempt: int
    lease_until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class _Hold:
    """Who claims, when, and for how long."""

    by: str
    now: datetime
    until: datetime

    def claim(self, slot: Slot, run_id: str, attempt: int) -> Claim:
        return Claim(run_id=run_id, slot=slot, attempt=attempt, lease_until=self.until)

    def values(self, attempt: int) -> dict[str, Any]:
        return {
            "attempt": attempt,
            "claimed_by": self.by,
            "lease_until": self.until,
            "started_at": self.now,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is recorded of one morning."""

    run_id: str
    state: State
    attempt: int
    lease_until: datetime | None
    reason: str | None

    def is_free(self, now: datetime) -> bool:
        """Whether another process may take it over."""
        if self.state is not State.CLAIMED:
            return False
        return self.lease_until is None or self.lease_until <= now


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """What is recorded of the mornings lately.

    `settled` are those done or missed, as far back as was asked for; `unfinished` are all that
    were claimed and not finished; `latest` is each rep's last morning of whatever state.
    """

    settled: Set[Slot]
    unfinished: Mapping[Slot, Standing]
    latest: Mapping[PersonId, date]


@dataclass(frozen=True, slots=True, kw_only=True)
class Claims:
    """The mornings of one workspace and who runs them."""

    database: Database
    workspace: str

    async def record(self, since: date, latest_since: date) -> Record:
        """Mornings settled from `since` on, and everybody's last one from `latest_since` on."""
        columns = missions.c
        mornings = (columns.workspace == self.workspace, IS_MORNING)
        settled = select(columns.rep_id, columns.local_date).where(
            *mornings, columns.state != State.CLAIMED, columns.local_date >= since
        )
        latest = (
            select(columns.rep_id, func.max(columns.local_date))
            .where(*mornings, columns.local_date >= latest_since)
            .group_by(columns.rep_id)
        )
        async with self.database.read() as connection:
            return Record(
                settled={Slot(*row) for row in await connection.execute(settled)},
                # What is on demand is never claimed, so the index of claims alone will do.
                unfinished=await self._standings(connection, IS_CLAIMED),
                latest={row[0]: row[1] for row in await connection.execute(latest)},
            )

    async def claim(
        self, wanted: Mapping[Slot, str], by: str, now: datetime, lease: timedelta, limit: int
    ) -> list[Claim]:
        """Claims at most `limit` of the wanted slots that nobody holds, in their order.

        `wanted` gives each slot the run id that it gets if it is new. At most one process gets a
        slot, however many ask at once; a lease that ran out passes to whoever asks first.
        """
        hold = _Hold(by=by, now=now, until=now + lease)
        async with self.database.write() as connection:
            known = await self._standings(connection, self._among(wanted))
            fresh = [slot for slot in wanted if slot not in known][:limit]
            stale = [slot for slot in wanted if slot in known and known[slot].is_free(now)]
            # Sorted: two processes that wait for each other's rows would be a deadlock.
            taken = await self._insert(connection, {s: wanted[s] for s in sorted(fresh)}, hold)
            for slot in sorted(stale[: limit - len(fresh)]):
                taken += await self._take_over(connection, slot, known[slot], hold)
        return taken

    async def release(self, claim: Claim, free_at: datetime, reason: str | None) -> None:
        """Gives the slot back before its lease ends; does nothing if the claim was lost."""
        async with self.database.write() as connection:
            await connection.execute(
                update(missions).where(self.held(claim)).values(lease_until=free_at, reason=reason)
            )

    async def miss(self, missed: Mapping[Slot, tuple[str, str]], now: datetime) -> None:
        """Records mornings that did not happen, each with its run id and reason.

        What is done, or still held by a living process, stays as it is.
        """
        if not missed:
            return
        async with self.database.write() as connection:
            known = await self._standings(connection, self._among(missed))
            await connection.execute(
                insert_new(missions, connection),
                [
                    self._row(slot, run_id)
                    | {"state": State.MISSED, "attempt": 0, "reason": reason, "finished_at": now}
                    for slot, (run_id, reason) in sorted(missed.items())
                ],
            )
            for slot in sorted(s for s in missed if s in known and known[s].is_free(now)):
                await connection.execute(
                    update(missions)
                    .where(self._still(slot, known[slot]))
                    .values(state=State.MISSED, reason=missed[slot][1], finished_at=now)
                )

    def held(self, claim: Claim) -> Any:
        """The condition under which a claim still holds: nobody has taken it over."""
        return and_(
            missions.c.workspace == self.workspace,
            missions.c.run_id == claim.run_id,
            missions.c.state == State.CLAIMED,
            missions.c.attempt == claim.attempt,
        )

    async def _insert(
        self, connection: AsyncConnection, fresh: Mapping[Slot, str], hold: _Hold
    ) -> list[Claim]:
        """Those that nobody else has inserted meanwhile."""
        if not fresh:
            return []
        rows = [
            self._row(slot, run_id) | hold.values(attempt=1) | {"state": State.CLAIMED}
            for slot, run_id in fresh.items()
        ]
        statement = insert_new(missions, connection).values(rows)
        mine = await connection.scalars(statement.returning(missions.c.run_id))
        won = frozenset(mine)
        return [hold.claim(slot, run_id, 1) for slot, run_id in fresh.items() if run_id in won]

    async def _take_over(
        self, connection: AsyncConnection, slot: Slot, known: Standing, hold: _Hold
    ) -> list[Claim]:
        attempt = known.attempt + 1
        done = await connection.execute(
            update(missions).where(self._still(slot, known)).values(hold.values(attempt))
        )
        return [hold.claim(slot, known.run_id, attempt)] if done.rowcount == 1 else []

    def _still(self, slot: Slot, known: Standing) -> Any:
        return and_(
            missions.c.workspace == self.workspace,
            missions.c.run_id == known.run_id,
            missions.c.state == known.state,
            missions.c.attempt == known.attempt,
            missions.c.lease_until == known.lease_until,
        )

    def _row(self, slot: Slot, run_id: str) -> dict[str, Any]:
        return {
            "workspace": self.workspace,
            "run_id": run_id,
            "rep_id": slot.rep_id,
            "local_date": slot.on,
            "kind": Kind.MORNING,
        }

    def _among(self, slots: Mapping[Slot, Any]) -> Any:
        return and_(
            IS_MORNING,
            missions.c.local_date.in_({slot.on for slot in slots}),
            missions.c.rep_id.in_({slot.rep_id for slot in slots}),
        )

    async def _standings(self, connection: AsyncConnection, which: Any) -> dict[Slot, Standing]:
        columns = missions.c
        rows = await connection.execute(
            select(
                columns.rep_id,
                columns.local_date,
                columns.run_id,
                columns.state,
                columns.attempt,
                columns.lease_until,
                columns.reason,
            ).where(columns.workspace == self.workspace, which)
        )
        return {
            Slot(row.rep_id, row.local_date): Standing(
                run_id=row.run_id,
                state=State(row.state),
                attempt=row.attempt,
                lease_until=row.lease_until,
                reason=row.reason,
            )
            for row in rows
        }
