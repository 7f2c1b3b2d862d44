"""Which activities are documents, whose words they are, and what has been read of them.

Shared by those who read documents and those who use the readings: both must mean the same one.
"""

from typing import Any

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Select,
    and_,
    case,
    func,
    literal,
    null,
    select,
    union_all,
)

from storage.mirror.scope import FISCAL_START, OWNER, READER, WORKSPACE, live
from storage.tables.mirror import activities, contacts, deals, people
from storage.tables.readings import readings

AUTHORS = contacts.alias("authors")
_COLLEAGUES = people.alias("colleagues")
_OWNERS = people.alias("owners")
_BY_ADDRESS = contacts.alias("by_address")
_LOOSE = activities.alias("loose")


def other_end() -> ColumnElement[Any]:
    """The contact of an activity: as the CRM says, else the first one with the address."""
    known = (
        select(func.min(_BY_ADDRESS.c.id))
        .where(
            _BY_ADDRESS.c.workspace == activities.c.workspace,
            _BY_ADDRESS.c.address == activities.c.address,
            _BY_ADDRESS.c.deleted_at.is_(None),
        )
        .scalar_subquery()
    )
    return case(
        (activities.c.address.is_(None), activities.c.contact_id),
        else_=func.coalesce(known, activities.c.contact_id),
    )


def zone(owners: ColumnElement[Any]) -> ColumnElement[Any]:
    """The zone in which the author's "tomorrow" is meant: the contact's own for what they wrote,
    else that of the colleague who wrote or received it, else that of the deal's owner.
    """
    theirs = case((activities.c.direction == "inbound", AUTHORS.c.timezone), else_=null())
    return func.coalesce(theirs, _COLLEAGUES.c.timezone, owners, literal("UTC"))


def zone_of_owner() -> ColumnElement[Any]:
    """The zone of the one whose book is read."""
    return (
        select(people.c.timezone)
        .where(people.c.workspace == WORKSPACE, people.c.id == OWNER)
        .scalar_subquery()
    )


def of_open_deals() -> tuple[FromClause, ColumnElement[Any]]:
    """Activities joined to the deals that they are on, and the zone that each is meant in."""
    on_deal = and_(
        activities.c.workspace == deals.c.workspace,
        activities.c.deal_id == deals.c.id,
        activities.c.deleted_at.is_(None),
    )
    of_owner = and_(_OWNERS.c.workspace == deals.c.workspace, _OWNERS.c.id == deals.c.owner_id)
    joined = deals.join(activities, on_deal).outerjoin(_OWNERS, of_owner)
    return with_authors(joined), zone(_OWNERS.c.timezone)


def with_authors(source: FromClause) -> FromClause:
    """Adds to activities the two who may have written them."""
    of_contact = and_(AUTHORS.c.workspace == activities.c.workspace, AUTHORS.c.id == other_end())
    of_person = and_(
        _COLLEAGUES.c.workspace == activities.c.workspace,
        _COLLEAGUES.c.id == activities.c.person_id,
    )
    return source.outerjoin(AUTHORS, of_contact).outerjoin(_COLLEAGUES, of_person)


def with_readings(source: FromClause, zoned: ColumnElement[Any]) -> FromClause:
    """Adds the reading of each activity's text, if there is one by the reader."""
    by_reader = and_(
        readings.c.workspace == activities.c.workspace,
        readings.c.text == activities.c.text,
        readings.c.reader == READER,
        readings.c.zone == zoned,
        readings.c.fiscal_start == FISCAL_START,
    )
    return source.outerjoin(readings, by_reader)


def is_loose(accounts: ColumnElement[Any] | Select[Any]) -> ColumnElement[bool]:
    """On no deal, but on one of the accounts, or with a contact who belongs to one."""
    there = and_(live(contacts), contacts.c.account_id.in_(accounts))
    ids = select(contacts.c.id).where(there)
    addresses = select(contacts.c.address).where(there)
    free = select(_LOOSE.c.id).where(_LOOSE.c.workspace == WORKSPACE, _LOOSE.c.deal_id.is_(None))
    unplaced = free.where(_LOOSE.c.account_id.is_(None))
    # One statement per way, each with an index of its own: an OR would look at all loose ones.
    found = union_all(
        free.where(_LOOSE.c.account_id.in_(accounts)),
        unplaced.where(_LOOSE.c.contact_id.in_(ids)),
        unplaced.where(_LOOSE.c.address.in_(addresses)),
    )
    return and_(live(activities), activities.c.id.in_(found))
