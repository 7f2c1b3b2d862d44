"""Decisions as they stand, read for a look back; nothing here can write."""

from dataclasses import dataclass, field

from sqlalchemy import select

from bot.domain.lifecycle import Decision
from storage.codec import Codec
from storage.database import ReadOnly
from storage.decision_rows import decisions_from
from storage.tables.decisions import decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class PastDecisions:
    """The decisions of one workspace, whatever has become of them."""

    database: ReadOnly
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def of_run(self, run_id: str) -> list[Decision]:
        """Those that this mission was the last to propose, by id."""
        of = decisions.c
        query = select(decisions).where(of.workspace == self.workspace, of.run_id == run_id)
        async with self.database.read() as connection:
            rows = (await connection.execute(query.order_by(of.id))).all()
            return await decisions_from(connection, rows, self.workspace, self.codec)
