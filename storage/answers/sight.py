"""Which records belong to somebody: what a statement's first condition is made of."""

from collections.abc import Callable, Mapping

from sqlalchemy import ColumnElement, FromClause, and_, exists, or_, select

from storage.answers.past import PRESENT_OWNER
from storage.tables import mirror

Owners = frozenset[str]
Seen = Callable[[FromClause, Owners], ColumnElement[bool]]


def _by(column: str) -> Seen:
    return lambda table, owners: table.c[column].in_(sorted(owners))


def _deal(table: FromClause, owners: Owners) -> ColumnElement[bool]:
    """By who owns it today, whenever it is looked at."""
    owner = table.c[PRESENT_OWNER if PRESENT_OWNER in table.c else "owner_id"]
    return owner.in_(sorted(owners))


def _everybody(table: FromClause, owners: Owners) -> ColumnElement[bool]:
    """Products are no secret within the house."""
    return table.c.id.is_not(None)


def _activity(table: FromClause, owners: Owners) -> ColumnElement[bool]:
    """What happened on deals in scope, and what people in scope did on no deal at all."""
    loose = and_(table.c.deal_id.is_(None), table.c.person_id.in_(sorted(owners)))
    return or_(_of_deal(table, owners), loose)


def _of_deal(table: FromClause, owners: Owners) -> ColumnElement[bool]:
    deals = mirror.deals.alias("seen_deals")
    return table.c.deal_id.in_(
        select(deals.c.id).where(
            deals.c.workspace == table.c.workspace,
            deals.c.owner_id.in_(sorted(owners)),
            deals.c.deleted_at.is_(None),
        )
    )


def _account(table: FromClause, owners: Owners) -> ColumnElement[bool]:
    """Accounts that somebody in scope owns or has a deal with."""
    deals = mirror.deals.alias("account_deals")
    has_deal = exists().where(
        deals.c.workspace == table.c.workspace,
        deals.c.account_id == table.c.id,
        deals.c.owner_id.in_(sorted(owners)),
        deals.c.deleted_at.is_(None),
    )
    return or_(table.c.owner_id.in_(sorted(owners)), has_deal)


def _contact(table: FromClause, owners: Owners) -> ColumnElement[bool]:
    """Contacts of accounts in scope, and those who stand on a deal in scope."""
    accounts = mirror.accounts.alias("seen_accounts")
    of_account = exists().where(
        accounts.c.workspace == table.c.workspace,
        accounts.c.id == table.c.account_id,
        accounts.c.deleted_at.is_(None),
        _account(accounts, owners),
    )
    links, deals = mirror.deal_contacts.alias("seen_links"), mirror.deals.alias("linked_deals")
    on_deal = exists().where(
        links.c.workspace == table.c.workspace,
        links.c.contact_id == table.c.id,
        links.c.deleted_at.is_(None),
        deals.c.workspace == links.c.workspace,
        deals.c.id == links.c.deal_id,
        deals.c.owner_id.in_(sorted(owners)),
        deals.c.deleted_at.is_(None),
    )
    return or_(of_account, on_deal)


SEEN: Mapping[str, Seen] = {
    "deals": _deal,
    "activities": _activity,
    "accounts": _account,
    "contacts": _contact,
    "leads": _by("owner_id"),
    "people": _by("id"),
    "products": _everybody,
    "steps": _of_deal,
    "decisions": _by("rep_id"),
    "missions": _by("rep_id"),
}
