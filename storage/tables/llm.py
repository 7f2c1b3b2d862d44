"""What a language model was asked, said and cost, and which prompts are in force."""

from sqlalchemy import BigInteger, Boolean, Column, Date, Index, Integer, Table, Text, text

from storage.tables.base import metadata
from storage.types import Utc

IS_ACTIVE = text("status = 'active'")
IS_OPEN = text("state = 'open'")

# Names in `body` are masked: who reads this table learns nothing about anybody.
llm_replies = Table(
    "llm_replies",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("key", Text, primary_key=True),  # prompt, form, model and context, hashed
    Column("task", Text, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("provider", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("at", Utc, nullable=False),
    # The keys of the last days are read from this index alone.
    Index("ix_llm_replies_at", "workspace", "at", "key"),
)

# One row per call, without a word of what was said. Amounts are millionths of a US dollar.
llm_calls = Table(
    "llm_calls",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("task", Text, nullable=False),
    Column("subject", Text, nullable=False),  # deal or document that it was about
    Column("run", Text, nullable=False),  # mission that it was for, empty for none
    Column("provider", Text, nullable=False),
    Column("model", Text, nullable=False),
    Column("prompt", Text, nullable=False),
    Column("prompt_hash", Text, nullable=False),
    Column("schema_hash", Text, nullable=False),
    Column("context_hash", Text, nullable=False),
    Column("outcome", Text, nullable=False),
    Column("detail", Text, nullable=False),
    Column("stored", Boolean, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("fresh", Integer, nullable=False),
    Column("written", Integer, nullable=False),
    Column("cache_read", Integer, nullable=False),
    Column("cache_written", Integer, nullable=False),
    Column("micros", BigInteger, nullable=False),
    Column("millis", Integer, nullable=False),
    Index("ix_llm_calls_at", "workspace", "at"),
    Index("ix_llm_calls_subject", "workspace", "subject", "at"),
)

# The day's purse, in UTC. What a process took and did not give back counts as spent.
llm_spend = Table(
    "llm_spend",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("day", Date, primary_key=True),
    Column("micros", BigInteger, nullable=False),
)

# Batches under way, so that a process that starts anew collects them instead of asking again.
llm_batches = Table(
    "llm_batches",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("id", Text, primary_key=True),  # the provider's
    Column("state", Text, nullable=False),  # open, collected, given_up
    Column("requests", Integer, nullable=False),
    Column("submitted_at", Utc, nullable=False),
    Column("deadline", Utc, nullable=False),
    Column("keys", Text, nullable=False),  # JSON: custom id to key
    Index("ix_llm_batches_open", "workspace", sqlite_where=IS_OPEN, postgresql_where=IS_OPEN),
)

# Versions of prompts (and of whatever else is switched like them); at most one is active.
artifacts = Table(
    "artifacts",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("version", Text, primary_key=True),
    Column("sha256", Text, nullable=False),
    Column("status", Text, nullable=False),  # draft, canary, active, retired
    Column("share", Integer, nullable=False),  # of a hundred deals that a canary judges
    Column("passed", Text),  # JSON: the evaluation that it passed
    Column("changed_by", Text),
    Column("changed_at", Utc, nullable=False),
    Index(
        "uq_artifacts_active",
        "workspace",
        "kind",
        "name",
        unique=True,
        sqlite_where=IS_ACTIVE,
        postgresql_where=IS_ACTIVE,
    ),
)
