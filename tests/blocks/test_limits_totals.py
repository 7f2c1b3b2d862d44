"""What holds for a message, a view or a stream as a whole."""

import json
from typing import Any

import pytest

from blocks.limits import Surface, check
from blocks.limits.surfaces import BLOCK
from blocks.limits.totals import VIEW_BYTES

Json = dict[str, Any]
_TITLE = {"type": "plain_text", "text": "a"}
_ROW = [{"type": "raw_text", "text": "a"}]
_TABLE: Json = {"type": "table", "rows": [_ROW]}
_DATA_TABLE: Json = {"type": "data_table", "caption": "a", "rows": [_ROW, _ROW]}
_CHART = {
    "type": "data_visualization",
    "title": "a",
    "chart": {"type": "pie", "segments": [{"label": "a", "value": 1}]},
}
_PLAN = {"type": "plan", "title": "a"}
_INPUT = {"type": "input", "label": _TITLE, "element": {"type": "plain_text_input"}}


def _section(length: int) -> Json:
    return {"type": "section", "text": {"type": "mrkdwn", "text": "x" * length}}


def _markdown(length: int) -> Json:
    return {"type": "markdown", "text": "x" * length}


def _button(action_id: str) -> Json:
    return {"type": "button", "text": _TITLE, "action_id": action_id}


def _actions(*ids: str, **more: str) -> Json:
    return {"type": "actions", "elements": [_button(one) for one in ids], **more}


def _message(*blocks: Json) -> list[tuple[str, str]]:
    return [(one.code, one.pointer) for one in check({"blocks": list(blocks)}, Surface.MESSAGE)]


def _view(kind: Surface, *blocks: Json, **more: Any) -> list[tuple[str, str]]:
    title = {"title": _TITLE} if kind is Surface.MODAL else {}
    view = {"type": str(kind), "blocks": list(blocks), **title, **more}
    return [(one.code, one.pointer) for one in check(view, kind, at="/view")]


def test_a_block_id_stands_once_in_a_message_however_deep() -> None:
    outer, inner = {"type": "divider", "block_id": "a"}, {"type": "divider", "block_id": "b"}
    container = {"type": "container", "title": _TITLE, "child_blocks": [inner]}
    assert _message(outer, container) == []
    container["child_blocks"] = [outer]
    assert _message(outer, container) == [("invalid_blocks", "/blocks/1/child_blocks/0/block_id")]


def test_an_action_id_stands_once_in_a_block_and_may_return_in_another() -> None:
    assert _message(_actions("a", "b"), _actions("a")) == []
    fault = check({"blocks": [_actions("a", "b", "a")]}, Surface.MESSAGE)[0]
    assert fault.message == (
        '`action_id` "a" already exists [json-pointer:/blocks/0/elements/2/action_id]'
    )


def test_a_message_takes_13200_characters_in_all() -> None:
    full = [_section(3000)] * 4 + [_section(1200)]
    assert _message(*full) == []
    assert _message(*full, _section(1)) == [("msg_blocks_too_long", "/blocks")]


def test_markdown_blocks_take_12000_characters_together() -> None:
    assert _message(_markdown(6000), _markdown(6000)) == []
    assert _message(_markdown(6000), _markdown(6001)) == [("msg_blocks_too_long", "/blocks")]


def test_a_list_of_blocks_is_measured_as_a_message_is() -> None:
    faults = check([_section(3000)] * 5, Surface.MESSAGE, at="/blocks")
    assert [(one.code, one.pointer) for one in faults] == [("msg_blocks_too_long", "/blocks")]


@pytest.mark.parametrize("second", [_TABLE, _DATA_TABLE])
def test_a_message_has_one_table_of_either_kind(second: Json) -> None:
    assert _message(second) == []
    assert _message(_TABLE, second) == [("invalid_attachments", "/blocks/1")]


def test_a_message_has_two_charts_and_one_plan() -> None:
    assert _message(_CHART, _CHART, _PLAN) == []
    assert _message(_CHART, _CHART, _CHART) == [("invalid_blocks", "/blocks/2")]
    assert _message(_PLAN, _PLAN) == [("invalid_blocks", "/blocks/1")]


