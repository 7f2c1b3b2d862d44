"""No mail server: what would be sent is refused in words, and meetings go without an invitation."""

from datetime import datetime

from bot.domain.effects import Approved, Receipt
from bot.errors import MailRefused


class NoMail:
    """Implements `bot.mail.port.Mail` where SMTP_URL is not set."""

    async def send(self, approved: Approved, at: datetime) -> Receipt:
        raise MailRefused(
            "No mail server is set up, so nothing was sent. Set SMTP_URL, or send it from your"
            " own mailbox and mark it as already done."
        )

    async def invite(self, approved: Approved, at: datetime) -> Receipt | None:
        if approved.undoes is not None:
            return None
        raise MailRefused("No mail server is set up, so no invitation was sent. Set SMTP_URL.")

    async def sent(self, approved: Approved) -> Receipt | None:
        return None

    async def check(self) -> str:
        return "not set up (SMTP_URL is not set); mails can't be sent"
