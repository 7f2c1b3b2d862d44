"""Gathers what a verdict may look at: each open deal of a rep with what the rep may see of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta
from operator import attrgetter
from typing import TypeVar

from pydantic import TypeAdapter

from bot.domain.deals import Account, Contact, ContactId, Deal, DealContact, StageChange
from bot.domain.facts import Fact
from bot.domain.missions import Context, Moment, Norms, SourceState, Touch, UsageSeries
from bot.domain.people import Person
from bot.mission.norms import digest, norms_of
from bot.mission.steps import in_order
from bot.policy.permissions import Fields
from storage.mirror.book import Book, Books
from storage.mirror.norms import NormsStore
from storage.mirror.said import Said
from storage.mirror.sources import Feeds
from storage.mirror.syncing import MirrorSync

SYNC_IS_STALE = timedelta(hours=24)
TALK_IS_STALE = timedelta(days=10)
USAGE_IS_STALE = timedelta(days=7)
_ANY_METRIC = ""

_Key = TypeVar("_Key")
_Value = TypeVar("_Value")
_WHEN = attrgetter("touch.at", "touch.id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Gatherer:
    """Reads contexts and norms of one workspace from its mirror."""

    books: Books
    yardsticks: NormsStore
    mirror: MirrorSync
    codec: TypeAdapter[Norms] = field(default_factory=lambda: TypeAdapter(Norms))

    @property
    def reader(self) -> str:
        """The version of the reader whose readings are used."""
        return self.books.eyes.reader

    async def as_of(self, now: datetime) -> datetime | None:
        """Up to when what is gathered is complete; None before the first complete sync."""
        state = await self.mirror.state()
        return None if state is None else state.as_of(now)

    async def gather(self, rep: Person, moment: Moment) -> list[Context]:
        """Every open deal of the rep exactly once, by id."""
        book = await self.books.read(rep.id, moment.now)
        return contexts_of(book, Fields.hidden_from(rep.role, book.feeds.hidden), moment.now)

    async def norms(self, now: datetime) -> Norms:
        """What is usual here; computed once a day, and again after a full sync."""
        generation, known = await self.yardsticks.find(now)
        if known is not None:
            return self.codec.validate_json(known)
        norms = norms_of(await self.yardsticks.history(now))
        body = self.codec.dump_json(norms).decode()
        if generation:
            await self.yardsticks.save(generation, body, digest(body), now)
        return norms


def contexts_of(book: Book, fields: Fields, now: datetime) -> list[Context]:
    """What may be seen of each deal in a book; the rest is not in the result in any form."""
    said = _grouped((s.deal_id, s) for s in book.said)
    for deal_id, loose in placed(book):
        said.setdefault(deal_id, []).append(loose)
    shelf = _Shelf(
        book=book,
        fields=fields,
        accounts={key: fields.account(account) for key, account in book.accounts.items()},
        contacts={contact.id: fields.contact(contact) for contact in book.contacts},
        colleagues=_grouped((c.account_id, c.id) for c in book.contacts),
        links=_grouped((link.deal_id, fields.link(link)) for link in book.links),
        changes=_grouped((change.deal_id, change) for change in book.stage_changes),
        said=said,
        feeds=(_crm(book.feeds, now), _activities(book.feeds, now)),
        now=now,
    )
    return [shelf.context(fields.deal(deal)) for deal in book.deals]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shelf:
    """A book sorted by deal, with what is hidden taken out."""

    book: Book
    fields: Fields
    accounts: Mapping[str, Account]
    contacts: Mapping[str, Contact]
    colleagues: Mapping[str, Sequence[str]]
    links: Mapping[str, Sequence[DealContact]]
    changes: Mapping[str, Sequence[StageChange]]
    said: Mapping[str, Sequence[Said]]
    feeds: tuple[SourceState, ...]
    now: datetime

    def context(self, deal: Deal) -> Context:
        """A hidden account or product id hides what it leads to as well."""
        said = sorted(self.said.get(deal.id, ()), key=_WHEN)
        seen = [(touch, s.facts) for s in said if (touch := self.fields.touch(s.touch)) is not None]
        links = tuple(self.links.get(deal.id, ()))
        touches = tuple([touch for touch, _ in seen])
        return Context(
            deal=deal,
            account=self.accounts.get(deal.account_id or ""),
            contacts=self._contacts(deal, links, touches),
            roles=links,
            touches=touches,
            facts=tuple([fact for _, facts in seen for fact in facts if self._may_quote(fact)]),
            stage_changes=self._stage_changes(deal),
            usage=self._usage(deal),
            sources=(*self.feeds, self._usage_state(deal)),
            product=self._product(deal),
        )

    def _contacts(
        self, deal: Deal, links: Sequence[DealContact], touches: Sequence[Touch]
    ) -> tuple[Contact, ...]:
        """Those named on the deal, those who wrote or were written to, and their colleagues."""
        named: set[str] = {link.contact_id for link in links}
        named.update([t.contact_id for t in touches if t.contact_id is not None])
        if deal.account_id is not None:
            named.update(self.colleagues.get(deal.account_id, ()))
        return tuple([self.contacts[key] for key in sorted(named) if key in self.contacts])

    def _may_quote(self, fact: Fact) -> bool:
        return not self.fields.hides("activity", fact.source.field)

    def _stage_changes(self, deal: Deal) -> tuple[StageChange, ...]:
        shown = (self.fields.stage_change(c) for c in in_order(self.changes.get(deal.id, ())))
        return tuple([change for change in shown if change is not None])

    def _usage(self, deal: Deal) -> tuple[UsageSeries, ...]:
        series = self.book.usage.get(deal.account_id or "", ())
        return tuple([s for s in series if self.fields.usage(s.metric)])

    def _usage_state(self, deal: Deal) -> SourceState:
        """An account without a single day has no use on record, which is not the same as none.

        Stale is what is older than a week, be it that the feed stopped or this account's part.
        """
        if not self.fields.usage(_ANY_METRIC):
            return SourceState(source="usage", newest_at=None, stale=False)
        feed, own = self.book.feeds.used_on, self.book.used_until.get(deal.account_id or "")
        newest = own or feed
        today = self.now.date()
        return SourceState(
            source="usage",
            newest_at=None if own is None else datetime.combine(own, time(), UTC),
            stale=newest is not None and today - newest > USAGE_IS_STALE,
        )

    def _product(self, deal: Deal) -> str | None:
        hidden = self.fields.hides("product", "name")
        return None if hidden else self.book.products.get(deal.product_id or "")


def placed(book: Book) -> Iterable[tuple[str, Said]]:
    """Activities of no deal that can only mean one of the rep's.

    One on an account, or with a contact there, counts to the account's open deal where there is
    exactly one, whoever owns it; of several, to the one that the contact is named on, if that is
    only one. Any other is on no deal: which one it is about would be a guess.
    """
    owned = {deal.id for deal in book.deals}
    deals = _grouped(book.siblings)
    of_contact = _grouped((link.contact_id, link.deal_id) for link in book.links)
    for said in book.loose:
        possible = deals.get(said.account_id or "", [])
        if len(possible) > 1:
            contact = ContactId(said.touch.contact_id or "")
            possible = [deal_id for deal_id in possible if deal_id in of_contact.get(contact, ())]
        if len(possible) == 1 and possible[0] in owned:
            yield possible[0], said


def _crm(feeds: Feeds, now: datetime) -> SourceState:
    sync = feeds.sync
    if sync is None or sync.complete_started_at is None:
        return SourceState(source="crm", newest_at=None, stale=True)
    stale = now - sync.complete_started_at > SYNC_IS_STALE
    return SourceState(source="crm", newest_at=sync.as_of(now), stale=stale)


def _activities(feeds: Feeds, now: datetime) -> SourceState:
    """Over the whole workspace: one quiet deal says nothing about whether mail comes in."""
    newest = feeds.engaged_at or feeds.noted_at
    silent = feeds.engaged_at is None or now - feeds.engaged_at > TALK_IS_STALE
    return SourceState(source="activities", newest_at=newest, stale=feeds.is_fed and silent)


def _grouped(pairs: Iterable[tuple[_Key | None, _Value]]) -> dict[_Key, list[_Value]]:
    groups: dict[_Key, list[_Value]] = {}
    for key, value in pairs:
        if key is not None:
            groups.setdefault(key, []).append(value)
    return groups
