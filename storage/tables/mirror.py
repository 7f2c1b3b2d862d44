"""The mirror: a copy of the CRM's records per workspace, and how far it has been brought.

No foreign keys: a CRM may hold a deal of an account that it does not show, and the mirror repeats
what the CRM says. A record that is gone keeps its row with `deleted_at`. `seen` is the number of
the full sync that last met the record; what a complete full sync has not met is gone.
"""

from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    Column,
    Date,
    Double,
    Index,
    Integer,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata
from storage.types import Amount, Utc

# Anything may stand in these columns of a table definition.
_Part = Column[Any] | Index


def _key(name: str, kind: Any = Text) -> Column[Any]:
    return Column(name, kind, primary_key=True)


def _text(name: str, *, required: bool = False) -> Column[str]:
    return Column(name, Text, nullable=not required)


def _mirror(name: str, *parts: _Part, **options: Any) -> Table:
    """`workspace` leads every key, so no statement can forget whose rows it means."""
    return Table(
        f"mirror_{name}",
        metadata,
        _key("workspace"),
        *parts,
        Column("synced_at", Utc, nullable=False),
        Column("seen", Integer, nullable=False),
        Column("deleted_at", Utc),
        **options,
    )


def _record(name: str, *parts: _Part) -> Table:
    return _mirror(
        name,
        _key("id"),
        Column("version", Integer, nullable=False),
        *parts,
        Column("custom", JSON, nullable=False),
    )


def _partial(name: str, where: str, *columns: str) -> Index:
    """An index over some of the activities."""
    return Index(
        f"ix_mirror_activities_{name}",
        *("workspace", *columns),
        sqlite_where=text(where),
        postgresql_where=text(where),
    )


people = _mirror(
    "people",
    _key("id"),
    _text("name", required=True),
    _text("role", required=True),
    _text("email"),
    _text("manager_id"),
    _text("team"),
    _text("region"),
    _text("territory"),
    _text("timezone", required=True),
    Column("active", Boolean, nullable=False),
)
accounts = _record(
    "accounts",
    _text("name", required=True),
    _text("domain"),
    _text("industry"),
    _text("country"),
    Column("employees", BigInteger),
    Column("revenue", Amount),
    _text("owner_id"),
    _text("parent_id"),
    Column("customer_since", Date),
)
# `address` is the e-mail as it is compared: without case.
contacts = _record(
    "contacts",
    _text("name", required=True),
    _text("account_id"),
    _text("email"),
    _text("address"),
    _text("phone"),
    _text("title"),
    _text("role"),
    _text("timezone"),
    _text("language"),
    _text("email_consent", required=True),
    Index(None, "workspace", "account_id"),
    # With the id, so that the first of several with one address is found at once.
    Index(None, "workspace", "address", "id"),
)
products = _record(
    "products",
    _text("name", required=True),
    _text("family"),
    Column("list_price", Amount),
)
deals = _record(
    "deals",
    _text("name", required=True),
    _text("owner_id", required=True),
    _text("stage", required=True),
    _text("status", required=True),
    _text("account_id"),
    _text("product_id"),
    _text("pipeline"),
    Column("amount", Amount),
    _text("currency"),
    Column("created_at", Utc),
    Column("close_date", Date),
    Column("closed_at", Utc),
    _text("next_step"),
    Column("next_step_due", Date),
    _text("forecast_category"),
    _text("lost_reason"),
    Column("updated_at", Utc),
    Index(None, "workspace", "owner_id", "status"),
    Index(None, "workspace", "account_id"),
    Index(None, "workspace", "status", "close_date"),
)
# By these what is kept of deals in memory is brought up to date.
Index(None, deals.c.workspace, deals.c.synced_at)
Index(
    None,
    *(deals.c.workspace, deals.c.deleted_at),
    sqlite_where=text("deleted_at IS NOT NULL"),
    postgresql_where=text("deleted_at IS NOT NULL"),
)
stage_changes = _mirror(
    "stage_changes",
    _key("deal_id"),
    _key("at", Utc),
    _key("to_stage"),
    _text("from_stage"),
    _text("by"),
)
deal_contacts = _mirror(
    "deal_contacts",
    _key("deal_id"),
    _key("contact_id"),
    _text("role"),
    Index(None, "workspace", "contact_id"),
)
# `text` is the digest of what a reader is given of the activity itself, None where it says
# nothing; `address` an e-mail address that stands in place of a contact's id.
activities = _record(
    "activities",
    _text("kind", required=True),
    Column("at", Utc, nullable=False),
    _text("deal_id"),
    _text("account_id"),
    _text("contact_id"),
    _text("address"),
    _text("person_id"),
    _text("direction"),
    _text("subject"),
    _text("body"),
    _text("thread_id"),
    Column("due_at", Utc),
    Column("done_at", Utc),
    _text("text"),
    _partial("deal", "deal_id IS NOT NULL", "deal_id", "at"),
    # Those of no deal are few, and no statement should find them by that alone.
    _partial("loose_account", "deal_id IS NULL", "account_id"),
    _partial("loose_contact", "deal_id IS NULL", "contact_id"),
    _partial("loose_address", "deal_id IS NULL", "address"),
    Index(None, "workspace", "kind", "at"),
)
usage = _mirror(
    "usage",
    _key("account_id"),
    _key("metric"),
    _key("day", Date),
    Column("value", Double, nullable=False),
    Index(None, "workspace", "day"),
    # Read as whole series in key order; SQLite then keeps it in that order.
    sqlite_with_rowid=False,
)
leads = _record(
    "leads",
    _text("name", required=True),
    _text("company"),
    _text("email"),
    _text("title"),
    _text("source"),
    _text("country"),
    Column("employees", BigInteger),
    Column("created_at", Utc),
    _text("owner_id"),
    _text("status"),
    _text("converted_deal_id"),
    Index(None, "workspace", "owner_id"),
)

# Tables by the names that the CRM port gives their kinds.
KINDS = {
    "person": people,
    "account": accounts,
    "contact": contacts,
    "product": products,
    "deal": deals,
    "stage_change": stage_changes,
    "deal_contact": deal_contacts,
    "activity": activities,
    "usage": usage,
    "lead": leads,
}

# What the CRM says of itself, as JSON; of that `hidden` maps a role to the `kind.field`s that it
# may not see, once more by itself because each reading of the mirror asks for it.
crm_schemas = Table(
    "mirror_crm_schemas",
    metadata,
    _key("workspace"),
    _text("body", required=True),
    Column("hidden", JSON, nullable=False),
    Column("synced_at", Utc, nullable=False),
)

# One row per workspace: the sync that runs or ran last, and the last one that was complete.
# `attempt` fences: a sync whose number is not the row's any more has been taken over.
syncs = Table(
    "mirror_syncs",
    metadata,
    _key("workspace"),
    _text("connector", required=True),
    _text("cursor"),
    Column("attempt", Integer, nullable=False),
    Column("generation", Integer, nullable=False),
    Column("full", Boolean, nullable=False),
    Column("started_at", Utc, nullable=False),
    Column("finished_at", Utc),
    Column("counts", JSON, nullable=False),
    _text("error"),
    Column("failing_since", Utc),
    Column("complete_started_at", Utc),
    Column("crm_as_of", Utc),
)

# What is usual here, computed once a day from one full state of the mirror.
norms = Table(
    "mirror_norms",
    metadata,
    _key("workspace"),
    _key("day", Date),
    _key("generation", Integer),
    _text("digest", required=True),
    _text("body", required=True),
    Column("computed_at", Utc, nullable=False),
)
