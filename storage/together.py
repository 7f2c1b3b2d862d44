"""What many ask at the same time, asked of the database once: group commit, for reads as well."""

import asyncio
import logging
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

log = logging.getLogger(__name__)
_MOST_PAUSE = 0.05  # seconds
Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Who comes alone is served at once. Who comes while others are served waits for them and as
    long again, and is then served together with all who came meanwhile, in the order in which they
    came: under load fewer and larger services cost far less than they delay.

    `work` gives one result per item. If it fails, everybody who was served by it gets the error.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Coroutine[Any, Any, Sequence[Result]]],
        most: int = 256,
    ) -> None:
        self._work = work
        self._most = most
        self._waiting: list[tuple[Item, asyncio.Future[Result]]] = []
        self._at_work: asyncio.Task[None] | None = None
        self._told: set[asyncio.Future[Result]] = set()

    async def ask(self, item: Item) -> Result:
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._serve())
        return await future

    def tell(self, item: Item) -> None:
        """Like `ask`, for who does not wait; what went wrong is in the log."""
        asking = asyncio.ensure_future(self.ask(item))
        self._told.add(asking)
        asking.add_done_callback(self._told.discard)
        asking.add_done_callback(_log)

    async def finish(self) -> None:
        """Until all is done that was told."""
        await asyncio.gather(*self._told, return_exceptions=True)

    async def _serve(self) -> None:
        clock = asyncio.get_running_loop().time
        took = 0.0
        while self._waiting:
            await asyncio.sleep(min(took, _MOST_PAUSE))
            began = clock()
            served, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            items = [item for item, _ in served]
            # Gathered for this alone: an error is a result, and goes to everybody who was served.
            ends = await asyncio.gather(self._work(items), return_exceptions=True)
            took = clock() - began
            for place, (_, future) in enumerate(served):
                _settle(future, ends[0], place)


def _log(asked: asyncio.Future[Any]) -> None:
    error = None if asked.cancelled() else asked.exception()
    if error is not None:
        log.warning("together.failed", extra={"error": type(error).__name__})


def _settle(
    future: asyncio.Future[Result], end: Sequence[Result] | BaseException, place: int
) -> None:
    if future.done():  # whoever asked does not wait any more
        return
    if isinstance(end, BaseException):
        future.set_exception(end)
    else:
        future.set_result(end[place])
