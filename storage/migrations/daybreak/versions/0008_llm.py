"""What a language model was asked, said and cost, and which prompts are in force."""

import sqlalchemy as sa
from alembic import op

revision = "0008_llm"
down_revision = "0007_policies"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
IS_ACTIVE = sa.text("status = 'active'")
IS_OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    _create_replies()
    _create_calls()
    _create_spend()
    _create_batches()
    _create_artifacts()


def downgrade() -> None:
    for table in ("artifacts", "llm_batches", "llm_spend", "llm_calls", "llm_replies"):
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]


def _counts(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, sa.Integer(), nullable=False) for name in names]


def _create_replies() -> None:
    op.create_table(
        "llm_replies",
        *_texts("workspace", "key", "task", "prompt", "provider", "model", "body"),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_llm_replies"),
    )


def _create_calls() -> None:
    op.create_table(
        "llm_calls",
        *_texts("workspace", "id"),
        sa.Column("at", INSTANT, nullable=False),
        *_texts("task", "subject", "run", "provider", "model", "prompt"),
        *_texts("prompt_hash", "schema_hash", "context_hash", "outcome", "detail"),
        sa.Column("stored", sa.Boolean(), nullable=False),
        *_counts("attempts", "fresh", "written", "cache_read", "cache_written"),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.Column("millis", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_llm_calls"),
    )
    op.create_index("ix_llm_calls_at", "llm_calls", ["workspace", "at"])
    op.create_index("ix_llm_calls_subject", "llm_calls", ["workspace", "subject", "at"])


def _create_spend() -> None:
    op.create_table(
        "llm_spend",
        *_texts("workspace"),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "day", name="pk_llm_spend"),
    )


def _create_batches() -> None:
    op.create_table(
        "llm_batches",
        *_texts("workspace", "id", "state"),
        *_counts("requests"),
        sa.Column("submitted_at", INSTANT, nullable=False),
        sa.Column("deadline", INSTANT, nullable=False),
        *_texts("keys"),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_llm_batches"),
    )
    op.create_index(
        "ix_llm_batches_open",
        "llm_batches",
        ["workspace"],
        sqlite_where=IS_OPEN,
        postgresql_where=IS_OPEN,
    )


def _create_artifacts() -> None:
    op.create_table(
        "artifacts",
        *_texts("workspace", "kind", "name", "version", "sha256", "status"),
        *_counts("share"),
        sa.Column("passed", sa.Text(), nullable=True),
        sa.Column("changed_by", sa.Text(), nullable=True),
        sa.Column("changed_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "kind", "name", "version", name="pk_artifacts"),
    )
    op.create_index(
        "uq_artifacts_active",
        "artifacts",
        ["workspace", "kind", "name"],
        unique=True,
        sqlite_where=IS_ACTIVE,
        postgresql_where=IS_ACTIVE,
    )
