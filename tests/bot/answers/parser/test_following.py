"""Follow-ups change the plan before them and keep the rest."""

import pytest

from bot.answers.answer import Refused
from bot.answers.plan import Plan, plan_json
from tests.bot.answers.parser.office import plan_of


def _then(*questions: str) -> dict[str, object]:
    plan: Plan | None = None
    for question in questions:
        plan = plan_of(question, previous=plan)
    assert plan is not None
    return plan_json(plan)


def test_by_rep_groups_the_same_figure() -> None:
    plan = _then("revenue last quarter", "by rep")
    assert plan["measures"] == ["bookings"]
    assert plan["group_by"] == [{"field": "owner"}]
    assert plan["periods"] == [{"kind": "relative", "grain": "quarter", "offset": -1}]


def test_only_over_50k_narrows() -> None:
    plan = _then("open deals in the North", "only over 50k")
    assert [each["field"] for each in plan["filters"]] == ["status", "region", "amount"]  # type: ignore[attr-defined]


def test_the_quarter_before_is_before_the_one_that_was_asked_for() -> None:
    plan = _then("revenue last quarter", "and the quarter before?")
    assert plan["periods"] == [{"kind": "relative", "grain": "quarter", "offset": -2}]


def test_what_about_takes_the_place_of_the_other_region() -> None:
    plan = _then("win rate in the North", "what about the South?")
    assert plan["filters"] == [{"field": "region", "values": ["South"], "shown": ["South"]}]


def test_and_lost_is_the_same_count_of_lost_deals() -> None:
    plan = _then("how many deals did Ana win?", "and lost?")
    assert plan["measures"] == ["deals_lost"]
    assert [each["field"] for each in plan["filters"]] == ["owner"]  # type: ignore[attr-defined]


def test_as_a_list_shows_what_the_figure_rests_on() -> None:
    plan = _then("how many deals did Ana win this year?", "as a list")
    assert plan["intent"] == "list"
    assert plan["filters"][0] == {"field": "status", "values": ["won"]}  # type: ignore[index]
    assert plan["periods"] == [{"kind": "relative", "grain": "year", "on": "closed_at"}]


def test_how_many_of_those_narrows_and_counts() -> None:
    plan = _then("how many deals did Ana win?", "how many of those were GTX Pro?")
    assert [each["field"] for each in plan["filters"]] == ["owner", "product"]  # type: ignore[attr-defined]


def test_a_whole_question_begins_anew() -> None:
    plan = _then("win rate in the North", "how many open deals do we have")
    assert plan == {"measures": ["open_deals"]}


def test_instead_takes_the_place_of_what_was() -> None:
    rows = _then("revenue by region last quarter", "number of deals instead")
    assert rows["measures"] == ["deals_won"]
    assert rows["group_by"] == [{"field": "region"}]
    assert rows["periods"] == [{"kind": "relative", "grain": "quarter", "offset": -1}]
    other = _then("revenue by region last quarter", "by product instead of region")
    assert other["group_by"] == [{"field": "product"}]
    south = _then("win rate in the North", "the South instead")
    assert south["filters"] == [{"field": "region", "values": ["South"], "shown": ["South"]}]


def test_show_them_lists_what_was_counted() -> None:
    plan = _then("how many open deals over 100k", "show them")
    assert plan["intent"] == "list"
    assert [each["field"] for each in plan["filters"]] == ["status", "amount"]  # type: ignore[attr-defined]


def test_what_changes_nothing_is_said_so() -> None:
    with pytest.raises(Refused, match="changes nothing"):
        _then("win rate in the North", "what about the North?")


def test_a_bound_takes_the_place_of_one_on_its_side() -> None:
    between = _then("open deals over 100k", "and between 50 and 90k?")
    assert [each.get("values") for each in between["filters"]] == [["open"], ["50000", "90000"]]  # type: ignore[attr-defined]
    both = _then("open deals over 50k", "under 100k")
    assert [each["field"] for each in both["filters"]] == ["status", "amount", "amount"]  # type: ignore[attr-defined]


def test_which_ones_close_are_expected_to() -> None:
    plan = _then("open deals in the North", "which ones close this year?")
    assert [each["field"] for each in plan["filters"]] == ["status", "region"]  # type: ignore[attr-defined]
    assert plan["periods"] == [{"kind": "relative", "on": "close_date", "grain": "year"}]


def test_which_are_so_and_so_asks_of_those_before() -> None:
    plan = _then("open deals in the North", "which are overdue?")
    assert [each["field"] for each in plan["filters"]] == ["status", "region", "overdue"]  # type: ignore[attr-defined]


def test_compare_with_sets_another_beside() -> None:
    plan = _then("win rate in the North", "compare with the South")
    assert plan["group_by"] == [{"field": "region"}]
    assert plan["filters"][0]["values"] == ["North", "South"]  # type: ignore[index]


def test_an_order_is_changed_by_its_words() -> None:
    plan = _then("win rate by rep", "sorted lowest first")
    assert plan["sort"] == [{"name": "win_rate", "descending": False}]
