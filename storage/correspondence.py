"""Who is written to and what a thread holds already, as the mirror knows them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import Text, cast, select

from bot.domain.deals import Contact, ContactId, DealId
from storage.database import Database
from storage.mirror.rows import columns_of, contact_of
from storage.tables.mirror import activities, contacts

_NAMES = frozenset({"message_id", "message-id", "messageid", "internet_message_id"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondence:
    """The contacts and mail threads of one workspace."""

    database: Database
    workspace: str

    async def contact(self, contact_id: ContactId) -> Contact | None:
        query = select(*columns_of(contacts, Contact)).where(
            contacts.c.workspace == self.workspace,
            contacts.c.id == contact_id,
            contacts.c.deleted_at.is_(None),
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else contact_of(row)

    async def message_ids(self, deal_id: DealId, thread_id: str) -> list[str]:
        """The Message-IDs of a deal's thread that the CRM knows, oldest first."""
        of = activities.c
        query = (
            select(cast(of.custom, Text))
            .where(
                of.workspace == self.workspace,
                of.deal_id == deal_id,
                of.thread_id == thread_id,
                of.deleted_at.is_(None),
            )
            .order_by(of.at, of.id)
        )
        async with self.database.read() as connection:
            found = [_message_id(json.loads(text)) for text in await connection.scalars(query)]
        return [each for each in found if each is not None]


def _message_id(custom: Mapping[str, str]) -> str | None:
    return next((v for name, v in custom.items() if name.strip().casefold() in _NAMES), None)
