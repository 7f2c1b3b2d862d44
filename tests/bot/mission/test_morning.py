"""Mornings run once each, fail alone, pass on, and can be computed again."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import update

from bot.domain.missions import Context, Moment, VerdictKind
from bot.domain.people import Person
from bot.errors import CrmUnavailable, DaybreakError
from bot.mission.calendar import moment_at
from bot.mission.claiming import ClaimLost, Pace
from storage.claims import Kind, Slot
from storage.codec import packed
from storage.database import Database
from storage.decisions import StoredDecisions
from storage.tables.missions import contexts
from tests.fakes.book import MONDAY, Book, context
from tests.fakes.clock import FakeClock
from tests.fakes.mornings import WORKSPACE, missions, rep

ANN, BOB = rep("ann"), rep("bob")
EIGHT = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
TODAY = Slot(ANN.id, EIGHT.date())


def _book(*reps: Person, deals: int = 5) -> Book:
    return Book(
        contexts={
            one.id: [context(one, number, asks=number % 2 == 0) for number in range(deals)]
            for one in reps
        }
    )


@dataclass(slots=True)
class Held(Book):
    """Gathers only when it is let."""

    begun: asyncio.Event = field(default_factory=asyncio.Event)
    let: asyncio.Event = field(default_factory=asyncio.Event)

    async def gather(self, rep: Person, moment: Moment) -> Sequence[Context]:
        self.begun.set()
        await self.let.wait()
        return await Book.gather(self, rep, moment)


async def test_every_open_deal_is_in_the_mission_once_best_first(database: Database) -> None:
    clock = FakeClock(EIGHT)
    mission = await missions(database, [ANN], clock, book=_book(ANN, deals=9)).prepare(
        ANN, moment_at(ANN, EIGHT)
    )
    assert sorted(v.deal_id for v in mission.verdicts) == [f"ann-d{n}" for n in range(9)]
    ranks = [v.rank for v in mission.verdicts if v.rank is not None]
    assert ranks == list(range(1, len(ranks) + 1))
    assert all((v.rank is not None) == (v.verdict is VerdictKind.ACT_NOW) for v in mission.verdicts)
    assert list(mission.shown) == [v.deal_id for v in mission.verdicts][: len(mission.shown)]
    assert 1 <= len(mission.shown) <= 5


async def test_a_due_morning_is_run_and_saved(database: Database) -> None:
    morning = missions(database, [ANN, BOB], FakeClock(EIGHT), book=_book(ANN, BOB))
    ran = await morning.run_due(EIGHT)
    assert sorted(ran.done) == [TODAY, Slot(BOB.id, EIGHT.date())]
    assert (ran.failed, ran.missed) == ((), ())
    mission = await morning.store.find_morning(ANN.id, EIGHT.date())
    assert mission is not None
    assert (mission.now, mission.data_as_of) == (EIGHT, EIGHT - timedelta(minutes=5))
    assert len(mission.verdicts) == 5
    queue = StoredDecisions(database=database, workspace=WORKSPACE)
    assert {d.id for d in await queue.queue(reps=[ANN.id])} == {
        v.proposal.id for v in mission.verdicts if v.proposal
    }


async def test_a_second_look_runs_nothing(database: Database) -> None:
    morning = missions(database, [ANN], FakeClock(EIGHT))
    await morning.run_due(EIGHT)
    assert (await morning.run_due(EIGHT)).done == ()


async def test_three_processes_share_the_mornings(database_url: str, database: Database) -> None:
    reps = [rep(f"rep{number:02}") for number in range(30)]
    replicas = [Database.open(database_url) for _ in range(3)]
    runs = await asyncio.gather(
        *(
            missions(replica, reps, FakeClock(EIGHT), worker=f"w{n}").run_due(EIGHT)
            for n, replica in enumerate(replicas)
        )
    )
    for replica in replicas:
        await replica.close()
    done = [slot for ran in runs for slot in ran.done]
    assert sorted(done) == [Slot(one.id, EIGHT.date()) for one in reps]


async def test_one_that_fails_does_not_keep_the_others_and_is_tried_again(
    database: Database,
) -> None:
    def break_anns(who: Person) -> None:
        if who.id == ANN.id and clock() == EIGHT:
            raise CrmUnavailable("The CRM did not answer.")

    clock = FakeClock(EIGHT)
    book = replace(_book(ANN, BOB), on_gather=break_anns)
    morning = missions(database, [ANN, BOB], clock, book=book)
    ran = await morning.run_due(clock())
    assert ran.done == (Slot(BOB.id, EIGHT.date()),)
    assert [(slot, type(error)) for slot, error in ran.failed] == [(TODAY, CrmUnavailable)]
    assert (await morning.run_due(clock())).done == ()
    clock.passes(timedelta(minutes=1))
    assert (await morning.run_due(clock())).done == (TODAY,)


async def test_a_morning_that_fails_all_day_is_missed_with_its_reason(database: Database) -> None:
    def always(who: Person) -> None:
        raise CrmUnavailable("The CRM did not answer.")

    clock = FakeClock(EIGHT)
    morning = missions(database, [ANN], clock, book=Book(on_gather=always))
    while clock() < EIGHT + timedelta(hours=12, minutes=50):
        await morning.run_due(clock())
        clock.passes(timedelta(minutes=30))
    (missed,) = (await morning.run_due(clock())).missed
    assert missed[0] == TODAY
    assert "26 times" in missed[1]
    assert "The CRM did not answer." in missed[1]
    assert (await morning.run_due(clock())).missed == ()


async def test_a_stopped_process_gives_its_morning_back_at_once(database: Database) -> None:
    clock, held = FakeClock(EIGHT), Held()
    running = asyncio.create_task(missions(database, [ANN], clock, book=held).run_due(EIGHT))
    await held.begun.wait()
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running
    ran = await missions(database, [ANN], clock, worker="two").run_due(EIGHT)
    assert ran.done == (TODAY,)


async def test_a_slow_process_saves_nothing_once_another_has_taken_over(
    database: Database,
) -> None:
    clock, held = FakeClock(EIGHT), Held(contexts=_book(ANN).contexts)
    slow = asyncio.create_task(missions(database, [ANN], clock, book=held).run_due(EIGHT))
    await held.begun.wait()
    clock.passes(timedelta(minutes=5))
    quick = missions(database, [ANN], clock, worker="two", book=_book(ANN, deals=3))
    assert (await quick.run_due(clock())).done == (TODAY,)
    held.let.set()
    ((slot, error),) = (await slow).failed
    assert (slot, type(error)) == (TODAY, ClaimLost)
    mission = await quick.store.find_morning(ANN.id, EIGHT.date())
    assert mission is not None
    assert len(mission.verdicts) == 3


async def test_a_mission_that_takes_too_long_is_given_up_before_its_lease_ends(
    database: Database,
) -> None:
    pace = Pace(lease=timedelta(seconds=0.05))
    morning = missions(database, [ANN], FakeClock(EIGHT), book=Held(), pace=pace)
    ((slot, error),) = (await morning.run_due(EIGHT)).failed
    assert (slot, type(error)) == (TODAY, TimeoutError)


async def test_nothing_begins_once_it_has_become_too_late(database: Database) -> None:
    clock = FakeClock(EIGHT + timedelta(hours=12, minutes=30))

    def an_hour_passes(who: Person) -> None:
        clock.passes(timedelta(hours=1))

    pace = Pace(at_once=1)
    book = Book(on_gather=an_hour_passes)
    morning = missions(database, [ANN, BOB], clock, book=book, pace=pace)
    assert len((await morning.run_due(clock())).done) == 1


async def test_a_morning_asked_for_twice_is_prepared_once(database: Database) -> None:
    morning = missions(database, [ANN], FakeClock(EIGHT), book=_book(ANN))
    first = await morning.prepare(ANN, moment_at(ANN, EIGHT), Kind.MORNING)
    assert await morning.prepare(ANN, moment_at(ANN, EIGHT), Kind.MORNING) == first
    assert (await morning.run_due(EIGHT)).done == ()


async def test_a_morning_that_another_process_prepares_is_not_prepared_here(
    database: Database,
) -> None:
    clock, held = FakeClock(EIGHT), Held()
    running = asyncio.create_task(missions(database, [ANN], clock, book=held).run_due(EIGHT))
    await held.begun.wait()
    with pytest.raises(DaybreakError, match="another process"):
        await missions(database, [ANN], clock, worker="two").prepare(
            ANN, moment_at(ANN, EIGHT), Kind.MORNING
        )
    held.let.set()
    await running


async def test_missions_on_demand_are_as_many_as_are_asked_for(database: Database) -> None:
    morning = missions(database, [ANN], FakeClock(EIGHT), book=_book(ANN))
    one = await morning.prepare(ANN, moment_at(ANN, EIGHT))
    two = await morning.prepare(ANN, moment_at(ANN, EIGHT))
    assert one.run_id != two.run_id
    assert replace(one, run_id=two.run_id) == two
    assert (await morning.run_due(EIGHT)).done == (TODAY,)


async def test_a_past_mission_is_computed_again_exactly_though_the_book_has_changed(
    database: Database,
) -> None:
    book = _book(ANN, deals=7)
    morning = missions(database, [ANN], FakeClock(EIGHT), book=book)
    stored = await morning.prepare(ANN, moment_at(ANN, EIGHT))
    book.contexts = {ANN.id: [context(ANN, 1, now=MONDAY + timedelta(days=90))]}
    book.yardstick = replace(book.yardstick, amounts=())
    assert await morning.recompute(stored.run_id) == stored
    assert await morning.store.find(stored.run_id) == stored


async def test_a_mission_that_never_was_can_not_be_computed(database: Database) -> None:
    assert await missions(database, [ANN], FakeClock(EIGHT)).recompute("never") is None


async def test_a_mission_of_another_version_is_not_computed_with_other_rules(
    database: Database,
) -> None:
    morning = missions(database, [ANN], FakeClock(EIGHT), book=_book(ANN))
    stored = await morning.prepare(ANN, moment_at(ANN, EIGHT))
    async with database.write() as connection:
        old_rules = packed(b'{"revision": 0}')
        await connection.execute(update(contexts).values(content=old_rules))
    with pytest.raises(DaybreakError, match="another version"):
        await morning.recompute(stored.run_id)
    assert await morning.store.find(stored.run_id) == stored


async def test_a_day_when_nobody_was_up_is_missed_and_not_made_up(database: Database) -> None:
    clock = FakeClock(EIGHT)
    morning = missions(database, [ANN], clock)
    await morning.run_due(clock())
    clock.passes(timedelta(days=2))
    ran = await morning.run_due(clock())
    assert ran.done == (Slot(ANN.id, date(2026, 3, 4)),)
    assert [slot for slot, _ in ran.missed] == [Slot(ANN.id, date(2026, 3, 3))]
    assert (await morning.run_due(clock())).missed == ()
