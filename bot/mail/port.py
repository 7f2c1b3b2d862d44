"""What Daybreak asks of a mail server: take one approved mail."""

from datetime import datetime
from typing import Protocol

from bot.domain.effects import Approved, Receipt


class Mail(Protocol):
    """Mail goes out once per effect. Raises, besides what the methods say, EffectUnsure where it
    was begun and nobody knows whether it went out: ask a person.
    """

    async def send(self, approved: Approved, at: datetime) -> Receipt:
        """Sends the draft; one that was sent before is not sent again, its receipt comes back.

        Raises MailUnavailable (surely not sent) or MailRefused (and never will be).
        """
        ...

    async def invite(self, approved: Approved, at: datetime) -> Receipt | None:
        """Sends the invitation to a meeting or, where the meeting is taken back, takes back the
        invitation; None if there was none. Otherwise like `send`.
        """
        ...

    async def sent(self, approved: Approved) -> Receipt | None:
        """The receipt of the draft or the invitation if it went out, None if surely not."""
        ...

    async def check(self) -> str:
        """How the server is, in a few words. Sends nothing. Raises MailUnavailable."""
        ...
