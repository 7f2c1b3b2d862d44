"""A decision's life: whose word is waited for, what was said, when it falls due, and each new
occurrence of the same risk as a decision of its own.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006_decision_life"
down_revision = "0005_executions"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)
LIVE = sa.text("state IN ('open', 'snoozed')")
OPTIONAL: dict[str, Any] = {
    "contact_id": sa.Text(),
    "due_at": INSTANT,
    "wake_at": INSTANT,
    "wake_on": sa.Text(),
    "reminded_at": INSTANT,
    "escalated_at": INSTANT,
}
REQUIRED: dict[str, Any] = {
    "risk": sa.Text(),
    "occurrence": sa.Integer(),
    "assignee_id": sa.Text(),
    "turn": sa.Integer(),
    "held": sa.Boolean(),
    "grounds": sa.Text(),
}
# What those get that were proposed before there was more to say of them.
FILL = """
UPDATE decisions SET
risk = id, occurrence = 1, assignee_id = rep_id, turn = 1, held = false, grounds = ''
"""


def upgrade() -> None:
    with op.batch_alter_table("decisions") as table:
        for name, kind in (OPTIONAL | REQUIRED).items():
            table.add_column(sa.Column(name, kind, nullable=True))
    op.execute(FILL)
    with op.batch_alter_table("decisions") as table:
        for name, kind in REQUIRED.items():
            table.alter_column(name, existing_type=kind, nullable=False)
    _index_decisions()
    _create_words()
    op.create_index("ix_missions_rep", "missions", ["workspace", "rep_id", "now"])


def downgrade() -> None:
    op.drop_index("ix_missions_rep", "missions")
    op.drop_table("decision_words")
    for name in ("uq_decisions_occurrence", "uq_decisions_live", "ix_decisions_waiting"):
        op.drop_index(name, "decisions")
    with op.batch_alter_table("decisions") as table:
        for name in OPTIONAL | REQUIRED:
            table.drop_column(name)


def _index_decisions() -> None:
    op.create_index(
        "uq_decisions_occurrence", "decisions", ["workspace", "risk", "occurrence"], unique=True
    )
    op.create_index(
        "uq_decisions_live",
        "decisions",
        ["workspace", "risk"],
        unique=True,
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )
    op.create_index(
        "ix_decisions_waiting",
        "decisions",
        ["workspace", "assignee_id"],
        sqlite_where=LIVE,
        postgresql_where=LIVE,
    )


def _create_words() -> None:
    op.create_table(
        "decision_words",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("by", sa.Text(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("on_behalf_of", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "decision_id", "number", name="pk_decision_words"),
    )
