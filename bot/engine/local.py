"""The engine inside one process: nothing to install, nothing to keep running."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from taskiq import AsyncTaskiqDecoratedTask, InMemoryBroker
from taskiq.result_backends.dummy import DummyResultBackend

from bot.engine.hands import Hands
from bot.engine.port import Run, Send
from bot.engine.tasks import TASK, executing


class LocalEngine:
    """Until somebody serves here, what is sent stays a row: a worker elsewhere will find it."""

    def __init__(self, at_once: int = 16, stop_seconds: float = 5) -> None:
        self._at_once = at_once
        self._stop_seconds = stop_seconds
        self._hands: Hands | None = None
        self._task: AsyncTaskiqDecoratedTask[[str], object] | None = None

    async def send(self, effect_id: str) -> None:
        if self._task is None or self._hands is None or self._hands.holds(effect_id):
            return
        await self._task.kiq(effect_id)

    @asynccontextmanager
    async def serving(self, run: Run) -> AsyncIterator[Send]:
        # Its own limit does not hold for what is sent directly, so the hands have one.
        broker = InMemoryBroker(sync_tasks_pool_size=1).with_result_backend(DummyResultBackend())
        self._hands = Hands(run, self._at_once)
        self._task = broker.register_task(executing(self._hands), TASK)
        await broker.startup()
        try:
            yield self.send
        finally:
            await self._hands.stop(self._stop_seconds)
            self._task = self._hands = None
            await broker.shutdown()

    async def health(self) -> str:
        return ""

    async def aclose(self) -> None:
        """There is nothing to close."""
