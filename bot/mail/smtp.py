"""Mail over SMTP: from whose mail it is, to a contact, once per effect."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.domain.deals import Contact, ContactId
from bot.domain.decisions import ScheduleMeeting, SendEmail, sender_of
from bot.domain.effects import Approved, Receipt, message_id_of
from bot.domain.people import Person, PersonId
from bot.errors import MailRefused, MailUnavailable
from bot.mail.invitation import Invitation, Method, attach, calendar, words
from bot.mail.message import Envelope, checked_address, message
from bot.mail.server import MailServer
from storage.correspondence import Correspondence
from storage.outbox import Outbox

FindPerson = Callable[[PersonId], Awaitable[Person | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpMail:
    """Implements `bot.mail.port.Mail`."""

    server: MailServer
    outbox: Outbox
    correspondence: Correspondence
    person: FindPerson

    async def send(self, approved: Approved, at: datetime) -> Receipt:
        """See the port."""
        action, draft = approved.action, approved.draft
        if not isinstance(action, SendEmail) or draft is None:
            raise MailRefused("There is no text to send. Nothing was sent. Write one first.")
        first = await self.outbox.sent(approved.effect_id)
        if first is not None:
            return first
        sender = await self._sender(approved)
        contact = await self._contact(action.contact_id)
        if draft.to.strip().casefold() != (contact.email or "").strip().casefold():
            raise MailRefused(
                f"The address on the draft is not the one that {contact.name} has in the CRM."
                " Nothing was sent. Choose the recipient again."
            )
        envelope = Envelope(
            sender_name=sender.name,
            sender=sender.email or "",
            to_name=contact.name,
            to=draft.to.strip(),
            subject=draft.subject,
            body=draft.body,
            message_id=message_id_of(approved.workspace, approved.effect_id),
            thread=await self._thread(approved, action),
        )
        mail = message(envelope, at.astimezone(sender.zone))
        return await self._hand_over(approved.effect_id, mail, envelope, at)

    async def invite(self, approved: Approved, at: datetime) -> Receipt | None:
        """See the port."""
        action = approved.action
        if not isinstance(action, ScheduleMeeting) or action.starts_at is None:
            return None
        if approved.undoes is not None:
            invited = await self.outbox.sent(_invitation_of(approved.undoes.effect_id))
            if invited is None:
                return None
        effect = _invitation_of(approved.effect_id)
        first = await self.outbox.sent(effect)
        if first is not None:
            return first
        sender = await self._sender(approved)
        contact = await self._contact(action.contact_id)
        method: Method = "REQUEST" if approved.undoes is None else "CANCEL"
        what = _invitation(approved, action, action.starts_at, sender, contact)
        mail, envelope = _invitation_mail(approved, what, effect, method, at)
        return await self._hand_over(effect, mail, envelope, at)

    async def sent(self, approved: Approved) -> Receipt | None:
        """See the port."""
        if isinstance(approved.action, ScheduleMeeting):
            return await self.outbox.sent(_invitation_of(approved.effect_id))
        return await self.outbox.sent(approved.effect_id)

    async def check(self) -> str:
        """See the port."""
        return await self.server.check()

    async def _hand_over(
        self, effect: str, mail: EmailMessage, envelope: Envelope, at: datetime
    ) -> Receipt:
        receipt = Receipt(effect_id=effect, at=at, undoable=False, external_id=envelope.message_id)
        try:
            await self.server.hand_over(
                mail, envelope.sender, envelope.to, lambda: self.outbox.begin(effect, at)
            )
        except (MailUnavailable, MailRefused):
            await self.outbox.give_up(effect)
            raise
        await self.outbox.finish(receipt)
        return receipt

    async def _sender(self, approved: Approved) -> Person:
        sender = sender_of(approved.action)
        found = await self.person(sender) if sender else None
        if found is None or not found.active or not found.email:
            raise MailRefused(
                "Whoever this would go out from has no address in the CRM, or has left. Nothing was"
                " sent. Add the address there, or have the deal's owner write it anew."
            )
        checked_address(found.email)
        return found

    async def _contact(self, contact_id: ContactId) -> Contact:
        found = await self.correspondence.contact(contact_id)
        if found is None or not found.email:
            raise MailRefused(
                "The CRM has no address for this contact, or no longer. Nothing was sent."
                " Add one there, or write to somebody else."
            )
        return found

    async def _thread(self, approved: Approved, action: SendEmail) -> list[str]:
        if action.thread_id is None:
            return []
        # A thread that we began is named after our first mail.
        known = await self.correspondence.message_ids(approved.deal_id, action.thread_id)
        return list(dict.fromkeys([action.thread_id, *known]))


def _invitation_of(effect_id: str) -> str:
    return f"{effect_id}:invitation"


def _invitation(
    approved: Approved,
    action: ScheduleMeeting,
    starts_at: datetime,
    sender: Person,
    contact: Contact,
) -> Invitation:
    meeting = approved.effect_id if approved.undoes is None else approved.undoes.effect_id
    return Invitation(
        uid=message_id_of(approved.workspace, meeting).strip("<>"),
        title=action.title,
        starts_at=starts_at,
        minutes=action.minutes,
        zone=_zone(action.zone),
        place=action.place,
        organiser=sender.email or "",
        organiser_name=sender.name,
        attendee=checked_address((contact.email or "").strip()),
        attendee_name=contact.name,
    )


def _invitation_mail(
    approved: Approved, what: Invitation, effect: str, method: Method, at: datetime
) -> tuple[EmailMessage, Envelope]:
    subject, body = words(what, method)
    if approved.draft is not None and method == "REQUEST":
        subject, body = approved.draft.subject, approved.draft.body
    envelope = Envelope(
        sender_name=what.organiser_name,
        sender=what.organiser,
        to_name=what.attendee_name,
        to=what.attendee,
        subject=subject,
        body=body,
        message_id=message_id_of(approved.workspace, effect),
    )
    mail = message(envelope, at)
    attach(mail, calendar(what, method, at), method)
    return mail, envelope


def _zone(name: str) -> ZoneInfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        return ZoneInfo("UTC")
