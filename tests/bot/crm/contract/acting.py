"""Actions of every kind, and how the contract of a CRM's writing side tries them."""

from datetime import UTC, date, datetime

import pytest

from bot.domain.deals import (
    Activity,
    Deal,
)
from bot.domain.decisions import (
    Action,
    ChangeStage,
    CreateTask,
    Draft,
    HandOff,
    LogNote,
    RouteLead,
    ScheduleMeeting,
    SendEmail,
    UpdateField,
)
from bot.domain.effects import Approved, Conflict, Receipt
from bot.errors import CrmRefused, OutOfStep
from tests.bot.crm.contract.crm import (
    BOB,
    CLOSED,
    DEAL,
    JOE,
    LATER,
    LEAD,
    WrittenCrm,
)
from tests.fakes.approvals import approval

LEGAL = ChangeStage(
    from_stage="Proposal", to_stage="Legal", fields={"next_step": "Send the contract"}
)
LOST = ChangeStage(from_stage="Proposal", to_stage=None, to_status="lost", lost_reason="Price")
WON = ChangeStage(from_stage="Proposal", to_stage=None, to_status="won")
OPENED = ChangeStage(from_stage="Proposal", to_stage=None, to_status="open")
AMOUNT = UpdateField(record="deal:d1", field="amount", old="12000.5", new="9000")
MAIL = SendEmail(contact_id=JOE.id, thread_id="t1")
TASK = CreateTask(title="Call José", due=date(2026, 11, 23), note="about seats", contact_id=JOE.id)
NOTE = LogNote(text="Talked to José.")
MEETING = ScheduleMeeting(
    contact_id=JOE.id,
    title="Demo",
    minutes=45,
    starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    zone="Europe/Berlin",
)
ROUTE = RouteLead(lead_id=LEAD.id, to_person_id=BOB.id)
HAND = HandOff(to_person_id=BOB.id, note="Yours, they are in the South.")
DRAFT = Draft(to="jose@acme.example", subject="Offer für Sie", body="Dear José,\n✓")
UNDOABLE = (LEGAL, LOST, WON, AMOUNT, TASK, NOTE, MEETING, ROUTE, HAND)
ALL = (*UNDOABLE, MAIL)


def named(action: object) -> str:
    return str(getattr(action, "type", action))


def approval_of(action: Action, **more: object) -> Approved:
    draft = DRAFT if isinstance(action, SendEmail) else None
    return approval(action, draft=draft, **more)  # type: ignore[arg-type]  # passed through


LEAD_AT = ("lead", LEAD.id)


class Contract:
    """What the parts of the contract share: acting on a CRM and looking at it."""

    async def apply(self, crm: WrittenCrm, action: Action, **more: object) -> Receipt:
        return await crm.writer.apply(approval_of(action, **more), LATER)

    async def undo(
        self, crm: WrittenCrm, action: Action, first: Receipt, **more: object
    ) -> Receipt:
        return await self.apply(crm, action, effect_id="undo-e1", undoes=first, **more)

    async def deal(self, crm: WrittenCrm, which: str = DEAL.id) -> Deal:
        found = await crm.find("deal", which)
        assert isinstance(found, Deal)
        return found

    async def made(self, crm: WrittenCrm, receipt: Receipt) -> Activity:
        (name,) = receipt.created
        found = await crm.find(*name.split(":", 1))
        assert isinstance(found, Activity)
        return found

    async def refused(self, crm: WrittenCrm, action: Action, **more: object) -> CrmRefused:
        before = await self.deal(crm), await self.deal(crm, CLOSED.id), await crm.find(*LEAD_AT)
        with pytest.raises(CrmRefused) as caught:
            await self.apply(crm, action, **more)
        after = await self.deal(crm), await self.deal(crm, CLOSED.id), await crm.find(*LEAD_AT)
        assert before == after
        return caught.value

    async def conflicts(
        self, crm: WrittenCrm, action: Action, **more: object
    ) -> tuple[Conflict, ...]:
        with pytest.raises(OutOfStep) as caught:
            await self.apply(crm, action, **more)
        return caught.value.conflicts

    async def versions(self, crm: WrittenCrm, receipt: Receipt) -> dict[str, int]:
        found = {name: await crm.find(*name.split(":", 1)) for name in receipt.versions}
        return {name: getattr(record, "version", 0) for name, record in found.items()}
