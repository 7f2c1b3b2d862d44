"""The names that the mirror knows, with whose records they lie in: what questions may speak of."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Select, Table, select
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.tables import mirror

# Beyond so many, records are not looked up by their names in a question.
_MOST = 50_000
# A field of the CRM's own that has more values than these is no choice.
_MOST_CHOICES = 60
_READ_FOR_CHOICES = 20_000


class NameKind(StrEnum):
    PERSON = "person"
    ACCOUNT = "account"
    PRODUCT = "product"
    CONTACT = "contact"
    DEAL = "deal"
    CHOICE = "choice"  # one of few values of a field


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A name on record. `field` is where it stands, of `entity` alone if that is given.

    `owners` are those in whose sight it lies, None if that is everybody's; `leads`: a person whom
    others report to; `owns`: a person who has deals.
    """

    kind: NameKind
    field: str
    value: str
    name: str
    entity: str | None = None
    owners: frozenset[str] | None = None
    leads: bool = False
    owns: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """Reads all names of one workspace."""

    database: Database
    workspace: str

    async def all(self) -> list[Named]:
        async with self.database.read() as connection:
            read = _Reading(connection, self.workspace)
            owners = await read.rows(mirror.deals, "account_id", "owner_id", distinct=True)
            return [
                *await _people(read, {row[1] for row in owners}),
                *await _accounts(read, owners),
                *await _products(read),
                *await _records(read, mirror.deals, NameKind.DEAL, "id", "owner_id"),
                *await _contacts(read),
                *await _choices(read),
                *await _customers(read),
                *await _custom(read, mirror.deals, "deals"),
                *await _custom(read, mirror.accounts, "accounts"),
                *await _custom(read, mirror.leads, "leads"),
            ]


@dataclass(frozen=True, slots=True)
class _Reading:
    connection: AsyncConnection
    workspace: str

    async def rows(
        self, table: Table, *columns: str, distinct: bool = False, limit: int | None = None
    ) -> Sequence[Sequence[Any]]:
        query: Select[Any] = select(*(table.c[name] for name in columns)).where(
            table.c.workspace == self.workspace, table.c.deleted_at.is_(None)
        )
        query = query.distinct() if distinct else query
        query = query if limit is None else query.limit(limit)
        return [tuple(row) for row in (await self.connection.execute(query)).all()]


async def _people(read: _Reading, owning: set[str]) -> list[Named]:
    rows = await read.rows(mirror.people, "id", "name", "manager_id")
    leading = {row[2] for row in rows if row[2]}
    return [
        Named(
            kind=NameKind.PERSON,
            field="owner",
            value=row[0],
            name=row[1],
            owners=frozenset({row[0]}),
            leads=row[0] in leading,
            owns=row[0] in owning,
        )
        for row in rows
    ]


async def _accounts(read: _Reading, owners: Iterable[Sequence[Any]]) -> list[Named]:
    seen: dict[str, set[str]] = {}
    for account, owner in owners:
        seen.setdefault(account, set()).add(owner)
    rows = await read.rows(mirror.accounts, "id", "name", "owner_id", limit=_MOST)
    return [
        Named(
            kind=NameKind.ACCOUNT,
            field="account",
            value=row[0],
            name=row[1],
            owners=frozenset(seen.get(row[0], set()) | ({row[2]} if row[2] else set())),
        )
        for row in rows
    ]


async def _products(read: _Reading) -> list[Named]:
    rows = await read.rows(mirror.products, "id", "name", limit=_MOST)
    return [
        Named(kind=NameKind.PRODUCT, field="product", value=row[0], name=row[1]) for row in rows
    ]


async def _records(
    read: _Reading, table: Table, kind: NameKind, field: str, owner: str
) -> list[Named]:
    """Deals by name and by id, if they are not too many to be spoken of so."""
    rows = await read.rows(table, "id", "name", owner, limit=_MOST + 1)
    if len(rows) > _MOST:
        return []
    return [
        Named(kind=kind, field=field, value=row[0], name=name, owners=frozenset({row[2]}))
        for row in rows
        for name in dict.fromkeys((row[1], row[0]))
    ]


async def _contacts(read: _Reading) -> list[Named]:
    of_account = {row[0]: row[1] for row in await read.rows(mirror.accounts, "id", "owner_id")}
    rows = await read.rows(mirror.contacts, "id", "name", "account_id", limit=_MOST + 1)
    if len(rows) > _MOST:
        return []
    return [
        Named(
            kind=NameKind.CONTACT,
            field="contact",
            value=row[0],
            name=row[1],
            owners=frozenset(filter(None, (of_account.get(row[2]),))),
        )
        for row in rows
    ]


# Columns of few values; a field that means something else elsewhere belongs to its entity alone.
_CHOICES: Mapping[str, tuple[tuple[str, str | None], ...]] = {
    "deals": (
        ("stage", None),
        ("pipeline", None),
        ("forecast_category", None),
        ("lost_reason", None),
        ("currency", None),
    ),
    "people": (("team", None), ("region", None), ("territory", None)),
    "accounts": (("industry", None), ("country", None)),
    "products": (("family", None),),
    "leads": (("source", None), ("status", "leads")),
}
_TABLES = {
    "deals": mirror.deals,
    "people": mirror.people,
    "accounts": mirror.accounts,
    "products": mirror.products,
    "leads": mirror.leads,
}


async def _choices(read: _Reading) -> list[Named]:
    found = []
    for table, fields in _CHOICES.items():
        for field, entity in fields:
            rows = await read.rows(_TABLES[table], field, distinct=True)
            found += [
                Named(kind=NameKind.CHOICE, field=field, value=row[0], name=row[0], entity=entity)
                for row in rows
                if row[0]
            ]
    return found


async def _customers(read: _Reading) -> list[Named]:
    """Whether the CRM says since when an account is a customer; then not every account is one."""
    rows = await read.rows(mirror.accounts, "customer_since", distinct=True, limit=2)
    known = any(row[0] is not None for row in rows)
    return [Named(kind=NameKind.CHOICE, field="customer_since", value="", name="")] if known else []


async def _custom(read: _Reading, table: Table, entity: str) -> list[Named]:
    """Values of the CRM's own fields, where a field has few of them and they are words."""
    values: dict[str, set[str]] = {}
    for row in await read.rows(table, "custom", limit=_READ_FOR_CHOICES):
        for name, value in (row[0] or {}).items():
            values.setdefault(name, set()).add(str(value))
    return [
        Named(kind=NameKind.CHOICE, field=f"custom.{name}", value=value, name=value, entity=entity)
        for name, several in sorted(values.items())
        if len(several) <= _MOST_CHOICES
        for value in _words(several)
    ]


def _words(values: Iterable[str]) -> Iterator[str]:
    return (value for value in sorted(values) if any(sign.isalpha() for sign in value))
