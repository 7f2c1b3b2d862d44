"""Periods as people say them, in four languages, on a Friday in November."""

from datetime import date

import pytest

from bot.answers.calendar import Calendar, Grain
from bot.answers.parser.periods_said import Timekeeper
from bot.answers.parser.tokens import cleaned, tokens_of
from bot.answers.periods import Lean, resolve
from bot.answers.plan import Versus
from tests.bot.answers.parser.office import parser

FRIDAY = date(2026, 11, 20)
PERIODS = [
    ("revenue last quarter", "2026-07-01", "2026-09-30"),
    ("wins in Q3 2017", "2017-07-01", "2017-09-30"),
    ("deals won in the last 30 days", "2026-10-21", "2026-11-20"),
    ("in the past month", "2026-10-20", "2026-11-20"),
    ("the last 2 full quarters", "2026-04-01", "2026-09-30"),
    ("3 months ago", "2026-08-01", "2026-08-31"),
    ("from March to May 2017", "2017-03-01", "2017-05-31"),
    ("between Q1 and Q2", "2026-01-01", "2026-06-30"),
    ("this year so far", "2026-01-01", "2026-11-20"),
    ("so far this year", "2026-01-01", "2026-11-20"),
    ("YTD", "2026-01-01", "2026-11-20"),
    ("FY27 Q1", "2027-01-01", "2027-03-31"),
    ("first half of 2026", "2026-01-01", "2026-06-30"),
    ("on 15 December 2017", "2017-12-15", "2017-12-15"),
    ("December 15, 2017", "2017-12-15", "2017-12-15"),
    ("31.12.2017", "2017-12-31", "2017-12-31"),
    ("12/31/2017", "2017-12-31", "2017-12-31"),
    ("Q3 last year", "2025-07-01", "2025-09-30"),
    ("within 60 days", "2026-11-20", "2027-01-19"),
    ("im dritten Quartal", "2026-07-01", "2026-09-30"),
    ("in den letzten 30 Tagen", "2026-10-21", "2026-11-20"),
    ("le mois dernier", "2026-10-01", "2026-10-31"),
    ("les 30 derniers jours", "2026-10-21", "2026-11-20"),
    ("el último trimestre", "2026-07-01", "2026-09-30"),
    ("en los últimos 3 meses", "2026-08-20", "2026-11-20"),
]
EDGES = [
    ("since October 1st", date(2026, 10, 1), None),
    ("seit Januar", date(2026, 1, 1), None),
    ("before July", None, date(2026, 6, 30)),
    ("by the end of the quarter", None, date(2026, 12, 31)),
    ("by Tuesday", None, date(2026, 11, 24)),
    ("before year end", None, date(2026, 12, 31)),
]


def _keeper() -> Timekeeper:
    return Timekeeper(grammars=parser().grammars, today=FRIDAY)


@pytest.mark.parametrize(("text", "first", "last"), PERIODS, ids=[text for text, _, _ in PERIODS])
def test_a_period_means_its_days(text: str, first: str, last: str) -> None:
    (said,) = _keeper().said(tokens_of(cleaned(text)))
    period = said.bounded(FRIDAY, Calendar(), Lean.PAST)
    assert period is not None
    span = resolve(period, FRIDAY, Calendar())
    assert (span.start.isoformat(), span.last.isoformat()) == (first, last)


@pytest.mark.parametrize(("text", "start", "end"), EDGES, ids=[text for text, _, _ in EDGES])
def test_an_edge_leaves_the_other_side_open(
    text: str, start: date | None, end: date | None
) -> None:
    (said,) = _keeper().said(tokens_of(cleaned(text)))
    period = said.bounded(FRIDAY, Calendar(), Lean.PAST)
    assert period is not None
    assert (period.start, period.end) == (start, end)


def test_steps_and_comparisons_are_no_periods() -> None:
    (monthly,) = _keeper().said(tokens_of("monthly revenue"))
    assert (monthly.grain, monthly.period) == (Grain.MONTH, None)
    (before,) = _keeper().said(tokens_of("and the quarter before"))
    assert before.versus is Versus.BEFORE


def test_the_month_of_may_is_not_the_word() -> None:
    assert _keeper().said(tokens_of("may I ask")) == []
    assert len(_keeper().said(tokens_of("wins in may"))) == 1


def test_a_date_that_can_be_read_two_ways_is_not_read() -> None:
    assert all(said.start != 1 for said in _keeper().said(tokens_of("on 3/4/2026")) if said.is_day)
