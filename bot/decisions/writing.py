"""Where an approved action goes: to the CRM, and where it is mail, to the mail server as well.

A mail is sent first and then entered in the CRM; a meeting is entered first and then sent. Both
halves give their first receipt when they are asked again, so a crash between them, wherever it
comes, is mended by asking again: nothing goes out or is entered twice.
"""

from dataclasses import dataclass, replace
from datetime import datetime

from bot.crm.port import CrmWriter
from bot.domain.decisions import ScheduleMeeting, SendEmail
from bot.domain.effects import Approved, Receipt
from bot.errors import (
    CrmRefused,
    CrmUnavailable,
    DaybreakError,
    EffectUnsure,
    MailRefused,
    MailUnavailable,
    OutOfStep,
)
from bot.mail.port import Mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Writing:
    """Implements `bot.crm.port.CrmWriter`, mail included; raises MailUnavailable and MailRefused
    besides. After `patience` attempts the half that can't be done is left out, and the receipt
    says so: what has happened must not be reported as failed.
    """

    crm: CrmWriter
    mail: Mail
    patience: int = 4

    @property
    def can_look_up(self) -> bool:
        return self.crm.can_look_up

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        """See the port."""
        match approved.action:
            case SendEmail() if approved.undoes is None:
                return await self._send(approved, at)
            case ScheduleMeeting():
                return await self._meet(approved, at)
            case _:
                return await self.crm.apply(approved, at)

    async def lookup(self, approved: Approved) -> Receipt | None:
        """See the port. What is half done is not done: `apply` does the other half."""
        match approved.action:
            case SendEmail() if approved.undoes is None:
                sent = await self.mail.sent(approved)
                return None if sent is None else await self._entered(approved, sent)
            case ScheduleMeeting():
                return await self._met(approved)
            case _:
                return await self.crm.lookup(approved)

    async def _send(self, approved: Approved, at: datetime) -> Receipt:
        sent = await self.mail.send(approved, at)
        try:
            entered = await self.crm.apply(approved, at)
        except (CrmRefused, OutOfStep) as error:
            return _without(sent, "The mail was sent; the CRM did not take the entry:", error)
        except (CrmUnavailable, EffectUnsure) as error:
            if approved.attempt < self.patience:
                raise CrmUnavailable(
                    "The mail was sent. The CRM does not answer, so it is not entered there yet."
                    " That is tried again."
                ) from error
            return _without(sent, "The mail was sent; it is not entered in the CRM:", error)
        return replace(entered, external_id=sent.external_id, undoable=False)

    async def _meet(self, approved: Approved, at: datetime) -> Receipt:
        entered = await self.crm.apply(approved, at)
        try:
            invited = await self.mail.invite(approved, at)
        except MailUnavailable as error:
            if approved.attempt < self.patience:
                raise
            return _without(entered, "It stands in the CRM; no invitation was sent:", error)
        except MailRefused as error:
            return _without(entered, "It stands in the CRM; no invitation was sent:", error)
        except EffectUnsure as error:
            return _without(entered, "It stands in the CRM, but the invitation is unsure:", error)
        return entered if invited is None else replace(entered, external_id=invited.external_id)

    async def _entered(self, approved: Approved, sent: Receipt) -> Receipt | None:
        entered = await self.crm.lookup(approved)
        if entered is None:
            return None
        return replace(entered, external_id=sent.external_id, undoable=False)

    async def _met(self, approved: Approved) -> Receipt | None:
        entered = await self.crm.lookup(approved)
        if entered is None:
            return None
        try:
            invited = await self.mail.sent(approved)
        except EffectUnsure as error:
            return _without(entered, "It stands in the CRM, but the invitation is unsure:", error)
        return None if invited is None else replace(entered, external_id=invited.external_id)


def _without(done: Receipt, what: str, error: DaybreakError) -> Receipt:
    return replace(done, note=f"{what} {error}")
