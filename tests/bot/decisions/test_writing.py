"""Mail and CRM together: whatever breaks between the two, each half happens once."""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.crm.builtin_writer import BuiltinWriter
from bot.decisions.writing import Writing
from bot.domain.deals import Activity, ActivityKind
from bot.domain.decisions import Draft, LogNote, ScheduleMeeting, SendEmail
from bot.domain.effects import Approved, Receipt, message_id
from bot.errors import (
    CrmRefused,
    CrmUnavailable,
    DaybreakError,
    EffectUnsure,
    MailRefused,
    MailUnavailable,
)
from bot.mail.absent import NoMail
from bot.mail.server import MailServer
from bot.mail.smtp import SmtpMail
from sandbox.mail import Mailbox, SmtpSink
from storage.correspondence import Correspondence
from storage.crm.store import CrmStore
from storage.database import Database
from storage.outbox import Outbox
from storage.people import People
from tests.bot.crm.contract.crm import ANN, JOE, RECORDS
from tests.fakes.approvals import NOW, approval
from tests.fakes.workspace import Workspace

DRAFT = Draft(to="jose@acme.example", subject="Offer", body="Dear José.")
MAIL = approval(SendEmail(contact_id=JOE.id, sender_id=ANN.id), draft=DRAFT)
MEETING = approval(
    ScheduleMeeting(
        contact_id=JOE.id,
        sender_id=ANN.id,
        title="Demo",
        starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    )
)
UNDO = replace(MEETING, effect_id="u1")


@dataclass
class Failing:
    """A CRM's writing side that fails as often as it has errors; `late` ones after the effect."""

    inner: BuiltinWriter
    errors: list[DaybreakError] = field(default_factory=list)
    late: list[DaybreakError] = field(default_factory=list)
    can_look_up: bool = True

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        if self.errors:
            raise self.errors.pop(0)
        receipt = await self.inner.apply(approved, at)
        if self.late:
            raise self.late.pop(0)
        return receipt

    async def lookup(self, approved: Approved) -> Receipt | None:
        return await self.inner.lookup(approved)


@dataclass
class World:
    crm: Failing
    store: CrmStore
    mailbox: Mailbox
    writing: Writing

    async def entered(self, approved: Approved) -> Activity | None:
        found = await self.store.find("activity", f"daybreak-{approved.effect_id}")
        assert found is None or isinstance(found, Activity)
        return found

    async def carries_out(self, approved: Approved) -> Receipt:
        """As a worker would after a crash: it looks first."""
        found = await self.writing.lookup(approved)
        return found or await self.writing.apply(approved, NOW)

    def subjects(self) -> list[str]:
        return [mail.subject for mail in reversed(self.mailbox.mails)]


@pytest.fixture
async def sink() -> object:
    mailbox = Mailbox(lambda: NOW)
    made = SmtpSink(mailbox)
    port = await made.start()
    yield mailbox, port
    await made.close()


@pytest.fixture
async def world(database: Database, crm_database: Database, sink: tuple[Mailbox, int]) -> World:
    mailbox, port = sink
    await Workspace(database).hold(ANN, JOE)
    store = CrmStore(crm_database)
    await store.put(RECORDS, NOW - timedelta(days=1))
    crm = Failing(inner=BuiltinWriter(crm_database))
    mail = SmtpMail(
        server=MailServer.at(f"smtp://127.0.0.1:{port}"),
        outbox=Outbox(database=database, workspace="home"),
        correspondence=Correspondence(database=database, workspace="home"),
        person=People(database=database, workspace="home").by_id,
    )
    return World(crm=crm, store=store, mailbox=mailbox, writing=Writing(crm=crm, mail=mail))


async def test_a_mail_goes_out_and_stands_in_the_crm(world: World) -> None:
    receipt = await world.writing.apply(MAIL, NOW)
    entered = await world.entered(MAIL)
    assert entered is not None
    assert (entered.kind, entered.thread_id) == (ActivityKind.EMAIL, message_id(MAIL))
    assert (receipt.external_id, receipt.undoable) == (message_id(MAIL), False)
    assert receipt.created == (f"activity:{entered.id}",)
    assert await world.writing.lookup(MAIL) == receipt
    assert world.subjects() == ["Offer"]


@pytest.mark.parametrize("error", [CrmUnavailable("gone"), EffectUnsure("silent")])
async def test_a_crm_that_fails_after_the_mail_gets_its_entry_later(
    world: World, error: DaybreakError
) -> None:
    world.crm.errors = [error]
    with pytest.raises(CrmUnavailable, match="The mail was sent"):
        await world.writing.apply(MAIL, NOW)
    assert await world.writing.lookup(MAIL) is None  # half done is not done
    await world.carries_out(replace(MAIL, attempt=2))
    assert await world.entered(MAIL) is not None
    assert world.subjects() == ["Offer"]


