"""What stands in a mail, whatever its parts hold: no text reaches beyond its own header."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from icalendar import Calendar

from bot.errors import MailRefused
from bot.mail.invitation import Invitation, attach, calendar, words
from bot.mail.message import Envelope, message

AT = datetime(2026, 11, 20, 8, tzinfo=UTC)
MAIL = Envelope(
    sender_name="Ann Lee",
    sender="ann@us.example",
    to_name="José Ruiz",
    to="jose@acme.example",
    subject="Angebot für Sie ✓",
    body="Dear José,\n.\nhere it is: 9.000 €\n" + "x" * 2_000,
    message_id="<1@daybreak.local>",
)
MEETING = Invitation(
    uid="m1@daybreak.local",
    title="Demo für José",
    starts_at=datetime(2026, 11, 24, 9, tzinfo=UTC),
    minutes=45,
    zone=ZoneInfo("Europe/Berlin"),
    place="Room 3",
    organiser="ann@us.example",
    organiser_name="Ann Lee",
    attendee="jose@acme.example",
    attendee_name='José "the boss" Ruiz',
)
_HEADERS = ["From", "To", "Subject", "Date", "Message-ID"]
_BODY = ["Content-Type", "Content-Transfer-Encoding", "MIME-Version"]


def _read(envelope: Envelope) -> EmailMessage:
    return message_from_bytes(message(envelope, AT).as_bytes(), policy=policy.default)


def test_a_mail_says_who_writes_to_whom() -> None:
    mail = _read(MAIL)
    assert mail["From"] == "Ann Lee <ann@us.example>"
    assert mail["To"] == "José Ruiz <jose@acme.example>"
    assert (mail["Subject"], mail["Message-ID"]) == (MAIL.subject, MAIL.message_id)
    assert mail["Date"].datetime == AT
    assert mail.get_content().splitlines() == MAIL.body.splitlines()
    assert all(len(line) <= 998 for line in message(MAIL, AT).as_bytes().split(b"\r\n"))


def test_a_first_mail_can_be_unsubscribed_from_and_an_answer_stands_in_its_thread() -> None:
    assert _read(MAIL)["List-Unsubscribe"] == "<mailto:ann@us.example?subject=unsubscribe>"
    thread = [f"<{n}@acme.example>" for n in range(20)]
    answer = _read(
        replace(MAIL, thread=["not an id", *thread, "<a>\r\nBcc: x@y.z", "<=?q?=0A?=@x>"])
    )
    assert answer["In-Reply-To"] == thread[-1]
    assert answer["References"].split() == thread[-10:]
    assert answer["List-Unsubscribe"] is None


@pytest.mark.parametrize("name", ["sender_name", "to_name", "subject"])
@pytest.mark.parametrize(
    "hostile",
    [
        *("x\r\nBcc: evil@x.example", "x\nBcc: evil@x.example\n\nbody", "x\rBcc: e@x.example"),
        *("x\x00y", "x\u2028Bcc: e@x.example", "x\x85Bcc: e@x.example", "\ud800", "x" * 5_000),
        *('"Eve" <eve@x.example>, ', "=?utf-8?q?=0d=0aBcc:_e@x.example?=", "a,b;c:<d>@"),
    ],
)
def test_no_text_becomes_a_header_or_a_recipient(name: str, hostile: str) -> None:
    mail = _read(replace(MAIL, **{name: hostile}))
    assert set(mail.keys()) == {*_HEADERS, "List-Unsubscribe", *_BODY}
    assert [each.addr_spec for each in mail["To"].addresses] == ["jose@acme.example"]
    assert [each.addr_spec for each in mail["From"].addresses] == ["ann@us.example"]


@given(st.text(), st.text(), st.text())
def test_any_text_makes_a_mail(name: str, subject: str, body: str) -> None:
    mail = _read(replace(MAIL, to_name=name, subject=subject, body=body))
    assert set(mail.keys()) == {*_HEADERS, "List-Unsubscribe", *_BODY}


@pytest.mark.parametrize(
    "address",
    [
        *("", "jose", "@acme.example", "jose@", "jose@acme.example, eve@x.example"),
        "=?utf-8?q?a=0d=0aBcc:?=@x.example",
        *("jose@acme.example\r\nRCPT TO:<eve@x.example>", "<jose@acme.example>", "a b@x.example"),
        *("jose@acme.example>", "jösé@acme.example", "x" * 65 + "@acme.example"),
    ],
)
def test_what_is_no_single_address_is_refused(address: str) -> None:
    with pytest.raises(MailRefused, match="not an address"):
        message(replace(MAIL, to=address), AT)


def test_an_invitation_is_one_that_calendars_understand() -> None:
    made = Calendar.from_ical(calendar(MEETING, "REQUEST", AT))
    (event,) = made.walk("VEVENT")
    assert (made["method"], event["uid"], event["sequence"]) == ("REQUEST", MEETING.uid, 0)
    assert event.decoded("dtstart") == MEETING.starts_at
    assert event["dtstart"].params["TZID"] == "Europe/Berlin"
    assert [zone["tzid"] for zone in made.walk("VTIMEZONE")] == ["Europe/Berlin"]
    assert (event.decoded("dtend") - event.decoded("dtstart")).seconds == 45 * 60
    assert event["organizer"] == "mailto:ann@us.example"
    assert event["attendee"] == "mailto:jose@acme.example"
    assert event["attendee"].params["CN"] == "José 'the boss' Ruiz"


def test_a_cancellation_names_the_same_meeting() -> None:
    made = Calendar.from_ical(calendar(MEETING, "CANCEL", AT))
    (event,) = made.walk("VEVENT")
    assert (made["method"], event["uid"]) == ("CANCEL", MEETING.uid)
    assert (event["sequence"], event["status"]) == (1, "CANCELLED")


def test_a_hostile_title_stays_within_its_line() -> None:
    hostile = "Demo\r\nATTENDEE:mailto:eve@x.example\r\nX:"
    made = calendar(replace(MEETING, title=hostile, attendee_name=hostile), "REQUEST", AT)
    (event,) = Calendar.from_ical(made).walk("VEVENT")
    assert event["attendee"] == "mailto:jose@acme.example"
    assert "X" not in event


def test_an_invitation_stands_beside_the_text_and_not_as_a_file() -> None:
    mail = message(MAIL, AT)
    attach(mail, calendar(MEETING, "REQUEST", AT), "REQUEST")
    parts = list(message_from_bytes(mail.as_bytes(), policy=policy.default).walk())
    assert [part.get_content_type() for part in parts] == [
        *("multipart/alternative", "text/plain", "text/calendar"),
    ]
    assert parts[2].get_param("method") == "REQUEST"
    assert not any(part.get_filename() for part in parts)


def test_who_reads_no_calendar_reads_when_and_where() -> None:
    subject, text = words(MEETING, "REQUEST")
    assert subject == "Invitation: Demo für José"
    assert "Tuesday, 24 November 2026, 10:00 (Europe/Berlin), 45 minutes\nRoom 3" in text
