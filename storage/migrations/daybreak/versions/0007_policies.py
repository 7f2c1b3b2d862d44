"""What policies count and what people have lifted: mails sent, and overrides with their reasons."""

import sqlalchemy as sa
from alembic import op

revision = "0007_policies"
down_revision = "0006_decision_life"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "policy_sends",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("effect_id", sa.Text(), nullable=False),
        sa.Column("contact_id", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Text(), nullable=False),
        sa.Column("domain", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "effect_id", name="pk_policy_sends"),
    )
    for column in ("contact_id", "rep_id", "domain"):
        op.create_index(f"ix_policy_sends_{column}", "policy_sends", ["workspace", column, "at"])
    op.create_index("ix_policy_sends_at", "policy_sends", ["workspace", "at"])
    op.create_table(
        "policy_overrides",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("rule", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("until", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace", "decision_id", "rule", "content", name="pk_policy_overrides"
        ),
    )


def downgrade() -> None:
    op.drop_table("policy_overrides")
    op.drop_table("policy_sends")
