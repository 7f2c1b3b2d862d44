"""The model of answers: what ships is whole, and what an admin adds is checked."""

from pathlib import Path

import pytest

from bot.answers.model import Model
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Filter, NotAPlan, Plan, plan_json, plan_of
from bot.errors import BadSetting


def test_the_model_that_ships_says_what_each_figure_means() -> None:
    model = Model.load()
    assert all(measure.definition for measure in model.measures.values())
    assert all(entity.fields[entity.title] for entity in model.entities.values())


def test_an_admin_adds_a_measure(tmp_path: Path) -> None:
    extra = tmp_path / "answers.yaml"
    extra.write_text(
        "calendar: {fiscal_year_starts: 2}\n"
        "measures:\n"
        "  big_wins: {label: big wins, entity: deals, take: count, unit: count,"
        " definition: won deals over 100k, time: closed_at,"
        " where: [{field: status, values: [won]}, {field: amount, op: over, values: ['100000']}]}\n"
    )
    model = Model.load(extra)
    assert model.measures["big_wins"].label == "big wins"
    assert model.days.fiscal_start == 2
    assert "pipeline" in model.measures


def test_what_an_admin_put_into_the_home_folder_is_taken(tmp_path: Path) -> None:
    assert Model.at(tmp_path).days.fiscal_start == 1
    (tmp_path / "answers.yaml").write_text("calendar: {fiscal_year_starts: 7}\n")
    assert Model.at(tmp_path).days.fiscal_start == 7


@pytest.mark.parametrize(
    "text",
    [
        "measures: {pipeline: {time: no_such_field}}",
        "measures: {odd: {label: odd, entity: deals, take: sum, unit: money, definition: x}}",
        "measures: {odd: {label: odd, entity: dragons, take: count, unit: count, definition: x}}",
        "measures: {win_rate: {over: [deals_won, leads]}}",
        "entities: {deals: {fields: {colour: {label: colour, kind: choice, of: paint.colour}}}}",
        "calendar: {week_starts: someday}",
        "surprise: 1",
        "- not a mapping",
        "measures: [",
    ],
)
def test_an_addition_that_can_not_be_used_is_named(tmp_path: Path, text: str) -> None:
    extra = tmp_path / "answers.yaml"
    extra.write_text(text)
    with pytest.raises(BadSetting, match=r"answers\.yaml"):
        Model.load(extra)


def test_a_plan_survives_json() -> None:
    plan = Plan(
        measures=("bookings",),
        filters=(Filter(field="product", values=("gtx-pro",), shown=("GTX Pro",)),),
        periods=(Period(kind=PeriodKind.RELATIVE, offset=-1),),
    )
    assert plan_of(plan_json(plan)) == plan


@pytest.mark.parametrize("given", [{"scope": "all"}, {"measures": 3}, {"filters": [{"sql": "1"}]}])
def test_what_is_no_plan_is_refused(given: dict[str, object]) -> None:
    with pytest.raises(NotAPlan):
        plan_of(given)