async def test_an_entry_whose_answer_was_lost_is_not_made_twice(world: World) -> None:
    world.crm.late = [EffectUnsure("silent")]
    with pytest.raises(CrmUnavailable):
        await world.writing.apply(MAIL, NOW)
    receipt = await world.carries_out(replace(MAIL, attempt=2))
    assert receipt.created == (f"activity:daybreak-{MAIL.effect_id}",)
    assert world.subjects() == ["Offer"]


async def test_a_mail_that_the_crm_never_takes_is_done_all_the_same(world: World) -> None:
    world.crm.errors = [CrmUnavailable("gone")] * 4
    for attempt in (1, 2, 3):
        with pytest.raises(CrmUnavailable):
            await world.carries_out(replace(MAIL, attempt=attempt))
    receipt = await world.carries_out(replace(MAIL, attempt=4))
    assert receipt.note == "The mail was sent; it is not entered in the CRM: gone"
    assert world.subjects() == ["Offer"]


async def test_a_refused_entry_does_not_make_a_sent_mail_a_failure(world: World) -> None:
    world.crm.errors = [CrmRefused("No more notes.")]
    receipt = await world.writing.apply(MAIL, NOW)
    assert receipt.note == "The mail was sent; the CRM did not take the entry: No more notes."
    assert (receipt.external_id, world.subjects()) == (message_id(MAIL), ["Offer"])


async def test_a_mail_that_was_not_taken_is_not_entered(world: World) -> None:
    world.mailbox.is_refusing = True
    with pytest.raises(MailUnavailable):
        await world.writing.apply(MAIL, NOW)
    assert await world.entered(MAIL) is None
    assert await world.writing.lookup(MAIL) is None
    world.mailbox.is_refusing = False
    await world.carries_out(replace(MAIL, attempt=2))
    assert world.subjects() == ["Offer"]


async def test_a_sent_mail_is_not_taken_back(world: World) -> None:
    first = await world.writing.apply(MAIL, NOW)
    with pytest.raises(CrmRefused, match="can't be taken back"):
        await world.writing.apply(replace(MAIL, effect_id="u", undoes=first), NOW)
    assert world.subjects() == ["Offer"]


async def test_a_meeting_is_entered_and_announced_and_both_are_taken_back(world: World) -> None:
    receipt = await world.writing.apply(MEETING, NOW)
    assert await world.writing.lookup(MEETING) == receipt
    assert await world.entered(MEETING) is not None
    undo = replace(UNDO, undoes=receipt)
    undone = await world.writing.apply(undo, NOW)
    assert await world.writing.lookup(undo) == undone
    assert await world.entered(MEETING) is None
    assert world.subjects() == ["Invitation: Demo", "Cancelled: Demo"]


async def test_an_invitation_that_did_not_go_out_goes_out_later(world: World) -> None:
    world.mailbox.is_refusing = True
    with pytest.raises(MailUnavailable):
        await world.writing.apply(MEETING, NOW)
    assert await world.writing.lookup(MEETING) is None
    world.mailbox.is_refusing = False
    await world.carries_out(replace(MEETING, attempt=2))
    assert world.subjects() == ["Invitation: Demo"]


async def test_a_meeting_that_the_crm_refuses_is_not_announced(world: World) -> None:
    world.crm.errors = [CrmRefused("No.")]
    with pytest.raises(CrmRefused):
        await world.writing.apply(MEETING, NOW)
    assert world.subjects() == []


async def test_without_a_mail_server_meetings_go_unannounced_and_mails_nowhere(
    world: World,
) -> None:
    bare = replace(world.writing, mail=NoMail())
    receipt = await bare.apply(MEETING, NOW)
    assert "no invitation was sent" in receipt.note
    await bare.apply(replace(UNDO, undoes=receipt), NOW)
    assert await world.entered(MEETING) is None
    with pytest.raises(MailRefused, match="SMTP_URL"):
        await bare.apply(replace(MAIL, effect_id="e7"), NOW)
    assert world.subjects() == []


async def test_what_is_no_mail_goes_to_the_crm_alone(world: World) -> None:
    note = approval(LogNote(text="Talked."), effect_id="n1")
    receipt = await world.writing.apply(note, NOW)
    assert await world.writing.lookup(note) == receipt
    assert world.subjects() == []
