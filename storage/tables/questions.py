"""What questions leave behind: the plan that a thread goes on from, words not known, readings."""

from sqlalchemy import JSON, Column, Date, Integer, Table, Text

from storage.tables.base import metadata
from storage.types import Utc

# The latest plan of each thread; a follow-up changes it.
question_threads = Table(
    "question_threads",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("thread", Text, primary_key=True),
    Column("person_id", Text, nullable=False),
    Column("plan", JSON, nullable=False),
    Column("at", Utc, nullable=False),
)

# How often a word was not known, by the Monday of the week; the question itself is not kept.
question_words = Table(
    "question_words",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("week", Date, primary_key=True),
    Column("word", Text, primary_key=True),
    Column("times", Integer, nullable=False),
)

# The plan that somebody confirmed for their words; looked up before anything is read.
question_readings = Table(
    "question_readings",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("person_id", Text, primary_key=True),
    Column("words", Text, primary_key=True),
    Column("plan", JSON, nullable=False),
    Column("at", Utc, nullable=False),
)
