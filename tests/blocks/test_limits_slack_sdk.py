"""Random blocks: the table and slack_sdk's own validators say the same where both say anything.

slack_sdk looks at less than Slack does. `_SILENT` lists the lengths and counts that it does not
look at, `_UNREAD` the places whose inside it takes as it comes. Three more differences are known:
it drops the kinds of `_UNKNOWN`, it wants a `status` on every task card (the documentation calls
it optional), and its limits of a video's title and author are one character higher.
"""

import logging
import warnings
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from slack_sdk.errors import SlackObjectFormationError
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from blocks.limits import Surface, check
from blocks.limits.faults import Problem
from blocks.limits.surfaces import BLOCK, ROOTS
from blocks.limits.walk import Place, Seen, walk
from tests.blocks.samples import Case, Cases
from tests.blocks.strategies import drawn

_UNKNOWN = {"data_table", "data_visualization"}
_TEXTS = {"plain_text", "mrkdwn"}
_COUNTED = {"max_length", "max_items"}
_SILENT = {
    "alert.text",
    "button.agent_prompt_display",
    "card.actions",
    "checkboxes.initial_options",
    "checkboxes.options",
    "context.text",
    "dispatch_action_config.trigger_actions_on",
    "feedback_button.accessibility_label",
    "filter.include",
    "icon_button.accessibility_label",
    "icon_button.text",
    "icon_button.value",
    "multi_external_select.initial_options",
    "option.description",
    "option.url",
    "option_group.label",
    "option_group.options",
    "plain_text_input.initial_value",
    "plan.tasks",
    "radio_buttons.options",
    "section.fields",
    "table.column_settings",
    "table.rows",
    "video.author_name",
    "video.description",
    "video.title",
    "workflow_button.accessibility_label",
    "workflow_button.text",
}
_CHOICES = {
    ("alert.level", "enum"),
    ("button.style", "enum"),
    ("confirm.style", "enum"),
    ("container.width", "enum"),
    ("task_card.status", "enum"),
    ("datepicker.initial_date", "pattern"),
    ("timepicker.initial_time", "pattern"),
    ("static_select.", "exclusive"),
    ("multi_static_select.", "exclusive"),
}
_UNREAD = {
    ("auth_provider", "fallback"),
    ("card", "hero_image"),
    ("card", "icon"),
    ("container", "rich_text_title"),
    ("external_select", "initial_option"),
    ("multi_external_select", "initial_options"),
    ("overflow", "options"),
    ("plan", "tasks"),
    ("radio_buttons", "initial_option"),
    ("radio_buttons", "options"),
    ("rich_text_input", "initial_value"),
    ("static_select", "initial_option"),
    ("static_select", "option_groups"),
    ("static_select", "options"),
    ("table", "rows"),
    ("task_card", "details"),
    ("task_card", "output"),
    ("task_card", "sources"),
}


def _sdk_takes(block: dict[str, Any]) -> bool:
    try:
        parsed = Block.parse(deepcopy(block))
        return parsed is not None and bool(parsed.to_dict())
    except SlackObjectFormationError:
        return False
    except (AttributeError, KeyError, TypeError):
        # It stumbles over what is not there, before any validator is asked.
        return False


def _judge(block: dict[str, Any]) -> tuple[list[Problem], list[Seen]]:
    found = list(walk(BLOCK, block, Place(pointer="", surface=Surface.MESSAGE)))
    problems = [one for one in found if isinstance(one, Problem)]
    return problems, [one for one in found if isinstance(one, Seen)]


def _path(problem: Problem, seen: list[Seen]) -> Iterator[tuple[str, str]]:
    """The shapes from the block down to the problem, each with the key that was taken."""
    for one in seen:
        if f"{problem.pointer}/".startswith(f"{one.pointer}/"):
            key = problem.pointer.removeprefix(one.pointer).lstrip("/").split("/")[0]
            yield one.shape.name, key


def _sdk_knows(problem: Problem, seen: list[Seen]) -> bool:
    path = list(_path(problem, seen))
    if _UNREAD & set(path[:-1]):
        return False
    owners = [one for one in path if one[0] not in _TEXTS]
    place, kind = ".".join(owners[-1]), problem.constraint.type
    if place == "context.elements":
        place = "context.text" if kind == "max_length" else place
    return (place, kind) in _CHOICES or (kind in _COUNTED and place not in _SILENT)


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    """slack_sdk logs and warns about every key that is newer than itself."""
    logging.disable(logging.CRITICAL)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield
    logging.disable(logging.NOTSET)


def _agree(block: dict[str, Any]) -> None:
    if block["type"] == "task_card":
        block = {"status": "pending", **block}
    problems, seen = _judge(block)
    if not problems:
        assert _sdk_takes(block)
    if any(_sdk_knows(problem, seen) for problem in problems):
        assert not _sdk_takes(block)


@settings(
    max_examples=300,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(block=drawn(BLOCK).filter(lambda block: block["type"] not in _UNKNOWN))
def test_random_blocks_are_judged_alike_where_both_have_an_opinion(block: dict[str, Any]) -> None:
    _agree(block)


def _at_the_edges() -> Iterator[dict[str, Any]]:
    for case in Cases(surface=Surface.MESSAGE).of(BLOCK):
        block = case.payload
        if isinstance(block, dict) and block.get("type") in BLOCK.shapes.keys() - _UNKNOWN:
            yield block


def test_blocks_at_every_edge_of_the_table_are_judged_alike() -> None:
    for block in _at_the_edges():
        _agree(block)


_VIEW_KEYS = ("title", "submit", "close", "blocks", "private_metadata", "callback_id")
_VIEW_CASES = [
    pytest.param(surface, case, id=f"{surface} {case.label}")
    for surface in (Surface.MODAL, Surface.HOME)
    for case in Cases(surface=surface).of(ROOTS[surface])
    if case.kind in (None, "max_length", "max_items", "min_items")
    if case.pointer in {f"/{key}" for key in _VIEW_KEYS} | {f"/{key}/text" for key in _VIEW_KEYS}
]


@pytest.mark.parametrize(("surface", "case"), _VIEW_CASES)
def test_views_are_judged_alike(surface: Surface, case: Case) -> None:
    try:
        taken = bool(View(**case.payload).to_dict())
    except SlackObjectFormationError:
        taken = False
    assert taken is (check(case.payload, surface) == ())
