"""A number is of what stands beside it, and never of money where that is something else."""

import pytest

from tests.bot.answers.parser.office import read, refused

BARE = ["deals over 30", "deals over 30 contacts", "open deals with more than 5"]


@pytest.mark.parametrize(
    ("question", "field", "days"),
    [
        ("open deals 30+ days without activity", "idle", "30"),
        ("deals gone quiet for more than 3 weeks", "idle", "21"),
        ("open deals with over 45 days in stage", "stage_age", "45"),
        ("open deals older than 2 months", "age", "60"),
    ],
)
def test_a_unit_of_time_is_never_lost(question: str, field: str, days: str) -> None:
    filters = read(question)["filters"]
    assert {each["field"]: each.get("values") for each in filters}[field] == [days]
    assert all(each["field"] != "amount" for each in filters)


@pytest.mark.parametrize("question", BARE)
def test_a_small_bare_number_is_asked_about(question: str) -> None:
    assert "number of" in refused(question).reason


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("which reps won more than 20", "deals_won"),
        ("wins per rep, only those with 20 or more", "deals_won"),
        ("reps with more than 5 deals lost", "deals_lost"),
        ("which reps won more than 200k", "bookings"),
        ("products that made less than $900", "bookings"),
        ("which products have an average amount over 3000", "average_deal_size"),
    ],
)
def test_a_bound_of_groups_is_of_the_kind_of_its_number(question: str, measure: str) -> None:
    assert [each["measure"] for each in read(question)["having"]] == [measure]


def test_a_number_that_may_be_either_is_asked_about() -> None:
    assert "500 deals, or an amount" in refused("which reps won more than 500").reason


@pytest.mark.parametrize(
    ("question", "measure"),
    [
        ("revenue per won deal", "average_deal_size"),
        ("pipeline per open deal by rep", "average_open_deal"),
        ("lost value per lost deal", "average_amount"),
    ],
)
def test_per_deal_is_an_average(question: str, measure: str) -> None:
    assert read(question)["measures"] == [measure]


@pytest.mark.parametrize(
    "question", ["coverage per deal", "e-mails per won deal", "revenue by deal"]
)
def test_what_has_no_average_per_deal_is_refused(question: str) -> None:
    assert refused(question).reason
