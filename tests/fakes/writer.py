"""A CRM's writing side that keeps no keys: whoever asks twice gets it twice."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.effects import Approved, Receipt

Fault = Callable[[], Awaitable[None]]


@dataclass
class KeylessWriter:
    """`before` and `after` are taken one per call and may raise or wait."""

    can_look_up: bool = True
    effects: list[str] = field(default_factory=list)
    before: list[Fault] = field(default_factory=list)
    after: list[Fault] = field(default_factory=list)
    on_lookup: list[Fault] = field(default_factory=list)
    looked: int = 0

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        if self.before:
            await self.before.pop(0)()
        self.effects.append(approved.effect_id)
        if self.after:
            await self.after.pop(0)()
        return Receipt(effect_id=approved.effect_id, at=at)

    async def lookup(self, approved: Approved) -> Receipt | None:
        self.looked += 1
        if self.on_lookup:
            await self.on_lookup.pop(0)()
        if approved.effect_id not in self.effects:
            return None
        return Receipt(effect_id=approved.effect_id, at=approved.approved_at)


def raising(error: Exception) -> Fault:
    async def fault() -> None:
        raise error

    return fault
