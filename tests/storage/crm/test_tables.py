"""The built-in CRM's schema: the migrations make what the tables say."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection

from storage.crm.stages import ordered
from storage.crm.tables import key, metadata
from storage.database import Database
from storage.migrate import Schema, upgrade


def _differences(connection: Connection) -> list[object]:
    opts = {"version_table": "crm_schema", "compare_type": True}
    found: list[object] = compare_metadata(
        MigrationContext.configure(connection, opts=opts), metadata
    )
    return found


async def test_migrations_make_what_the_tables_say(crm_database: Database) -> None:
    async with crm_database.read() as connection:
        assert await connection.run_sync(_differences) == []


async def test_upgrading_twice_changes_nothing(crm_database: Database) -> None:
    await upgrade(crm_database, Schema.CRM)
    async with crm_database.read() as connection:
        assert await connection.run_sync(_differences) == []


def test_composite_ids_of_different_parts_differ() -> None:
    assert key("a/b", "c") != key("a", "b/c")
    assert key("a%2Fb", "c") != key("a/b", "c")


def test_stages_are_ordered_as_deals_move() -> None:
    moves = {("Lead", "Demo"): 9, ("Demo", "Offer"): 8, ("Offer", "Demo"): 2, ("Offer", "Won"): 5}
    assert ordered(["Offer", "Lead", "Demo"], ["Won", "Lost"], moves) == [
        *("Lead", "Demo", "Offer", "Won", "Lost")
    ]


def test_stages_without_moves_keep_their_order() -> None:
    assert ordered(["B", "A"], ["Lost"], {}) == ["B", "A", "Lost"]
