"""Superlatives are of records, of groups or of their figures, and it is told which."""

import pytest

from tests.bot.answers.parser.office import read, refused


@pytest.mark.parametrize(
    "question",
    [
        "biggest open deal per rep",
        "largest won deal in each region",
        "oldest open deal of each rep",
        "reps with the biggest deals",
    ],
)
def test_the_first_record_within_each_group_is_asked_back(question: str) -> None:
    assert "not within each" in refused(question).reason


def test_who_has_the_biggest_deal_is_the_deal() -> None:
    plan = read("who won the biggest deal this year")
    assert (plan["intent"], plan["limit"]) == ("list", 1)
    assert plan["sort"] == [{"name": "amount"}]


@pytest.mark.parametrize(
    "question",
    ["who won the most deals", "top reps by deals won", "wer hat die meisten Deals gewonnen"],
)
def test_the_most_deals_are_counted(question: str) -> None:
    plan = read(question)
    assert plan["measures"] == ["deals_won"]
    assert plan["sort"] == [{"name": "deals_won"}]


def test_won_against_lost_are_two_figures() -> None:
    assert read("GTX Pro deals won vs lost this year")["measures"] == ["deals_won", "deals_lost"]
