"""What people enter becomes the state that Slack sends; what they may not enter is refused."""

from typing import Any

import pytest

from sandbox.slack import App, Clock, Workspace
from sandbox.slack.compose import composed
from sandbox.slack.fields import NoSuchChoice, problems, valued
from sandbox.slack.forms import Forms
from sandbox.slack.reading import clickables, words
from tests.sandbox.slack.cards import button, option, section, text
from tests.sandbox.slack.conftest import NOW

Json = dict[str, Any]
CHOICES = [option("One", "1"), option("Two", "2")]
ONE = {"text": text("One"), "value": "1"}


@pytest.fixture
def workspace() -> Workspace:
    made = Workspace(App(), clock=Clock(NOW, is_still=True))
    made.hires("dana", "Dana Reyes")
    made.opens("#sales", ["dana"])
    return made


@pytest.mark.parametrize(
    ("kind", "given", "key", "value"),
    [
        ("plain_text_input", "x", "value", "x"),
        ("number_input", 3, "value", "3"),
        ("static_select", "One", "selected_option", ONE),
        ("static_select", "1", "selected_option", ONE),
        ("static_select", None, "selected_option", None),
        ("external_select", ONE, "selected_option", ONE),
        ("radio_buttons", "One", "selected_option", ONE),
        ("checkboxes", ["One"], "selected_options", [ONE]),
        ("checkboxes", None, "selected_options", []),
        ("multi_static_select", "One", "selected_options", [ONE]),
        ("datepicker", "2026-11-20", "selected_date", "2026-11-20"),
        ("timepicker", "08:00", "selected_time", "08:00"),
        ("datetimepicker", 1_700_000_000, "selected_date_time", 1_700_000_000),
    ],
)
def test_a_value_has_the_shape_of_its_element(
    workspace: Workspace, kind: str, given: Any, key: str, value: Any
) -> None:
    element = {"type": kind, "action_id": "a", "options": CHOICES}
    assert valued(element, given, workspace.state.people) == {"type": kind, key: value}


def test_people_and_channels_are_chosen_by_name(workspace: Workspace) -> None:
    people = workspace.state.people
    dana, sales = workspace.person("dana").id, people.place("#sales").id
    user = valued({"type": "users_select"}, "dana", people)
    several = valued({"type": "multi_users_select"}, ["Dana Reyes"], people)
    room = valued({"type": "conversations_select"}, "#sales", people)
    assert (user["selected_user"], several["selected_users"]) == (dana, [dana])
    assert room["selected_conversation"] == sales


@pytest.mark.parametrize(
    ("kind", "given"),
    [("static_select", "Three"), ("datepicker", "soon"), ("timepicker", "25:00")],
)
def test_what_is_not_offered_cannot_be_chosen(workspace: Workspace, kind: str, given: str) -> None:
    element = {"type": kind, "action_id": "a", "options": CHOICES}
    with pytest.raises(NoSuchChoice):
        valued(element, given, workspace.state.people)


@pytest.mark.parametrize(
    ("element", "content", "is_fine"),
    [
        ({"type": "plain_text_input"}, None, False),
        ({"type": "plain_text_input", "min_length": 3}, "ab", False),
        ({"type": "plain_text_input", "min_length": 3}, "abc", True),
        ({"type": "plain_text_input", "max_length": 3}, "abcd", False),
        ({"type": "plain_text_input", "max_length": 3}, "abc", True),
        ({"type": "email_text_input"}, "a@b.example", True),
        ({"type": "email_text_input"}, "a@b", False),
        ({"type": "url_text_input"}, "https://x.example", True),
        ({"type": "url_text_input"}, "javascript:alert(1)", False),
        ({"type": "number_input", "is_decimal_allowed": False}, "1.5", False),
        ({"type": "number_input", "is_decimal_allowed": True}, "1.5", True),
        ({"type": "number_input", "min_value": "2"}, "1", False),
        ({"type": "number_input", "min_value": "2"}, "2", True),
        ({"type": "number_input", "max_value": "2"}, "3", False),
        ({"type": "number_input", "max_value": "2"}, "2", True),
    ],
)
def test_an_input_says_what_is_wrong(element: Json, content: Any, is_fine: bool) -> None:
    block = {"type": "input", "block_id": "b", "element": {**element, "action_id": "a"}}
    found = problems([block], {"b": {"a": {"value": content}}})
    assert (found == {}) is is_fine


def test_what_is_optional_may_stay_empty() -> None:
    element = {"type": "plain_text_input", "action_id": "a"}
    block = {"type": "input", "block_id": "b", "element": element, "optional": True}
    assert problems([block], {"b": {"a": {"value": None}}}) == {}


def test_an_input_starts_with_what_the_app_put_in() -> None:
    element = {"type": "plain_text_input", "action_id": "a", "initial_value": "Hi"}
    blocks = [{"type": "input", "block_id": "b", "element": element}]
    forms = Forms()
    assert forms.values("U1", "V1", blocks)["b"]["a"]["value"] == "Hi"
    forms.enter("U1", "V1", "b", "a", {"type": "plain_text_input", "value": ""})
    assert forms.values("U1", "V1", blocks)["b"]["a"]["value"] == ""
    forms.forget("U1", "V1")
    assert forms.values("U1", "V1", blocks)["b"]["a"]["value"] == "Hi"


def test_words_and_buttons_are_found_wherever_they_stand() -> None:
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "Acme"},
                                        {"type": "raw_number", "value": 12}]]}  # fmt: skip
    card = {"type": "card", "block_id": "c", "title": text("A deal"),
            "actions": [button("Open", "open")]}  # fmt: skip
    carousel = {"type": "carousel", "elements": [card]}
    box = {"type": "container", "title": text("Box"), "child_blocks": [section("Inside")]}
    blocks: list[Json] = [table, card, carousel, box]
    shown = words(blocks)
    assert {"Acme", "12", "A deal", "Open", "Box", "Inside"} <= set(shown)
    assert [one.label for one in clickables([card])] == ["Open"]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("a < b & c", "a &lt; b &amp; c"),
        ("<!channel> <@U1>", "&lt;!channel&gt; &lt;@U1&gt;"),
        ("@here now", "<!here> now"),
        ("@nobody #nowhere", "@nobody #nowhere"),
        ("mail a@dana.example", "mail a@dana.example"),
        ("ask @dana.", "ask <@{dana}>."),
    ],
)
def test_what_is_typed_is_escaped_and_marked(workspace: Workspace, typed: str, sent: str) -> None:
    text_, _ = composed(typed, workspace.state.people)
    assert text_ == sent.replace("{dana}", workspace.person("dana").id)
