"""The mailbox keeps what a real mail client sends, whatever it is, and passes on nothing."""

import asyncio
import smtplib
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.message import EmailMessage

import pytest

from sandbox.mail import MOST_BYTES, Mailbox, SmtpSink

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox(lambda: NOW)


@pytest.fixture
async def port(mailbox: Mailbox) -> AsyncIterator[int]:
    sink = SmtpSink(mailbox)
    yield await sink.start()
    await sink.close()


def _mail(body: str = "Dear Helena,\nhere it is.\n") -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"] = "Dana Okafor <dana@example.com>", "helena@meridian.example"
    message["Subject"], message["Message-ID"] = "Die Prüfung für Sie ✓", "<1@example.com>"
    message.set_content(body)
    return message


def _send(port: int, message: EmailMessage) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=5) as client:
        client.send_message(message)


async def test_a_mail_is_kept_as_it_was_sent(mailbox: Mailbox, port: int) -> None:
    heard: list[str] = []
    mailbox.watch(lambda mail: heard.append(mail.subject))
    await asyncio.to_thread(_send, port, _mail())
    (mail,) = mailbox.mails
    assert (mail.sender, mail.recipients) == ("dana@example.com", ("helena@meridian.example",))
    assert mail.text.splitlines() == ["Dear Helena,", "here it is."]
    assert mail.from_line == "Dana Okafor <dana@example.com>"
    assert (mail.at, heard) == (NOW, ["Die Prüfung für Sie ✓"])


async def test_lines_that_are_dots_stay_in_the_mail(mailbox: Mailbox, port: int) -> None:
    await asyncio.to_thread(_send, port, _mail("one\n.\n..\n.two\n"))
    assert mailbox.mails[0].text.split() == ["one", ".", "..", ".two"]


async def test_a_mail_server_that_refuses_is_heard_by_the_sender(
    mailbox: Mailbox, port: int
) -> None:
    mailbox.is_refusing = True
    with pytest.raises(smtplib.SMTPSenderRefused, match="451"):
        await asyncio.to_thread(_send, port, _mail())
    assert mailbox.mails == ()


async def test_a_mail_that_is_too_large_is_not_kept(mailbox: Mailbox, port: int) -> None:
    with pytest.raises(smtplib.SMTPResponseException, match="552"):
        await asyncio.to_thread(_send, port, _large())
    assert mailbox.mails == ()


def _large() -> EmailMessage:
    return _mail(("x" * 70 + "\n") * (MOST_BYTES // 70))


@pytest.mark.parametrize(
    ("lines", "answers"),
    [
        (["MAIL FROM:<a@x.example>"], ["503"]),
        (["EHLO me", "RCPT TO:<b@x.example>"], ["250", "503"]),
        (["EHLO me", "DATA"], ["250", "503"]),
        (["EHLO me", "MAIL FROM:a@x.example"], ["250", "501"]),
        (["EHLO me", "MAIL FROM:<>", "RCPT TO:<>"], ["250", "250", "501"]),
        (["HELO me", "NOOP", "RSET", "VRFY a", "BOGUS"], ["250", "250", "250", "252", "500"]),
        (["EHLO", "\x00\xff"], ["500", "500"]),
    ],
)
async def test_what_is_out_of_order_is_refused(
    port: int, lines: list[str], answers: list[str]
) -> None:
    assert await _talk(port, *(f"{line}\r\n".encode() for line in lines)) == answers


async def test_a_second_mail_cannot_hide_within_the_first(mailbox: Mailbox, port: int) -> None:
    hidden = b"one\r\n\n.\nMAIL FROM:<evil@x.example>\r\n.\r\n"
    envelope = (b"EHLO me\r\n", b"MAIL FROM:<a@x.example>\r\n", b"RCPT TO:<b@x.example>\r\n")
    await _talk(port, *envelope, b"DATA\r\n", hidden)
    assert [mail.sender for mail in mailbox.mails] == ["a@x.example"]


async def test_a_mail_in_an_unknown_charset_is_still_shown(mailbox: Mailbox) -> None:
    raw = b"Content-Type: text/plain; charset=klingon\r\n\r\nDear Helena"
    assert mailbox.keep("a@x.example", ("b@x.example",), raw).text == "Dear Helena"


async def _talk(port: int, *lines: bytes) -> list[str]:
    """The codes that answer each line; the greeting is left out."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    await reader.readline()
    codes = []
    for line in lines:
        writer.write(line)
        answer = await asyncio.wait_for(reader.readline(), 3)
        while answer[3:4] == b"-":
            answer = await asyncio.wait_for(reader.readline(), 3)
        codes.append(answer[:3].decode())
    writer.close()
    await writer.wait_closed()
    return codes
