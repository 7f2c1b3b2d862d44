"""Threads of questions, words that were not known, and readings that people confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0013_questions"
down_revision = "0012_deal_history"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "question_threads",
        *_texts("workspace", "thread", "person_id"),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "thread", name="pk_question_threads"),
    )
    op.create_table(
        "question_words",
        *_texts("workspace"),
        sa.Column("week", sa.Date(), nullable=False),
        *_texts("word"),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "week", "word", name="pk_question_words"),
    )
    op.create_table(
        "question_readings",
        *_texts("workspace", "person_id", "words"),
        sa.Column("plan", sa.JSON(), nullable=False),
        sa.Column("at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person_id", "words", name="pk_question_readings"),
    )


def downgrade() -> None:
    for table in ("question_readings", "question_words", "question_threads"):
        op.drop_table(table)


def _texts(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=False) for name in names]
