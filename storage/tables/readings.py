"""What readers found in documents: each document is read once by each version of a reader.

The key is the content that the reader was given: the digest of the text with its kind, direction
and time, and the zone and fiscal year in which its words are meant. So a reading outlives the
activity's row, serves copies of it, and is never taken for that of a changed text.
"""

from sqlalchemy import Column, Integer, Table, Text

from storage.tables.base import metadata
from storage.types import Utc

readings = Table(
    "readings",
    metadata,
    Column("workspace", Text, primary_key=True),
    Column("text", Text, primary_key=True),
    Column("reader", Text, primary_key=True),
    Column("zone", Text, primary_key=True),
    Column("fiscal_start", Integer, primary_key=True),
    Column("body", Text, nullable=False),
    Column("read_at", Utc, nullable=False),
    sqlite_with_rowid=False,
)
