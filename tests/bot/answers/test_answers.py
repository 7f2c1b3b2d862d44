"""Answers as people meet them: unknown and zero, currencies, comparisons, shares, refusals."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest

from bot.answers.answer import Status
from bot.answers.calendar import Grain
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import By, Comparison, Group, Op, Plan, Sort, Versus
from bot.domain.deals import DealStatus
from bot.domain.people import REVOPS
from storage.answers.query import Figure, Fold, Groups, Key, Now
from storage.answers.reading import AnswerRows, TooLong
from storage.database import Database
from storage.mirror.rows import Record
from tests.bot.answers.company import (
    ANN,
    BEN,
    BOOK,
    BOOKINGS,
    BOSS,
    MOMENT,
    NOW,
    PEOPLE,
    answers_over,
    of,
    sold,
    waiting,
)


async def test_the_answer_says_what_it_rests_on(database: Database) -> None:
    answers = await answers_over(database)
    plan = Plan(
        measures=("bookings",),
        periods=(Period(kind=PeriodKind.RELATIVE, grain=Grain.QUARTER, offset=0),),
    )
    answer = await answers.answer(plan, BOSS, MOMENT)
    assert answer.text == "EUR 1,000 bookings over 1 deal."
    assert answer.interpretation == "bookings (status = won), closed 1 Apr – 30 Jun 2026"
    assert answer.scope == "your own deals and those of the 2 people who report to you"
    assert answer.definition.startswith("bookings: sum of the amounts of won deals")
    assert answer.data_as_of == NOW
    assert answer.records is not None
    listed = await answers.answer(answer.records, BOSS, MOMENT)
    assert listed.table is not None
    assert [row[0] for row in listed.table.rows] == ["Deal w1"]


async def test_unknown_amounts_are_not_zero(database: Database) -> None:
    answers = await answers_over(
        database, [*PEOPLE, waiting("o1", ANN, None), waiting("o2", ANN, None)]
    )
    answer = await answers.answer(Plan(measures=("pipeline",)), ANN, MOMENT)
    assert answer.value is None
    assert answer.text == "not known: none of the 2 deals has a value for pipeline."
    assert answer.suggestions[0].label == "At list price"


async def test_some_unknown_amounts_are_told(database: Database) -> None:
    answers = await answers_over(
        database, [*PEOPLE, waiting("o1", ANN, None), waiting("o2", ANN, 50)]
    )
    answer = await answers.answer(Plan(measures=("pipeline",)), ANN, MOMENT)
    assert answer.value == 50
    assert answer.notes == ("1 of 2 deals have no value for pipeline and are left out.",)


def _mixed() -> list[Record]:
    return [
        *PEOPLE,
        sold("w1", ANN, 5),
        *(sold("w2", ANN, 7, currency="USD"), sold("w3", ANN, 9, currency="CHF")),
    ]


async def test_a_total_in_several_currencies_is_told_for_each(database: Database) -> None:
    answers = await answers_over(database, _mixed())
    answer = await answers.answer(BOOKINGS, ANN, MOMENT)
    assert answer.value is None
    assert answer.text == (
        "CHF 9, EUR 5 and USD 7 bookings: amounts in 3 currencies are not added up."
    )
    assert answer.json()["rows"] == [["CHF", 9, 1], ["EUR", 5, 1], ["USD", 7, 1]]


async def test_a_ranking_in_several_currencies_asks_which(database: Database) -> None:
    answers = await answers_over(database, _mixed())
    ranked = replace(
        BOOKINGS, group_by=(Group(field="owner"),), sort=(Sort(name="bookings"),), limit=3
    )
    answer = await answers.answer(ranked, ANN, MOMENT)
    assert answer.status is Status.CLARIFY
    assert [choice.label for choice in answer.choices] == ["Only CHF", "Only EUR", "Only USD"]
    picked = answer.choices[1].plan
    assert picked is not None
    assert (await answers.answer(picked, ANN, MOMENT)).json()["rows"] == [["Ann Field", 5, 1]]


async def test_a_win_rate_by_value_without_lost_amounts_is_no_rate(database: Database) -> None:
    answers = await answers_over(
        database, [*PEOPLE, sold("w1", ANN, 5), sold("l1", ANN, 0, status=DealStatus.LOST)]
    )
    answer = await answers.answer(Plan(measures=("win_rate_by_value",)), ANN, MOMENT)
    assert answer.status is Status.CLARIFY
    assert [choice.label for choice in answer.choices] == ["win rate by list price", "win rate"]


async def test_a_period_is_compared_and_sorted_by_growth(database: Database) -> None:
    answers = await answers_over(
        database,
        [
            *PEOPLE,
            *(sold("a1", ANN, 100, days=60), sold("a2", ANN, 150)),
            *(sold("b1", BEN, 100, days=60), sold("b2", BEN, 400)),
        ],
    )
    quarter = Period(kind=PeriodKind.RELATIVE, grain=Grain.QUARTER, offset=0)
    plan = Plan(
        measures=("bookings",),
        group_by=(Group(field="owner"),),
        periods=(quarter,),
        compare_to=Comparison(versus=Versus.BEFORE),
        sort=(Sort(name="bookings", by=By.GROWTH),),
    )
    answer = await answers.answer(plan, BOSS, MOMENT)
    assert answer.json()["rows"] == [
        ["Ben Field", 400, 100, 300, 300],
        ["Ann Field", 150, 100, 50, 50],
    ]
    assert "against closed 1 Jan – 31 Mar 2026" in answer.interpretation


async def test_shares_add_up(database: Database) -> None:
    answers = await answers_over(database)
    plan = Plan(measures=("bookings",), group_by=(Group(field="owner"),), share_of_total=True)
    answer = await answers.answer(plan, REVOPS, MOMENT)
    assert answer.table is not None
    assert sum(row[2] for row in answer.table.rows if isinstance(row[2], Decimal)) == 100


async def test_a_part_of_each_row_is_a_share_of_that_row(database: Database) -> None:
    """Of whose deals all have a next step, 0 % have none: the row is there all the same."""
    stepless = [waiting("o1", ANN, 1), waiting("o2", ANN, 1, next_step="Call")]
    answers = await answers_over(
        database, [*PEOPLE, *stepless, waiting("o3", BEN, 1, next_step="Call")]
    )
    plan = Plan(
        measures=("open_deals",),
        group_by=(Group(field="owner"),),
        filters=(of("next_step", op=Op.EMPTY),),
        share_of_total=True,
        total_without=("next_step",),
    )
    answer = await answers.answer(plan, REVOPS, MOMENT)
    assert answer.json()["rows"] == [["Ann Field", 1, 50], ["Ben Field", 0, 0]]
    assert answer.text == "50 % of open deals for Ann Field, ahead of 1 more."
    assert "within each row as a share of the same for any next step" in answer.interpretation


async def test_rates_stand_in_the_order_of_names_and_sums_largest_first(database: Database) -> None:
    book = [sold("w1", ANN, 1), sold("l1", ANN, 1, status=DealStatus.LOST), sold("w2", BEN, 9)]
    answers = await answers_over(database, [*PEOPLE, *book])
    rate = await answers.answer(_by_owner("win_rate"), REVOPS, MOMENT)
    assert [row[0] for row in rate.json()["rows"]] == ["Ann Field", "Ben Field"]
    assert rate.text == "100 % win rate for Ben Field, ahead of 1 more."
    sums = await answers.answer(_by_owner("bookings"), REVOPS, MOMENT)
    assert [row[0] for row in sums.json()["rows"]] == ["Ben Field", "Ann Field"]


async def test_the_sentence_puts_nobody_ahead_of_an_equal(database: Database) -> None:
    answers = await answers_over(database, [*PEOPLE, sold("w1", ANN, 5), sold("w2", BEN, 5)])
    answer = await answers.answer(_by_owner("bookings"), REVOPS, MOMENT)
    assert answer.text == "EUR 5 bookings for Ann Field, and the same for 1 more of 2."


def _by_owner(measure: str) -> Plan:
    return Plan(measures=(measure,), group_by=(Group(field="owner"),))


async def test_a_confirmed_reading_is_of_the_same_words_alone(database: Database) -> None:
    answers = await answers_over(database)
    plan = Plan(measures=("deals_won",))
    await answers.confirm("How many > 50k?", plan, BOSS, MOMENT)
    assert (await answers.ask("how many > 50k", BOSS, MOMENT)).plan == plan
    for other in ("how many < 50k", "how many > 50k %", "how many not > 50k"):
        assert (await answers.ask(other, BOSS, MOMENT)).plan != plan
    assert (await answers.ask("how many > 50k", ANN, MOMENT)).plan != plan


async def test_months_come_in_order_whatever_their_figures(database: Database) -> None:
    answers = await answers_over(database)
    plan = Plan(measures=("deals_won",), group_by=(Group(field="closed_at", grain=Grain.MONTH),))
    answer = await answers.answer(plan, REVOPS, MOMENT)
    assert answer.json()["rows"] == [["2026-02", 1], ["2026-05", 2]]


async def test_the_best_so_many_hold_no_none(database: Database) -> None:
    answers = await answers_over(database, [*BOOK, sold("w9", ANN, 90_000, account_id=None)])
    plan = Plan(
        measures=("bookings",),
        group_by=(Group(field="account"),),
        sort=(Sort(name="bookings"),),
        limit=2,
    )
    answer = await answers.answer(plan, REVOPS, MOMENT)
    assert [row[0] for row in answer.json()["rows"]] == ["Hidden", "Acme"]


async def test_one_deal_is_no_deals(database: Database) -> None:
    answers = await answers_over(database)
    answer = await answers.answer(Plan(measures=("open_deals",)), ANN, MOMENT)
    assert answer.text == "1 open deal."


NONSENSE = (
    (Plan(measures=("no_such_figure",)), "no figure"),
    (Plan(measures=("bookings",), filters=(of("colour", "red"),)), "no field colour"),
    (Plan(measures=("emails",)), "not of deals"),
    (Plan(measures=("bookings",), group_by=(Group(field="amount"),)), "can't be grouped"),
    (Plan(measures=("bookings",), filters=(of("stage", "5", op=Op.OVER),)), "compared"),
    (Plan(measures=("bookings",), filters=(of("amount", "many", op=Op.OVER),)), "a number"),
    (Plan(measures=("win_rate",), percentile=90), "no percentile"),
    (Plan(measures=("bookings",), limit=0), "rows"),
    (Plan(), "no figure"),
    (
        Plan(
            measures=("deals",),
            periods=(Period(kind=PeriodKind.RELATIVE, grain=Grain.MONTH),),
        ),
        "by which date",
    ),
)


async def test_what_makes_no_sense_is_refused_with_the_reason(database: Database) -> None:
    answers = await answers_over(database)
    for plan, word in NONSENSE:
        answer = await answers.answer(plan, REVOPS, MOMENT)
        assert answer.status is Status.UNSUPPORTED
        assert word in answer.reason
        assert answer.json()["rows"] == []


async def test_a_statement_that_takes_too_long_is_stopped(database: Database) -> None:
    await answers_over(database, [*PEOPLE, *(sold(f"w{n}", ANN, 5) for n in range(4_000))])
    rows = AnswerRows(database=database, workspace="home", seconds=0.001, memory=False)
    # How deals were is looked up deal by deal.
    now = Now(at=NOW, today=NOW.date(), day_end=NOW, past=NOW - timedelta(days=3))
    query = Groups(
        entity="deals",
        keys=(Key(column="deal.stage"),),
        figures=(Figure(fold=Fold.SUM, column="deal.amount"),),
    )
    with pytest.raises(TooLong):
        await rows.read([query] * 20, None, now)
