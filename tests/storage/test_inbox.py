"""One answer per thing that happened; who died over it leaves it to the next."""

import asyncio
from datetime import UTC, datetime, timedelta

from storage.database import Database
from storage.inbox import Inbox

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)


async def test_of_many_at_once_one_answers(database: Database) -> None:
    inbox = Inbox(database=database, workspace="home")
    won = await asyncio.gather(*(inbox.claim("e1", NOW) for _ in range(8)))
    assert sum(won) == 1
    other = Inbox(database=database, workspace="away")
    assert await other.claim("e1", NOW)


async def test_what_is_done_stays_done(database: Database) -> None:
    inbox = Inbox(database=database, workspace="home")
    assert await inbox.claim("e1", NOW)
    inbox.done("e1", NOW)
    await inbox.finish()
    assert not await inbox.claim("e1", NOW + timedelta(hours=1))


async def test_what_somebody_died_over_is_taken_up(database: Database) -> None:
    inbox = Inbox(database=database, workspace="home")
    assert await inbox.claim("e1", NOW)
    assert not await inbox.claim("e1", NOW + timedelta(seconds=5))
    assert await inbox.claim("e1", NOW + timedelta(seconds=11))
    assert not await inbox.claim("e1", NOW + timedelta(seconds=12))


async def test_old_keys_are_forgotten(database: Database) -> None:
    inbox = Inbox(database=database, workspace="home")
    await inbox.claim("e1", NOW)
    await inbox.forget_old(NOW + timedelta(days=3))
    assert await inbox.claim("e1", NOW + timedelta(days=3))
