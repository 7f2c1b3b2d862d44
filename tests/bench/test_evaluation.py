"""An evaluation counts what it says it counts, and lets nothing pass that is worse than rules."""

import json
from typing import Any

import pytest
from click.testing import CliRunner

from bench.evaluate import evaluate
from bench.evaluation import calibration, passes
from bot.config import Settings
from bot.errors import BadInput

BASE = {"cases": 100, "right": 80, "right_refusal": 5, "silently_wrong": 12, "by_rules_alone": 0}


def test_who_is_as_sure_as_right_is_calibrated() -> None:
    table, error = calibration([(0.75, True), (0.75, True), (0.75, True), (0.75, False)])
    assert (table, error) == ([(0.75, 0.75, 4)], 0.0)
    assert calibration([(0.9, False), (0.9, False)])[1] == 0.9


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        ({}, None),
        ({"right": 79, "right_refusal": 6}, None),
        ({"right": 70}, "75 right, where rules alone have 85"),
        ({"right": 90, "silently_wrong": 13}, "13 silently wrong, where rules alone have 12"),
        ({"by_rules_alone": 6}, "6 cases got no answer of the model"),
        ({"cases": 10}, "10 cases are too few, 60 are needed"),
    ],
)
def test_what_is_worse_than_rules_is_not_let_through(
    change: dict[str, Any], problem: str | None
) -> None:
    assert passes(BASE | change, BASE) == problem


def test_without_a_model_rules_are_evaluated_and_nothing_can_be_gated() -> None:
    arguments = ["--part", "none", "--json"]
    done = CliRunner().invoke(evaluate, arguments, obj=Settings())
    assert json.loads(done.output)["rules"]["cases"] == 0
    gated = CliRunner().invoke(evaluate, ["--gate", "--prompt", "judge@1"], obj=Settings())
    assert isinstance(gated.exception, BadInput)
