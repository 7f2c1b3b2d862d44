"""What Daybreak asks of an engine: bring an id to a worker soon. Rows are the truth."""

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from typing import Protocol

Run = Callable[[str], Awaitable[object]]
Send = Callable[[str], Awaitable[None]]


class Engine(Protocol):
    """Delivery may fail or come twice: whoever gets an id claims its row first."""

    async def send(self, effect_id: str) -> None:
        """Best effort and quick; never raises, a sweeper finds what got lost."""
        ...

    def serving(self, run: Run) -> AbstractAsyncContextManager[Send]:
        """Works on what is sent, here, until it is left. Gives what a sweeper sends to: this
        process itself, whatever has become of the broker.
        """
        ...

    async def health(self) -> str:
        """What does not work, or an empty text."""
        ...

    async def aclose(self) -> None: ...
