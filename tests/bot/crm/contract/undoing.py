"""How every connector's writing side takes back what it did."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.deals import (
    Lead,
)
from bot.domain.decisions import (
    Action,
)
from bot.domain.effects import Conflict
from bot.errors import CrmRefused, OutOfStep
from tests.bot.crm.contract.acting import (
    AMOUNT,
    DRAFT,
    LEAD_AT,
    LEGAL,
    MAIL,
    NOTE,
    UNDOABLE,
    Contract,
    approval_of,
    named,
)
from tests.bot.crm.contract.crm import (
    DEAL,
    LATER,
    LEAD,
    WrittenCrm,
)


class TakesBack(Contract):
    """What was done is restored if nobody has touched it since."""

    @pytest.mark.parametrize("action", UNDOABLE, ids=named)
    async def test_what_was_done_can_be_taken_back(self, crm: WrittenCrm, action: Action) -> None:
        first = await self.apply(crm, action)
        assert first.undoable
        undone = await self.undo(crm, action, first)
        deal = await self.deal(crm)
        assert replace(deal, version=1, updated_at=None) == DEAL
        lead = await crm.find(*LEAD_AT)
        assert isinstance(lead, Lead)
        assert replace(lead, version=1) == LEAD
        assert [await crm.find(*name.split(":", 1)) for name in first.created] == [
            None for _ in first.created
        ]
        assert {(each.field, each.before, each.after) for each in undone.changes} == {
            (each.field, each.after, each.before) for each in first.changes
        }
        assert not undone.undoable

    async def test_taking_back_twice_is_once(self, crm: WrittenCrm) -> None:
        first = await self.apply(crm, AMOUNT)
        undone = await self.undo(crm, AMOUNT, first)
        assert await self.undo(crm, AMOUNT, first) == undone
        assert (await self.deal(crm)).version == 3

    async def test_the_way_back_is_history_too(self, crm: WrittenCrm) -> None:
        first = await self.apply(crm, LEGAL)
        await crm.writer.apply(
            approval_of(LEGAL, effect_id="u", undoes=first, by="mia"), LATER.replace(minute=7)
        )
        moves = [(move.from_stage, move.to_stage, move.by) for move in await crm.moves()]
        assert moves == [("Proposal", "Legal", "ann"), ("Legal", "Proposal", "mia")]

    async def test_a_field_touched_since_is_not_taken_back(self, crm: WrittenCrm) -> None:
        first = await self.apply(crm, AMOUNT)
        await crm.put(replace(await self.deal(crm), amount=Decimal(1)))
        with pytest.raises(OutOfStep) as caught:
            await self.undo(crm, AMOUNT, first)
        assert caught.value.conflicts == (
            Conflict(record="deal:d1", field="amount", read="9000", now="1", wanted="12000.5"),
        )
        assert (await self.deal(crm)).amount == Decimal(1)

    async def test_another_field_touched_since_stays_as_it_is(self, crm: WrittenCrm) -> None:
        first = await self.apply(crm, AMOUNT)
        await crm.put(replace(await self.deal(crm), next_step="Write"))
        await self.undo(crm, AMOUNT, first)
        deal = await self.deal(crm)
        assert (deal.amount, deal.next_step) == (DEAL.amount, "Write")

    async def test_an_edited_entry_is_not_removed(self, crm: WrittenCrm) -> None:
        first = await self.apply(crm, NOTE)
        note = await self.made(crm, first)
        await crm.put(replace(note, body="More was said."))
        with pytest.raises(OutOfStep):
            await self.undo(crm, NOTE, first)
        assert (await self.made(crm, first)).body == "More was said."

    async def test_a_sent_mail_stays_sent(self, crm: WrittenCrm) -> None:
        first = await self.apply(crm, MAIL)
        with pytest.raises(CrmRefused, match="can't be taken back"):
            await self.undo(crm, MAIL, first)
        assert (await self.made(crm, first)).subject == DRAFT.subject

    async def test_who_may_not_write_may_not_take_back(self, crm: WrittenCrm) -> None:
        first = await self.apply(crm, AMOUNT)
        with pytest.raises(CrmRefused):
            await self.undo(crm, AMOUNT, first, by="bob")
        assert (await self.deal(crm)).amount == Decimal(9000)
