"""What verdicts were computed from, stored once under the hash of its content."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import DealId
from storage.codec import named, packed, unpacked
from storage.database import Database
from storage.statements import insert_new
from storage.tables.missions import contexts


@dataclass(frozen=True, slots=True)
class Piece:
    """A content and the deal that it speaks of, None where it speaks of none."""

    content: bytes
    deal_id: DealId | None = None

    @property
    def hash(self) -> str:
        return named(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contexts:
    """The contents of one workspace."""

    database: Database
    workspace: str

    async def new(self, pieces: Mapping[str, Piece]) -> list[dict[str, object]]:
        """The rows for those that are not stored yet, compressed and ready to be written."""
        async with self.database.read() as connection:
            found = await connection.scalars(
                select(contexts.c.hash).where(
                    contexts.c.workspace == self.workspace, contexts.c.hash.in_(pieces.keys())
                )
            )
            known = frozenset(found)
        # In the order of their names: two missions that write the same pieces in different
        # orders would wait for each other.
        return [
            {
                "workspace": self.workspace,
                "hash": name,
                "deal_id": pieces[name].deal_id,
                "content": packed(pieces[name].content),
            }
            for name in sorted(pieces.keys() - known)
        ]


async def pieces_of(
    connection: AsyncConnection, workspace: str, names: Iterable[str]
) -> dict[str, bytes]:
    """Those contents that are stored, by their hash."""
    rows = await connection.execute(
        select(contexts.c.hash, contexts.c.content).where(
            contexts.c.workspace == workspace, contexts.c.hash.in_(set(names))
        )
    )
    return {row.hash: unpacked(row.content) for row in rows}


async def write_new(connection: AsyncConnection, rows: list[dict[str, object]]) -> None:
    """Writes what `Contexts.new` made; another mission may have written the same meanwhile."""
    if rows:
        await connection.execute(insert_new(contexts, connection), rows)
