"""Group commit: units of work that come at the same moment share one transaction, and one wait for
the disk.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, TypeVar

from sqlalchemy.ext.asyncio import AsyncConnection

_T = TypeVar("_T")
Work = Callable[[AsyncConnection], Awaitable[_T]]
_MOST = 256


@dataclass(slots=True)
class _Outcome:
    """What a piece of work came to; an error is kept for whoever waits for it."""

    result: Any = None
    error: BaseException | None = None

    def __enter__(self) -> None: ...

    def __exit__(
        self, kind: object, error: BaseException | None, trace: TracebackType | None
    ) -> bool:
        self.error = error
        return isinstance(error, Exception)


@dataclass(slots=True, kw_only=True)
class Grouping:
    """`write` opens a transaction. Each piece of work is undone by itself if it fails; none is
    reported done before all are committed.
    """

    write: Callable[[], AbstractAsyncContextManager[AsyncConnection]]
    _waiting: deque[tuple[Work[Any], asyncio.Future[Any]]] = field(default_factory=deque)
    _task: asyncio.Task[None] | None = None

    async def run(self, work: Work[_T]) -> _T:
        """Raises what the work raises, or what kept the whole group from being committed."""
        future: asyncio.Future[_T] = asyncio.get_running_loop().create_future()
        self._waiting.append((work, future))
        if self._task is None or self._task.done():
            # A task of its own: whoever is first may be cancelled, and others depend on it.
            self._task = asyncio.create_task(self._drain())
        return await future

    async def finish(self) -> None:
        """Waits for what is on its way."""
        if self._task is not None:
            await self._task

    async def _drain(self) -> None:
        while self._waiting:
            batch = [self._waiting.popleft() for _ in range(min(_MOST, len(self._waiting)))]
            group = _Outcome()
            with group:
                group.result = await self._committed([work for work, _ in batch])
            for number, (_, future) in enumerate(batch):
                one = group if group.error is not None else group.result[number]
                _tell(future, one)

    async def _committed(self, works: list[Work[Any]]) -> list[_Outcome]:
        async with self.write() as connection:
            if len(works) == 1:
                return [_Outcome(result=await works[0](connection))]
            return [await _apart(connection, work) for work in works]


async def _apart(connection: AsyncConnection, work: Work[Any]) -> _Outcome:
    outcome = _Outcome()
    await connection.exec_driver_sql("SAVEPOINT piece")
    with outcome:
        outcome.result = await work(connection)
    if outcome.error is not None:
        await connection.exec_driver_sql("ROLLBACK TO piece")
    await connection.exec_driver_sql("RELEASE piece")
    return outcome


def _tell(future: asyncio.Future[Any], outcome: _Outcome) -> None:
    if future.done():
        return
    if outcome.error is not None:
        future.set_exception(outcome.error)
    else:
        future.set_result(outcome.result)
