"""A channel has one summary of each week, asked for once, planned once, whoever else tries."""

import asyncio
from datetime import UTC, date, datetime, timedelta

from bot.domain.people import PersonId
from storage.database import Database
from storage.deliveries import Deliveries
from storage.delivery_rows import Planned
from storage.weeklies import Weeklies, WeeklyChannel

NOW = datetime(2026, 3, 9, 8, tzinfo=UTC)


def _wanted(person: str, channel: str = "C1") -> WeeklyChannel:
    return WeeklyChannel(channel=channel, person_id=PersonId(person), since=NOW)


async def test_who_asked_first_keeps_it_until_it_is_ended(database: Database) -> None:
    weeklies = Weeklies(database=database, workspace="home")
    assert await weeklies.turn_on(_wanted("max")) == _wanted("max")
    assert await weeklies.turn_on(_wanted("ops")) == _wanted("max")
    assert list(await Weeklies(database=database, workspace="other").all()) == []
    assert await weeklies.turn_off("C1")
    assert not await weeklies.turn_off("C1")
    assert await weeklies.turn_on(_wanted("ops")) == _wanted("ops")


async def test_of_many_processes_one_plans_a_channels_week(database: Database) -> None:
    store = Deliveries(database=database, workspace="home")
    week = Planned(
        run_id="week.2026-03-09.C1", person_id=PersonId("max"), on=date(2026, 3, 9), target="C1"
    )
    assert sum(await asyncio.gather(*(store.plan(week, NOW) for _ in range(5)))) == 1
    held = await store.claim(NOW, timedelta(minutes=1))
    assert held is not None
    assert (held.target, held.decision_id) == ("C1", None)
