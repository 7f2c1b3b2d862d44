"""One effect on the built-in CRM: what it reads, writes and its receipt in one transaction."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.effects import Receipt
from bot.domain.people import Person
from storage.crm import description
from storage.crm.clock import Numbers
from storage.crm.records import Record, id_of, kind_of, record_of, values_of
from storage.crm.store import delete_record
from storage.crm.tables import KINDS, effects, hidden_fields, picklist_values
from storage.database import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class EffectTransaction:
    """Nobody else writes to this CRM until it ends."""

    connection: AsyncConnection
    numbers: Numbers
    receipts: TypeAdapter[Receipt]

    async def receipt(self, effect_id: str) -> Receipt | None:
        return await _receipt(self.connection, self.receipts, effect_id)

    async def find(self, kind: str, record_id: str) -> Record | None:
        table = KINDS.get(kind)
        if table is None:
            return None
        row = (await self.connection.execute(select(table).where(table.c.id == record_id))).first()
        return None if row is None else record_of(kind, row)

    async def people(self) -> list[Person]:
        rows = await self.connection.execute(select(KINDS["person"]))
        found = [record_of("person", row) for row in rows]
        return [each for each in found if isinstance(each, Person)]

    async def stages(self) -> tuple[description.StageRow, ...]:
        return await description.stages_of(self.connection)

    async def rules(self) -> tuple[description.RuleRow, ...]:
        return await description.rules_of(self.connection)

    async def hidden(self, role: str) -> list[str]:
        """The `kind.field`s that the role may not see."""
        of = hidden_fields.c
        rows = await self.connection.execute(select(of.kind, of.field).where(of.role == role))
        return [f"{kind}.{name}" for kind, name in rows]

    async def values(self, kind: str, name: str) -> tuple[str, ...]:
        """The values of a picklist; none where the field is free text or has none yet."""
        if name not in description.PICKLISTS.get(kind, ()):
            return ()
        of = picklist_values.c
        query = select(of.value).where(of.kind == kind, of.field == name).order_by(of.value)
        found = tuple(await self.connection.scalars(query))
        return found if len(found) < description.PICKLIST_LIMIT else ()

    async def change(self, record: Record, values: Mapping[str, Any]) -> int:
        """Sets fields of a record as it was found; returns its new version."""
        kind = kind_of(record)
        table = KINDS[kind]
        version: int = getattr(record, "version", 1) + 1
        counted = {"version": version, "changed": self.numbers.take()[0]}
        wanted = update(table).where(table.c.id == id_of(record)).values({**values, **counted})
        await self.connection.execute(wanted)
        lists = description.PICKLISTS.get(kind, ())
        used = {name: {str(values[name])} for name in lists if values.get(name)}
        await description.add_values(self.connection, kind, used)
        return version

    async def add(self, records: Sequence[Record]) -> None:
        for record in records:
            counted = {"version": 1, "changed": self.numbers.take()[0]}
            await self.connection.execute(
                insert(KINDS[kind_of(record)]).values({**values_of(record), **counted})
            )

    async def remove(self, kind: str, record_id: str) -> None:
        await delete_record(self.connection, self.numbers, kind, record_id)

    async def keep(self, receipt: Receipt) -> None:
        """Remembers under the effect's id that it has happened."""
        row = {
            "effect_id": receipt.effect_id,
            "at": receipt.at,
            "receipt": self.receipts.dump_json(receipt).decode(),
        }
        await self.connection.execute(insert(effects).values(row))


@dataclass(frozen=True, slots=True, kw_only=True)
class CrmEffects:
    """The effects that Daybreak had on this CRM, by their ids."""

    database: Database
    receipts: TypeAdapter[Receipt] = field(default_factory=lambda: TypeAdapter(Receipt))

    @asynccontextmanager
    async def begin(self) -> AsyncIterator[EffectTransaction]:
        async with self.database.write() as connection:
            # Holding the numbers is what makes writers wait for each other on PostgreSQL.
            numbers = await Numbers.hold(connection)
            yield EffectTransaction(connection=connection, numbers=numbers, receipts=self.receipts)
            await numbers.save()

    async def find(self, effect_id: str) -> Receipt | None:
        async with self.database.read() as connection:
            return await _receipt(connection, self.receipts, effect_id)


async def _receipt(
    connection: AsyncConnection, receipts: TypeAdapter[Receipt], effect_id: str
) -> Receipt | None:
    query = select(effects.c.receipt).where(effects.c.effect_id == effect_id)
    found = await connection.scalar(query)
    return None if found is None else receipts.validate_json(found)
