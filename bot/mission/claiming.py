"""How one process gets its share of the mornings, and gives back what it could not finish."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from zlib import crc32

from bot.errors import DaybreakError
from bot.mission.calendar import Due
from storage.claims import Claim, Claims, Slot

Time = Callable[[], datetime]


class ClaimLost(Exception):
    """Another process took the morning over; what was computed here was not saved."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How missions are run: `lease` is when others may take over a morning that was cut off.

    On rules a mission never waits, so that several at once in one process would only keep each
    other's transactions open; more than one pays where a model has to be waited for.
    """

    at_once: int = 1
    lease: timedelta = timedelta(minutes=5)
    retry_after: timedelta = timedelta(minutes=1)
    # How far back the last morning is looked for; who was away longer than this begins anew.
    look_back: timedelta = timedelta(days=60)

    @property
    def time_limit(self) -> float:
        """Seconds that a mission may take: it must have ended before its lease does."""
        return self.lease.total_seconds() * 0.8


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """One process among others that want the same; `worker` names it in its claims."""

    claims: Claims
    worker: str
    pace: Pace
    new_id: Callable[[], str]

    def in_own_order(self, due: Sequence[Due]) -> list[Due]:
        """Each process begins somewhere else, so that they meet only at the end."""
        if not due:
            return []
        start = crc32(self.worker.encode()) % len(due)
        return [*due[start:], *due[:start]]

    def take(self, waiting: list[Due], now: datetime) -> list[Due]:
        """Takes the next few out of `waiting`, and drops those that it is too late for."""
        waiting[:] = [due for due in waiting if now <= due.until]
        batch, waiting[:] = waiting[: self.pace.at_once], waiting[self.pace.at_once :]
        return batch

    async def claim(self, slots: Sequence[Slot], now: datetime) -> list[Claim]:
        """Those of the slots that this process gets."""
        return await self.claims.claim(
            {slot: self.new_id() for slot in slots},
            by=self.worker,
            now=now,
            lease=self.pace.lease,
            limit=len(slots),
        )

    async def still_free(self, waiting: Sequence[Due], now: datetime) -> list[Due]:
        """Without those that others have taken meanwhile."""
        if not waiting:
            return []
        first = min(due.slot.on for due in waiting)
        record = await self.claims.record(first, first)
        return [
            due
            for due in waiting
            if due.slot not in record.settled
            and (due.slot not in record.unfinished or record.unfinished[due.slot].is_free(now))
        ]

    def held(self, claim: Claim, time: Time) -> "_Held":
        """Work under a claim: `async with share.held(claim, time)`."""
        return _Held(self, claim, time)


@dataclass(frozen=True, slots=True)
class _Held:
    """Gives a claim back if what is done under it fails: at once if this process is stopping."""

    share: Share
    claim: Claim
    time: Time

    async def __aenter__(self) -> None: ...

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            return
        free_at, reason = self.time(), None
        if not isinstance(error, asyncio.CancelledError):
            free_at += self.share.pace.retry_after * self.claim.attempt
            reason = str(error) if isinstance(error, DaybreakError) else type(error).__name__
        await asyncio.shield(self.share.claims.release(self.claim, free_at, reason))
