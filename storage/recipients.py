"""Recipients: what the mirror knows now of whoever is to be written to, read fresh each time."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import Account, AccountId, Consent, Contact, ContactId, Deal, DealId
from bot.domain.facts import FactKind, Party
from bot.domain.recipients import OptOut, Recipient, Setting
from storage.database import Database
from storage.mirror.rows import account_of, columns_of, contact_of, deal_of
from storage.readings import decoded
from storage.tables.mirror import accounts, activities, contacts, deal_contacts, deals
from storage.tables.readings import readings

_LOOKED_AT = 40  # of somebody's newest mails; who opted out before them has written since
SURE = 0.6  # from here on, words with which somebody opts out count
# After these in a later mail, "write to me no more" no longer stands.
TALKS_AGAIN = frozenset(
    (
        *(FactKind.QUESTION, FactKind.REQUEST, FactKind.PRICING, FactKind.MEETING),
        *(FactKind.COMMITMENT, FactKind.SIGNED, FactKind.RESUME),
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipients:
    """The recipients of one workspace; `no_contact` names CRM fields that mean hands off."""

    database: Database
    workspace: str
    no_contact: Collection[str] = ()

    async def setting(self, deal_id: DealId | None, contact_id: ContactId | None) -> Setting:
        """`deal_id` None: no deal is spoken of, so everybody in the CRM belongs."""
        async with self.database.read() as connection:
            deal = await self._deal(connection, deal_id)
            account = await self._account(connection, deal.account_id if deal else None)
            recipient = await self._recipient(connection, contact_id, deal_id, account)
        both = (account, recipient.account if recipient else None)
        domains = frozenset(each.domain for each in both if each and each.domain)
        return Setting(deal=deal, recipient=recipient, domains=domains)

    async def find(self, who: str) -> list[Contact]:
        """Contacts by id, else by address, else by name; case does not matter."""
        wanted = " ".join(who.split()).casefold()
        of = contacts.c
        async with self.database.read() as connection:
            by_id = await self._contacts(connection, of.id == who.strip())
            by_address = by_id or await self._contacts(connection, of.address == wanted)
            if by_address:
                return by_address
            everybody = await self._contacts(connection)
        return [each for each in everybody if each.name.casefold() == wanted]

    async def _deal(self, connection: AsyncConnection, deal_id: DealId | None) -> Deal | None:
        query = select(*columns_of(deals, Deal)).where(
            deals.c.workspace == self.workspace,
            deals.c.id == deal_id,
            deals.c.deleted_at.is_(None),
        )
        row = (await connection.execute(query)).one_or_none()
        return None if row is None else deal_of(row)

    async def _account(
        self, connection: AsyncConnection, account_id: AccountId | None
    ) -> Account | None:
        query = select(*columns_of(accounts, Account)).where(
            accounts.c.workspace == self.workspace,
            accounts.c.id == account_id,
            accounts.c.deleted_at.is_(None),
        )
        row = (await connection.execute(query)).one_or_none()
        return None if row is None else account_of(row)

    async def _contacts(self, connection: AsyncConnection, *which: Any) -> list[Contact]:
        query = select(*columns_of(contacts, Contact)).where(
            contacts.c.workspace == self.workspace, contacts.c.deleted_at.is_(None), *which
        )
        found = await connection.execute(query.order_by(contacts.c.id))
        return [contact_of(row) for row in found]

    async def _recipient(
        self,
        connection: AsyncConnection,
        contact_id: ContactId | None,
        deal_id: DealId | None,
        of_deal: Account | None,
    ) -> Recipient | None:
        found = await self._contacts(connection, contacts.c.id == contact_id)
        if not found:
            return None
        contact = found[0]
        same = await self._same(connection, contact)
        account = await self._account(connection, contact.account_id)
        near = of_deal is not None and contact.account_id == of_deal.id
        withdrawn = [each.id for each in same if each.email_consent is Consent.WITHDRAWN]
        return Recipient(
            contact=contact,
            account=account,
            of_deal=deal_id is None or near or await self._linked(connection, deal_id, contact),
            withdrawn_on=f"contact:{withdrawn[0]}" if withdrawn else None,
            flags=hands_off(same, self.no_contact),
            opt_out=await self._opt_out(connection, same),
        )

    async def _same(self, connection: AsyncConnection, contact: Contact) -> list[Contact]:
        """All records of one person: who unsubscribed under one has under the others."""
        address = (contact.email or "").strip().casefold()
        if not address:
            return [contact]
        found = await self._contacts(connection, contacts.c.address == address)
        return found if contact in found else [contact, *found]

    async def _linked(self, connection: AsyncConnection, deal_id: DealId, contact: Contact) -> bool:
        of = deal_contacts.c
        query = select(of.contact_id).where(
            of.workspace == self.workspace,
            of.deal_id == deal_id,
            of.contact_id == contact.id,
            of.deleted_at.is_(None),
        )
        return await connection.scalar(query) is not None

    async def _opt_out(self, connection: AsyncConnection, same: Sequence[Contact]) -> OptOut | None:
        of = activities.c
        addresses = [each.email.strip().casefold() for each in same if each.email]
        query = (
            select(of.id, of.at, readings.c.body)
            .join(
                readings,
                (readings.c.workspace == of.workspace) & (readings.c.text == of.text),
            )
            .where(
                of.workspace == self.workspace,
                of.deleted_at.is_(None),
                of.direction == "inbound",
                or_(of.contact_id.in_([each.id for each in same]), of.address.in_(addresses)),
            )
            .order_by(of.at.desc(), readings.c.read_at.desc())
            .limit(_LOOKED_AT)
        )
        for row in await connection.execute(query):
            reading = decoded(row.body, f"activity:{row.id}", row.at)
            theirs = [fact for fact in reading.facts if fact.by is not Party.US]
            for fact in theirs:
                if fact.kind is FactKind.OPT_OUT and fact.confidence >= SURE:
                    return OptOut(record=f"activity:{row.id}", quote=fact.quote, at=row.at)
            if not reading.automatic and any(fact.kind in TALKS_AGAIN for fact in theirs):
                return None
        return None


def hands_off(same: Sequence[Contact], no_contact: Collection[str]) -> tuple[str, ...]:
    """The fields of these records that say not to contact them."""
    return tuple(
        name
        for each in same
        for name, value in each.custom.items()
        if _plain(name) in no_contact and _plain(value) in ("1", "true", "yes", "y", "x")
    )


def _plain(text: str) -> str:
    return "".join(char for char in str(text).casefold() if char.isalnum())
