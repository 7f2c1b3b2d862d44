"""Decisions: each row is one proposed action waiting for, or having had, a human's word."""

from sqlalchemy import Boolean, Column, Index, Integer, Table, Text, text

from storage.tables.base import metadata
from storage.types import Utc

# Written out, not bound: SQLite uses a partial index only where it can see that it fits.
IS_LIVE = text("state IN ('open', 'snoozed')")

decisions = Table(
    "decisions",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("risk", Text, nullable=False),  # the same whenever the same risk comes again
    Column("occurrence", Integer, nullable=False),
    Column("rep_id", Text, nullable=False),
    Column("assignee_id", Text, nullable=False),  # whose word is waited for
    Column("deal_id", Text, nullable=False),
    Column("contact_id", Text),  # whom of the customer's people the action is about
    Column("run_id", Text, nullable=False),  # the mission that last proposed it
    Column("state", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("digest", Text, nullable=False),  # of the exact content that a person would approve
    Column("turn", Integer, nullable=False),  # counts every change: what is compared and set
    Column("held", Boolean, nullable=False),  # a person wrote or agreed to this content
    Column("action_type", Text, nullable=False),
    Column("action", Text, nullable=False),
    Column("draft", Text),
    Column("options", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("grounds", Text, nullable=False),  # names the fact that it rests on
    Column("read_versions", Text, nullable=False),  # record -> version the evidence was read at
    Column("ruling", Text),  # what the policies said of this content; None: not asked yet
    Column("created_at", Utc, nullable=False),
    Column("updated_at", Utc, nullable=False),
    Column("proposed_at", Utc, nullable=False),  # when a mission last looked at all behind it
    Column("look_at", Utc, nullable=False),  # when the clock has to look at it next
    Column("due_at", Utc),  # when it expires
    Column("wake_at", Utc),
    Column("wake_on", Text),
    Column("reminded_at", Utc),
    Column("escalated_at", Utc),
    Index("ix_decisions_rep", "workspace", "rep_id", "state"),
    Index("ix_decisions_deal", "workspace", "deal_id"),
    Index("uq_decisions_occurrence", "workspace", "risk", "occurrence", unique=True),
    # However many missions propose it, one decision waits for one risk.
    Index(
        "uq_decisions_live",
        "workspace",
        "risk",
        unique=True,
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    ),
    Index(
        "ix_decisions_look",
        "workspace",
        "look_at",
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    ),
    Index(
        "ix_decisions_waiting",
        "workspace",
        "assignee_id",
        sqlite_where=IS_LIVE,
        postgresql_where=IS_LIVE,
    ),
)

# Append-only: what was said is said. `number` is the turn that the word led to.
decision_words = Table(
    "decision_words",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("decision_id", Text, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("by", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("event", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("reason", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("on_behalf_of", Text),
)
