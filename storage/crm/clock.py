"""The built-in CRM's clock: change numbers, given out in the order in which they become visible."""

from dataclasses import dataclass

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.crm.tables import clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """`epoch` names this database, so that a cursor of another one is not taken for its own."""

    epoch: str
    changed: int


async def read(connection: AsyncConnection) -> Reading:
    row = (await connection.execute(select(clock.c.epoch, clock.c.changed))).one()
    return Reading(epoch=row.epoch, changed=row.changed)


class Numbers:
    """Change numbers for one transaction. Nobody else gets any until it ends: so a reader who
    has seen a number has seen all the lower ones.
    """

    def __init__(self, connection: AsyncConnection, last: int) -> None:
        self._connection = connection
        self.last = last

    @classmethod
    async def hold(cls, connection: AsyncConnection) -> "Numbers":
        # The update locks the row on PostgreSQL; on SQLite the transaction is alone anyway.
        held = update(clock).values(changed=clock.c.changed).returning(clock.c.changed)
        return cls(connection, (await connection.execute(held)).scalar_one())

    def take(self, count: int = 1) -> range:
        first = self.last + 1
        self.last += count
        return range(first, self.last + 1)

    async def save(self) -> None:
        await self._connection.execute(update(clock).values(changed=self.last))
