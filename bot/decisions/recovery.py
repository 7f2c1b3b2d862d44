"""Recovery: nothing that was approved is forgotten, whatever got lost between rows and workers."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.engine.port import Send
from storage.executions import Executions


@dataclass(frozen=True, slots=True, kw_only=True)
class Recovery:
    """Finds what is due and nobody works on: tried never, due again, or given up by the dead.

    `grace` is how long a fresh row is left to the engine's own delivery.
    """

    store: Executions
    most: int = 200
    grace: timedelta = timedelta()

    async def sweep(self, send: Send, now: datetime) -> int:
        """Sends on what was due at `now`, the longest due first; the number of them."""
        found = await self.store.due(now, self.most)
        for effect_id in found:
            await send(effect_id)
        return len(found)
