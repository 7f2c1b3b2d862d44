"""What Daybreak asks of an engine: bring an id to a worker soon. Rows are the truth."""

from typing import Protocol


class Engine(Protocol):
    """Delivery may fail or come twice: whoever gets an id claims its row first."""

    async def send(self, effect_id: str) -> None:
        """Best effort and quick; never raises, a sweeper finds what got lost."""
        ...

    async def health(self) -> str:
        """What does not work, or an empty text."""
        ...
