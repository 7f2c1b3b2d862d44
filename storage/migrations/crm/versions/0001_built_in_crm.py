"""The built-in CRM: its records, what describes them, and the clock of changes."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AMOUNT = sa.BigInteger()


def upgrade() -> None:
    _who_and_what()
    _deals()
    _what_happened()
    _what_describes()
    clock = sa.table(
        "crm_clock", sa.column("epoch", sa.Text()), sa.column("changed", sa.BigInteger())
    )
    op.bulk_insert(clock, [{"epoch": uuid4().hex, "changed": 0}])


def downgrade() -> None:
    for name in (
        *("clock", "deleted", "stages", "picklist_values", "hidden_fields", "rules"),
        *("people", "accounts", "contacts", "products", "deals", "stage_history"),
        *("deal_contacts", "activities", "usage", "leads"),
    ):
        op.drop_table(f"crm_{name}")


def _record(name: str, *columns: sa.Column[object], indexed: tuple[str, ...] = ()) -> None:
    op.create_table(
        f"crm_{name}",
        sa.Column("id", sa.Text(), nullable=False),
        *columns,
        sa.Column("custom", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
    )
    op.create_index(f"ix_crm_{name}_id", f"crm_{name}", ["id"], unique=True)
    for column in (*indexed, "changed"):
        op.create_index(f"ix_crm_{name}_{column}", f"crm_{name}", [column])


def _text(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text()) for name in names]


def _filled(*names: str) -> list[sa.Column[object]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _who_and_what() -> None:
    _record(
        "people",
        *_filled("name", "role"),
        *_text("email", "manager_id", "team", "region", "territory"),
        *_filled("timezone"),
        sa.Column("active", sa.Boolean(), nullable=False),
    )
    _record(
        "accounts",
        *_filled("name"),
        *_text("domain", "industry", "country"),
        sa.Column("employees", sa.BigInteger()),
        sa.Column("revenue", AMOUNT),
        *_text("owner_id", "parent_id"),
        sa.Column("customer_since", sa.Date()),
    )
    _record(
        "contacts",
        *_filled("name"),
        *_text("account_id", "email", "phone", "title", "role", "timezone", "language"),
        *_filled("email_consent"),
        indexed=("account_id",),
    )
    _record("products", *_filled("name"), *_text("family"), sa.Column("list_price", AMOUNT))


def _deals() -> None:
    _record(
        "deals",
        *_filled("name", "owner_id", "stage", "status"),
        *_text("account_id", "product_id", "pipeline"),
        sa.Column("amount", AMOUNT),
        *_text("currency"),
        sa.Column("created_at", INSTANT),
        sa.Column("close_date", sa.Date()),
        sa.Column("closed_at", INSTANT),
        *_text("next_step"),
        sa.Column("next_step_due", sa.Date()),
        *_text("forecast_category", "lost_reason"),
        sa.Column("updated_at", INSTANT),
        indexed=("account_id",),
    )
    _record(
        "stage_history",
        *_filled("deal_id", "to_stage"),
        sa.Column("at", INSTANT, nullable=False),
        *_text("from_stage", "by"),
        indexed=("deal_id",),
    )
    _record(
        "deal_contacts",
        *_filled("deal_id", "contact_id"),
        *_text("role"),
        indexed=("deal_id", "contact_id"),
    )


def _what_happened() -> None:
    _record(
        "activities",
        *_filled("kind"),
        sa.Column("at", INSTANT, nullable=False),
        *_text("deal_id", "account_id", "contact_id", "person_id"),
        *_text("direction", "subject", "body", "thread_id"),
        sa.Column("due_at", INSTANT),
        sa.Column("done_at", INSTANT),
        indexed=("deal_id", "account_id", "contact_id"),
    )
    _record(
        "usage",
        *_filled("account_id", "metric"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        indexed=("account_id",),
    )
    _record(
        "leads",
        *_filled("name"),
        *_text("company", "email", "title", "source", "country"),
        sa.Column("employees", sa.BigInteger()),
        sa.Column("created_at", INSTANT),
        *_text("owner_id", "status", "converted_deal_id"),
    )


def _what_describes() -> None:
    _keyed(
        "clock", ["epoch"], *_filled("epoch"), sa.Column("changed", sa.BigInteger(), nullable=False)
    )
    _keyed(
        "deleted",
        ["kind", "id"],
        *_filled("kind", "id"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed", sa.BigInteger(), nullable=False),
    )
    op.create_index("ix_crm_deleted_changed", "crm_deleted", ["changed"])
    _keyed(
        "stages",
        ["pipeline", "name"],
        *_filled("pipeline", "name"),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("required", sa.JSON(), nullable=False),
        sa.Column("given", sa.Boolean(), nullable=False),
    )
    _keyed("picklist_values", ["kind", "field", "value"], *_filled("kind", "field", "value"))
    _keyed("hidden_fields", ["role", "kind", "field"], *_filled("role", "kind", "field"))
    _keyed(
        "rules",
        ["id"],
        *_filled("id", "kind", "field"),
        *_text("when_field", "when_value"),
        *_filled("message"),
    )


def _keyed(name: str, by: list[str], *columns: sa.Column[object]) -> None:
    op.create_table(f"crm_{name}", *columns, sa.PrimaryKeyConstraint(*by, name=f"pk_crm_{name}"))
