"""The inbox: which of Slack's calls have been answered, so that a redelivery changes nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.statements import insert, insert_new
from storage.tables.slack import slack_inbox

# Slack gives up on an answer after three seconds; who is not done by then has died.
_LEASE = timedelta(seconds=10)
# Redeliveries come within minutes, after a reconnect within an hour.
_KEPT = timedelta(days=2)


async def unanswered(connection: AsyncConnection, workspace: str, keys: Sequence[str]) -> set[str]:
    """Those of the keys of which nothing says that they were answered before."""
    of = slack_inbox.c
    done = await connection.scalars(
        select(of.key).where(of.workspace == workspace, of.key.in_(keys), of.done_at.is_not(None))
    )
    return set(keys).difference(done)


async def mark_answered(
    connection: AsyncConnection, workspace: str, keys: Mapping[str, datetime]
) -> None:
    """As part of the transaction that does what was asked for."""
    statement = insert(slack_inbox, connection)
    await connection.execute(
        statement.on_conflict_do_update(
            index_elements=["workspace", "key"],
            set_={"done_at": statement.excluded.done_at},
        ),
        [
            {"workspace": workspace, "key": key, "begun_at": at, "done_at": at}
            for key, at in keys.items()
        ],
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Inbox:
    """The inbox of one workspace. A key names one thing that happened, however often it comes."""

    database: Database
    workspace: str

    async def claim(self, key: str, now: datetime) -> bool:
        """True for whoever is to answer: the first, or the next after one that died over it."""
        return await self.database.together(lambda connection: self._claimed(connection, key, now))

    async def done(self, key: str, now: datetime) -> None:
        of = slack_inbox.c
        statement = (
            update(slack_inbox)
            .where(of.workspace == self.workspace, of.key == key)
            .values(done_at=now)
        )
        await self.database.together(lambda connection: connection.execute(statement))

    async def _claimed(self, connection: AsyncConnection, key: str, now: datetime) -> bool:
        of = slack_inbox.c
        row = {"workspace": self.workspace, "key": key, "begun_at": now}
        new = insert_new(slack_inbox, connection).values(row).returning(of.key)
        if (await connection.scalar(new)) is not None:
            return True
        taken = await connection.execute(
            update(slack_inbox)
            .where(
                of.workspace == self.workspace,
                of.key == key,
                of.done_at.is_(None),
                of.begun_at <= now - _LEASE,
            )
            .values(begun_at=now)
        )
        return taken.rowcount == 1

    async def forget_old(self, now: datetime) -> None:
        """Drops what no redelivery can come for any more."""
        of = slack_inbox.c
        async with self.database.write() as connection:
            await connection.execute(
                delete(slack_inbox).where(of.workspace == self.workspace, of.begun_at < now - _KEPT)
            )
