"""Both sides of every limit in the table: what is at the limit passes, one more does not."""

import pytest
from _pytest.mark import ParameterSet

from blocks.limits import Surface, check
from blocks.limits.surfaces import ROOTS
from tests.blocks.samples import Case, Cases

_CODES = {
    Surface.MESSAGE: {"blocks": "invalid_blocks", "attachments": "invalid_attachments"},
    Surface.STREAM: {"blocks": "invalid_blocks", "chunks": "invalid_chunks"},
}
_OWN_CODES = {
    ("/text", "max_length"): "msg_too_long",
    ("/markdown_text", "max_length"): "msg_too_long",
    ("/blocks", "type"): "invalid_blocks_format",
    ("/attachments", "max_items"): "too_many_attachments",
}


def _cases(*, good: bool) -> list[ParameterSet]:
    done: set[int] = set()
    return [
        pytest.param(surface, case, id=f"{surface} {case.label}")
        for surface, root in ROOTS.items()
        for case in Cases(surface=surface, done=done).of(root)
        if (case.kind is None) is good
    ]


def _expected_code(surface: Surface, case: Case) -> str:
    if surface in (Surface.MODAL, Surface.HOME):
        return "invalid_arguments"
    first = case.pointer.split("/")[1] if case.pointer else ""
    usual = _CODES[surface].get(first, "invalid_arguments")
    return _OWN_CODES.get((case.pointer, case.kind or ""), usual)


@pytest.mark.parametrize(("surface", "case"), _cases(good=True))
def test_what_is_at_the_limit_passes(surface: Surface, case: Case) -> None:
    assert check(case.payload, surface) == ()


@pytest.mark.parametrize(("surface", "case"), _cases(good=False))
def test_one_step_over_the_limit_is_named_with_its_place(surface: Surface, case: Case) -> None:
    found = {(one.code, one.pointer, one.constraint.type) for one in check(case.payload, surface)}
    assert (_expected_code(surface, case), case.pointer, case.kind) in found
