"""A cap holds whoever takes, and however many at once."""

import asyncio
from datetime import UTC, datetime, timedelta

from bot.domain.deals import ContactId
from bot.domain.people import PersonId
from bot.policy.situation import Cap
from storage.caps import Caps, Sending
from storage.database import Database

NOW = datetime(2026, 11, 25, 9, tzinfo=UTC)
DAY = timedelta(days=1)


def caps(database: Database, **most: int) -> Caps:
    return Caps(
        database=database, workspace="home", most={Cap(name): n for name, n in most.items()}
    )


def to(contact: str = "anna", rep: str = "ada", domain: str = "acme.example") -> Sending:
    return Sending(contact_id=ContactId(contact), rep_id=PersonId(rep), domain=domain)


async def test_a_hundred_at_once_take_no_more_places_than_there_are(database: Database) -> None:
    mine = caps(database, contact_day=100, rep_day=7, domain_day=100)
    taken = await asyncio.gather(*(mine.take(f"e{n}", to(f"c{n}"), NOW) for n in range(100)))
    assert sum(each is None for each in taken) == 7
    full = [each for each in taken if each is not None]
    assert {each.caps for each in full} == {frozenset({Cap.REP_DAY})}
    assert {each.until for each in full} == {NOW + DAY}


async def test_the_same_effect_takes_one_place(database: Database) -> None:
    mine = caps(database, contact_day=1)
    taken = await asyncio.gather(*(mine.take("e1", to(), NOW) for _ in range(10)))
    assert taken == [None] * 10
    assert await mine.take("e2", to(), NOW) is not None


async def test_a_place_given_back_is_free(database: Database) -> None:
    mine = caps(database, contact_day=1)
    await mine.take("e1", to(), NOW)
    await mine.give_back("e1")
    assert await mine.take("e2", to(), NOW) is None


async def test_a_place_is_free_when_the_window_has_passed(database: Database) -> None:
    mine = caps(database, contact_day=1, contact_week=2)
    await mine.take("e1", to(), NOW)
    await mine.take("e2", to(), NOW + 2 * DAY)
    full = await mine.take("e3", to(), NOW + 4 * DAY)
    assert full is not None
    assert (full.caps, full.until) == (frozenset({Cap.CONTACT_WEEK}), NOW + 7 * DAY)
    assert await mine.take("e3", to(), full.until) is None


async def test_each_contact_rep_and_company_is_counted_apart(database: Database) -> None:
    mine = caps(database, contact_day=1, domain_day=2)
    assert await mine.take("e1", to("anna"), NOW) is None
    assert await mine.take("e2", to("bert", domain="ACME.example"), NOW) is None
    full = await mine.take("e3", to("carl"), NOW)
    assert full is not None
    assert full.caps == {Cap.DOMAIN_DAY}
    assert await mine.take("e4", to("dora", domain="other.example"), NOW) is None
    elsewhere = Caps(database=database, workspace="away", most=mine.most)
    assert await elsewhere.take("e1", to("anna"), NOW) is None


async def test_a_cap_of_none_lets_nobody_through(database: Database) -> None:
    full = await caps(database, workspace_day=0).take("e1", to(), NOW)
    assert full is not None
    assert full.until == NOW + DAY
