"""Movements between two days reconcile, whatever happened, for anybody and any window."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random

import pytest

from bot.answers.answer import Answer, Status
from bot.answers.ask import Answers
from bot.answers.calendar import Span
from bot.answers.model import Model
from bot.answers.movement import Open, Part, movement
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Filter, Intent, Plan
from bot.domain.deals import DealStatus
from bot.domain.missions import Moment
from storage.database import Database
from tests.bot.answers.diary import DAYS, PEOPLE, SEEN, Diary, Snapshot, at, lived

MODEL = Model.load()


async def check(dice: Random, answers: Answers, diary: Diary) -> None:
    first, last = sorted(dice.sample(range(1, len(DAYS)), 2))
    person = dice.choice(PEOPLE)
    window = Span(start=DAYS[0], end=DAYS[0] + timedelta(days=20)) if dice.random() < 0.5 else None
    owner = dice.choice((None, "ann", "eve"))
    plan = Plan(
        intent=Intent.MOVEMENT,
        filters=() if owner is None else (Filter(field="owner", values=(owner,)),),
        periods=(Period(kind=PeriodKind.ABSOLUTE, start=DAYS[first], end=DAYS[last]),),
        window=None if window is None else _period(window),
    )
    moment = Moment(now=at(DAYS[-1], 22), today=DAYS[-1], zone="UTC")
    answer = await answers.answer(plan, person, moment)
    seen = SEEN.get(person.id)
    if owner is not None and seen is not None and owner not in seen:
        assert answer.status is Status.FORBIDDEN
        return
    opening = _open(diary, first - 1, seen, owner, window)
    closing = _open(diary, last, seen, owner, window)
    parts = _parts(answer)
    assert parts[Part.OPENING] == (len(opening), _sum(opening))
    assert parts[Part.CLOSING] == (len(closing), _sum(closing))
    inner = [parts[part] for part in Part if part is not Part.CLOSING]
    assert sum(number for number, _ in inner) == len(closing)
    assert sum((amount for _, amount in inner), Decimal(0)) == _sum(closing)
    _check_ends(answer, diary, last, opening, closing)


def _check_ends(
    answer: Answer, diary: Diary, last: int, opening: Snapshot, closing: Snapshot
) -> None:
    """What is told as won was won that evening, what as new was not there before."""
    assert answer.table is not None
    ids = dict(zip(Part, answer.table.keys, strict=True))
    for part, status in ((Part.WON, DealStatus.WON), (Part.LOST, DealStatus.LOST)):
        assert {str(key) for key in ids[part]} == {
            key for key in opening if diary.evenings[last][key].status is status
        }
    assert {str(key) for key in ids[Part.NEW]} <= set(closing) - set(opening)


def _open(
    diary: Diary, day: int, seen: set[str] | None, owner: str | None, window: Span | None
) -> Snapshot:
    return {
        key: deal
        for key, deal in diary.evenings[day].items()
        if deal.status is DealStatus.OPEN
        and (seen is None or diary.now[key].owner_id in seen)
        and (owner is None or deal.owner_id == owner)
        and (window is None or (deal.close_date is not None and window.holds(deal.close_date)))
    }


def _sum(deals: Snapshot) -> Decimal:
    return sum((deal.amount or Decimal(0) for deal in deals.values()), Decimal(0))


def _parts(answer: Answer) -> dict[Part, tuple[int, Decimal]]:
    assert answer.table is not None, answer.text
    return {
        Part(str(row[0])): (int(str(row[1])), Decimal(str(row[2]))) for row in answer.table.rows
    }


def _period(span: Span) -> Period:
    return Period(kind=PeriodKind.ABSOLUTE, start=span.start, end=span.last)


async def _books(database: Database, number: int, seed: int) -> None:
    for book in range(number):
        dice = Random(f"{seed}-{book}")  # noqa: S311 - repeatable, not secret
        diary = await lived(dice, database, f"w{book}")
        answers = Answers.over(database, f"w{book}", MODEL)
        for _ in range(5):
            await check(dice, answers, diary)


async def test_movements_reconcile(database: Database) -> None:
    await _books(database, 3, seed=1)


@pytest.mark.slow
async def test_movements_of_many_books_reconcile(database: Database, whole: bool) -> None:
    await _books(database, 200 if whole else 30, seed=2)


async def test_a_pipeline_as_of_a_day_is_what_it_was_that_evening(database: Database) -> None:
    diary = await lived(Random("past"), database, "home")  # noqa: S311
    answers = Answers.over(database, "home", MODEL)
    moment = Moment(now=at(DAYS[-1], 22), today=DAYS[-1], zone="UTC")
    for number, day in enumerate(DAYS[1:], start=1):
        as_of = Period(kind=PeriodKind.ABSOLUTE, start=day, end=day)
        plan = Plan(measures=("pipeline", "open_deals"), as_of=as_of)
        answer = await answers.answer(plan, PEOPLE[-1], moment)
        there = _open(diary, number, None, None, None)
        assert answer.table is not None
        assert answer.table.rows[0] == (_sum(there), len(there))


def _deal(key: str, amount: int, close: str, created: int = 1) -> Open:
    return Open(
        id=key,
        amount=Decimal(amount),
        close_date=date.fromisoformat(close),
        created_at=datetime(2026, 1, created, tzinfo=UTC),
    )


def test_each_deal_stands_where_a_manager_would_look_for_it() -> None:
    quarter = Span(start=date(2026, 1, 1), end=date(2026, 4, 1))
    opening = [
        *(_deal("stays", 10, "2026-02-01"), _deal("pushed", 20, "2026-02-01")),
        *(_deal("won", 30, "2026-02-01"), _deal("raised", 40, "2026-03-01")),
        *(_deal("pulled", 50, "2026-06-01"), _deal("given", 60, "2026-02-01")),
    ]
    closing = [
        *(_deal("stays", 10, "2026-02-01"), _deal("pushed", 20, "2026-05-01")),
        *(_deal("raised", 45, "2026-03-01"), _deal("pulled", 50, "2026-03-01")),
        _deal("new", 70, "2026-03-01", created=20),
    ]
    moved = movement(
        opening,
        closing,
        {"won": "won"},
        Span(start=date(2026, 1, 15), end=date(2026, 2, 15)),
        datetime(2026, 1, 15, tzinfo=UTC),
        quarter,
    )
    amounts = {part.value: int(sum_.amount) for part, sum_ in moved.parts.items() if sum_.amount}
    assert amounts == {
        "opening": 160,
        "new": 70,
        "pulled in": 50,
        "won": -30,
        "pushed": -20,
        "left otherwise": -60,
        "raised": 5,
        "closing": 175,
    }
    assert moved.reconciles
    assert moved.slipped.ids == ("pushed", "stays")
