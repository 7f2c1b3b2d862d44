"""A share is of the total, of one part in it, or, row by row, of what makes the part of each."""

import pytest

from tests.bot.answers.parser.office import plan_of, read, refused


@pytest.mark.parametrize(
    ("question", "part"),
    [
        ("what percentage of each rep's open deals have no next step", "next_step"),
        ("what share of open deals are in Negotiation, by rep", "stage"),
        ("percentage of deals over 50k by rep", "amount"),
        ("share of deals lost to Price too high by rep", "lost_reason"),
    ],
)
def test_a_condition_after_the_noun_makes_the_part_of_each_row(question: str, part: str) -> None:
    plan = read(question)
    assert plan["share_of_total"] is True
    assert plan["total_without"] == [part]


@pytest.mark.parametrize(
    "question",
    [
        "share of revenue by product in the North",
        "in the North, share of revenue by rep",
        "share of GTX Pro revenue by region",
        "share of lost deals by reason",
    ],
)
def test_a_condition_elsewhere_bounds_part_and_whole(question: str) -> None:
    plan = read(question)
    assert plan["share_of_total"] is True
    assert "total_without" not in plan


def test_a_name_that_may_be_part_or_whole_is_asked_about() -> None:
    found = refused("share of revenue from GTX Pro by region")
    parts = [choice.plan.total_without for choice in found.choices if choice.plan]
    assert parts == [("product",), ()]


@pytest.mark.parametrize(
    "question",
    [
        "within each region, what percentage of revenue did each rep bring",
        "what percentage of deals are open by rep",
    ],
)
def test_a_share_of_what_is_not_known_is_refused(question: str) -> None:
    assert refused(question).reason


def test_a_follow_up_asks_for_shares_of_what_was_asked() -> None:
    total = plan_of("revenue this year")
    part = plan_of("what share of that is GTX Pro?", previous=total)
    assert (part.measures, part.share_of_total, part.total_without) == (
        ("bookings",),
        True,
        ("product",),
    )
    rows = plan_of("as a share of the total", previous=plan_of("revenue by region"))
    assert (rows.measures, rows.share_of_total, rows.total_without) == (("bookings",), True, ())
    rate = plan_of("win rate instead", previous=rows)
    assert (rate.measures, rate.share_of_total) == (("win_rate",), False)


def test_whose_share_it_is_among_two_names_is_asked() -> None:
    found = refused("share of GTX Pro revenue in the North")
    assert [choice.plan.total_without for choice in found.choices if choice.plan] == [
        ("product",),
        ("region",),
    ]
    assert read("what share of Ana's revenue is GTX Pro")["total_without"] == ["product"]
    assert read("share of losses to Price too high in the North")["total_without"] == [
        "lost_reason"
    ]
