"""Words that look alike mean what people mean by them, or are refused."""

import pytest

from tests.bot.answers.parser.office import read, refused


@pytest.mark.parametrize(
    ("question", "names"),
    [
        ("affaires perdues à cause du prix", ["status", "lost_reason"]),
        ("negocios perdidos por precio", ["status", "lost_reason"]),
        ("offene Deals im Süden in Verhandlung", ["status", "region", "stage"]),
        ("deals lost on price", ["status", "lost_reason"]),
    ],
)
def test_common_values_are_known_by_their_other_names(question: str, names: list[str]) -> None:
    assert [each["field"] for each in read(question)["filters"]] == names


def test_the_same_quarter_of_two_years_is_two_quarters() -> None:
    plan = read("revenue Q1 vs Q1 2025")
    assert plan["periods"][0].get("year", 0) == 0
    assert plan["compare_to"]["period"]["year"] == 2025


def test_accounts_by_a_figure_are_rows_best_first() -> None:
    plan = read("accounts in Germany by revenue")
    assert plan["group_by"] == [{"field": "account"}]
    assert plan["sort"] == [{"name": "bookings"}]
    assert read("win rate by deal size")["group_by"] == [{"field": "deal_size"}]


def test_fewer_than_so_many_are_also_those_with_none() -> None:
    plan = read("reps with fewer than 10 calls last week")
    assert (plan["intent"], plan["entity"], plan["measures"]) == ("list", "people", ["calls"])
    assert plan["having"] == [{"measure": "calls", "op": "under", "values": ["10"]}]
    assert refused("reps with fewer than 5 open deals in Negotiation").reason


def test_a_segment_of_companies_is_the_band_of_the_model() -> None:
    enterprise = [{"field": "employees", "op": "at_least", "values": ["1000"]}]
    assert read("average deal size for enterprise customers")["filters"] == enterprise
    plan = read("how many enterprise customers do we have")
    assert (plan["entity"], plan["filters"]) == ("accounts", enterprise)


def test_days_without_contact_lie_in_the_past() -> None:
    plan = read("which accounts have we not spoken to in 60 days")
    assert plan["filters"] == [{"field": "last_activity", "op": "under", "values": ["2026-04-16"]}]


@pytest.mark.parametrize("question", ["total discount given", "total list price of products"])
def test_a_total_that_is_none_is_refused(question: str) -> None:
    assert "total" in refused(question).reason.casefold()


@pytest.mark.parametrize(
    "question",
    [
        "which accounts have both won and lost deals",
        "which customers bought both HydroMax 100 and GTX Pro",
    ],
)
def test_two_conditions_at_once_are_not_rows_of_either(question: str) -> None:
    assert "both" in refused(question).reason


def test_both_of_two_names_are_set_apart() -> None:
    assert read("win rate of both North and South")["group_by"] == [{"field": "region"}]


def test_two_years_are_told_apart_where_there_are_rows() -> None:
    rows = read("revenue in 2025 and 2026 by region")["group_by"]
    assert rows == [{"field": "region"}, {"field": "closed_at", "grain": "year"}]
    assert "group_by" not in read("revenue in Q1 and Q2")


def test_not_owned_by_somebody_is_owned_by_others() -> None:
    assert read("deals not owned by Ana")["filters"] == [
        {"field": "owner", "op": "is_not", "values": ["ana"], "shown": ["Ana Costa"]}
    ]


def test_the_best_and_their_rate_are_the_best_sellers() -> None:
    plan = read("top 3 reps and their win rate")
    assert plan["measures"] == ["bookings", "win_rate"]
    assert plan["sort"] == [{"name": "bookings"}]


def test_without_the_ones_that_lack_it_are_those_that_have_it() -> None:
    plan = read("revenue by industry excluding deals without an account")
    assert plan["filters"] == [{"field": "account", "op": "filled"}]


def test_what_is_left_out_beside_a_name_is_left_out() -> None:
    plan = read("revenue in the North except GTX Pro")
    assert [each.get("op", "is") for each in plan["filters"]] == ["is", "is_not"]


def test_reps_without_a_meeting_are_people() -> None:
    plan = read("reps without a meeting last week")
    assert (plan["entity"], plan["measures"]) == ("people", ["meetings"])
    assert plan["having"] == [{"measure": "meetings", "op": "at_most", "values": ["0"]}]


def test_who_generated_the_most_revenue_sold_it_then() -> None:
    plan = read("which accounts generated the most revenue in 2025")
    assert "on" not in plan["periods"][0]


def test_who_has_not_closed_anything_has_none() -> None:
    plan = read("which reps have not closed anything?")
    assert (plan["intent"], plan["entity"]) == ("list", "people")
    assert [each["values"] for each in plan["having"]] == [["0"]]


@pytest.mark.parametrize("question", ["open leads", "new leads", "leads lost this year"])
def test_a_status_that_records_do_not_have_is_refused(question: str) -> None:
    assert refused(question).reason


def test_accounts_with_open_deals_are_accounts() -> None:
    amounts = read("accounts with open deals over 50k")
    assert amounts["filters"][0] == {"field": "amount", "op": "over", "values": ["50000"]}
    assert read("reps with overdue deals")["group_by"] == [{"field": "owner"}]
    plan = read("accounts with open deals")
    assert plan["group_by"] == [{"field": "account"}]
    assert plan["measures"] == ["open_deals"]
