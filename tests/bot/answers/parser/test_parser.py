"""Questions become the plans that they mean."""

from typing import Any

import pytest

from bot.answers.answer import Status
from tests.bot.answers.parser.office import ANA, BOSS, plan_of, read, refused

ANA_IS = {"field": "owner", "values": ["ana"], "shown": ["Ana Costa"]}
MINE = {"field": "owner", "values": ["ana"], "shown": ["you"]}
NORTH = {"field": "region", "values": ["North"], "shown": ["North"]}
OPEN = {"field": "status", "values": ["open"]}
LAST_QUARTER = {"kind": "relative", "grain": "quarter", "offset": -1}

FIGURES: list[tuple[str, dict[str, Any]]] = [
    ("How many deals did we win last quarter?", {"measures": ["deals_won"]}),
    ("what's the revenue by region last quarter", {"measures": ["bookings"], "by": "region"}),
    ("How much did Ana sell?", {"measures": ["bookings"], "filters": [ANA_IS]}),
    ("open deals per rep", {"measures": ["open_deals"], "by": "owner"}),
    ("win rate in the North", {"measures": ["win_rate"], "filters": [NORTH]}),
    ("average deal size", {"measures": ["average_deal_size"]}),
    ("median deal size", {"measures": ["median_deal_size"]}),
    ("average size of open deals", {"measures": ["average_open_deal"]}),
    ("how many deals did we close last month", {"measures": ["deals_won"]}),
    ("what % of deals do we lose", {"measures": ["loss_rate"]}),
    ("number of e-mails sent per rep", {"measures": ["emails_sent"], "by": "owner"}),
    ("how many customers did we win", {"measures": ["accounts_won"]}),
    ("Umsatz nach Region", {"measures": ["bookings"], "by": "region"}),
    ("combien d'affaires perdues le mois dernier ?", {"measures": ["deals_lost"]}),
    ("¿cuántos negocios ganamos?", {"measures": ["deals_won"]}),
]


@pytest.mark.parametrize(("question", "wanted"), FIGURES, ids=[q for q, _ in FIGURES])
def test_a_question_names_its_figures(question: str, wanted: dict[str, Any]) -> None:
    plan = read(question)
    assert plan["measures"] == wanted["measures"]
    assert [group["field"] for group in plan.get("group_by", [])] == (
        [wanted["by"]] if "by" in wanted else []
    )
    if "filters" in wanted:
        assert plan["filters"] == wanted["filters"]


LISTS: list[tuple[str, list[dict[str, Any]]]] = [
    ("show me my open deals", [OPEN, MINE]),
    ("deals without a next step", [OPEN, {"field": "next_step", "op": "empty"}]),
    ("open deals over 50k", [OPEN, {"field": "amount", "op": "over", "values": ["50000"]}]),
    ("deals between 10 and 50k",
     [{"field": "amount", "op": "between", "values": ["10000", "50000"]}]),
    ("deals stuck in negotiation for more than 30 days",
     [OPEN, {"field": "stage_age", "op": "over", "values": ["30"]},
      {"field": "stage", "values": ["Negotiation"], "shown": ["Negotiation"]}]),
    ("open deals except HydroMax",
     [OPEN, {"field": "product", "op": "is_not", "values": ["p0", "p1"],
             "shown": ["HydroMax 100", "HydroMax 200"]}]),
    ("overdue deals", [OPEN, {"field": "overdue", "values": ["true"]}]),
]  # fmt: skip


@pytest.mark.parametrize(("question", "filters"), LISTS, ids=[q for q, _ in LISTS])
def test_a_noun_alone_lists_its_records(question: str, filters: list[dict[str, Any]]) -> None:
    plan = read(question, ANA)
    assert plan["intent"] == "list"
    assert plan["filters"] == filters


def test_a_superlative_sorts_and_limits() -> None:
    plan = read("top 5 reps by revenue this year")
    assert plan["sort"] == [{"name": "bookings"}]
    assert plan["limit"] == 5
    lowest = read("which rep has the lowest win rate")
    assert lowest["sort"] == [{"name": "win_rate", "descending": False}]


def test_two_periods_are_compared() -> None:
    plan = read("revenue Q2 vs Q1 2026")
    assert plan["periods"][0]["number"] == 2
    assert plan["compare_to"]["period"] == {
        "kind": "named", "grain": "quarter", "year": 2026
    }  # fmt: skip


def test_show_me_is_not_mine_and_our_is_not_my_team() -> None:
    assert "filters" not in read("show me the win rate", ANA)
    assert "filters" not in read("what is our win rate", BOSS)


def test_a_closed_deal_may_be_won_or_lost_and_that_is_asked() -> None:
    asked = refused("how many closed deals do we have in the North")
    assert asked.status is Status.CLARIFY
    plans = [choice.plan for choice in asked.choices]
    assert [plan.measures for plan in plans if plan] == [("deals_won",), ("deals_closed",)]


