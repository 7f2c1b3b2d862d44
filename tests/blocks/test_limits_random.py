"""Whatever comes is judged, never raised on."""

import json
from typing import Any

import pytest
from hypothesis import given

from blocks.limits import Fault, Surface, check
from blocks.limits.surfaces import BLOCK, ROOTS
from tests.blocks.strategies import any_json, drawn


@pytest.mark.parametrize("surface", Surface)
@given(payload=any_json(ROOTS[Surface.MESSAGE]))
def test_no_json_makes_it_raise(surface: Surface, payload: Any) -> None:
    for fault in check(payload, surface):
        assert isinstance(fault, Fault)
        assert fault.code
        json.dumps(fault.as_json())


@given(block=drawn(BLOCK))
def test_a_pointer_leads_to_the_place_or_to_what_should_be_there(block: Any) -> None:
    payload = {"blocks": [block]}
    for fault in check(payload, Surface.MESSAGE):
        place: Any = payload
        *path, last = fault.pointer.split("/")[1:]
        for key in path:
            place = place[int(key) if isinstance(place, list) else key]
        assert isinstance(place, dict) or int(last) < len(place)


@pytest.mark.parametrize("surface", Surface)
def test_what_nests_without_end_is_judged_too(surface: Surface) -> None:
    deep: Any = []
    for _ in range(20_000):
        deep = [deep]
    payload = {"type": str(surface), "blocks": deep, "text": deep, "chunks": [deep]}
    assert check(payload, surface)
    assert check(deep, surface)


def test_a_foreign_word_is_cut_short_in_the_message() -> None:
    fault = check([{"type": "x" * 10_000}], Surface.MESSAGE)[0]
    assert len(fault.message) < 200
