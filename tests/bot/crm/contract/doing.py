"""What every connector's writing side does: each action, once, whatever CRM stands behind it."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.domain.deals import (
    ActivityKind,
    Consent,
    Contact,
    DealStatus,
    Direction,
    Lead,
)
from bot.domain.decisions import (
    Action,
    UpdateField,
)
from bot.domain.effects import Change, message_id
from tests.bot.crm.contract.acting import (
    ALL,
    DRAFT,
    HAND,
    LEGAL,
    LOST,
    MAIL,
    MEETING,
    NOTE,
    OPENED,
    ROUTE,
    TASK,
    WON,
    Contract,
    approval_of,
    named,
)
from tests.bot.crm.contract.crm import (
    ACME,
    ANN,
    BOB,
    CLOSED,
    DEAL,
    JOE,
    LATER,
    LEAD,
    WrittenCrm,
)


class WritesOnce(Contract):
    """Each kind of action has its effect, and has it once."""

    async def test_a_stage_is_changed_with_the_fields_that_it_asks_for(
        self, crm: WrittenCrm
    ) -> None:
        receipt = await self.apply(crm, LEGAL)
        deal = await self.deal(crm)
        assert (deal.stage, deal.next_step, deal.version) == ("Legal", "Send the contract", 2)
        assert receipt.changes == (
            Change(record="deal:d1", field="stage", before="Proposal", after="Legal"),
            Change(record="deal:d1", field="next_step", before=None, after="Send the contract"),
        )
        assert receipt.versions == {"deal:d1": 2}

    async def test_the_stage_history_names_the_approver(self, crm: WrittenCrm) -> None:
        await self.apply(crm, LEGAL)
        (move,) = await crm.moves()
        assert (move.from_stage, move.to_stage, move.by, move.at) == (
            *("Proposal", "Legal"),
            *(ANN.id, LATER),
        )

    async def test_a_deal_is_lost_for_a_reason_and_at_an_instant(self, crm: WrittenCrm) -> None:
        await self.apply(crm, LOST)
        deal = await self.deal(crm)
        assert (deal.status, deal.lost_reason, deal.closed_at) == (DealStatus.LOST, "Price", LATER)

    async def test_a_deal_is_won(self, crm: WrittenCrm) -> None:
        await self.apply(crm, WON)
        deal = await self.deal(crm)
        assert (deal.status, deal.lost_reason, deal.closed_at) == (DealStatus.WON, None, LATER)

    async def test_a_closed_deal_is_opened_again(self, crm: WrittenCrm) -> None:
        await self.apply(crm, OPENED, deal_id=CLOSED.id, read={"deal:d2": 1})
        deal = await self.deal(crm, CLOSED.id)
        assert (deal.status, deal.lost_reason, deal.closed_at) == (DealStatus.OPEN, None, None)

    @pytest.mark.parametrize(
        ("field", "new", "held"),
        [
            ("amount", "9000.25", Decimal("9000.25")),
            ("amount", "", None),
            ("close_date", "2027-01-31", date(2027, 1, 31)),
            ("next_step", "  Call   ", "Call"),
            ("currency", "EUR", "EUR"),
        ],
    )
    async def test_a_field_takes_what_its_type_holds(
        self, crm: WrittenCrm, field: str, new: str, held: object
    ) -> None:
        await self.apply(crm, UpdateField(record="deal:d1", field=field, old=None, new=new))
        assert getattr(await self.deal(crm), field) == held

    async def test_a_field_of_a_contact_of_the_deal_is_set(self, crm: WrittenCrm) -> None:
        update = UpdateField(
            record="contact:c1", field="email_consent", old="unknown", new="withdrawn"
        )
        receipt = await self.apply(crm, update, read={"contact:c1": 1})
        contact = await crm.find("contact", JOE.id)
        assert isinstance(contact, Contact)
        assert contact.email_consent is Consent.WITHDRAWN
        assert receipt.versions == {"contact:c1": 2}

    @pytest.mark.parametrize("name", ["source", "custom.source", "custom.new one"])
    async def test_a_custom_field_is_set_and_the_others_stay(
        self, crm: WrittenCrm, name: str
    ) -> None:
        await self.apply(crm, UpdateField(record="deal:d1", field=name, old=None, new="mail"))
        bare = name.removeprefix("custom.")
        assert (await self.deal(crm)).custom == {"source": "fair", bare: "mail"}

    async def test_a_task_is_for_the_owner_by_the_end_of_the_day_where_they_live(
        self, crm: WrittenCrm
    ) -> None:
        task = await self.made(crm, await self.apply(crm, TASK, by="mia"))
        assert (task.kind, task.person_id, task.subject) == (ActivityKind.TASK, ANN.id, TASK.title)
        assert task.due_at == datetime(2026, 11, 23, 22, 59, tzinfo=UTC)  # 23:59 in Berlin
        assert (task.done_at, task.deal_id, task.contact_id) == (None, DEAL.id, JOE.id)

    async def test_a_note_is_the_approvers(self, crm: WrittenCrm) -> None:
        note = await self.made(crm, await self.apply(crm, NOTE, by="mia"))
        assert (note.kind, note.person_id, note.body) == (ActivityKind.NOTE, "mia", NOTE.text)
        assert (note.deal_id, note.account_id, note.at) == (DEAL.id, ACME.id, LATER)

    async def test_a_mail_is_logged_in_its_thread_with_its_message_id(
        self, crm: WrittenCrm
    ) -> None:
        receipt = await self.apply(crm, MAIL)
        mail = await self.made(crm, receipt)
        sent = message_id(approval_of(MAIL))
        assert (mail.kind, mail.direction) == (ActivityKind.EMAIL, Direction.OUTBOUND)
        assert (mail.subject, mail.body) == (DRAFT.subject, DRAFT.body)
        assert (mail.thread_id, receipt.external_id, receipt.undoable) == ("t1", sent, False)
        assert sent in mail.custom.values()

    async def test_a_meeting_stands_in_the_calendar(self, crm: WrittenCrm) -> None:
        meeting = await self.made(crm, await self.apply(crm, MEETING))
        assert (meeting.kind, meeting.at) == (ActivityKind.MEETING, MEETING.starts_at)
        assert (meeting.contact_id, meeting.subject) == (JOE.id, "Demo")

    async def test_a_lead_is_routed(self, crm: WrittenCrm) -> None:
        receipt = await self.apply(crm, ROUTE, read={"lead:l1": 1})
        lead = await crm.find("lead", LEAD.id)
        assert isinstance(lead, Lead)
        assert lead.owner_id == BOB.id
        assert receipt.changes == (
            Change(record="lead:l1", field="owner_id", before=ANN.id, after=BOB.id),
        )

    async def test_a_deal_changes_hands_with_a_note(self, crm: WrittenCrm) -> None:
        receipt = await self.apply(crm, HAND)
        assert (await self.deal(crm)).owner_id == BOB.id
        assert (await self.made(crm, receipt)).body == HAND.note

    async def test_what_is_so_already_changes_nothing_and_says_so(self, crm: WrittenCrm) -> None:
        same = UpdateField(record="deal:d1", field="amount", old="1", new="12000.50")
        receipt = await self.apply(crm, same)
        assert (receipt.changes, receipt.undoable) == ((), False)
        assert "already" in receipt.note
        assert (await self.deal(crm)).version == 1

    @pytest.mark.parametrize("action", ALL, ids=named)
    async def test_the_same_effect_again_gives_the_first_receipt(
        self, crm: WrittenCrm, action: Action
    ) -> None:
        first = await self.apply(crm, action)
        versions = await self.versions(crm, first)
        again = await crm.writer.apply(approval_of(action, attempt=2), LATER.replace(hour=9))
        assert again == first
        assert await self.versions(crm, first) == versions == dict(first.versions)

    @pytest.mark.parametrize("action", [LEGAL, NOTE, HAND], ids=named)
    async def test_ten_at_once_are_one(self, crm: WrittenCrm, action: Action) -> None:
        receipts = await asyncio.gather(*(self.apply(crm, action) for _ in range(10)))
        assert receipts == [receipts[0]] * 10
        assert await self.versions(crm, receipts[0]) == dict(receipts[0].versions)

    @pytest.mark.parametrize("action", ALL, ids=named)
    async def test_a_look_tells_whether_it_has_happened(
        self, crm: WrittenCrm, action: Action
    ) -> None:
        assert crm.writer.can_look_up
        assert await crm.writer.lookup(approval_of(action)) is None
        receipt = await self.apply(crm, action)
        assert await crm.writer.lookup(approval_of(action, attempt=2)) == receipt
        assert await crm.writer.lookup(approval_of(action, effect_id="e2")) is None

    async def test_what_was_refused_has_not_happened(self, crm: WrittenCrm) -> None:
        await self.refused(crm, replace(LEGAL, fields={}))
        assert await crm.writer.lookup(approval_of(LEGAL)) is None
        await self.apply(crm, LEGAL)
        assert (await self.deal(crm)).stage == "Legal"