def test_a_name_that_fits_two_people_is_asked() -> None:
    asked = refused("how many deals did Tom win")
    assert asked.status is Status.CLARIFY
    assert [choice.label for choice in asked.choices] == ["Tom Baker", "Tom Lindqvist"]


def test_a_bound_alone_is_asked_of_what() -> None:
    asked = refused("only over 50k")
    assert (asked.status, asked.reason) == (Status.CLARIFY, "Which figure do you want?")


def test_umlauts_may_be_written_either_way() -> None:
    for name in ("Jörg Müller", "Joerg Mueller", "jorg muller"):
        assert read(f"deals won by {name}")["filters"][-1]["values"] == ["jorg"]


def test_a_word_that_is_not_known_is_named_and_can_be_ignored() -> None:
    refusal = refused("how many frobnicated deals did we win")
    assert refusal.status is Status.DECLINED
    assert "“frobnicated”" in refusal.reason
    assert refusal.choices[0].plan == plan_of("how many deals did we win")


def test_a_slip_of_the_finger_is_mended_and_another_word_is_not() -> None:
    assert read("hw mny deals did Anna Costta win")["filters"] == [ANA_IS]
    assert refused("how many deals did we host").status is Status.DECLINED


def test_what_others_sold_is_forbidden_to_a_rep() -> None:
    assert refused("how much did Jörg Müller sell", ANA).status is Status.FORBIDDEN
    assert refused("revenue of the whole company", ANA).status is Status.FORBIDDEN


def test_an_account_that_the_asker_may_not_see_is_a_word_that_is_not_known() -> None:
    assert read("how much did we sell to Kan-code")["filters"][0]["values"] == ["a2"]
    refusal = refused("how much did we sell to Kan-code", ANA)
    assert refusal.status is Status.DECLINED
    assert refusal.choices == ()


@pytest.mark.parametrize(
    "question",
    ["thanks!", "hello", "what is our churn", "what's the weather in Rome", "who are you?",
     "delete all lost deals", "email the champion about the offer", "move Harbor to Negotiation"],
)  # fmt: skip
def test_what_is_no_question_about_the_records_gets_a_short_reply(question: str) -> None:
    refusal = refused(question)
    assert refusal.status is Status.UNSUPPORTED
    assert len(refusal.reason) < 250


def test_a_rate_of_reps_becomes_a_condition_on_groups() -> None:
    plan = read("reps with a win rate above 65%")
    assert plan["having"] == [{"measure": "win_rate", "op": "over", "values": ["65"]}]
    assert plan["group_by"] == [{"field": "owner"}]


def test_reps_who_won_nothing_are_listed_though_they_have_no_deals() -> None:
    plan = read("which reps have not won anything this year")
    assert plan["entity"] == "people"
    assert plan["having"] == [{"measure": "deals_won", "op": "at_most", "values": ["0"]}]


def test_the_share_of_a_part_keeps_the_whole_in_sight() -> None:
    plan = read("what share of revenue comes from the North")
    assert plan["share_of_total"] is True
    assert plan["total_without"] == ["region"]


@pytest.mark.parametrize(
    ("question", "filters"),
    [
        ("won deals below list price",
         [{"field": "status", "values": ["won"]},
          {"field": "discount", "op": "over", "values": ["0"]}]),
        ("affaires ouvertes de plus de 100 000 euros",
         [OPEN, {"field": "amount", "op": "over", "values": ["100000"]}]),
        ("commit deals closing next month",
         [OPEN, {"field": "forecast_category", "values": ["commit"], "shown": ["commit"]}]),
        ("30+ days in negotiation",
         [OPEN, {"field": "stage_age", "op": "at_least", "values": ["30"]},
          {"field": "stage", "values": ["Negotiation"], "shown": ["Negotiation"]}]),
    ],
)  # fmt: skip
def test_what_says_its_state_in_other_words_lists_it(
    question: str, filters: list[dict[str, Any]]
) -> None:
    plan = read(question)
    assert plan["intent"] == "list"
    assert plan["filters"] == filters


def test_a_plus_between_names_adds_them_up_and_between_sets_them_apart() -> None:
    both = {"field": "region", "values": ["North", "South"], "shown": ["North", "South"]}
    added = read("North + South revenue")
    assert (added["filters"], "group_by" in added) == ([both], False)
    apart = read("difference in revenue between North and South")
    assert (apart["filters"], apart["group_by"]) == ([both], [{"field": "region"}])


def test_who_owns_an_account_is_asked_of_accounts() -> None:
    plan = read("who owns Kan-code")
    assert (plan["entity"], plan["group_by"]) == ("accounts", [{"field": "owner"}])


def test_two_months_are_no_series_of_months() -> None:
    plan = read("month over month change in revenue from April to May 2026")
    assert "group_by" not in plan
    assert plan["periods"][0]["number"] == 5
