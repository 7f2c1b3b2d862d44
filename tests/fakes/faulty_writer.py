"""The built-in CRM's writing side on a bad day: silent, busy, broken, or keeping no keys."""

from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime
from random import Random
from typing import Literal

from sqlalchemy import select

from bot.crm.builtin_writer import BuiltinWriter
from bot.domain.effects import Approved, Receipt
from bot.errors import CrmUnavailable, EffectUnsure
from storage.crm.effects import CrmEffects
from storage.crm.tables import effects
from storage.database import Database

Trouble = Literal["none", "lost_before", "lost_after", "busy", "broken"]
_APART = "~"  # between an effect's id and what makes its key another one each time


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """How often each trouble comes, as shares of all writes: the request is lost before it does
    anything, its answer is lost after it did, 429, 500.
    """

    lost_before: float = 0.15
    lost_after: float = 0.15
    busy: float = 0.05
    broken: float = 0.05


@dataclass(slots=True, kw_only=True)
class FaultyWriter:
    """Implements `bot.crm.port.CrmWriter`. Which trouble comes when depends on `seed` alone.

    `ignores_keys`: every write is a new one, as with a CRM that has no idempotency keys; a look
    still finds what was written.
    """

    database: Database
    seed: int
    rates: Rates = field(default_factory=Rates)
    ignores_keys: bool = False
    can_look_up: bool = True
    troubles: Counter[Trouble] = field(default_factory=Counter)
    random: Random = field(init=False)

    def __post_init__(self) -> None:
        self.random = Random(self.seed)  # noqa: S311 - repeatable is what is wanted

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        trouble = self._next()
        self.troubles[trouble] += 1
        match trouble:
            case "busy":
                raise CrmUnavailable("429: too many requests. Nothing was done. It is tried again.")
            case "broken":
                raise CrmUnavailable("500: the CRM is broken. Nothing was done. It is tried again.")
            case "lost_before":
                raise _lost()
            case _:
                receipt = await self._write(approved, at)
        if trouble == "lost_after":
            raise _lost()
        return receipt

    async def lookup(self, approved: Approved) -> Receipt | None:
        done = await self.happened(approved.effect_id)
        return replace(done[0], effect_id=approved.effect_id) if done else None

    async def happened(self, effect_id: str) -> list[Receipt]:
        """Every time that the effect was written, the first one first: more than once is one too
        many.
        """
        of = effects.c
        query = (
            select(of.receipt)
            .where((of.effect_id == effect_id) | of.effect_id.startswith(effect_id + _APART))
            .order_by(of.at, of.effect_id)
        )
        receipts = CrmEffects(database=self.database).receipts
        async with self.database.read() as connection:
            return [receipts.validate_json(text) for text in await connection.scalars(query)]

    async def _write(self, approved: Approved, at: datetime) -> Receipt:
        writer = BuiltinWriter(self.database)
        if not self.ignores_keys:
            return await writer.apply(approved, at)
        key = f"{approved.effect_id}{_APART}{self.random.getrandbits(64):016x}"
        receipt = await writer.apply(replace(approved, effect_id=key), at)
        return replace(receipt, effect_id=approved.effect_id)

    def _next(self) -> Trouble:
        dice = self.random.random()
        rates = self.rates
        shares: tuple[tuple[Trouble, float], ...] = (
            ("lost_before", rates.lost_before),
            ("lost_after", rates.lost_after),
            ("busy", rates.busy),
            ("broken", rates.broken),
        )
        for trouble, share in shares:
            dice -= share
            if dice < 0:
                return trouble
        return "none"


def _lost() -> EffectUnsure:
    return EffectUnsure("The CRM did not answer. It may have written or not.")
