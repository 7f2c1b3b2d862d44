"""A model reads what the parser can't, and only what the question bears out becomes a plan."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from bot.answers.answer import Choice
from bot.answers.by_model.form import PlanForm
from bot.answers.by_model.vocabulary import vocabulary
from bot.answers.calendar import Grain
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Filter, Group, Intent, Op, Plan
from bot.llm.schema import excess
from sandbox.llm.replies import Reply, refusal
from tests.bot.answers.parser import office
from tests.bot.answers.planning import Given, asker, form, heard, is_of, meant, time

LAST_QUARTER = Period(kind=PeriodKind.RELATIVE, grain=Grain.QUARTER, offset=-1)
BAGGED = Given("deals we bagged last quarter", ("bagged",))
RIGHT = form(measures=["deals_won"], times=[time()], words=[meant("bagged", "deals_won")])


async def test_a_word_that_the_rules_do_not_know_is_read_and_that_is_told() -> None:
    found = await heard(BAGGED, lambda body: RIGHT)
    assert found.plan == Plan(measures=("deals_won",), periods=(LAST_QUARTER,))
    assert found.reading is not None
    assert found.reading.note == "A model read this question: “bagged” as deals won."
    (call,) = found.accounts.calls
    assert (call.task, call.outcome, call.subject) == ("plan", "ok", str(BAGGED.person.id))


async def test_names_groups_and_numbers_are_looked_up_by_code() -> None:
    question = Given("top 5 whales by value at Harbor Foods over 50k", ("whales",))
    found = await heard(
        question,
        lambda body: form(
            intent="list",
            filters=[is_of("account", "[ACCOUNT_1]"), is_of("amount", "50000", op="over")],
            sort_by="amount",
            limit=5,
            words=[meant("whales", "amount")],
        ),
    )
    assert found.reading is None  # "value" says amount already: what do whales add?
    kept = form(
        intent="list",
        filters=[is_of("account", "[ACCOUNT_1]"), is_of("amount", "50000", op="over")],
        sort_by="amount",
        limit=5,
        words=[meant("whales", "account")],
    )
    plan = (await heard(question, lambda body: kept)).plan
    assert plan.filters == (
        Filter(field="account", values=("a3",), shown=("Harbor Foods Ltd",)),
        Filter(field="amount", op=Op.OVER, values=("50000",), shown=("50000",)),
    )
    assert (plan.intent, plan.limit) == (Intent.LIST, 5)


async def test_what_leaves_holds_no_name_no_id_and_nothing_hidden() -> None:
    given = Given("did Ana Costa bag Harbor Foods last quarter", ("bag",), hidden=("deal.amount",))
    found = await heard(given, lambda body: form(intent="unsupported"))
    for secret in ("Ana", "Costa", "Harbor", "a3", "field amount", "measure bookings"):
        assert secret not in found.told
    assert "[REP_1]" in found.told
    assert "name [ACCOUNT_1]: an account" in found.told
    assert "time 1: last quarter" in found.told
    assert "Today is Monday 2026-06-15." in found.told
    body = found.stand_in.asked[0].body
    assert "deal" not in json.dumps(body["output_config"])


def test_the_vocabulary_has_nothing_that_is_hidden() -> None:
    everything = vocabulary(office.parser().model, asker())
    less = vocabulary(office.parser().model, asker(hidden=("deal.amount", "activity.*")))
    assert "measure bookings" in everything
    assert "field amount" in everything
    for gone in ("measure bookings", "field amount", "field discount", "measure emails"):
        assert gone not in less
    assert "measure deals_won" in less


def test_the_form_is_one_that_the_strictest_provider_takes() -> None:
    assert excess(PlanForm) == ()
    assert not [f for f in PlanForm.model_fields.values() if not f.is_required()]


@pytest.mark.parametrize(
    "wrong",
    [
        {"measures": ["deals_won"], "times": []},  # the time is left out
        {"measures": ["deals_lost"], "words": [meant("bagged", "deals_won")]},  # not in the plan
        {"words": []},  # the word is passed over
        {"words": [meant("bagged", "deals")]},  # "deals" is said already
        {"measures": ["profit"], "words": [meant("bagged", "profit")]},  # no such figure
        {"filters": [is_of("region", "EMEA")]},  # nobody spoke of it
        {"filters": [is_of("amount", "10000", op="over")]},
        {"filters": [is_of("created_at", "2026-01-01", op="over")]},
        {"filters": [is_of("owner", "ana")]},  # an id
        {"filters": [is_of("secret", "x")]},
        {"filters": [is_of("name", "1' OR '1'='1", op="contains")]},
        {"limit": 7},
        {"having": [{"measure": "deals_won", "op": "over", "values": ["3"]}]},
        {"times": [time(2)]},
        {"times": [time(0, grain="year")]},
        {"times": [time(1, on="no_such_time")]},
        {"entity": "users; DROP TABLE deals"},
        {"sort_by": "salary"},
    ],
    ids=str,
)
async def test_what_the_question_does_not_bear_out_leaves_the_rules_answer(
    wrong: dict[str, Any],
) -> None:
    found = await heard(BAGGED, lambda body: RIGHT | wrong)
    assert found.reading is None
    assert len(found.stand_in.asked) == 2  # it was told once what was wrong
    (call,) = found.accounts.calls
    assert call.detail


async def test_who_corrects_itself_is_heard() -> None:
    def fill(body: Mapping[str, Any]) -> Mapping[str, Any]:
        again = "you were not given" in body["messages"][0]["content"]
        return RIGHT if again else RIGHT | {"limit": 12}

    assert (await heard(BAGGED, fill)).plan.measures == ("deals_won",)


@pytest.mark.parametrize(
    ("question", "unknown", "wrong"),
    [
        # Somebody whom Ana may not see: no name of hers, and no condition of anybody's.
        ("what did Tom Baker bag", ("bag",), {"filters": [is_of("owner", "[REP_1]")]}),
        ("what did Tom Baker bag", ("bag",), {}),
        ("what did Kan-code bag", ("bag",), {"filters": [is_of("account", "[ACCOUNT_1]")]}),
        ("deals of Zeta we bagged", ("Zeta", "bagged"), {"words": [
            meant("Zeta", "deals_won"), meant("bagged", "deals_won")]}),
    ],
)  # fmt: skip
async def test_nobody_else_is_spoken_of(
    question: str, unknown: tuple[str, ...], wrong: dict[str, Any]
) -> None:
    given = Given(question, unknown, person=office.ANA)
    base = form(measures=["deals_won"], words=[meant(unknown[-1], "deals_won")])
    assert (await heard(given, lambda body: base | wrong)).reading is None


async def test_a_word_that_is_known_is_not_passed_over() -> None:
    given = Given("lost deals we bagged last quarter", ("bagged",))
    assert (await heard(given, lambda body: RIGHT)).reading is None


CHOICES = (
    Choice(label="created then", plan=Plan(measures=("deals_created",))),
    Choice(label="won then", plan=Plan(measures=("deals_won",))),
)


async def test_between_readings_only_one_that_is_offered_can_be_taken() -> None:
    given = Given("deals in Q1", choices=CHOICES)
    found = await heard(given, lambda body: form(choice=2, measures=["bookings"]))
    assert found.plan == CHOICES[1].plan
    assert found.reading is not None
    assert found.reading.note == "A model took it as “won then”."
    assert found.reading.others == (CHOICES[0],)
    for none in (form(choice=0, measures=["bookings"]), form(choice=5)):
        assert (await heard(given, lambda body, none=none: none)).reading is None  # type: ignore[misc]


async def test_the_question_before_is_told_with_names_and_goes_on() -> None:
    before = Plan(
        measures=("deals_won",),
        group_by=(Group(field="owner"),),
        filters=(Filter(field="account", values=("a3",), shown=("Harbor Foods Ltd",)),),
    )
    given = Given("and the ones we botched", ("botched",), previous=before)
    found = await heard(
        given,
        lambda body: form(
            measures=["deals_lost"],
            group_by=[{"field": "owner", "grain": "none"}],
            filters=[is_of("account", "[ACCOUNT_1]")],
            words=[meant("botched", "deals_lost")],
        ),
    )
    assert found.plan.measures == ("deals_lost",)
    assert found.plan.filters == before.filters
    assert "a3" not in found.told
    assert "Harbor" not in found.told


@pytest.mark.parametrize(
    "reply", [refusal(), Reply(status=401), Reply(drop=True), Reply(text="DROP TABLE deals;")]
)
async def test_where_the_model_fails_the_rules_answer_stands(reply: Reply) -> None:
    found = await heard(BAGGED, lambda body: RIGHT, *[reply] * 9)
    assert found.reading is None
    assert found.accounts.calls[0].outcome != "ok"


async def test_the_day_and_who_may_hear_what_are_part_of_the_question() -> None:
    """So a reply that was stored for one is not given to another."""
    given = Given("did we bag Kan-code last quarter", ("bag",))
    everybody = await heard(given, lambda body: form(intent="unsupported"))
    given.person = office.ANA
    ana = await heard(given, lambda body: form(intent="unsupported"))
    assert "an account" in everybody.told.split("data n0nce")[1]
    assert "an account" not in ana.told.split("data n0nce")[1]
    assert everybody.accounts.calls[0].context_hash != ana.accounts.calls[0].context_hash
