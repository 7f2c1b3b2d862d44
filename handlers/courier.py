"""The courier: brings messages up to date at once when something about them has changed."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

log = logging.getLogger(__name__)
_MOST_REST = 0.5  # seconds: nobody waits longer to see what became of a click


@dataclass(frozen=True, slots=True)
class Bell:
    """Rung when a message is out of date. Nobody has to hear it: the clock delivers as well."""

    _hearers: list[asyncio.Event] = field(default_factory=list)

    def ring(self) -> None:
        for hearer in self._hearers:
            hearer.set()

    def heard(self) -> asyncio.Event:
        """Set with each ring from now on; to be cleared by who waits for it."""
        hearer = asyncio.Event()
        self._hearers.append(hearer)
        return hearer


@dataclass(frozen=True, slots=True, kw_only=True)
class Courier:
    """`deliver` is safe to be called at any time, by any number of processes, and handles what
    Slack may answer; what nobody foresaw is logged, and the next ring is another chance.
    """

    deliver: Callable[[datetime], Awaitable[object]]
    now: Callable[[], datetime]
    heard: asyncio.Event
    # How many times as long as its last round it rests: while clicks pour in, they come first.
    rest: float = 6

    async def run(self) -> None:
        """Until it is cancelled."""
        clock = asyncio.get_running_loop().time
        while True:
            await self.heard.wait()
            self.heard.clear()
            began = clock()
            await self._round()
            await asyncio.sleep(min(_MOST_REST, (clock() - began) * self.rest))

    async def _round(self) -> None:
        task = asyncio.ensure_future(self.deliver(self.now()))
        try:
            await asyncio.wait({task})
        finally:
            # A post that is under way is seen to its end, whoever wants to stop.
            await asyncio.wait({task})
            _tell(task.exception())


def _tell(error: BaseException | None) -> None:
    if error is not None:
        log.error("courier.failed", extra={"error": type(error).__name__}, exc_info=error)
