"""Where the columns of an entity stand: its own table, and the tables that it reaches."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, FromClause, Table, and_, false, func

from storage.answers.past import past_deals
from storage.answers.query import Now, Scope
from storage.answers.sight import SEEN
from storage.tables import mirror
from storage.tables.decisions import decisions
from storage.tables.missions import missions

Tables = Mapping[str, FromClause]
_CUSTOM = "custom."


@dataclass(frozen=True, slots=True, kw_only=True)
class Join:
    """One more table under an alias; `after` is the alias that must be there before it, `roots`
    the columns of the entity's own table that decide which row it is.
    """

    table: FromClause
    on: Callable[[Tables], ColumnElement[bool]]
    roots: tuple[str, ...]
    after: str | None = None
    deals: bool = False  # deals that are reached from elsewhere may be others'


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """An entity's own table under the alias `own`, and what can be joined to it."""

    entity: str
    own: str
    table: FromClause
    joins: Mapping[str, Join] = field(default_factory=dict)

    def roots(self, aliases: Iterable[str]) -> list[str]:
        """The own columns that decide all that those aliases hold."""
        return sorted({root for alias in aliases for root in self.joins[alias].roots})

    @property
    def tables(self) -> Tables:
        return {self.own: self.table} | {name: join.table for name, join in self.joins.items()}

    def column(self, path: str) -> ColumnElement[Any]:
        """By `alias.column` or `alias.custom.name`."""
        alias, _, name = path.partition(".")
        table = self.tables[alias]
        if name.startswith(_CUSTOM):
            custom: ColumnElement[Any] = table.c.custom[name.removeprefix(_CUSTOM)].as_string()
            return custom
        return table.c[name]

    def in_scope(self, scope: Scope) -> list[ColumnElement[bool]]:
        """The conditions that every statement begins with."""
        found: list[ColumnElement[bool]] = [self.table.c.workspace == scope.workspace]
        if scope.owners is not None:
            seen = SEEN[self.entity](self.table, scope.owners)
            found.append(seen if scope.owners else false())
        return found + _live(self.table)

    def joined(self, aliases: set[str], scope: Scope) -> FromClause:
        """The table with all that those aliases need."""
        needed = aliases | {after for a in aliases if (after := self.joins[a].after) is not None}
        found: FromClause = self.table
        for alias, join in self.joins.items():
            if alias in needed:
                found = found.outerjoin(join.table, self._on(join, scope))
        return found

    def _on(self, join: Join, scope: Scope) -> ColumnElement[bool]:
        parts = [join.table.c.workspace == scope.workspace, join.on(self.tables)]
        if join.deals and scope.owners is not None:
            parts.append(SEEN["deals"](join.table, scope.owners))
        return and_(*parts, *_live(join.table))


def _live(table: FromClause) -> list[ColumnElement[bool]]:
    return [table.c.deleted_at.is_(None)] if "deleted_at" in table.c else []


def _by_id(table: Table, alias: str, own: str, column: str) -> Join:
    """Named by a column of the entity's own table."""
    there = table.alias(alias)
    return Join(
        table=there,
        on=lambda of: there.c.id == of[own].c[column],
        roots=(column,),
        deals=table is mirror.deals,
    )


def _beyond(table: Table, alias: str, left: str, column: str, roots: tuple[str, ...]) -> Join:
    """Named by a column of another joined table."""
    there = table.alias(alias)
    return Join(
        table=there, on=lambda of: there.c.id == of[left].c[column], roots=roots, after=left
    )


def _people(own: str, column: str, owner: str = "owner") -> dict[str, Join]:
    """Who it belongs to, and whom they report to."""
    return {
        owner: _by_id(mirror.people, owner, own, column),
        "manager": _beyond(mirror.people, "manager", owner, "manager_id", (column,)),
    }


_ACTIVITY_DEAL = _by_id(mirror.deals, "deal", "activity", "deal_id")
_ACTIVITY_ACCOUNT = mirror.accounts.alias("account")


def source_of(entity: str, now: Now) -> Source:
    """Where the entity is read from: deals of a past moment from how they were."""
    source = SOURCES[entity]
    if now.past is None or entity != "deals":
        return source
    return replace(source, table=past_deals(now.past))


SOURCES: Mapping[str, Source] = {
    source.entity: source
    for source in (
        Source(
            entity="deals",
            own="deal",
            table=mirror.deals,
            joins=_people("deal", "owner_id")
            | {
                "account": _by_id(mirror.accounts, "account", "deal", "account_id"),
                "parent": _beyond(
                    mirror.accounts, "parent", "account", "parent_id", ("account_id",)
                ),
                "product": _by_id(mirror.products, "product", "deal", "product_id"),
            },
        ),
        Source(
            entity="activities",
            own="activity",
            table=mirror.activities,
            joins=_people("activity", "person_id", owner="person")
            | {
                "deal": _ACTIVITY_DEAL,
                "account": Join(
                    table=_ACTIVITY_ACCOUNT,
                    on=lambda of: (
                        _ACTIVITY_ACCOUNT.c.id
                        == func.coalesce(of["activity"].c.account_id, of["deal"].c.account_id)
                    ),
                    roots=("account_id", "deal_id"),
                    after="deal",
                ),
                "contact": _by_id(mirror.contacts, "contact", "activity", "contact_id"),
            },
        ),
        Source(
            entity="accounts",
            own="account",
            table=mirror.accounts,
            joins=_people("account", "owner_id")
            | {"parent": _by_id(mirror.accounts, "parent", "account", "parent_id")},
        ),
        Source(
            entity="contacts",
            own="contact",
            table=mirror.contacts,
            joins={
                "account": _by_id(mirror.accounts, "account", "contact", "account_id"),
                "owner": _beyond(mirror.people, "owner", "account", "owner_id", ("account_id",)),
            },
        ),
        Source(
            entity="leads",
            own="lead",
            table=mirror.leads,
            joins=_people("lead", "owner_id")
            | {"deal": _by_id(mirror.deals, "deal", "lead", "converted_deal_id")},
        ),
        Source(
            entity="people",
            own="person",
            table=mirror.people,
            joins={"manager": _by_id(mirror.people, "manager", "person", "manager_id")},
        ),
        Source(entity="products", own="product", table=mirror.products),
        Source(
            entity="steps",
            own="step",
            table=mirror.stage_changes,
            joins={"deal": _by_id(mirror.deals, "deal", "step", "deal_id")},
        ),
        Source(
            entity="decisions",
            own="decision",
            table=decisions,
            joins=_people("decision", "rep_id")
            | {"deal": _by_id(mirror.deals, "deal", "decision", "deal_id")},
        ),
        Source(
            entity="missions",
            own="mission",
            table=missions,
            joins=_people("mission", "rep_id"),
        ),
    )
}
