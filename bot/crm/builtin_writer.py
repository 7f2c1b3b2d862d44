"""The writing side of the built-in CRM: looks, decides and writes in one transaction per effect."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime

from bot.crm.writes.actions import planned
from bot.crm.writes.gathering import scene_of
from bot.crm.writes.plan import Plan, changes_of, columns
from bot.crm.writes.scene import reference
from bot.crm.writes.undoing import undoing
from bot.domain.deals import Deal
from bot.domain.effects import Approved, Receipt
from bot.errors import CrmUnavailable, DatabaseUnavailable, EffectUnsure
from storage.crm.effects import CrmEffects, EffectTransaction
from storage.database import Database


class BuiltinWriter:
    """Implements `bot.crm.port.CrmWriter`."""

    def __init__(self, database: Database) -> None:
        self._effects = CrmEffects(database=database)

    @property
    def can_look_up(self) -> bool:
        return True

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        """See the port."""
        async with self._begun() as transaction:
            first = await transaction.receipt(approved.effect_id)
            if first is not None:
                return first
            scene = await scene_of(transaction, approved)
            plan = (
                planned(scene, approved, at)
                if approved.undoes is None
                else undoing(scene, approved, approved.undoes, at)
            )
            receipt = await _carried_out(transaction, plan, approved, at)
            await transaction.keep(receipt)
        return receipt

    async def lookup(self, approved: Approved) -> Receipt | None:
        """See the port; the key is kept in the transaction of the write, so this is exact."""
        try:
            return await self._effects.find(approved.effect_id)
        except DatabaseUnavailable as error:
            raise CrmUnavailable(str(error)) from error

    @asynccontextmanager
    async def _begun(self) -> AsyncIterator[EffectTransaction]:
        """Until the commit begins surely nothing has happened; once it has, nobody knows."""
        committing = False
        try:
            async with self._effects.begin() as transaction:
                yield transaction
                committing = True
        except DatabaseUnavailable as error:
            if committing:
                raise EffectUnsure(
                    "The built-in CRM went away while it was writing. It may have written or not."
                ) from error
            raise CrmUnavailable(
                "The built-in CRM does not answer. Nothing was changed. It is tried again."
            ) from error


async def _carried_out(
    transaction: EffectTransaction, plan: Plan, approved: Approved, at: datetime
) -> Receipt:
    touched = [touch for touch in plan.touches if touch.changes]
    versions: dict[str, int] = {}
    for record in {reference(touch.record): touch.record for touch in touched}.values():
        mine = [touch for touch in touched if touch.record is record]
        values = columns(record, mine)
        if isinstance(record, Deal):
            values["updated_at"] = at
        versions[reference(record)] = await transaction.change(record, values)
    await transaction.add((*plan.adds, *plan.history))
    for record in plan.removes:
        kind, _, record_id = reference(record).partition(":")
        await transaction.remove(kind, record_id)
    did_nothing = not (touched or plan.adds or plan.removes)
    return Receipt(
        effect_id=approved.effect_id,
        at=at,
        changes=changes_of(touched),
        created=tuple(reference(record) for record in plan.adds),
        versions=versions | {reference(record): 1 for record in plan.adds},
        undoable=plan.undoable and not did_nothing,
        external_id=plan.external_id,
        note="It was so in the CRM already." if did_nothing else plan.note,
    )
