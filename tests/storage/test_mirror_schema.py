"""The migrations of Daybreak's own database make what its tables say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage.database import Database
from storage.tables.schema import metadata


def _differences(connection: Connection) -> list[object]:
    options = {"version_table": "daybreak_schema", "compare_type": True}
    found: list[object] = compare_metadata(
        MigrationContext.configure(connection, opts=options), metadata
    )
    return found


async def test_migrations_and_tables_agree(database: Database) -> None:
    async with database.read() as connection:
        assert await connection.run_sync(_differences) == []
