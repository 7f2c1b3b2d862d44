"""Statements that SQLite and PostgreSQL both know and SQLAlchemy spells per dialect."""

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

Insert = postgresql.Insert | sqlite.Insert


def insert(table: Table, connection: AsyncConnection) -> Insert:
    """An INSERT that can be given an ON CONFLICT."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table)
    return sqlite.insert(table)


def insert_new(table: Table, connection: AsyncConnection) -> Insert:
    """An INSERT that leaves rows alone that are there already."""
    return insert(table, connection).on_conflict_do_nothing()
