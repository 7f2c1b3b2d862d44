"""What every connector's writing side refuses: stale reads, nonsense, works of strangers."""

from dataclasses import replace
from decimal import Decimal

import pytest

from bot.domain.deals import (
    ContactId,
    DealStatus,
)
from bot.domain.decisions import (
    Action,
    UpdateField,
)
from bot.domain.effects import Conflict
from bot.domain.people import PersonId, Role
from tests.bot.crm.contract.acting import (
    ALL,
    AMOUNT,
    HAND,
    LEGAL,
    LOST,
    MAIL,
    MEETING,
    ROUTE,
    TASK,
    WON,
    Contract,
    named,
)
from tests.bot.crm.contract.crm import (
    ANN,
    BOB,
    DEAL,
    FAR,
    NOW,
    AskedFor,
    WrittenCrm,
)


class KeepsStepAndRules(Contract):
    """Nothing is overwritten unseen, and the CRM's rules and rights hold."""

    async def test_another_field_that_changed_meanwhile_is_no_conflict(
        self, crm: WrittenCrm
    ) -> None:
        await crm.put(replace(DEAL, next_step="Write"))
        await self.apply(crm, AMOUNT)
        deal = await self.deal(crm)
        assert (deal.amount, deal.next_step, deal.version) == (Decimal(9000), "Write", 3)

    async def test_the_field_that_changed_meanwhile_gives_three_values(
        self, crm: WrittenCrm
    ) -> None:
        await crm.put(replace(DEAL, amount=Decimal(15000)))
        assert await self.conflicts(crm, AMOUNT) == (
            Conflict(record="deal:d1", field="amount", read="12000.5", now="15000", wanted="9000"),
        )
        assert (await self.deal(crm)).amount == Decimal(15000)

    async def test_somebody_else_did_the_same_meanwhile(self, crm: WrittenCrm) -> None:
        await crm.put(replace(DEAL, amount=Decimal(9000)))
        assert (await self.apply(crm, AMOUNT)).changes == ()

    async def test_a_deal_that_moved_on_meanwhile_is_not_moved_back(self, crm: WrittenCrm) -> None:
        await crm.put(replace(DEAL, stage="Discovery"))
        (conflict,) = await self.conflicts(crm, LEGAL)
        assert (conflict.read, conflict.now, conflict.wanted) == ("Proposal", "Discovery", "Legal")

    async def test_a_deal_that_was_closed_meanwhile_is_not_opened(self, crm: WrittenCrm) -> None:
        await crm.put(replace(DEAL, status=DealStatus.WON, closed_at=NOW))
        (conflict,) = await self.conflicts(crm, LEGAL)
        assert (conflict.field, conflict.read, conflict.now) == ("status", "open", "won")

    async def test_a_field_that_was_filled_meanwhile_is_not_overwritten(
        self, crm: WrittenCrm
    ) -> None:
        await crm.put(replace(DEAL, next_step="Ann's own words"))
        (conflict,) = await self.conflicts(crm, LEGAL)
        assert (conflict.field, conflict.now) == ("next_step", "Ann's own words")

    async def test_a_deal_that_changed_hands_meanwhile_stays_there(self, crm: WrittenCrm) -> None:
        await crm.put(replace(DEAL, owner_id=PersonId("tim")))
        (conflict,) = await self.conflicts(crm, replace(HAND, from_person_id=ANN.id))
        assert (conflict.read, conflict.now, conflict.wanted) == ("ann", "tim", "bob")

    async def test_without_a_version_read_the_noted_value_decides(self, crm: WrittenCrm) -> None:
        (conflict,) = await self.conflicts(crm, replace(AMOUNT, old="1"), read={})
        assert (conflict.read, conflict.now) == ("1", "12000.5")
        await self.apply(crm, AMOUNT, read={})

    async def test_a_stage_says_what_it_misses(self, crm: WrittenCrm) -> None:
        error = await self.refused(crm, replace(LEGAL, fields={}))
        assert error.missing == ("deal.next_step",)
        assert "Legal" in str(error)

    async def test_a_rule_is_told_in_its_own_words(self, crm: WrittenCrm) -> None:
        await crm.ask_for(
            AskedFor(field="lost_reason", when=("status", "lost"), message="Say why we lost.")
        )
        error = await self.refused(crm, replace(LOST, lost_reason=None))
        assert error.missing == ("deal.lost_reason",)
        assert str(error).startswith("Say why we lost.")
        await self.apply(crm, LOST)

    @pytest.mark.parametrize(
        ("field", "new"),
        [
            *(("amount", "a lot"), ("amount", "1e30"), ("amount", "NaN"), ("amount", "1.00001")),
            *(("close_date", "31.12.2026"), ("close_date", "2026-02-30")),
            *(("currency", "Euro"), ("currency", "eur")),
            *(("next_step", "a\x00b"), ("next_step", "\ud800"), ("next_step", "x" * 200_000)),
            *(("name", ""), ("name", None)),
            *(("stage", "Legal"), ("status", "won"), ("owner_id", "bob"), ("id", "d9")),
            *(("version", "7"), ("custom", "{}"), ("closed_at", "2026-01-01T00:00+00:00")),
            *(("nonsense", "x"), ("__class__", "x"), ("custom.", "x")),
            *(("product_id", "none"), ("account_id", "none")),
        ],
    )
    async def test_what_a_field_cannot_hold_is_refused(
        self, crm: WrittenCrm, field: str, new: str | None
    ) -> None:
        update = UpdateField(record="deal:d1", field=field, old=None, new=new)
        assert "Nothing was changed" in str(await self.refused(crm, update))

    @pytest.mark.parametrize(
        "action",
        [
            replace(LEGAL, to_stage="Heaven"),
            replace(LEGAL, fields={"next_step": "x", "owner_id": "bob"}),
            replace(MEETING, starts_at=None),
            replace(MEETING, contact_id=ContactId("nobody")),
            replace(TASK, contact_id=ContactId("nobody")),
            replace(MAIL, contact_id=ContactId("nobody")),
            replace(ROUTE, lead_id="nobody"),
            replace(ROUTE, to_person_id=PersonId("nobody")),
            replace(ROUTE, to_person_id=PersonId("revops")),
            replace(HAND, to_person_id=PersonId("gone")),
            UpdateField(record="deal:nobody", field="amount", old=None, new="1"),
            UpdateField(record="castle:x", field="amount", old=None, new="1"),
            UpdateField(record="person:ann", field="role", old="rep", new="revops"),
        ],
        ids=named,
    )
    async def test_what_makes_no_sense_is_refused(self, crm: WrittenCrm, action: Action) -> None:
        await self.refused(crm, action)

    @pytest.mark.parametrize(
        "action",
        [
            *(WON, replace(LOST, lost_reason="Timing"), HAND),
            UpdateField(record="deal:d2", field="amount", old=None, new="1"),
        ],
        ids=named,
    )
    async def test_a_closed_deal_is_locked(self, crm: WrittenCrm, action: Action) -> None:
        error = await self.refused(crm, action, deal_id="d2", read={"deal:d2": 1})
        assert "closed" in str(error)

    @pytest.mark.parametrize("action", ALL, ids=named)
    @pytest.mark.parametrize("by", ["bob", "gone", "eve", "nobody", ""])
    async def test_who_has_no_right_is_refused(
        self, crm: WrittenCrm, action: Action, by: str
    ) -> None:
        await self.refused(crm, action, by=by)

    @pytest.mark.parametrize("by", ["ann", "tim", "mia", "revops"])
    async def test_owner_team_manager_and_revops_may(self, crm: WrittenCrm, by: str) -> None:
        await self.apply(crm, LEGAL, by=by)
        assert [move.by for move in await crm.moves()] == [by]

    async def test_a_contact_of_another_account_is_none_of_the_deals(self, crm: WrittenCrm) -> None:
        update = UpdateField(record=f"contact:{FAR.id}", field="title", old=None, new="CEO")
        await self.refused(crm, update)
        await self.apply(crm, update, by=BOB.id)

    @pytest.mark.parametrize(
        ("hidden", "action"),
        [
            ("deal.amount", AMOUNT),
            ("deal.stage", LEGAL),
            ("deal.next_step", LEGAL),
            ("deal.status", LOST),
            ("deal.owner_id", HAND),
            ("lead.owner_id", ROUTE),
        ],
    )
    async def test_a_field_that_the_role_may_not_see_is_not_written(
        self, crm: WrittenCrm, hidden: str, action: Action
    ) -> None:
        await crm.hide(Role.REP, hidden)
        await self.refused(crm, action)
        await self.apply(crm, action, by="mia")
