"""What holds between keys and over a whole message or view, on both sides of each rule."""

from collections.abc import Iterator
from typing import Any

import pytest

from blocks.limits import Surface, check
from blocks.limits import rules as rules_module
from blocks.limits.kinds import Each, Maybe, Node, OneOf, Rule, Shape
from blocks.limits.surfaces import ROOTS

Json = dict[str, Any]


def _option(value: str) -> Json:
    return {"text": {"type": "plain_text", "text": value}, "value": value}


def _menu(*values: str, **more: object) -> Json:
    return {"type": "static_select", "options": [_option(one) for one in values], **more}


def _actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def _input(element: Json, **more: object) -> Json:
    return {
        "type": "input",
        "label": {"type": "plain_text", "text": "a"},
        "element": element,
        **more,
    }


def _rows(*widths: int, text: str = "a") -> list[list[Json]]:
    return [[{"type": "raw_text", "text": text}] * width for width in widths]


def _data_table(*widths: int, **more: object) -> Json:
    return {"type": "data_table", "caption": "a", "rows": _rows(*widths), **more}


def _header(cell: Json) -> Json:
    return {"type": "data_table", "caption": "a", "rows": [[cell], *_rows(1)]}


def _chart(*series: tuple[str, list[str]]) -> Json:
    made = [
        {"name": name, "data": [{"label": label, "value": 1} for label in labels]}
        for name, labels in series
    ]
    chart = {"type": "bar", "series": made, "axis_config": {"categories": ["q1", "q2"]}}
    return {"type": "data_visualization", "title": "a", "chart": chart}


def _plan(*ids: str) -> Json:
    return {"type": "plan", "title": "a", "tasks": [{"task_id": one, "title": "a"} for one in ids]}


def _container(**more: object) -> Json:
    title = {"type": "plain_text", "text": "a"}
    return {"type": "container", "title": title, "child_blocks": [{"type": "divider"}], **more}


def _lengths(low: int, high: int) -> Json:
    return _input({"type": "plain_text_input", "min_length": low, "max_length": high})


def _values(low: str, high: str) -> Json:
    element = {"type": "number_input", "is_decimal_allowed": True}
    return _input({**element, "min_value": low, "max_value": high})


_FILE = {"type": "file_input"}
_RICH = {"type": "rich_text", "elements": []}
_RAW = {"type": "raw_number", "value": 1}
_TALL = 5000
# A block that keeps the rule, one that breaks it, and where.
_RULES: dict[Rule, tuple[Json, Json, str]] = {
    rules_module.options_differ: (
        _actions(_menu("a", "b")),
        _actions(_menu("a", "a")),
        "/elements/0/options/1/value",
    ),
    rules_module.first_choice_is_offered: (
        _actions(_menu("a", initial_option=_option("a"))),
        _actions(_menu("a", initial_option=_option("b"))),
        "/elements/0/initial_option",
    ),
    rules_module.lengths_in_order: (_lengths(3, 3), _lengths(4, 3), "/element/min_length"),
    rules_module.values_in_order: (
        _values("-1.5", "-1.5"),
        _values("10", "9"),
        "/element/min_value",
    ),
    rules_module.files_do_not_dispatch: (
        _input(_FILE, dispatch_action=False),
        _input(_FILE, dispatch_action=True),
        "/dispatch_action",
    ),
    rules_module.rows_are_even: (_data_table(2, 2, 2), _data_table(2, 2, 1), "/rows/2"),
    rules_module.cells_are_short_together: (
        {"type": "table", "rows": _rows(1, 1, text="x" * _TALL)},
        {"type": "table", "rows": [*_rows(1, 1, text="x" * _TALL), *_rows(1)]},
        "/rows",
    ),
    rules_module.header_is_plain: (_header(_RAW), _header(_RICH), "/rows/0/0/type"),
    rules_module.row_header_exists: (
        _data_table(2, 2, row_header_column_index=1),
        _data_table(2, 2, row_header_column_index=2),
        "/row_header_column_index",
    ),
    rules_module.tasks_differ: (_plan("a", "b"), _plan("a", "a"), "/tasks/1/task_id"),
    rules_module.series_differ: (
        _chart(("a", ["q1", "q2"]), ("b", ["q1", "q2"])),
        _chart(("a", ["q1", "q2"]), ("a", ["q1", "q2"])),
        "/chart/series/1/name",
    ),
    rules_module.series_follow_the_axis: (
        _chart(("a", ["q2", "q1"])),
        _chart(("a", ["q1", "q3"])),
        "/chart/series/0/data",
    ),
    rules_module.only_what_folds_starts_folded: (
        _container(is_collapsible=True, default_collapsed=True),
        _container(default_collapsed=True),
        "/default_collapsed",
    ),
    rules_module.what_folds_has_no_divider: (
        _container(is_collapsible=False, has_header_divider=True),
        _container(is_collapsible=True, has_header_divider=True),
        "/has_header_divider",
    ),
}


def _modal(block: Json) -> Json:
    title = {"type": "plain_text", "text": "a"}
    return {"type": "modal", "title": title, "submit": title, "blocks": [block]}


def _judged(block: Json) -> list[str]:
    modal = "file_input" in str(block)
    if modal:
        return [one.pointer for one in check(_modal(block), Surface.MODAL)]
    return [one.pointer for one in check({"blocks": [block]}, Surface.MESSAGE)]


@pytest.mark.parametrize("rule", _RULES, ids=lambda rule: rule.__name__)
def test_each_rule_takes_what_keeps_it_and_names_what_breaks_it(rule: Rule) -> None:
    keeps, breaks, where = _RULES[rule]
    assert _judged(keeps) == []
    assert _judged(breaks) == [f"/blocks/0{where}"]


def test_no_rule_of_the_table_is_without_a_pair() -> None:
    assert {rule for root in ROOTS.values() for rule in _rules_of(root)} == set(_RULES)


def _rules_of(node: Node) -> Iterator[Rule]:
    match node:
        case Each() | Maybe():
            yield from _rules_of(node.of)
        case OneOf():
            for shape in node.shapes.values():
                yield from _rules_of(shape)
        case Shape():
            yield from node.rules
            for inner in node.keys.values():
                yield from _rules_of(inner)
        case _:
            return
