"""What a workspace may spend on its model in a day, held whatever the number of processes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from bot.llm.port import Caps, Outcome, Request, StructuredLLM, T, Unavailable, Why
from bot.llm.prices import Price, estimated_tokens

_CHUNK = 250_000  # millionths of a dollar taken from the day's purse at a time


class Purse(Protocol):
    """The workspace's money of one day. What is taken and not given back counts as spent."""

    async def take(self, day: date, micros: int, cap: int) -> bool:
        """False, and nothing taken, if that would be over the cap."""
        ...

    async def give_back(self, day: date, micros: int) -> None: ...


@dataclass(slots=True, kw_only=True)
class Budgeted:
    """Takes money before it asks. A process that dies has spent what it took: never too little."""

    inner: StructuredLLM
    purse: Purse
    cap: int
    today: Callable[[], date]
    price: Callable[[str], Price]
    _day: date = date.min
    _held: dict[date, int] = field(default_factory=dict)

    @property
    def caps(self) -> Caps:
        return self.inner.caps

    async def fill(self, request: Request[T], within: float) -> Outcome[T]:
        day = self.today()
        wanted = self._estimate(request)
        if wanted and not await self._take(day, wanted):
            return Unavailable(why=Why.OVER_BUDGET)
        outcome = await self.inner.fill(request, within)
        self._held[day] = self._held.get(day, 0) + wanted - outcome.meta.micros
        return outcome

    async def settle(self) -> None:
        """Gives back what is held and was not spent."""
        held, self._held = self._held, {}
        for day, micros in held.items():
            if micros:
                await self.purse.give_back(day, micros)

    async def _take(self, day: date, wanted: int) -> bool:
        """From what this process holds, else a chunk, else just enough for this call."""
        if self._held.get(day, 0) < wanted:
            for amount in (max(_CHUNK, wanted), wanted):
                if await self.purse.take(day, amount, self.cap):
                    self._held[day] = self._held.get(day, 0) + amount
                    break
            else:
                return False
        self._held[day] -= wanted
        return True

    def _estimate(self, request: Request[T]) -> int:
        """The most that a call can cost: as if nothing were cached and the answer were as long
        as it may be.
        """
        spec = request.spec
        price = self.price(self.caps.model(spec.size))
        read = sum(estimated_tokens(block.text) for block in request.blocks)
        read += estimated_tokens(spec.prompt.text) * 2
        return int(price.read * read + price.written * spec.max_tokens) + (price.written > 0)
