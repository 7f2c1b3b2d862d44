"""The mirror of the CRM, how far it has been brought, and what readers found in documents."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001_mirror"
down_revision = None
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
AMOUNT = sa.BigInteger()


def upgrade() -> None:
    _people_and_accounts()
    _contacts_and_products()
    _deals()
    _what_belongs_to_deals()
    _activities()
    _usage_and_leads()
    _how_far()
    _readings_and_norms()


def downgrade() -> None:
    for name in (
        *("people", "accounts", "contacts", "products", "deals", "stage_changes"),
        *("deal_contacts", "activities", "usage", "leads", "crm_schemas", "syncs", "norms"),
    ):
        op.drop_table(f"mirror_{name}")
    op.drop_table("readings")


def _texts(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text()) for name in names]


def _required(*names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _table(name: str, key: list[sa.Column[Any]], *columns: sa.Column[Any], **options: Any) -> None:
    keys = [sa.Column("workspace", sa.Text(), nullable=False), *key]
    primary = sa.PrimaryKeyConstraint(*(column.name for column in keys), name=op.f(f"pk_{name}"))
    op.create_table(name, *keys, *columns, primary, **options)


def _mirror(name: str, key: list[sa.Column[Any]], *columns: sa.Column[Any], **options: Any) -> None:
    _table(
        f"mirror_{name}",
        key,
        *columns,
        sa.Column("synced_at", INSTANT, nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("deleted_at", INSTANT),
        **options,
    )


def _record(name: str, *columns: sa.Column[Any]) -> None:
    _mirror(
        name,
        _required("id"),
        sa.Column("version", sa.Integer(), nullable=False),
        *columns,
        sa.Column("custom", sa.JSON(), nullable=False),
    )


def _index(name: str, *columns: str) -> None:
    names = ["workspace", *columns]
    op.create_index(op.f(f"ix_mirror_{name}_{'_'.join(names)}"), f"mirror_{name}", names)


def _people_and_accounts() -> None:
    _mirror(
        "people",
        _required("id"),
        *_required("name", "role"),
        *_texts("email", "manager_id", "team", "region", "territory"),
        *_required("timezone"),
        sa.Column("active", sa.Boolean(), nullable=False),
    )
    _record(
        "accounts",
        *_required("name"),
        *_texts("domain", "industry", "country"),
        sa.Column("employees", sa.BigInteger()),
        sa.Column("revenue", AMOUNT),
        *_texts("owner_id", "parent_id"),
        sa.Column("customer_since", sa.Date()),
    )


def _contacts_and_products() -> None:
    _record(
        "contacts",
        *_required("name"),
        *_texts("account_id", "email", "address", "phone", "title", "role", "timezone"),
        *_texts("language"),
        *_required("email_consent"),
    )
    _index("contacts", "account_id")
    _index("contacts", "address", "id")
    _record("products", *_required("name"), *_texts("family"), sa.Column("list_price", AMOUNT))


def _deals() -> None:
    _record(
        "deals",
        *_required("name", "owner_id", "stage", "status"),
        *_texts("account_id", "product_id", "pipeline"),
        sa.Column("amount", AMOUNT),
        *_texts("currency"),
        sa.Column("created_at", INSTANT),
        sa.Column("close_date", sa.Date()),
        sa.Column("closed_at", INSTANT),
        *_texts("next_step"),
        sa.Column("next_step_due", sa.Date()),
        *_texts("forecast_category", "lost_reason"),
        sa.Column("updated_at", INSTANT),
    )
    _index("deals", "owner_id", "status")
    _index("deals", "account_id")
    _index("deals", "status", "close_date")


def _what_belongs_to_deals() -> None:
    _mirror(
        "stage_changes",
        [
            *_required("deal_id"),
            sa.Column("at", INSTANT, nullable=False),
            *_required("to_stage"),
        ],
        *_texts("from_stage", "by"),
    )
    _mirror("deal_contacts", _required("deal_id", "contact_id"), *_texts("role"))
    _index("deal_contacts", "contact_id")


def _activities() -> None:
    _record(
        "activities",
        *_required("kind"),
        sa.Column("at", INSTANT, nullable=False),
        *_texts("deal_id", "account_id", "contact_id", "address", "person_id", "direction"),
        *_texts("subject", "body", "thread_id"),
        sa.Column("due_at", INSTANT),
        sa.Column("done_at", INSTANT),
        *_texts("text"),
    )
    _index("activities", "kind", "at")
    _partial("deal", "deal_id IS NOT NULL", "deal_id", "at")
    for name in ("account", "contact"):
        _partial(f"loose_{name}", "deal_id IS NULL", f"{name}_id")
    _partial("loose_address", "deal_id IS NULL", "address")


def _partial(name: str, where: str, *columns: str) -> None:
    op.create_index(
        f"ix_mirror_activities_{name}",
        "mirror_activities",
        ["workspace", *columns],
        sqlite_where=sa.text(where),
        postgresql_where=sa.text(where),
    )


def _usage_and_leads() -> None:
    _mirror(
        "usage",
        [*_required("account_id", "metric"), sa.Column("day", sa.Date(), nullable=False)],
        sa.Column("value", sa.Double(), nullable=False),
        sqlite_with_rowid=False,
    )
    _index("usage", "day")
    _record(
        "leads",
        *_required("name"),
        *_texts("company", "email", "title", "source", "country"),
        sa.Column("employees", sa.BigInteger()),
        sa.Column("created_at", INSTANT),
        *_texts("owner_id", "status", "converted_deal_id"),
    )
    _index("leads", "owner_id")


def _how_far() -> None:
    _table(
        "mirror_crm_schemas",
        [],
        *_required("body"),
        sa.Column("hidden", sa.JSON(), nullable=False),
        sa.Column("synced_at", INSTANT, nullable=False),
    )
    _table(
        "mirror_syncs",
        [],
        *_required("connector"),
        *_texts("cursor"),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("generation", sa.Integer(), nullable=False),
        sa.Column("full", sa.Boolean(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=False),
        sa.Column("finished_at", INSTANT),
        sa.Column("counts", sa.JSON(), nullable=False),
        *_texts("error"),
        sa.Column("failing_since", INSTANT),
        sa.Column("complete_started_at", INSTANT),
        sa.Column("crm_as_of", INSTANT),
    )


def _readings_and_norms() -> None:
    _table(
        "mirror_norms",
        [
            sa.Column("day", sa.Date(), nullable=False),
            sa.Column("generation", sa.Integer(), nullable=False),
        ],
        *_required("digest", "body"),
        sa.Column("computed_at", INSTANT, nullable=False),
    )
    _table(
        "readings",
        [
            *_required("text", "reader", "zone"),
            sa.Column("fiscal_start", sa.Integer(), nullable=False),
        ],
        *_required("body"),
        sa.Column("read_at", INSTANT, nullable=False),
        sqlite_with_rowid=False,
    )
