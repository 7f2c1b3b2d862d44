"""The clock: every replica looks at what is due, twice a minute for missions, each second for what
was approved; claims in rows do the rest.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from bot.crm.mirror import SyncReport
from bot.decisions.recovery import Recovery
from bot.engine.port import Send
from bot.mission.morning import Ran
from bot.services import Services

log = logging.getLogger(__name__)
_T = TypeVar("_T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """Ticks until it is told to stop. A tick that fails is logged, and the next one goes on."""

    services: Services
    now: Callable[[], datetime]
    every_seconds: float = 30
    # Missions that are cut off by a stop give their claims back within this time.
    stop_seconds: float = 2
    # A sync that is cut off goes on with the next; missions must not wait for it for ever.
    sync_seconds: float = 600
    # Brings what is due to where people read it; None where there is no such place.
    deliver: Callable[[datetime], Awaitable[object]] | None = None
    # Keeps the end of the audit log somewhere else.
    anchor: Callable[[datetime], Awaitable[object]] | None = None
    # Set by whoever knows that there is something to look at before the next tick is due.
    wake: asyncio.Event | None = None

    async def run(self, stop: asyncio.Event) -> None:
        """Returns once `stop` is set and what was running is saved or given back."""
        scheduler = AsyncIOScheduler(timezone="UTC")
        ticks: set[asyncio.Task[Ran | None]] = set()
        scheduler.add_job(
            self._start_tick,
            "interval",
            args=(ticks,),
            seconds=self.every_seconds,
            # The first look is at once: after an outage somebody is waiting.
            next_run_time=datetime.now(UTC),
            # The default, one second, silently drops what a busy process is late for.
            misfire_grace_time=None,
            coalesce=True,
            max_instances=1,
        )
        scheduler.start()
        waking = asyncio.create_task(self._ticks_when_woken(ticks))
        try:
            await stop.wait()
        finally:
            waking.cancel()
            scheduler.pause()
            await self._end(ticks)
            scheduler.shutdown(wait=False)

    async def tick(self) -> Ran | None:
        """One look at what is due, on fresh records if they can be had; None if missions failed."""
        report = await self._guarded("sync", self._sync)
        if report is not None and report.problem:
            log.warning("sync.incomplete", extra={"problem": report.problem})
        # Before missions: what a reply has made moot must not wait for them.
        await self._guarded("decisions", self.services.decisions.clock.tick)
        ran = await self._guarded("missions", self.services.missions.run_due)
        if ran is not None:
            _tell(ran)
        if self.deliver is not None:
            await self._guarded("delivery", self.deliver)
        if self.anchor is not None:
            await self._guarded("audit", self.anchor)
        return ran

    async def _sync(self, now: datetime) -> SyncReport | None:
        async with asyncio.timeout(self.sync_seconds):
            return await self.services.freshness.catch_up(now)

    async def _guarded(self, what: str, step: Callable[[datetime], Awaitable[_T]]) -> _T | None:
        """Whatever goes wrong in a step, the next step and the next tick come."""
        try:
            return await step(self.now())
        except Exception as error:
            log.error(
                "tick.failed", extra={"step": what, "error": type(error).__name__}, exc_info=error
            )
            return None

    async def _start_tick(self, ticks: set[asyncio.Task[Ran | None]]) -> None:
        """A task of its own: the scheduler would cancel its job without waiting for the end.

        While one is at work there is nothing to start: it takes what falls due meanwhile at the
        next tick.
        """
        if ticks:
            return
        task = asyncio.create_task(self.tick())
        ticks.add(task)
        task.add_done_callback(ticks.discard)

    async def _ticks_when_woken(self, ticks: set[asyncio.Task[Ran | None]]) -> None:
        while self.wake is not None:
            await self.wake.wait()
            self.wake.clear()
            if ticks:  # it may have looked before there was anything to see
                await asyncio.wait(set(ticks))
            await self._start_tick(ticks)

    async def _end(self, ticks: set[asyncio.Task[Ran | None]]) -> None:
        for task in ticks:
            task.cancel()
        if ticks:
            await asyncio.wait(set(ticks), timeout=self.stop_seconds)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweeping:
    """A worker's look for effects that are due and that nothing has brought to it."""

    recovery: Recovery
    now: Callable[[], datetime]
    every_seconds: float = 1
    # While there is more than one look brings, the next one comes sooner.
    hurry_seconds: float = 0.1

    async def run(self, send: Send, stop: asyncio.Event) -> None:
        """The first look is at once and takes everything: after a crash somebody is waiting."""
        grace = timedelta()
        while not stop.is_set():
            found = await self._looked(send, grace)
            grace = self.recovery.grace
            is_more = found >= self.recovery.most
            await _until(stop, self.hurry_seconds if is_more else self.every_seconds)

    async def _looked(self, send: Send, grace: timedelta) -> int:
        try:
            return await self.recovery.sweep(send, self.now() - grace)
        except Exception as error:
            log.error("sweep.failed", extra={"error": type(error).__name__}, exc_info=error)
            return 0


async def _until(stop: asyncio.Event, seconds: float) -> None:
    waiting = asyncio.create_task(stop.wait())
    await asyncio.wait({waiting}, timeout=seconds)
    waiting.cancel()


def _tell(ran: Ran) -> None:
    if ran.done:
        log.info("missions.done", extra={"count": len(ran.done)})
    for slot, error in ran.failed:
        log.error(
            "mission.failed",
            extra={"rep": slot.rep_id, "on": str(slot.on), "error": type(error).__name__},
            exc_info=error,
        )
    for slot, reason in ran.missed:
        log.warning(
            "mission.missed", extra={"rep": slot.rep_id, "on": str(slot.on), "reason": reason}
        )
