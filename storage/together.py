"""What many ask at the same time, asked of the database once: group commit, for reads as well."""

import asyncio
from collections.abc import Callable, Coroutine, Sequence
from typing import Any, Generic, TypeVar

Item = TypeVar("Item")
Result = TypeVar("Result")


class Together(Generic[Item, Result]):
    """Who comes alone is served at once. Who comes while others are served waits for them, and is
    then served together with all who came meanwhile, in the order in which they came.

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

    async def ask(self, item: Item) -> Result:
        future: asyncio.Future[Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((item, future))
        if self._at_work is None or self._at_work.done():
            self._at_work = asyncio.create_task(self._serve())
        return await future

    async def _serve(self) -> None:
        while self._waiting:
            served, self._waiting = self._waiting[: self._most], self._waiting[self._most :]
            items = [item for item, _ in served]
            # Gathered for this alone: an error is a result, and goes to everybody who was served.
            ends = await asyncio.gather(self._work(items), return_exceptions=True)
            for place, (_, future) in enumerate(served):
                _settle(future, ends[0], place)


def _settle(
    future: asyncio.Future[Result], end: Sequence[Result] | BaseException, place: int
) -> None:
    if future.done():  # whoever asked does not wait any more
        return
    if isinstance(end, BaseException):
        future.set_exception(end)
    else:
        future.set_result(end[place])
