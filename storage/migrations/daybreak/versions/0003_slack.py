"""What Slack shows of ours and where, who is who there, and which of its calls were answered."""

import sqlalchemy as sa
from alembic import op

revision = "0003_slack"
down_revision = "0002_missions"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_deliveries()
    _create_cards()
    _create_inbox()
    _create_people()


def downgrade() -> None:
    for table in ("slack_people", "slack_inbox", "slack_cards", "slack_deliveries"):
        op.drop_table(table)


def _create_deliveries() -> None:
    op.create_table(
        "slack_deliveries",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("unsure", sa.Boolean(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("next_try_at", INSTANT, nullable=True),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Integer(), nullable=False),
        sa.Column("planned_at", INSTANT, nullable=False),
        sa.Column("delivered_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "run_id", name="pk_slack_deliveries"),
    )
    op.create_index(
        "ix_slack_deliveries_next_try_at", "slack_deliveries", ["workspace", "next_try_at"]
    )
    op.create_index(
        "ix_slack_deliveries_person_id",
        "slack_deliveries",
        ["workspace", "person_id", "local_date"],
    )


def _create_cards() -> None:
    op.create_table(
        "slack_cards",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("judged_by", sa.Text(), nullable=True),
        sa.Column("home", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "run_id", "deal_id", name="pk_slack_cards"),
    )
    op.create_index("ix_slack_cards_person_id", "slack_cards", ["workspace", "person_id", "state"])


def _create_inbox() -> None:
    op.create_table(
        "slack_inbox",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("begun_at", INSTANT, nullable=False),
        sa.Column("done_at", INSTANT, nullable=True),
        sa.PrimaryKeyConstraint("workspace", "key", name="pk_slack_inbox"),
    )
    op.create_index("ix_slack_inbox_begun_at", "slack_inbox", ["workspace", "begun_at"])


def _create_people() -> None:
    op.create_table(
        "slack_people",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("user_id", sa.Text(), nullable=False),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("checked_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "user_id", name="pk_slack_people"),
    )
    op.create_index("ix_slack_people_email", "slack_people", ["workspace", "email"])
