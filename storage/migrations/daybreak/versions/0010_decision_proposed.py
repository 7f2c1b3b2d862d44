"""When a mission last looked at what a decision rests on, and when the clock has to look at it."""

import sqlalchemy as sa
from alembic import op

revision = "0010_decision_proposed"
down_revision = "0009_outbox"
branch_labels = None
depends_on = None

ADDED = ("proposed_at", "look_at")
LIVE = sa.text("state IN ('open', 'snoozed')")
INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        for name in ADDED:
            table.add_column(sa.Column(name, INSTANT, nullable=True))
    op.execute("UPDATE decisions SET proposed_at = updated_at, look_at = updated_at")
    with op.batch_alter_table("decisions") as table:
        for name in ADDED:
            table.alter_column(name, existing_type=INSTANT, nullable=False)
    op.create_index(
        "ix_decisions_look",
        "decisions",
        ["workspace", "look_at"],
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def downgrade() -> None:
    op.drop_index("ix_decisions_look", "decisions")
    with op.batch_alter_table("decisions") as table:
        for name in ADDED:
            table.drop_column(name)
