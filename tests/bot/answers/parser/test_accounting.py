"""A plan that lost something of its question is not answered."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.answers.answer import Refused
from bot.answers.parser.accounting import hold_to_words
from bot.answers.parser.periods_said import Timekeeper
from bot.answers.parser.pieces import Cutter
from bot.answers.parser.sheet import Sheet
from bot.answers.parser.tokens import cleaned, tokens_of
from bot.answers.plan import Op, Plan
from tests.bot.answers.parser.office import TODAY, parser, plan_of, reader, refused


def _held(question: str, plan: Plan) -> None:
    tokens = tokens_of(cleaned(question))
    said = Timekeeper(grammars=parser().grammars, today=TODAY).said(tokens)
    cutter = Cutter(lexicon=parser().lexicon, values=reader().values)
    pieces = cutter.pieces(tokens, said, "en")
    words = tuple(token.word for token in tokens)
    hold_to_words(Sheet(pieces=pieces, words=words, reader=reader()), plan, pieces)


def _turned(plan: Plan) -> Plan:
    """Over becomes under, without becomes with."""
    other = {Op.OVER: Op.UNDER, Op.EMPTY: Op.IS, Op.IS_NOT: Op.IS}
    return replace(plan, filters=tuple(replace(f, op=other.get(f.op, f.op)) for f in plan.filters))


def _plainly(plan: Plan) -> Plan:
    """As a sum instead of an average."""
    return replace(plan, measures=("total_amount",))


LOSSES: list[tuple[str, Callable[[Plan], Plan]]] = [
    ("open deals over 50k", lambda plan: replace(plan, filters=plan.filters[:1])),
    ("open deals over 50k", _turned),
    ("open deals except HydroMax", _turned),
    ("deals without a next step", _turned),
    ("win rate in the North", lambda plan: replace(plan, filters=())),
    ("top 5 reps by revenue this year", lambda plan: replace(plan, limit=None)),
    ("top 5 reps by revenue this year", lambda plan: replace(plan, sort=())),
    ("how many deals did we close last month", lambda plan: replace(plan, periods=())),
    ("average amount of lost deals", _plainly),
    ("win rate by region", lambda plan: replace(plan, measures=("deals_won",))),
]


@pytest.mark.parametrize(("question", "losing"), LOSSES)
def test_a_plan_that_lost_a_word_is_refused(question: str, losing: Callable[[Plan], Plan]) -> None:
    plan = plan_of(question)
    _held(question, plan)
    assert losing(plan) != plan
    with pytest.raises(Refused):
        _held(question, losing(plan))


@pytest.mark.parametrize(
    "question",
    [
        "revenue if we lose Kan-code",
        "open deals of the other region",
        "average time of our deals in the North",
        "when did we win Kan-code",
    ],
)
def test_a_small_word_that_changes_the_question_is_not_swallowed(question: str) -> None:
    assert "not how" in refused(question).reason
