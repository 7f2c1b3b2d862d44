"""Tells PostgreSQL's planner of rows that have just come in by the ten thousand.

It would find out by itself within minutes, but the first mission is read in seconds, and with the
statistics of an empty table it reads whole tables where it should look up a few rows.
"""

from collections.abc import Iterable

from sqlalchemy import Table, text

from storage.database import Database


async def refresh(database: Database, tables: Iterable[Table]) -> None:
    """Does nothing on SQLite, whose plans do not depend on statistics here."""
    if database.dialect != "postgresql":
        return
    async with database.write() as connection:
        await connection.execute(text(f"ANALYZE {', '.join(table.name for table in tables)}"))
