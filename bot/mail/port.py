"""What Daybreak asks of a mail server: take one approved mail."""

from datetime import datetime
from typing import Protocol

from bot.domain.effects import Approved, Receipt


class Mail(Protocol):
    """Sending can't be looked up afterwards; its Message-ID comes from the effect's id."""

    async def send(self, approved: Approved, at: datetime) -> Receipt:
        """Raises MailUnavailable (surely not sent), MailRefused (and never will be) or EffectUnsure
        (it may have been sent).
        """
        ...
