"""The built-in CRM's tables: one per kind of record, and what describes them.

Every record has a text `id` (a composite one where the files have none, see `key`), a `version`
that grows by one with each real change, and `changed`, a number that no two writes share: who has
seen everything up to a number reads on after it. All names begin with `crm_`: the database may be
Daybreak's own.
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
    MetaData,
    Table,
    Text,
)

from storage.tables.base import NAMES
from storage.types import Amount, Utc

metadata = MetaData(naming_convention=NAMES)


def _text(name: str, *, required: bool = False) -> Column[str]:
    return Column(name, Text, nullable=not required)


def _record(name: str, *columns: Column[Any] | Index) -> Table:
    return Table(
        f"crm_{name}",
        metadata,
        # Unique by an index of its own and no primary key: a large first load builds it at the end.
        Column("id", Text, nullable=False),
        Index(None, "id", unique=True),
        *columns,
        Column("custom", JSON, nullable=False),
        Column("version", Integer, nullable=False),
        Column("changed", BigInteger, nullable=False, index=True),
    )


people = _record(
    "people",
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
contacts = _record(
    "contacts",
    _text("name", required=True),
    _text("account_id"),
    _text("email"),
    _text("phone"),
    _text("title"),
    _text("role"),
    _text("timezone"),
    _text("language"),
    _text("email_consent", required=True),
    Index(None, "account_id"),
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
    Index(None, "account_id"),
)
stage_history = _record(
    "stage_history",
    _text("deal_id", required=True),
    _text("to_stage", required=True),
    Column("at", Utc, nullable=False),
    _text("from_stage"),
    _text("by"),
    Index(None, "deal_id"),
)
deal_contacts = _record(
    "deal_contacts",
    _text("deal_id", required=True),
    _text("contact_id", required=True),
    _text("role"),
    Index(None, "deal_id"),
    Index(None, "contact_id"),
)
activities = _record(
    "activities",
    _text("kind", required=True),
    Column("at", Utc, nullable=False),
    _text("deal_id"),
    _text("account_id"),
    _text("contact_id"),
    _text("person_id"),
    _text("direction"),
    _text("subject"),
    _text("body"),
    _text("thread_id"),
    Column("due_at", Utc),
    Column("done_at", Utc),
    Index(None, "deal_id"),
    Index(None, "account_id"),
    Index(None, "contact_id"),
)
usage = _record(
    "usage",
    _text("account_id", required=True),
    _text("metric", required=True),
    Column("day", Date, nullable=False),
    Column("value", Double, nullable=False),
    Index(None, "account_id"),
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
)

# Kinds by the names that the CRM port gives them, in the order in which they can be stored.
KINDS = {
    "person": people,
    "account": accounts,
    "contact": contacts,
    "product": products,
    "deal": deals,
    "stage_change": stage_history,
    "deal_contact": deal_contacts,
    "activity": activities,
    "usage": usage,
    "lead": leads,
}

# One row: the last change number given out, and a name that tells this database from others.
clock = Table(
    "crm_clock",
    metadata,
    Column("epoch", Text, primary_key=True),
    Column("changed", BigInteger, nullable=False),
)
# What is gone; `version` is the last one it had, so that a record that returns goes on counting.
deleted = Table(
    "crm_deleted",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("version", Integer, nullable=False),
    Column("changed", BigInteger, nullable=False, index=True),
)
# `given`: somebody declared this stage and its place; the others are inferred from the records.
stages = Table(
    "crm_stages",
    metadata,
    Column("pipeline", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("position", Integer, nullable=False),
    Column("required", JSON, nullable=False),
    Column("given", Boolean, nullable=False),
)
picklist_values = Table(
    "crm_picklist_values",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("field", Text, primary_key=True),
    Column("value", Text, primary_key=True),
)
hidden_fields = Table(
    "crm_hidden_fields",
    metadata,
    Column("role", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("field", Text, primary_key=True),
)
# "Where `when_field` is `when_value`, `field` must be filled", in the CRM's own words.
rules = Table(
    "crm_rules",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("when_field", Text),
    Column("when_value", Text),
    Column("message", Text, nullable=False),
)
# What Daybreak did, under the key that it gave: the same key again gives the first receipt.
effects = Table(
    "crm_effects",
    metadata,
    Column("effect_id", Text, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("receipt", Text, nullable=False),
)


def key(*parts: str) -> str:
    """The id of a record that has none in the files: its parts, in the file's order."""
    return "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts)
