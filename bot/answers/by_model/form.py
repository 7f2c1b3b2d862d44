"""The form in which a model says how it reads a question: flat, everything required."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

_FROZEN = ConfigDict(frozen=True)
_NAME = 60
Name = Field(max_length=_NAME)
Grains = Literal["day", "week", "month", "quarter", "half", "year",
                 "fiscal_quarter", "fiscal_half", "fiscal_year"]  # fmt: skip
Bound = Literal["over", "at_least", "under", "at_most", "between"]


class FilterForm(BaseModel):
    model_config = _FROZEN
    field: str = Name
    op: Literal["is", "is_not", "contains", "empty", "filled"] | Bound
    values: list[str] = Field(max_length=8, description="the question's own words or numbers")


class GroupForm(BaseModel):
    model_config = _FROZEN
    field: str = Name
    grain: Literal["none"] | Grains


class HavingForm(BaseModel):
    model_config = _FROZEN
    measure: str = Name
    op: Bound
    values: list[str] = Field(max_length=2)


class TimeForm(BaseModel):
    """A time that code has read in the question, by its number; or this, the last or the next unit
    where code has read none.
    """

    model_config = _FROZEN
    number: int = Field(ge=0, le=9, description="of the listed times; 0 where none is listed")
    on: str = Field(max_length=_NAME, description="a time field, or empty for the usual one")
    grain: Grains
    offset: int = Field(ge=-1, le=1)


class WordForm(BaseModel):
    model_config = _FROZEN
    word: str = Name
    stands_for: str = Name


class PlanForm(BaseModel):
    """Names are those of the vocabulary; a plan says nothing of who may see what."""

    model_config = _FROZEN
    choice: int = Field(ge=0, le=9, description="the number of an offered reading, else 0")
    intent: Literal["metric", "list", "unsupported"]
    entity: str = Name
    measures: list[str] = Field(max_length=4)
    group_by: list[GroupForm] = Field(max_length=2)
    filters: list[FilterForm] = Field(max_length=6)
    having: list[HavingForm] = Field(max_length=2)
    times: list[TimeForm] = Field(max_length=2)
    compare_to: Literal["none", "before", "year_before"]
    sort_by: str = Field(max_length=_NAME, description="a measure or field, or empty")
    descending: bool
    limit: int = Field(ge=0, le=200, description="0 for all")
    share_of_total: bool
    words: list[WordForm] = Field(max_length=8)
