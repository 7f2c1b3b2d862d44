"""The inbox: which of Slack's calls have been answered, so that a redelivery changes nothing."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from storage.database import Database
from storage.statements import insert, insert_new
from storage.tables.slack import slack_inbox
from storage.together import Together

# Slack gives up on an answer after three seconds; who is not done by then has died.
_LEASE = timedelta(seconds=10)
# Redeliveries come within minutes, after a reconnect within an hour.
_KEPT = timedelta(days=2)
_OF = slack_inbox.c
_Asked = tuple[str, datetime]


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


class Inbox:
    """The inbox of one workspace. A key names one thing that happened, however often it comes.

    Those that come at the same time are one transaction.
    """

    def __init__(self, database: Database, workspace: str) -> None:
        self.database = database
        self.workspace = workspace
        self._claims = Together(self._claim_all)
        self._ends = Together(self._end_all)

    async def claim(self, key: str, now: datetime) -> bool:
        """True for whoever is to answer: the first, or the next after one that died over it."""
        return await self._claims.ask((key, now))

    def done(self, key: str, now: datetime) -> None:
        """Noted soon. Nobody waits for it: until then the claim keeps redeliveries away."""
        self._ends.tell((key, now))

    async def finish(self) -> None:
        """Until all is noted."""
        await self._ends.finish()

    async def _claim_all(self, asked: Sequence[_Asked]) -> Sequence[bool]:
        return await self.database.together(lambda connection: self._claimed(connection, asked))

    async def _end_all(self, asked: Sequence[_Asked]) -> Sequence[None]:
        keys = [key for key, _ in asked]

        async def end(connection: AsyncConnection) -> None:
            await connection.execute(
                update(slack_inbox)
                .where(
                    _OF.workspace == self.workspace,
                    _OF.key.in_(keys),
                    # What was asked for may have noted it in its own transaction.
                    _OF.done_at.is_(None),
                )
                .values(done_at=max(at for _, at in asked))
            )

        await self.database.together(end)
        return [None] * len(asked)

    async def _claimed(self, connection: AsyncConnection, asked: Sequence[_Asked]) -> list[bool]:
        """Of several with one key the first gets it, if any does."""
        first = dict(reversed(asked))
        rows = [
            {"workspace": self.workspace, "key": key, "begun_at": at} for key, at in first.items()
        ]
        new = insert_new(slack_inbox, connection).returning(_OF.key)
        free = set(await connection.scalars(new, rows))
        for key in first.keys() - free:
            if await self._taken_over(connection, key, first[key]):
                free.add(key)
        return [_takes(free, key) for key, _ in asked]

    async def _taken_over(self, connection: AsyncConnection, key: str, now: datetime) -> bool:
        taken = await connection.execute(
            update(slack_inbox)
            .where(
                _OF.workspace == self.workspace,
                _OF.key == key,
                _OF.done_at.is_(None),
                _OF.begun_at <= now - _LEASE,
            )
            .values(begun_at=now)
        )
        return taken.rowcount == 1

    async def forget_old(self, now: datetime) -> None:
        """Drops what no redelivery can come for any more."""
        async with self.database.write() as connection:
            await connection.execute(
                delete(slack_inbox).where(
                    _OF.workspace == self.workspace, _OF.begun_at < now - _KEPT
                )
            )


def _takes(free: set[str], key: str) -> bool:
    if key not in free:
        return False
    free.remove(key)
    return True
