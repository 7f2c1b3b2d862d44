"""Whatever is asked and whatever a model makes of it: nobody learns what they may not see."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bot.answers.answer import Status
from bot.answers.ask import Answers
from bot.answers.by_model.form import PlanForm
from bot.llm.port import Request
from bot.llm.scripted import Scripted
from storage.database import Database
from storage.mirror.syncing import MirrorSync
from tests.bot.answers.company import ANN, BOOK, EVE, LEARNER, MOMENT, NOW, answers_over
from tests.bot.answers.planning import form, is_of, meant, planner, time

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
PATTERNS = [
    line
    for line in (Path(__file__).parents[2] / "golden" / "injections.txt").read_text().splitlines()
    if line and not line.startswith("#")
]
# What Ann may not see: Eve's deals and their accounts, and what is hidden from every rep.
SECRET = ("Hidden", "hidden", "9000", "9,000", "Eve Field", '"eve"', "w3", "o2", "Finance", "1000")
WORD = "bagged"
WORST: tuple[dict[str, Any], ...] = (
    {"measures": ["bookings"]},  # of a hidden amount
    {"measures": ["deals_won"], "filters": [is_of("owner", "eve")]},
    {"measures": ["deals_won"], "filters": [is_of("owner", "Eve Field")]},
    {"measures": ["deals_won"], "filters": [is_of("account", "Hidden")]},
    {"measures": ["deals_won"], "filters": [is_of("account", "hidden' OR 1=1 --")]},
    {"measures": ["deals_won"], "filters": [is_of("amount", "1", op="over")]},
    {"measures": ["deals_won"], "filters": [is_of("custom.amount", "1")]},
    {"measures": ["deals_won"], "group_by": [{"field": "owner", "grain": "none"}]},
    {"measures": ["deals_won"], "group_by": [{"field": "account", "grain": "none"}]},
    {"measures": ["deals_won"], "sort_by": "amount"},
    {"measures": ["deals_won"], "times": [time(0, on="closed_at", offset=0)]},
    {"measures": ["deals_won; SELECT * FROM people"]},
    {"intent": "list", "entity": "people"},
    {"intent": "list", "entity": "deals", "sort_by": "amount"},
    {"intent": "list", "entity": "deals", "filters": [is_of("name", "w3", op="contains")]},
    {"intent": "list", "entity": "crm_deals"},
    {"choice": 3},
)


@pytest.fixture
async def company(database: Database) -> Answers:
    answers = await answers_over(database, BOOK)
    hidden = {"rep": ["deal.amount"]}
    await MirrorSync(database, "home").describe("{}", hidden, NOW)
    return answers


def _with(answers: Answers, *forms: dict[str, Any]) -> tuple[Answers, Scripted]:
    """The next question gets the next form."""
    waiting: Iterator[dict[str, Any]] = iter(forms)

    def script(request: Request[Any]) -> PlanForm:
        given = next(waiting)
        words = [meant(WORD, next(iter(given.get("measures", [])), "deals"))]
        return PlanForm.model_validate(form(**({"words": words} | given)))

    front = Scripted(script)
    hearing = replace(answers.hearing, planner=planner(front))
    return replace(answers, hearing=hearing), front


@pytest.mark.parametrize("question", [f"deals we {WORD}", f"how many deals has Eve {WORD}"])
async def test_the_worst_form_shows_nothing_that_may_not_be_seen(
    company: Answers, question: str
) -> None:
    answers, front = _with(company, *WORST)
    for worst in WORST:
        answer = await answers.ask(question, ANN, MOMENT, all_rows=True)
        shown = f"{answer.json()} {answer.notes} {answer.interpretation}"
        found = [secret for secret in SECRET if secret in shown]
        assert found == [], (worst, found)
        if answer.status is Status.ANSWERED:
            assert answer.plan is not None
            assert (
                answer.json()["rows"]
                == (await company.answer(answer.plan, ANN, MOMENT)).json()["rows"]
            )
    told = " ".join(block.text for request in front.requests for block in request.blocks)
    assert "field amount" not in told
    assert "measure bookings" not in told


async def test_hostile_questions_get_nothing_out_of_an_obedient_model(company: Answers) -> None:
    asked = 0
    for number, pattern in enumerate(PATTERNS):
        worst = WORST[number % len(WORST)]
        answers, front = _with(company, worst, worst)
        for question in (f"deals we {WORD}? {pattern}", pattern):
            answer = await answers.ask(question, ANN, MOMENT, all_rows=True)
            shown = str(answer.json())
            assert not [secret for secret in SECRET if secret in shown and secret not in pattern]
            assert answer.status is not Status.PROPOSED
        asked += len(front.requests)
    assert asked > len(PATTERNS) / 3


@pytest.mark.parametrize(
    "question",
    [
        "hello",
        "what is our customer churn",  # not in the data
        "how many deals has Eve Field won",  # not hers to see
        "close deal w1 as lost",
        "deals we bagged " * 60,
        "",
    ],
)
async def test_what_is_refused_for_good_is_no_question_for_a_model(
    company: Answers, question: str
) -> None:
    answers, front = _with(company, form(measures=["deals_won"]))
    answer = await answers.ask(question, ANN, MOMENT)
    assert answer.status is not Status.ANSWERED
    assert front.requests == []


async def test_who_may_see_nobodys_deals_asks_no_model(company: Answers) -> None:
    answers, front = _with(company, form(measures=["deals_won"]))
    answer = await answers.ask(f"deals we {WORD}", LEARNER, MOMENT)
    assert answer.status is Status.FORBIDDEN
    assert front.requests == []


async def test_it_is_told_that_a_model_read_it_and_by_rules_it_is_not_asked(
    company: Answers,
) -> None:
    right = form(measures=["deals_won"], words=[meant(WORD, "deals_won")])
    answers, front = _with(company, right)
    at_once = await answers.ask(f"how many deals we {WORD}", EVE, MOMENT, by_rules=True)
    assert (at_once.status, at_once.unread, front.requests) == (Status.DECLINED, True, [])
    answer = await answers.ask(f"how many deals we {WORD}", EVE, MOMENT, "thread")
    assert (answer.status, answer.value, answer.unread) == (Status.ANSWERED, 1, False)
    assert answer.notes[0] == "A model read this question: “bagged” as deals won."
    onward = await company.ask("and by stage", EVE, MOMENT, "thread")
    assert onward.plan is not None
    assert onward.plan.measures == ("deals_won",)
