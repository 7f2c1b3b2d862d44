"""The built-in CRM keeps the contract of a CRM's writing side, on either database."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass

import pytest
from sqlalchemy import delete, select

from bot.crm.builtin_writer import BuiltinWriter
from bot.domain.deals import StageChange
from bot.domain.decisions import LogNote
from bot.domain.people import Role
from bot.errors import CrmUnavailable
from storage.crm.description import CrmDescription, RuleRow, StageRow
from storage.crm.records import Record, record_of
from storage.crm.store import CrmStore
from storage.crm.tables import clock, metadata, stage_history
from storage.database import Database
from storage.migrate import Schema, upgrade
from tests.bot.crm.contract.crm import LATER, RECORDS, STAGES, AskedFor, WrittenCrm
from tests.bot.crm.contract.doing import WritesOnce
from tests.bot.crm.contract.refusing import KeepsStepAndRules
from tests.bot.crm.contract.undoing import TakesBack
from tests.conftest import BOTH, postgres_database
from tests.fakes.approvals import approval


@dataclass(frozen=True, slots=True, kw_only=True)
class BuiltinUnderTest:
    database: Database
    writer: BuiltinWriter
    store: CrmStore
    description: CrmDescription

    async def find(self, kind: str, record_id: str) -> Record | None:
        return await self.store.find(kind, record_id)

    async def moves(self) -> list[StageChange]:
        query = select(stage_history).order_by(stage_history.c.changed)
        async with self.database.read() as connection:
            rows = await connection.execute(query)
            found = [record_of("stage_change", row) for row in rows]
        return [each for each in found if isinstance(each, StageChange)]

    async def put(self, record: Record) -> None:
        assert await self.store.put([record], LATER)

    async def hide(self, role: Role, *fields: str) -> None:
        await self.description.set_hidden({role: fields})

    async def ask_for(self, rule: AskedFor) -> None:
        made = RuleRow(
            id="r1",
            kind="deal",
            field=rule.field,
            when_field=rule.when[0],
            when_value=rule.when[1],
            message=rule.message,
        )
        await self.description.set_rules([made])


@pytest.fixture(scope="module", params=BOTH)
def crm_url(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """One database for all these tests, emptied for each: making a new one takes longer."""
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path_factory.mktemp('crm') / 'crm.db'}"
        asyncio.run(_upgraded(url))
        yield url
        return
    for url in postgres_database(request.getfixturevalue("postgres_server")):
        asyncio.run(_upgraded(url))
        yield url


async def _upgraded(url: str) -> None:
    database = Database.open(url)
    await upgrade(database, Schema.CRM)
    await database.close()


class TestBuiltinWriter(WritesOnce, KeepsStepAndRules, TakesBack):
    @pytest.fixture
    async def crm(self, crm_url: str) -> AsyncIterator[WrittenCrm]:
        database = Database.open(crm_url)
        async with database.write() as connection:
            for table in metadata.sorted_tables:
                if table is not clock:
                    await connection.execute(delete(table))
        yield await _filled(database)
        await database.close()


async def _filled(database: Database) -> BuiltinUnderTest:
    description = CrmDescription(database)
    await description.set_stages(
        [
            StageRow(pipeline="New", name=name, position=place, required=required, given=True)
            for place, (name, required) in enumerate(STAGES)
        ]
    )
    store = CrmStore(database)
    await store.put(RECORDS, LATER)
    return BuiltinUnderTest(
        database=database,
        writer=BuiltinWriter(database),
        store=store,
        description=description,
    )


async def test_a_crm_that_cannot_be_reached_has_done_nothing() -> None:
    database = Database.open("postgresql://nobody@127.0.0.1:1/none")
    writer = BuiltinWriter(database)
    with pytest.raises(CrmUnavailable, match="Nothing was changed"):
        await writer.apply(approval(LogNote(text="x")), LATER)
    with pytest.raises(CrmUnavailable):
        await writer.lookup(approval(LogNote(text="x")))
    await database.close()
