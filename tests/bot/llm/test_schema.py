"""The schema that goes over the wire: what the strictest provider takes, and nothing that it
would have to ignore.
"""

import anthropic
import pytest
from pydantic import BaseModel, Field

from bot.llm.schema import excess, wire_schema
from tests.bot.llm.asking import Form


class Inner(BaseModel):
    title: str
    count: int | None = Field(ge=1)


class Outer(BaseModel):
    items: list[Inner] = Field(max_length=3)
    note: str = ""


class Node(BaseModel):
    children: list["Node"]


@pytest.mark.parametrize("form", [Form, Outer])
def test_claudes_own_helper_has_nothing_left_to_change(form: type[BaseModel]) -> None:
    schema = wire_schema(form)
    assert anthropic.transform_schema(wire_schema(form)) == schema


def test_ranges_are_ours_to_check_and_names_of_fields_stay() -> None:
    schema = wire_schema(Outer)
    assert "maxItems" not in schema["properties"]["items"]
    assert "title" in schema["$defs"]["Inner"]["properties"]
    assert schema["$defs"]["Inner"]["additionalProperties"] is False


def test_what_a_provider_would_refuse_is_named() -> None:
    assert excess(Outer) == ()
    assert excess(Node) == ("a form within itself",)
    wide = type(
        "Wide",
        (BaseModel,),
        {"__annotations__": {f"f{n}": str for n in range(30)}} | {f"f{n}": "" for n in range(30)},
    )
    assert excess(wide) == ("30 optional fields, at most 24",)
