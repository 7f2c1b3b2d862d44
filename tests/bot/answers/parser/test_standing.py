"""How things stood on a day, and which way "since March" looks."""

import pytest

from tests.bot.answers.parser.office import read, refused

MAY = {"kind": "named", "grain": "month", "number": 5}


@pytest.mark.parametrize(
    ("question", "day"),
    [
        ("how many deals were open at the end of May", MAY),
        ("pipeline as of last quarter", {"kind": "relative", "grain": "quarter", "offset": -1}),
        ("pipeline yesterday", {"kind": "relative", "offset": -1}),
        ("offene Deals Ende Mai", MAY),
        (
            "pipeline on 1 May 2026",
            {"kind": "absolute", "start": "2026-05-01", "end": "2026-05-01"},
        ),
    ],
)
def test_what_was_open_is_as_of_that_day(question: str, day: dict[str, object]) -> None:
    plan = read(question)
    assert plan["as_of"] == day
    assert "periods" not in plan


@pytest.mark.parametrize("question", ["how many open deals today", "pipeline as of today"])
def test_today_is_how_it_stands(question: str) -> None:
    assert read(question).keys() == {"measures"}


@pytest.mark.parametrize(
    "question",
    [
        "deals open since March",
        "how many deals were open in March",
        "open deals closing at the end of June",
        "revenue as of May",
    ],
)
def test_what_may_be_a_day_or_a_time_is_asked_about(question: str) -> None:
    assert refused(question).reason


def test_what_is_open_was_created_in_the_past() -> None:
    plan = read("open deals created since March")
    assert plan["periods"] == [{"kind": "absolute", "on": "created_at", "start": "2026-03-01"}]


@pytest.mark.parametrize(
    ("question", "end"),
    [
        ("revenue in the first three quarters of 2025", "2025-09-30"),
        ("revenue in the first 2 months of last year", "2025-02-28"),
        ("revenue in the last two quarters of 2025", "2025-12-31"),
    ],
)
def test_the_first_so_many_of_a_year_are_one_stretch(question: str, end: str) -> None:
    assert read(question)["periods"][0]["end"] == end


def test_a_year_to_date_is_as_far_as_it_has_got() -> None:
    assert read("revenue for the year 2026 to date")["periods"] == [
        {"kind": "relative", "grain": "year", "to_date": True}
    ]
