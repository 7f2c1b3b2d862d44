"""The outbox: which mails were begun and which went out, so that none goes out twice.

A mail can't be looked up where it went. So its row is written before the server is given the
text, and completed once it has taken it: a row without a receipt means that nobody knows.
"""

from dataclasses import dataclass, field
from datetime import datetime

from pydantic import TypeAdapter
from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.effects import Receipt
from bot.errors import EffectUnsure
from storage.database import Database
from storage.statements import insert_new
from storage.tables.outbox import outbox

_OF = outbox.c


async def forget(connection: AsyncConnection, workspace: str, effect_id: str) -> None:
    """A person has looked: a mail that was begun has not gone out, and may be sent again."""
    mine = _OF.workspace == workspace, _OF.effect_id == effect_id
    await connection.execute(delete(outbox).where(*mine, _OF.receipt.is_(None)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outbox:
    """The outbox of one workspace."""

    database: Database
    workspace: str
    receipts: TypeAdapter[Receipt] = field(default_factory=lambda: TypeAdapter(Receipt))

    async def sent(self, effect_id: str) -> Receipt | None:
        """The receipt of a mail that went out, None if it surely has not.

        Raises EffectUnsure where it was begun and nobody knows.
        """
        query = select(outbox.c.receipt).where(
            _OF.workspace == self.workspace, _OF.effect_id == effect_id
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return None
        if row.receipt is None:
            raise _nobody_knows()
        return self.receipts.validate_json(row.receipt)

    async def begin(self, effect_id: str, at: datetime) -> None:
        """From here on it may have gone out. Raises EffectUnsure where somebody else has begun."""
        row = {"workspace": self.workspace, "effect_id": effect_id, "begun_at": at}
        async with self.database.write() as connection:
            new = insert_new(outbox, connection).values(row).returning(_OF.effect_id)
            if (await connection.scalar(new)) is None:
                raise _nobody_knows()

    async def finish(self, receipt: Receipt) -> None:
        """The server has taken it."""
        kept = self.receipts.dump_json(receipt).decode()
        async with self.database.write() as connection:
            await connection.execute(
                update(outbox)
                .where(_OF.workspace == self.workspace, _OF.effect_id == receipt.effect_id)
                .values(receipt=kept)
            )

    async def give_up(self, effect_id: str) -> None:
        """The server has refused it: it has surely not gone out."""
        async with self.database.write() as connection:
            await forget(connection, self.workspace, effect_id)


def _nobody_knows() -> EffectUnsure:
    return EffectUnsure(
        "The mail was handed to the mail server and no answer came back, so it may have gone out."
        " It is not sent again. Look whether it arrived, then say so on the card."
    )
