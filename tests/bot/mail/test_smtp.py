"""Approved mail over real SMTP on loopback: out once, or surely not, or a person is asked."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest

from bot.domain.deals import (
    Activity,
    ActivityId,
    ActivityKind,
    Contact,
    ContactId,
    DealId,
)
from bot.domain.decisions import Draft, LogNote, ScheduleMeeting, SendEmail
from bot.domain.effects import Approved, Receipt, message_id
from bot.domain.people import Person, PersonId, Role
from bot.errors import BadSetting, EffectUnsure, MailRefused, MailUnavailable
from bot.mail.server import MailServer
from bot.mail.smtp import SmtpMail
from sandbox.mail import Mailbox, SmtpSink
from storage.correspondence import Correspondence
from storage.database import Database
from storage.outbox import Outbox, forget
from storage.people import People
from tests.fakes.approvals import NOW, approval
from tests.fakes.smtp import GO_AWAY, failing_server
from tests.fakes.workspace import Workspace

ANN = Person(
    id=PersonId("ann"), name="Ann Lee", role=Role.REP, email="ann@us.example", timezone="UTC"
)
MUTE = Person(id=PersonId("mute"), name="Mute", role=Role.REP)
BOSS = replace(ANN, id=PersonId("boss"), name="Boss", role=Role.MANAGER, email="boss@us.example")
LEFT = replace(ANN, id=PersonId("left"), email="left@us.example", active=False)
JOE = Contact(id=ContactId("c1"), name="José Ruiz", email="jose@acme.example")
BLANK = Contact(id=ContactId("c2"), name="No Address")
EARLIER = Activity(
    id=ActivityId("m1"),
    kind=ActivityKind.EMAIL,
    at=datetime(2026, 11, 1, tzinfo=UTC),
    deal_id=DealId("d1"),
    thread_id="t1",
    custom={"Message-ID": "<theirs@acme.example>"},
)
DRAFT = Draft(to="jose@acme.example", subject="Offer für Sie", body="Dear José,\nhere it is.")
MAIL = approval(SendEmail(contact_id=JOE.id, sender_id=ANN.id, thread_id="t1"), draft=DRAFT)
MEETING = approval(
    ScheduleMeeting(
        contact_id=JOE.id,
        sender_id=ANN.id,
        title="Demo",
        starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    ),
    effect_id="e2",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """The database filled, a mailbox, and mail that goes there."""

    database: Database
    mailbox: Mailbox
    mail: SmtpMail

    def via(self, port: int) -> SmtpMail:
        return replace(self.mail, server=MailServer.at(f"smtp://127.0.0.1:{port}"))


@pytest.fixture
async def post(database: Database) -> AsyncIterator[Post]:
    await Workspace(database).hold(ANN, MUTE, BOSS, LEFT, JOE, BLANK, EARLIER)
    mailbox = Mailbox(lambda: NOW)
    sink = SmtpSink(mailbox)
    port = await sink.start()
    yield Post(
        database=database,
        mailbox=mailbox,
        mail=SmtpMail(
            server=MailServer.at(f"smtp://127.0.0.1:{port}"),
            outbox=Outbox(database=database, workspace="home"),
            correspondence=Correspondence(database=database, workspace="home"),
            person=People(database=database, workspace="home").by_id,
        ),
    )
    await sink.close()


@pytest.mark.parametrize("by", ["ann", "boss"])
async def test_a_mail_goes_out_from_whose_it_is_whoever_approved(post: Post, by: str) -> None:
    receipt = await post.mail.send(replace(MAIL, by=PersonId(by)), NOW)
    (mail,) = post.mailbox.mails
    assert (mail.sender, mail.recipients) == ("ann@us.example", ("jose@acme.example",))
    assert (mail.from_line, mail.subject) == ("Ann Lee <ann@us.example>", "Offer für Sie")
    assert mail.text.splitlines() == ["Dear José,", "here it is."]
    assert mail.message_id == message_id(MAIL) == receipt.external_id
    assert not receipt.undoable


async def test_an_answer_names_the_mail_that_it_answers(post: Post) -> None:
    async with failing_server() as server:
        await post.via(server.port).send(MAIL, NOW)
    (text,) = server.texts
    assert b"In-Reply-To: <theirs@acme.example>\r\n" in text
    assert b"List-Unsubscribe" not in text


async def test_the_same_effect_again_sends_nothing(post: Post) -> None:
    first = await post.mail.send(MAIL, NOW)
    assert await post.mail.send(replace(MAIL, attempt=2), NOW.replace(hour=9)) == first
    assert await post.mail.sent(MAIL) == first
    assert len(post.mailbox.mails) == 1


async def test_ten_at_once_send_one(post: Post) -> None:
    done = await asyncio.gather(
        *(post.mail.send(MAIL, NOW) for _ in range(10)), return_exceptions=True
    )
    assert len(post.mailbox.mails) == 1
    assert {type(each) for each in done} <= {Receipt, EffectUnsure}


_WHERE = ("HELLO", "EHLO", "MAIL", "RCPT", "DATA", "TEXT")


@pytest.mark.parametrize("where", _WHERE)
async def test_a_server_that_is_busy_has_surely_not_sent(post: Post, where: str) -> None:
    async with failing_server(**{where: "451 4.3.0 later", "HELO": "451 later"}) as server:
        with pytest.raises(MailUnavailable, match="Nothing was sent"):
            await post.via(server.port).send(MAIL, NOW)
    assert await post.mail.sent(MAIL) is None
    await post.mail.send(MAIL, NOW)
    assert len(post.mailbox.mails) == 1


@pytest.mark.parametrize("where", ["MAIL", "RCPT", "DATA", "TEXT"])
async def test_a_refusal_is_told_in_the_servers_words(post: Post, where: str) -> None:
    async with failing_server(**{where: "550 5.1.1 no such\tuser"}) as server:
        with pytest.raises(MailRefused, match=r"“550 5\.1\.1 no such user”"):
            await post.via(server.port).send(MAIL, NOW)
    assert await post.mail.sent(MAIL) is None


@pytest.mark.parametrize("where", ["HELLO", "EHLO", "MAIL", "RCPT"])
async def test_a_server_gone_before_the_text_has_surely_not_sent(post: Post, where: str) -> None:
    async with failing_server(**{where: GO_AWAY}) as server:
        with pytest.raises(MailUnavailable):
            await post.via(server.port).send(MAIL, NOW)
    assert await post.mail.sent(MAIL) is None


async def test_no_server_at_all_has_surely_not_sent(post: Post) -> None:
    async with failing_server() as server:
        port = server.port
    with pytest.raises(MailUnavailable, match="SMTP_URL"):
        await post.via(port).send(MAIL, NOW)
    assert await post.mail.sent(MAIL) is None


async def test_a_server_gone_after_the_text_leaves_it_to_a_person(
    post: Post, database: Database
) -> None:
    async with failing_server(TEXT=GO_AWAY) as server:
        with pytest.raises(EffectUnsure, match="may have gone out"):
            await post.via(server.port).send(MAIL, NOW)
    assert len(server.texts) == 1
    for attempt in (post.mail.send(MAIL, NOW), post.mail.sent(MAIL)):
        with pytest.raises(EffectUnsure, match="Look whether it arrived"):
            await attempt
    assert post.mailbox.mails == ()
    async with database.write() as connection:
        await forget(connection, "home", MAIL.effect_id)
    await post.mail.send(MAIL, NOW)
    assert len(post.mailbox.mails) == 1


async def test_a_mail_that_went_out_is_not_forgotten(post: Post, database: Database) -> None:
    first = await post.mail.send(MAIL, NOW)
    async with database.write() as connection:
        await forget(connection, "home", MAIL.effect_id)
    assert await post.mail.sent(MAIL) == first


async def test_an_attempt_that_is_cut_off_within_the_text_is_unsure(post: Post) -> None:
    begun = asyncio.Event()

    async def hangs(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"220 here\r\n")
        while line := await reader.readline():
            if line.startswith(b"DATA"):
                begun.set()
                break
            writer.write(b"250 ok\r\n")
        await reader.read()
        writer.close()

    server = await asyncio.start_server(hangs, "127.0.0.1", 0)
    mail = post.via(server.sockets[0].getsockname()[1])
    sending = asyncio.create_task(mail.send(MAIL, NOW))
    await begun.wait()
    sending.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sending
    server.close()
    with pytest.raises(EffectUnsure):
        await post.mail.sent(MAIL)


@pytest.mark.parametrize(
    "approved",
    [
        replace(MAIL, draft=None),
        replace(MAIL, draft=replace(DRAFT, to="eve@x.example")),
        replace(MAIL, draft=replace(DRAFT, to="jose@acme.example, eve@x.example")),
        replace(MAIL, action=SendEmail(contact_id=JOE.id)),
        replace(MAIL, action=SendEmail(contact_id=JOE.id, sender_id=MUTE.id)),
        replace(MAIL, action=SendEmail(contact_id=JOE.id, sender_id=LEFT.id)),
        replace(MAIL, action=SendEmail(contact_id=JOE.id, sender_id=PersonId("nobody"))),
        replace(MAIL, action=SendEmail(contact_id=BLANK.id, sender_id=ANN.id)),
        replace(MAIL, action=SendEmail(contact_id=ContactId("nobody"), sender_id=ANN.id)),
        replace(MAIL, action=LogNote(text="x")),
    ],
)
async def test_what_the_crm_does_not_bear_out_is_not_sent(post: Post, approved: Approved) -> None:
    with pytest.raises(MailRefused, match="Nothing was sent"):
        await post.mail.send(approved, NOW)
    assert post.mailbox.mails == ()


async def test_a_meeting_is_announced_once_and_called_off_once(post: Post) -> None:
    invited = await post.mail.invite(MEETING, NOW)
    assert invited is not None
    assert await post.mail.invite(MEETING, NOW) == invited == await post.mail.sent(MEETING)
    off = replace(MEETING, effect_id="e3", undoes=Receipt(effect_id="e2", at=NOW))
    assert await post.mail.invite(off, NOW) == await post.mail.invite(off, NOW)
    assert [mail.subject for mail in post.mailbox.mails] == [
        *("Cancelled: Demo", "Invitation: Demo"),
    ]


async def test_a_meeting_that_nobody_was_invited_to_is_not_called_off(post: Post) -> None:
    off = replace(MEETING, undoes=Receipt(effect_id="e9", at=NOW))
    assert await post.mail.invite(off, NOW) is None
    assert post.mailbox.mails == ()


async def test_a_look_at_the_server_sends_nothing(post: Post) -> None:
    assert (await post.mail.check()).endswith("answers, not encrypted")
    async with failing_server(HELLO="554 go away") as server:
        with pytest.raises(MailUnavailable, match="go away"):
            await post.via(server.port).check()
    assert post.mailbox.mails == ()


@pytest.mark.parametrize(
    ("url", "port", "use_tls", "start_tls"),
    [
        ("smtp://mail.example", 25, False, None),
        ("smtp://mail.example?starttls", 587, False, True),
        ("smtp://u:p%40ss@mail.example:2525", 2525, False, None),
        ("smtps://mail.example", 465, True, False),
    ],
)
def test_an_address_of_a_server_is_understood(
    url: str, port: int, use_tls: bool, start_tls: bool | None
) -> None:
    server = MailServer.at(url)
    assert (server.host, server.port) == ("mail.example", port)
    assert (server.use_tls, server.start_tls) == (use_tls, start_tls)
    assert "p@ss" not in repr(server)


@pytest.mark.parametrize(
    "url", ["http://x", "smtp://", "mail.example:25", "smtp://x:port", "smtp://h?tls", "smtp://[x"]
)
def test_an_address_that_is_none_is_not_repeated(url: str) -> None:
    with pytest.raises(BadSetting) as caught:
        MailServer.at(url)
    assert "SMTP_URL" in str(caught.value)
