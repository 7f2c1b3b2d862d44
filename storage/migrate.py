"""Brings a database to the schema of this version, with Alembic."""

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from storage.database import Database

_MIGRATIONS = Path(__file__).parent / "migrations"
_LOCK = 7_341_902  # any number; the same in all replicas


class Schema(StrEnum):
    """Which of the two databases: Daybreak's own, or the built-in CRM's."""

    DAYBREAK = "daybreak"
    CRM = "crm"


def config(schema: Schema) -> Config:
    made = Config()
    made.set_main_option("script_location", str(_MIGRATIONS / schema))
    made.set_main_option("version_table", f"{schema}_schema")
    return made


async def upgrade(database: Database, schema: Schema) -> None:
    """Upgrades to the newest revision; does nothing, cheaply, when that is reached already."""
    async with database.read() as connection:
        if await connection.run_sync(_is_current, schema):
            return
    async with database.write() as connection:
        if database.dialect == "postgresql":
            await connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
        await connection.run_sync(_upgrade, schema)


def _is_current(connection: Connection, schema: Schema) -> bool:
    opts = {"version_table": f"{schema}_schema"}
    found = MigrationContext.configure(connection, opts=opts).get_current_revision()
    return found == ScriptDirectory.from_config(config(schema)).get_current_head()


def _upgrade(connection: Connection, schema: Schema) -> None:
    made = config(schema)
    made.attributes["connection"] = connection
    command.upgrade(made, "head")
