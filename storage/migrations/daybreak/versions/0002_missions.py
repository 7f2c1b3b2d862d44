"""Missions with their verdicts and contexts, decisions, and when people work."""

import sqlalchemy as sa
from alembic import op

revision = "0002_missions"
down_revision = "0001_mirror"
branch_labels = None
depends_on = None

INSTANT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _create_missions()
    _create_decisions()
    _create_people_calendar()


def downgrade() -> None:
    for table in (
        "deal_verdicts",
        "missions",
        "contexts",
        "decisions",
        "work_hours",
        "absences",
        "holidays",
    ):
        op.drop_table(table)


def _create_missions() -> None:
    _create_mission_rows()
    _index_mission_rows()
    _create_deal_verdicts()
    op.create_table(
        "contexts",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=True),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "hash", name="pk_contexts"),
    )
    op.create_index("ix_contexts_deal", "contexts", ["workspace", "deal_id"], unique=False)


def _create_decisions() -> None:
    op.create_table(
        "decisions",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("id", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Text(), nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("action_type", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("draft", sa.Text(), nullable=True),
        sa.Column("options", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("read_versions", sa.Text(), nullable=False),
        sa.Column("created_at", INSTANT, nullable=False),
        sa.Column("updated_at", INSTANT, nullable=False),
        sa.PrimaryKeyConstraint("workspace", "id", name="pk_decisions"),
    )
    op.create_index("ix_decisions_deal", "decisions", ["workspace", "deal_id"], unique=False)
    op.create_index("ix_decisions_rep", "decisions", ["workspace", "rep_id", "state"], unique=False)


def _create_people_calendar() -> None:
    op.create_table(
        "work_hours",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("brief_at", sa.Time(), nullable=False),
        sa.Column("weekdays", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "person_id", name="pk_work_hours"),
    )
    op.create_table(
        "absences",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Text(), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "person_id", "first_day", name="pk_absences"),
    )
    op.create_table(
        "holidays",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("region", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("workspace", "region", "day", name="pk_holidays"),
    )


def _create_mission_rows() -> None:
    op.create_table(
        "missions",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("rep_id", sa.Text(), nullable=False),
        sa.Column("local_date", sa.Date(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("claimed_by", sa.Text(), nullable=True),
        sa.Column("lease_until", INSTANT, nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("started_at", INSTANT, nullable=True),
        sa.Column("finished_at", INSTANT, nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("now", INSTANT, nullable=True),
        sa.Column("data_as_of", INSTANT, nullable=True),
        sa.Column("reasoner", sa.Text(), nullable=True),
        sa.Column("rep", sa.Text(), nullable=True),
        sa.Column("versions", sa.Text(), nullable=True),
        sa.Column("norms_hash", sa.Text(), nullable=True),
        sa.Column("rules_hash", sa.Text(), nullable=True),
        sa.Column("shown", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("workspace", "run_id", name="pk_missions"),
    )


def _index_mission_rows() -> None:
    op.create_index(
        "ix_missions_claimed",
        "missions",
        ["workspace"],
        unique=False,
        sqlite_where=sa.text("state = 'claimed'"),
        postgresql_where=sa.text("state = 'claimed'"),
    )
    op.create_index(
        "ix_missions_mornings",
        "missions",
        ["workspace", "local_date", "rep_id", "state"],
        sqlite_where=sa.text("kind = 'morning'"),
        postgresql_where=sa.text("kind = 'morning'"),
    )
    op.create_index(
        "uq_missions_morning",
        "missions",
        ["workspace", "rep_id", "local_date"],
        unique=True,
        sqlite_where=sa.text("kind = 'morning'"),
        postgresql_where=sa.text("kind = 'morning'"),
    )


def _create_deal_verdicts() -> None:
    op.create_table(
        "deal_verdicts",
        sa.Column("workspace", sa.Text(), nullable=False),
        sa.Column("run_id", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("deal_id", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column("reason_code", sa.Text(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("confidence", sa.Double(), nullable=False),
        sa.Column("thin_data", sa.Boolean(), nullable=False),
        sa.Column("rank", sa.Integer(), nullable=True),
        sa.Column("urgency", sa.Double(), nullable=False),
        sa.Column("impact", sa.Double(), nullable=False),
        sa.Column("score_confidence", sa.Double(), nullable=False),
        sa.Column("effort", sa.Double(), nullable=False),
        sa.Column("priority", sa.Double(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.Text(), nullable=True),
        sa.Column("close_date", sa.Date(), nullable=True),
        sa.Column("reasoning", sa.Text(), nullable=False),
        sa.Column("decision_id", sa.Text(), nullable=True),
        sa.Column("proposal", sa.Text(), nullable=True),
        sa.Column("context_hash", sa.Text(), nullable=False),
        sa.Column("sources_hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace", "run_id"],
            ["missions.workspace", "missions.run_id"],
            name="fk_deal_verdicts_workspace_run_id",
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("workspace", "run_id", "position", name="pk_deal_verdicts"),
    )
    op.create_index(
        "ix_deal_verdicts_deal", "deal_verdicts", ["workspace", "deal_id"], unique=False
    )
