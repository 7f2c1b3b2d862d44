"""Brings a database to the schema of this version, with Alembic."""

import asyncio
import importlib
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, inspect, text

from storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_341_902  # any number; the same in all replicas


class Schema(StrEnum):
    """Which of the two databases: Daybreak's own, or the built-in CRM's."""

    DAYBREAK = "daybreak"
    CRM = "crm"


async def upgrade(database: Database, schema: Schema) -> None:
    """Upgrades to the newest revision; does nothing, cheaply, when that is reached already."""
    async with database.read() as connection:
        if await connection.run_sync(_is_current, schema):
            return
    # Alembic is a tenth of a second and ten megabytes; most starts have nothing to migrate.
    alembic = await asyncio.to_thread(importlib.import_module, "storage.migrating")
    async with database.write() as connection:
        if database.dialect == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await connection.run_sync(alembic.upgrade, _MIGRATIONS / schema, f"{schema}_schema")


def _is_current(connection: Connection, schema: Schema) -> bool:
    """A revision begins with the number of its file."""
    newest = max(file.stem[:4] for file in (_MIGRATIONS / schema / "versions").glob("[0-9]*.py"))
    if not inspect(connection).has_table(f"{schema}_schema"):
        return False
    found = connection.execute(text(f"SELECT version_num FROM {schema}_schema"))  # noqa: S608
    return str(found.scalar())[:4] == newest
