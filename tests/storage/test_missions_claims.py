"""Claims: each morning goes to one process, and comes back when that process dies."""

import asyncio
from datetime import date, datetime, timedelta

import pytest

from bot.domain.people import PersonId
from storage.claims import Claim, Claims, Slot
from storage.database import Database
from tests.fakes.book import MONDAY

LEASE = timedelta(minutes=5)
SLOT = Slot(PersonId("ann"), date(2026, 3, 2))


@pytest.fixture
def claims(database: Database) -> Claims:
    return Claims(database=database, workspace="acme")


async def _claim(
    claims: Claims, by: str, now: datetime = MONDAY, slots: tuple[Slot, ...] = (SLOT,)
) -> list[Claim]:
    wanted = {slot: f"{by}-{slot.rep_id}" for slot in slots}
    return await claims.claim(wanted, by, now, LEASE, limit=len(slots))


async def test_of_many_processes_one_gets_the_morning(
    database_url: str, database: Database
) -> None:
    replicas = [Database.open(database_url) for _ in range(4)]
    slots = tuple(Slot(PersonId(f"rep{n}"), SLOT.on) for n in range(12))

    async def one(number: int) -> list[Claim]:
        mine = Claims(database=replicas[number % 4], workspace="acme")
        order = slots[number:] + slots[:number]
        return [c for slot in order for c in await _claim(mine, f"p{number}", slots=(slot,))]

    taken = [claim for won in await asyncio.gather(*map(one, range(8))) for claim in won]
    for replica in replicas:
        await replica.close()
    assert sorted(claim.slot for claim in taken) == sorted(slots)


async def test_processes_that_want_the_same_in_opposite_orders_do_not_wait_for_ever(
    database_url: str, database: Database
) -> None:
    replicas = [Database.open(database_url) for _ in range(2)]
    slots = tuple(Slot(PersonId(f"rep{n:02}"), SLOT.on) for n in range(40))
    asked = (slots, tuple(reversed(slots)))
    won = await asyncio.gather(
        *(
            _claim(Claims(database=replica, workspace="acme"), f"p{n}", slots=asked[n])
            for n, replica in enumerate(replicas)
        )
    )
    for replica in replicas:
        await replica.close()
    assert sorted(claim.slot for claim in won[0] + won[1]) == sorted(slots)


async def test_only_so_many_are_claimed_as_can_be_run(claims: Claims) -> None:
    slots = {Slot(PersonId(f"rep{n}"), SLOT.on): f"run{n}" for n in range(9)}
    first = await claims.claim(slots, "a", MONDAY, LEASE, limit=4)
    second = await claims.claim(slots, "b", MONDAY, LEASE, limit=9)
    assert (len(first), len(second)) == (4, 5)


async def test_a_morning_is_not_taken_over_while_its_lease_lasts(claims: Claims) -> None:
    await _claim(claims, "a")
    assert await _claim(claims, "b", MONDAY + LEASE - timedelta(seconds=1)) == []


async def test_a_morning_passes_on_when_its_lease_has_run_out(claims: Claims) -> None:
    (first,) = await _claim(claims, "a")
    (second,) = await _claim(claims, "b", MONDAY + LEASE)
    assert (second.run_id, second.attempt) == (first.run_id, 2)
    assert await _claim(claims, "c", MONDAY + LEASE) == []


async def test_a_morning_that_is_given_back_can_be_taken_at_once(claims: Claims) -> None:
    (first,) = await _claim(claims, "a")
    await claims.release(first, MONDAY + timedelta(seconds=9), "CrmUnavailable")
    assert await _claim(claims, "b", MONDAY + timedelta(seconds=8)) == []
    assert len(await _claim(claims, "b", MONDAY + timedelta(seconds=9))) == 1


async def test_who_lost_a_claim_can_not_give_it_back(claims: Claims) -> None:
    (first,) = await _claim(claims, "a")
    await _claim(claims, "b", MONDAY + LEASE)
    await claims.release(first, MONDAY + LEASE, None)
    assert await _claim(claims, "c", MONDAY + LEASE + timedelta(seconds=1)) == []


async def test_a_missed_morning_keeps_its_reason_and_is_never_made_up(claims: Claims) -> None:
    await claims.miss({SLOT: ("run", "Nobody was up.")}, MONDAY)
    assert await _claim(claims, "a", MONDAY + timedelta(hours=1)) == []
    record = await claims.record(SLOT.on, SLOT.on)
    assert record.settled == {SLOT}
    assert record.latest == {SLOT.rep_id: SLOT.on}


async def test_a_morning_that_somebody_is_running_is_not_missed(claims: Claims) -> None:
    await _claim(claims, "a")
    await claims.miss({SLOT: ("run", "Nobody was up.")}, MONDAY)
    record = await claims.record(SLOT.on, SLOT.on)
    assert record.settled == set()
    assert record.unfinished[SLOT].run_id == "a-ann"


async def test_a_morning_that_was_begun_and_left_is_missed_when_it_is_too_late(
    claims: Claims,
) -> None:
    await _claim(claims, "a")
    await claims.miss({SLOT: ("run", "It was begun once.")}, MONDAY + LEASE)
    record = await claims.record(SLOT.on, SLOT.on)
    assert (record.settled, record.unfinished) == ({SLOT}, {})


async def test_workspaces_do_not_see_each_other(claims: Claims, database: Database) -> None:
    await _claim(claims, "a")
    other = Claims(database=database, workspace="globex")
    assert (await other.record(SLOT.on, SLOT.on)).unfinished == {}
    wanted = {SLOT: "another run"}
    assert len(await other.claim(wanted, "b", MONDAY, LEASE, limit=1)) == 1
