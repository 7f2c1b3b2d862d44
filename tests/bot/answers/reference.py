"""The same answers once more, slowly, in plain Python over lists of records; shares nothing with
the compiler or the SQL but the meaning of periods.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from bot.answers.calendar import Calendar
from bot.answers.model import Model
from bot.domain.people import Person, Role
from tests.bot.answers.random_books import MOMENT, NOW, RandomBook

Record = Mapping[str, Any]
PLAIN = Calendar()
TODAY = MOMENT.today


def owners_of(person: Person, book: RandomBook) -> set[str] | None:
    """Whose records somebody may see; None: everybody's."""
    if not person.active or person.role is Role.ENABLEMENT:
        return set()
    if person.role in (Role.REVOPS, Role.COMPLIANCE, Role.AUDITOR):
        return None
    seen = {str(person.id)}
    if person.role is Role.MANAGER:
        for _ in book.people:
            seen |= {str(p.id) for p in book.people if p.manager_id in seen}
    return seen


@dataclass(slots=True)
class Reference:
    book: RandomBook
    model: Model
    person: Person

    def __post_init__(self) -> None:
        owners = owners_of(self.person, self.book)
        self.owners = {"gone", "revops", *(p.id for p in self.book.people)}
        if owners is not None:
            self.owners = owners
        self.all = owners is None

    owners: set[str] = None  # type: ignore[assignment]  # set right after
    all: bool = False

    def records(self, entity: str) -> list[Record]:
        made: dict[str, Callable[[], list[Record]]] = {
            "deals": self._deals,
            "activities": self._activities,
            "accounts": self._accounts,
            "contacts": self._contacts,
            "leads": self._leads,
            "people": self._people,
            "products": self._products,
        }
        return made[entity]()

    def _mine(self, owner: str | None) -> bool:
        return self.all or owner in self.owners

    def _deals(self) -> list[Record]:
        return [self._deal(d) for d in self.book.deals if self._mine(d.owner_id)]

    def _deal(self, deal: Any) -> Record:
        owner = self._by_id(self.book.people, deal.owner_id)
        account = self._by_id(self.book.accounts, deal.account_id)
        product = self._by_id(self.book.products, deal.product_id)
        list_price = product and product.list_price
        return {
            **{name: getattr(deal, name) for name in _DEAL},
            "owner": deal.owner_id,
            "organisation": deal.owner_id,
            "manager": owner and owner.manager_id,
            **{name: owner and getattr(owner, name) for name in ("team", "region", "territory")},
            "account": deal.account_id,
            "parent": account and account.parent_id,
            **{name: account and getattr(account, name) for name in _ACCOUNT},
            "account_revenue": account and account.revenue,
            "revenue_size": account and account.revenue,
            "company_size": account and account.employees,
            "deal_size": deal.amount,
            "product": deal.product_id,
            "family": product and product.family,
            "list_price": list_price,
            "discount": _discount(deal.amount, list_price),
            "business": self._business(deal),
            "custom": deal.custom,
            **self._around(deal),
        }

    def _around(self, deal: Any) -> Record:
        """What follows from other records, and from what day it is."""
        steps = [s for s in self.book.steps if s.deal_id == deal.id]
        entered = max((s.at for s in steps if s.to_stage == deal.stage), default=deal.created_at)
        talk = [a for a in self.book.activities if a.deal_id == deal.id and a.at <= NOW]
        last = max((a.at for a in talk if a.kind != "task"), default=None)
        links = [k for k in self.book.links if k.deal_id == deal.id]
        leads = [lead for lead in self.book.leads if lead.converted_deal_id == deal.id]
        return {
            "source": min((lead.source for lead in leads if lead.source), default=None),
            "age": _whole_days(deal.created_at),
            "days_to_close": None if deal.close_date is None else (deal.close_date - TODAY).days,
            "cycle": _elapsed(deal.created_at, deal.closed_at),
            "stage_age": _whole_days(entered),
            "stage_entered_at": entered,
            "been_in": {deal.stage, *(s.to_stage for s in steps), *(s.from_stage for s in steps)},
            "last_activity": last,
            "last_inbound": max((a.at for a in talk if a.direction == "inbound"), default=None),
            "idle": _whole_days(last or deal.created_at),
            "contact": {k.contact_id for k in links},
            "contact_role": {self._role(k) for k in links} - {None},
            "overdue": None if deal.close_date is None else deal.close_date < TODAY,
        }

    def _role(self, link: Any) -> str | None:
        contact = self._by_id(self.book.contacts, link.contact_id)
        role: str | None = link.role or (contact and contact.role)
        return role

    def _business(self, deal: Any) -> str | None:
        if deal.account_id is None or deal.created_at is None:
            return None
        earlier = (
            other.account_id == deal.account_id
            and other.status == "won"
            and other.closed_at is not None
            and other.closed_at <= deal.created_at
            and other.id != deal.id
            for other in self.book.deals
        )
        return "existing" if any(earlier) else "new"

    def _activities(self) -> list[Record]:
        return [self._activity(a) for a in self.book.activities if self._sees(a)]

    def _sees(self, activity: Any) -> bool:
        if self.all:
            return True
        if activity.deal_id is None:
            return self._mine(activity.person_id)
        deal = self._by_id(self.book.deals, activity.deal_id)
        return deal is not None and self._mine(deal.owner_id)

    def _activity(self, activity: Any) -> Record:
        person = self._by_id(self.book.people, activity.person_id)
        deal = self._by_id(self.book.deals, activity.deal_id)
        account_id = activity.account_id or (deal and deal.account_id)
        account = self._by_id(self.book.accounts, account_id)
        replies = [
            a.at
            for a in self.book.activities
            if a.thread_id == activity.thread_id is not None
            and a.kind == "email"
            and a.direction == "outbound"
            and a.at > activity.at
        ]
        seconds = _elapsed(activity.at, min(replies, default=None))
        return {
            **{name: getattr(activity, name) for name in _ACTIVITY},
            "owner": activity.person_id,
            "person": activity.person_id,
            **{name: person and getattr(person, name) for name in ("team", "region", "territory")},
            "manager": person and person.manager_id,
            "deal": activity.deal_id,
            "stage": deal and deal.stage,
            "status": deal and deal.status,
            "account": account_id,
            "industry": account and account.industry,
            "country": account and account.country,
            "contact": activity.contact_id,
            "response_hours": None if seconds is None else seconds * 24,
        }

    def _accounts(self) -> list[Record]:
        return [self._account(a) for a in self.book.accounts if self._sees_account(a)]

    def _sees_account(self, account: Any) -> bool:
        deals = (d for d in self.book.deals if d.account_id == account.id)
        return (
            self.all or self._mine(account.owner_id) or any(self._mine(d.owner_id) for d in deals)
        )

    def _account(self, account: Any) -> Record:
        owner = self._by_id(self.book.people, account.owner_id)
        talk = [
            a.at
            for a in self.book.activities
            if a.account_id == account.id and a.kind != "task" and a.at <= NOW
        ]
        return {
            **{n: getattr(account, n) for n in (*_ACCOUNT, "id", "name", "domain", "revenue")},
            "account": account.id,
            "company_size": account.employees,
            "owner": account.owner_id,
            "manager": owner and owner.manager_id,
            "team": owner and owner.team,
            "region": owner and owner.region,
            "parent": account.parent_id,
            "last_activity": max(talk, default=None),
        }

    def _contacts(self) -> list[Record]:
        return [self._contact(c) for c in self.book.contacts if self._sees_contact(c)]

    def _sees_contact(self, contact: Any) -> bool:
        account = self._by_id(self.book.accounts, contact.account_id)
        deals = {k.deal_id for k in self.book.links if k.contact_id == contact.id}
        return (
            self.all
            or (account is not None and self._sees_account(account))
            or any(d.id in deals and self._mine(d.owner_id) for d in self.book.deals)
        )

    def _contact(self, contact: Any) -> Record:
        account = self._by_id(self.book.accounts, contact.account_id)
        talk = [
            a.at
            for a in self.book.activities
            if a.contact_id == contact.id and a.kind != "task" and a.at <= NOW
        ]
        names = ("id", "name", "title", "email", "phone", "role", "language", "timezone")
        return {
            **{name: getattr(contact, name) for name in (*names, "email_consent")},
            "account": contact.account_id,
            "industry": account and account.industry,
            "country": account and account.country,
            "owner": account and account.owner_id,
            "last_activity": max(talk, default=None),
        }

    def _leads(self) -> list[Record]:
        return [self._lead(lead) for lead in self.book.leads if self._mine(lead.owner_id)]

    def _lead(self, lead: Any) -> Record:
        owner = self._by_id(self.book.people, lead.owner_id)
        names = ("id", "name", "company", "email", "title", "source", "country", "employees")
        return {
            **{name: getattr(lead, name) for name in (*names, "status", "created_at")},
            "owner": lead.owner_id,
            "manager": owner and owner.manager_id,
            "team": owner and owner.team,
            "region": owner and owner.region,
            "deal": lead.converted_deal_id,
            "age": _whole_days(lead.created_at),
        }

    def _people(self) -> list[Record]:
        names = ("id", "name", "role", "team", "region", "territory", "active", "email")
        return [
            {**{n: getattr(p, n) for n in names}, "owner": p.id, "manager": p.manager_id}
            for p in self.book.people
            if self._mine(p.id)
        ]

    def _products(self) -> list[Record]:
        names = ("id", "name", "family", "list_price")
        return [{**{n: getattr(p, n) for n in names}, "product": p.id} for p in self.book.products]

    def _by_id(self, records: Sequence[Any], key: str | None) -> Any:
        return next((record for record in records if record.id == key), None)


_DEAL = (
    *("id", "name", "stage", "status", "pipeline", "amount", "currency", "created_at"),
    *("close_date", "closed_at", "next_step", "next_step_due", "forecast_category"),
    *("lost_reason", "updated_at"),
)
_ACCOUNT = ("industry", "country", "employees", "customer_since")
_ACTIVITY = ("id", "kind", "direction", "at", "subject", "due_at", "done_at")


def _whole_days(at: datetime | None) -> int | None:
    return None if at is None else (TODAY - at.date()).days


def _elapsed(start: datetime | None, end: datetime | None) -> Decimal | None:
    """Days, from whole second to whole second."""
    if start is None or end is None:
        return None
    return Decimal(int(end.timestamp() // 1) - int(start.timestamp() // 1)) / 86_400


def _discount(amount: Decimal | None, list_price: Decimal | None) -> Decimal | None:
    if amount is None or list_price is None or list_price <= 0:
        return None
    return 100 * (1 - amount / list_price)
