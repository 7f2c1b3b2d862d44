"""A mail as bytes for a mail server. Names, subjects and addresses are data: whatever stands in
them, they stay within their header.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import quote

from bot.errors import MailRefused

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,253}")
_MESSAGE_ID = re.compile(r"<[^<>\s@?]{1,200}@[^<>\s@?]{1,200}>")
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")
_LONGEST_SUBJECT = 500
_MOST_REFERENCES = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One mail. `thread` are the Message-IDs that it answers, oldest first."""

    sender_name: str
    sender: str
    to_name: str
    to: str
    subject: str
    body: str
    message_id: str
    thread: Sequence[str] = ()


def message(envelope: Envelope, at: datetime) -> EmailMessage:
    """Raises MailRefused where an address is none."""
    made = EmailMessage(policy=policy.SMTP)
    made["From"] = _address(envelope.sender_name, envelope.sender)
    made["To"] = _address(envelope.to_name, envelope.to)
    made["Subject"] = one_line(envelope.subject)[:_LONGEST_SUBJECT]
    made["Date"] = format_datetime(at)
    made["Message-ID"] = envelope.message_id
    known = [each for each in envelope.thread if _MESSAGE_ID.fullmatch(each)]
    if known:
        made["In-Reply-To"] = known[-1]
        made["References"] = " ".join(known[-_MOST_REFERENCES:])
    else:
        # Who was not asked can say so with one click; an answer in a thread needs no such thing.
        made["List-Unsubscribe"] = f"<mailto:{quote(envelope.sender, '@')}?subject=unsubscribe>"
    made.set_content(_storable(envelope.body), charset="utf-8", cte="quoted-printable")
    return made


def one_line(text: str) -> str:
    """Without what would begin another header: line breaks and other controls, and what mail
    programs, Python's own among them, decode into some ("=?utf-8?q?=0A…?=").
    """
    return " ".join(_CONTROLS.sub(" ", text).replace("=?", "= ?").split())


def checked_address(address: str) -> str:
    """Raises MailRefused for anything but one plain address."""
    if not _ADDRESS.fullmatch(address):
        raise MailRefused(
            f"“{one_line(address)[:80]}” is not an address that mail can be sent to. Nothing was"
            " sent. Correct it in the CRM."
        )
    return address


def _address(name: str, address: str) -> Address:
    return Address(display_name=one_line(name)[:200], addr_spec=checked_address(address))


def _storable(text: str) -> str:
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
