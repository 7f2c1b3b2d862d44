"""The week of a team adds up, in the workspace's own week, and tells of nobody else's deals."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from random import Random

from bot.answers.ask import Answers
from bot.answers.model import Model
from bot.answers.movement import Part
from bot.answers.weekly import Week, WeeklySummary
from bot.domain.deals import DealStatus
from bot.domain.people import Person
from bot.mission.lookup import Lookup
from storage.database import Database
from storage.deals import Deals
from storage.mirror.rows import Record
from storage.mirror.syncing import MirrorSync
from storage.missions import StoredMissions
from storage.people import People
from tests.bot.answers.company import ANN, BEN, BOSS, answers_over, sold, waiting
from tests.bot.answers.diary import DAYS, PEOPLE, SEEN, Snapshot, at, lived

MODEL = Model.load()
START = date(2026, 3, 9)  # a Monday
QUARTER = (date(2026, 1, 1), date(2026, 3, 31))
SUNDAYS = (date(2026, 3, 1), date(2026, 3, 8))


def summary_over(answers: Answers, database: Database) -> WeeklySummary:
    lookup = Lookup(
        people=People(database=database, workspace="home"),
        deals=Deals(database=database, workspace="home"),
        missions=StoredMissions(database=database, workspace="home"),
    )
    return WeeklySummary(answers=answers, lookup=lookup)


def _rows(week: Week) -> Mapping[str, tuple[int, Decimal]]:
    (moved,) = week.moved
    assert moved.answer.table is not None, moved.answer.text
    return {
        str(row[0]): (int(str(row[1])), Decimal(str(row[2]))) for row in moved.answer.table.rows
    }


def _total(evening: Snapshot, now: Snapshot, person: Person) -> tuple[int, Decimal]:
    """What a calculator would say; whose deal it is now decides who sees it."""
    seen = SEEN.get(person.id)
    found = [
        deal.amount or Decimal(0)
        for key, deal in evening.items()
        if deal.status is DealStatus.OPEN
        and (seen is None or now[key].owner_id in seen)
        and deal.close_date is not None
        and QUARTER[0] <= deal.close_date <= QUARTER[1]
    ]
    return len(found), sum(found, Decimal(0))


async def test_the_parts_of_a_week_add_up_to_what_was_open_at_its_end(database: Database) -> None:
    diary = await lived(Random(5), database, "home")  # noqa: S311
    summary = summary_over(Answers.over(database, "home", MODEL), database)
    before, after = (diary.evenings[DAYS.index(day)] for day in SUNDAYS)
    moved = 0
    for person in PEOPLE:
        rows = _rows(await summary.of(person, at(DAYS[-1], 22), START))
        inner = [sum_ for part, sum_ in rows.items() if part != Part.CLOSING.value]
        assert rows[Part.OPENING.value] == _total(before, diary.now, person)
        assert rows[Part.CLOSING.value] == _total(after, diary.now, person)
        assert sum(count for count, _ in inner) == rows[Part.CLOSING.value][0]
        assert sum(amount for _, amount in inner) == rows[Part.CLOSING.value][1]
        moved += sum(bool(count) for count, _ in inner)
    assert moved > len(PEOPLE)


async def test_currencies_are_told_apart(database: Database) -> None:
    soon = date(2026, 6, 1)
    records: list[Record] = [
        *(BOSS, ANN, BEN),
        waiting("o1", ANN, 200, close_date=soon),
        waiting("o2", BEN, 900, close_date=soon, currency="USD"),
        sold("w1", ANN, 50),
    ]
    summary = summary_over(await answers_over(database, records), database)
    week = await summary.of(BOSS, datetime(2026, 5, 18, 9, tzinfo=UTC), date(2026, 5, 18))
    assert [one.currency for one in week.moved] == ["USD", "EUR"]
    alone = await summary.of(ANN, datetime(2026, 5, 18, 9, tzinfo=UTC), date(2026, 5, 18))
    assert [one.currency for one in alone.moved] == ["EUR"]


async def test_a_week_is_due_in_the_workspaces_own_zone(database: Database, tmp_path: Path) -> None:
    (tmp_path / "answers.yaml").write_text("calendar: {timezone: Pacific/Auckland}")
    answers = Answers.over(database, "home", Model.at(tmp_path))
    summary = summary_over(answers, database)
    due_at = summary.due_at(START)
    assert due_at == datetime(2026, 3, 8, 19, tzinfo=UTC)
    assert summary.starts(due_at) == START
    sunday = summary.starts(datetime(2026, 3, 8, 10, tzinfo=UTC))
    assert sunday == date(2026, 3, 2)


async def test_who_sees_nothing_gets_no_figures(database: Database) -> None:
    learner = PEOPLE[3]
    sync = MirrorSync(database, "home")
    state = await sync.begin("test", at(DAYS[0], 0), full=True)
    await sync.apply(state, "person", PEOPLE, [], at(DAYS[0], 0))
    await sync.finish(state, at(DAYS[0], 0), at(DAYS[-1], 21), None)
    summary = summary_over(Answers.over(database, "home", MODEL), database)
    rows = _rows(await summary.of(learner, at(DAYS[-1], 22), START))
    assert set(rows.values()) == {(0, Decimal(0))}
