"""Missions, the verdicts they reached, and what each verdict was computed from."""

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)

from storage.tables.base import metadata
from storage.types import Amount, Utc

# Written out, not bound: SQLite uses a partial index only where it can see that it fits.
IS_MORNING = text("kind = 'morning'")
IS_CLAIMED = text("state = 'claimed'")

missions = Table(
    "missions",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("run_id", Text, primary_key=True),
    Column("rep_id", Text, nullable=False),
    Column("local_date", Date, nullable=False),
    Column("kind", Text, nullable=False),  # morning, on_demand
    Column("state", Text, nullable=False),  # claimed, done, missed
    # The claim: whoever saves must still hold this attempt.
    Column("claimed_by", Text),
    Column("lease_until", Utc),
    Column("attempt", Integer, nullable=False),
    Column("started_at", Utc),
    Column("finished_at", Utc),
    Column("reason", Text),  # why it was missed, or why the last attempt came to nothing
    # What it concluded with; empty until it is done.
    Column("now", Utc),
    Column("data_as_of", Utc),
    Column("reasoner", Text),
    Column("rep", Text),
    Column("versions", Text),
    Column("norms_hash", Text),
    Column("rules_hash", Text),
    Column("shown", Text),
    Column("note", Text),  # how it was made, where a person should know
    Index(
        "uq_missions_morning",
        "workspace",
        "rep_id",
        "local_date",
        unique=True,
        sqlite_where=IS_MORNING,
        postgresql_where=IS_MORNING,
    ),
    # All that the clock asks for twice a minute stands in this index.
    Index(
        "ix_missions_mornings",
        "workspace",
        "local_date",
        "rep_id",
        "state",
        sqlite_where=IS_MORNING,
        postgresql_where=IS_MORNING,
    ),
    Index("ix_missions_rep", "workspace", "rep_id", "now"),
    Index(
        "ix_missions_claimed",
        "workspace",
        sqlite_where=IS_CLAIMED,
        postgresql_where=IS_CLAIMED,
    ),
)

deal_verdicts = Table(
    "deal_verdicts",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("run_id", Text, primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),  # best first
    Column("deal_id", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("verdict", Text, nullable=False),
    Column("reason_code", Text, nullable=False),
    Column("until", Date),
    Column("confidence", Double, nullable=False),
    Column("thin_data", Boolean, nullable=False),
    Column("rank", Integer),
    Column("urgency", Double, nullable=False),
    Column("impact", Double, nullable=False),
    Column("score_confidence", Double, nullable=False),
    Column("effort", Double, nullable=False),
    Column("priority", Double, nullable=False),
    Column("amount", Amount),
    Column("currency", Text),
    Column("close_date", Date),
    Column("reasoning", Text, nullable=False),  # observations in order, what would change it
    Column("decision_id", Text),
    Column("proposal", Text),  # as it was that morning; the decision's row moves on
    Column("context_hash", Text, nullable=False),
    Column("sources_hash", Text, nullable=False),
    ForeignKeyConstraint(
        ["workspace", "run_id"], ["missions.workspace", "missions.run_id"], ondelete="CASCADE"
    ),
    Index("ix_deal_verdicts_deal", "workspace", "deal_id"),
)

# Content-addressed: a context that did not change is stored once, whatever the number of mornings.
contexts = Table(
    "contexts",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("hash", Text, primary_key=True),
    Column("deal_id", Text),  # whose it is; None for norms and feed states
    Column("content", LargeBinary, nullable=False),  # zlib of JSON
    Index("ix_contexts_deal", "workspace", "deal_id"),
)
