"""Work that goes on after its request was answered; it ends by itself, or with the process."""

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Later:
    """Holds on to what is under way: asyncio alone would let it be thrown away."""

    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def start(self, work: Coroutine[None, None, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def close(self, seconds: float = 2) -> None:
        """Waits so long for what is under way, then ends it."""
        tasks = set(self._tasks)
        if tasks:
            await asyncio.wait(tasks, timeout=seconds)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