def test_a_message_says_something() -> None:
    assert check({"channel": "C1", "text": "hello"}, Surface.MESSAGE) == ()
    nothing: list[Json] = [{}, {"text": ""}, {"blocks": []}, {"text": "", "attachments": []}]
    for empty in nothing:
        assert [one.code for one in check(empty, Surface.MESSAGE)] == ["no_text"]


def test_markdown_text_stands_alone() -> None:
    both = {"markdown_text": "a", "text": "a"}
    assert [one.code for one in check(both, Surface.MESSAGE)] == ["markdown_text_conflict"]


def test_a_modal_that_asks_has_a_way_to_answer() -> None:
    assert _view(Surface.MODAL, _INPUT, submit=_TITLE) == []
    assert _view(Surface.HOME, _INPUT) == []
    assert _view(Surface.MODAL, _section(1)) == []
    assert _view(Surface.MODAL, _INPUT) == [("invalid_arguments", "/view/blocks/0/input")]


def test_one_element_of_a_view_has_the_focus() -> None:
    focused = {**_INPUT, "element": {"type": "plain_text_input", "focus_on_load": True}}
    where = "/view/blocks/1/element/focus_on_load"
    assert _view(Surface.HOME, focused, _INPUT) == []
    assert _view(Surface.HOME, focused, focused) == [("invalid_arguments", where)]


def test_a_view_takes_250000_bytes() -> None:
    view = {"type": "home", "blocks": [*[_section(3000)] * 81, _section(1)]}
    room = VIEW_BYTES - len(json.dumps(view))
    view["blocks"] = [*[_section(3000)] * 81, _section(1 + room)]
    assert check(view, Surface.HOME, at="/view") == ()
    view["blocks"] = [*[_section(3000)] * 81, _section(2 + room)]
    faults = check(view, Surface.HOME, at="/view")
    assert [(one.code, one.pointer) for one in faults] == [("view_too_large", "/view")]


@pytest.mark.parametrize("surface", [Surface.HOME, Surface.MODAL])
@pytest.mark.parametrize("kind", ["markdown", "table", "plan", "data_visualization"])
def test_what_only_messages_show_is_unknown_in_a_view(surface: Surface, kind: str) -> None:
    assert _view(surface, {"type": kind}) == [("invalid_arguments", "/view/blocks/0/type")]


def test_alerts_and_files_to_upload_are_for_modals_only() -> None:
    alert, upload = {"type": "alert", "text": _TITLE}, {**_INPUT, "element": {"type": "file_input"}}
    assert _view(Surface.MODAL, alert, upload, submit=_TITLE) == []
    assert _message(alert) == [("invalid_blocks", "/blocks/0/type")]
    assert _message(upload) == [("invalid_blocks", "/blocks/0/element/type")]


def test_a_home_tab_has_no_title_and_no_buttons_of_its_own() -> None:
    view = {"type": "home", "blocks": [_section(1)], "submit": _TITLE}
    faults = check(view, Surface.HOME, at="/view")
    assert [one.message for one in faults] == [
        "invalid additional property: submit [json-pointer:/view]"
    ]


def test_a_stream_takes_chunks_and_says_which_one_is_wrong() -> None:
    good = {"type": "task_update", "id": "1", "title": "a", "status": "complete"}
    bad = {**good, "status": "done"}
    assert check({"chunks": [good, {"type": "blocks", "blocks": [_PLAN]}]}, Surface.STREAM) == ()
    faults = check({"chunks": [good, bad]}, Surface.STREAM)
    assert [(one.code, one.pointer) for one in faults] == [("invalid_chunks", "/chunks/1/status")]


def test_a_fault_reads_as_slack_writes_it() -> None:
    text = check({"blocks": [_section(3001)]}, Surface.MESSAGE)[0]
    assert text.message == "must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
    kind = check([{"type": "section", "text": {"type": "invalid"}}], Surface.MESSAGE)[0]
    assert kind.as_json() == {
        "code": "failed_constraint",
        "message": "unsupported type: invalid",
        "pointer": "/0/text/type",
        "constraint": {"type": "enum", "expected": ["mrkdwn", "plain_text"], "got": "invalid"},
    }


def test_the_table_knows_every_block_there_is() -> None:
    assert len(BLOCK.shapes) == 23
