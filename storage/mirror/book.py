"""One rep's book of business as a mission reads it: all open deals with all that hangs on them.

Nothing that happened after the moment, planned meetings and tasks apart, nothing deleted.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import Account, Contact, Deal, DealContact, StageChange
from bot.domain.missions import UsageSeries
from bot.domain.people import PersonId
from storage.database import Database
from storage.mirror import rows, said, series, sources
from storage.mirror.said import Said
from storage.mirror.scope import ACCOUNTS, DEALS, NOW, OWNER, SOME, Eyes, Scope, is_open, live
from storage.mirror.sources import Feeds
from storage.tables.mirror import (
    accounts,
    contacts,
    deal_contacts,
    deals,
    products,
    stage_changes,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """Everything as the CRM has it: nothing is hidden yet, what happened is in no order.

    `loose` belongs to no deal; `siblings` are all open deals of the rep's accounts, whoever owns
    them, as (account, deal), and `links` the contacts of the rep's deals and of those.
    `used_until` is each account's newest day of use.
    """

    deals: Sequence[Deal]
    accounts: Mapping[str, Account]
    products: Mapping[str, str]
    contacts: Sequence[Contact]
    links: Sequence[DealContact]
    stage_changes: Sequence[StageChange]
    said: Sequence[Said]
    loose: Sequence[Said]
    siblings: Sequence[tuple[str, str]]
    usage: Mapping[str, Sequence[UsageSeries]]
    used_until: Mapping[str, date]
    feeds: Feeds


class Books:
    """Reads books of one workspace, with the readings that `eyes` name."""

    def __init__(self, database: Database, workspace: str, eyes: Eyes) -> None:
        self.eyes = eyes
        self._database = database
        self._workspace = workspace
        self._ask = _Statements.built(database.dialect)

    async def read(self, owner: PersonId, now: datetime) -> Book:
        """The open deals of `owner` with all that hangs on them, from one state of the mirror."""
        scope = Scope(workspace=self._workspace, owner=owner, now=now, eyes=self.eyes)
        async with self._database.read() as connection:
            found = await connection.execute(self._ask.deals, scope.parameters())
            owned = sorted((rows.deal_of(row) for row in found.all()), key=lambda deal: deal.id)
            scope = replace(
                scope,
                deals=[deal.id for deal in owned],
                accounts=sorted({deal.account_id for deal in owned if deal.account_id}),
            )
            return await _Reading(connection=connection, ask=self._ask, scope=scope).book(owned)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Statements:
    deals: Select[Any]
    accounts: Select[Any]
    products: Select[Any]
    contacts_there: Select[Any]
    contacts: Select[Any]
    links: Select[Any]
    stage_changes: Select[Any]
    siblings: Select[Any]
    on_deals: Select[Any]
    on_accounts: Select[Any]
    usage: Select[Any]
    newest_use: Select[Any]
    feeds: Select[Any]

    @classmethod
    def built(cls, dialect: str) -> "_Statements":
        of_deals = (deal_contacts.c.deal_id.in_(SOME), stage_changes.c.deal_id.in_(DEALS))
        return cls(
            deals=_all(deals, Deal, is_open(), deals.c.owner_id == OWNER),
            accounts=_all(accounts, Account, accounts.c.id.in_(ACCOUNTS)),
            products=select(products.c.id, products.c.name).where(
                live(products), products.c.id.in_(SOME)
            ),
            contacts_there=_all(contacts, Contact, contacts.c.account_id.in_(ACCOUNTS)),
            contacts=_all(contacts, Contact, contacts.c.id.in_(SOME)),
            links=_all(deal_contacts, DealContact, of_deals[0]),
            stage_changes=_all(stage_changes, StageChange, of_deals[1], stage_changes.c.at <= NOW),
            siblings=select(deals.c.account_id, deals.c.id).where(
                live(deals),
                deals.c.account_id.in_(ACCOUNTS),
                # No bare comparison: SQLite would walk through all that is open, company-wide.
                deals.c.status.concat("") == "open",
            ),
            on_deals=said.on_deals(),
            on_accounts=said.on_accounts(),
            usage=series.recent(dialect),
            newest_use=series.newest(),
            feeds=sources.query(),
        )


def _all(table: Table, kind: type[Any], *which: ColumnElement[bool]) -> Select[Any]:
    return select(*rows.columns_of(table, kind)).where(live(table), *which)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reading:
    """One pass over one book."""

    connection: AsyncConnection
    ask: _Statements
    scope: Scope

    async def book(self, owned: Sequence[Deal]) -> Book:
        now = self.scope.now
        feeds = await sources.feeds(self.connection, self.ask.feeds, self.scope)
        on_deals = said.all_said(await self._rows(self.ask.on_deals), now)
        on_accounts = said.all_said(await self._rows(self.ask.on_accounts), now)
        siblings = [(row[0], row[1]) for row in await self._rows(self.ask.siblings)]
        links = await self._links([*self.scope.deals, *(deal_id for _, deal_id in siblings)])
        usage = series.by_account(await self._rows(self.ask.usage)) if feeds.used_on else {}
        changes = await self._rows(self.ask.stage_changes)
        return Book(
            deals=owned,
            accounts={row.id: rows.account_of(row) for row in await self._rows(self.ask.accounts)},
            products=await self._products(owned),
            contacts=await self._contacts(_named(links, on_deals, on_accounts)),
            links=links,
            stage_changes=[rows.stage_change_of(row) for row in changes],
            said=on_deals,
            loose=on_accounts,
            siblings=siblings,
            usage=usage,
            used_until=await self._used_until(usage) if feeds.used_on else {},
            feeds=feeds,
        )

    async def _rows(self, statement: Select[Any], some: Collection[str] = ()) -> Sequence[Any]:
        found = await self.connection.execute(statement, self.scope.parameters(sorted(some)))
        all_rows: Sequence[Any] = found.all()
        return all_rows

    async def _products(self, owned: Sequence[Deal]) -> Mapping[str, str]:
        named = {deal.product_id for deal in owned if deal.product_id}
        if not named:
            return {}
        return {row.id: row.name for row in await self._rows(self.ask.products, named)}

    async def _contacts(self, named: Collection[str]) -> Sequence[Contact]:
        """Those of the accounts, and those named on the deals who belong elsewhere."""
        found = [rows.contact_of(row) for row in await self._rows(self.ask.contacts_there)]
        missing = set(named).difference([contact.id for contact in found])
        if missing:
            more = await self._rows(self.ask.contacts, missing)
            found += [rows.contact_of(row) for row in more]
        return found

    async def _links(self, of: Sequence[str]) -> Sequence[DealContact]:
        found = await self._rows(self.ask.links, set(of))
        links = [rows.deal_contact_of(row) for row in found]
        return sorted(links, key=lambda link: (link.deal_id, link.contact_id))

    async def _used_until(self, recent: Mapping[str, Sequence[UsageSeries]]) -> Mapping[str, date]:
        """Each account's newest day, also of those whose use ended before the series begin."""
        newest = {account: max(s.days[-1] for s in found) for account, found in recent.items()}
        older = await self._rows(self.ask.newest_use, set(self.scope.accounts).difference(newest))
        return newest | {row[0]: row[1] for row in older}


def _named(links: Sequence[DealContact], *some: Sequence[Said]) -> Collection[str]:
    named: set[str] = {link.contact_id for link in links}
    return named.union(*([s.touch.contact_id for s in said if s.touch.contact_id] for said in some))
