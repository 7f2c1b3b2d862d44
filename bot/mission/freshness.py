"""Keeps the mirror and the readings fresh, so that a morning finds both as they are today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.crm.mirror import Mirror, SyncReport
from bot.domain.facts import Reader
from storage.mirror.syncing import MirrorSync, SyncState
from storage.readings import Readings


@dataclass(frozen=True, slots=True, kw_only=True)
class Freshness:
    """Syncs at most every `every`, in whichever process looks first. That is often, because what a
    buyer writes has to stop within a minute what waits to be sent to them.
    """

    mirror: Mirror
    syncs: MirrorSync
    readings: Readings
    reader: Reader
    every: timedelta = timedelta(seconds=25)

    async def catch_up(self, now: datetime) -> SyncReport | None:
        """Brings in what changed and has it read; None if it is fresh, or another is at it."""
        state = await self.syncs.state()
        if state is not None and not self._is_due(state, now):
            return None
        return await self.look(now)

    async def look(self, now: datetime) -> SyncReport:
        """Brings in what changed, however fresh it is: something has just been written."""
        report = await self.mirror.sync(False, now)
        if report.complete:
            await self.readings.read_new(self.reader, now)
        return report

    def _is_due(self, state: SyncState, now: datetime) -> bool:
        """A sync that was cut off counts as running until its turn comes again."""
        return now - state.started_at >= self.every
