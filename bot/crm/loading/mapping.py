"""Mapping files: how other people's exports become ours, as docs/crm-files.md describes it."""

from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from bot.crm.loading.specification import FileSpec
from bot.errors import BadInput
from bot.text.yaml import read_yaml

BUILT_IN = Path(__file__).parent.parent / "mappings"

Condition = Literal["filled", "empty"] | list[str]


class _Strict(BaseModel):
    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        coerce_numbers_to_str=True,
        hide_input_in_errors=True,
        populate_by_name=True,
    )


class Lookup(_Strict):
    """The value of `take` in the row of `file` whose `match` is what our column `by` holds."""

    file: str
    match: str
    by: str
    take: str


class Cell(_Strict):
    """One of `column`, `constant`, `template`, `lookup`; the steps after it apply in this order."""

    column: str | None = None
    constant: str | None = None
    template: str | None = None
    lookup: Lookup | None = None
    remove: str = ""
    values: dict[str, str] = {}
    otherwise: str | None = None
    date: str | None = None
    multiply: str | None = None
    slug: str | None = None
    hash: int | None = Field(default=None, ge=8, le=64)
    format: str | None = None
    default: str = ""
    when: dict[str, Condition] = {}

    @model_validator(mode="after")
    def _one_origin(self) -> "Cell":
        origins = (self.column, self.constant, self.template, self.lookup)
        if sum(origin is not None for origin in origins) != 1:
            raise ValueError("needs exactly one of column, constant, template, lookup")
        return self


def _column_alone(value: object) -> object:
    return {"column": value} if isinstance(value, str) else value


class Section(_Strict):
    """How one file of theirs becomes rows of one file of ours."""

    source: str = Field(alias="from")
    columns: dict[str, Annotated[Cell, BeforeValidator(_column_alone)]]
    normalise: dict[str, dict[str, str]] = {}
    where: dict[str, Condition] = {}
    once_per: str | None = None
    drop: list[str] = []


class Pipeline(_Strict):
    """A pipeline's stages in order, and the fields that a deal needs to be in one of them."""

    pipeline: str = ""
    stages: list[str]
    required: dict[str, list[str]] = {}


class Mapping(_Strict):
    """`files`: per file of ours, the sections that fill it. Without any, files are ours already."""

    about: str = ""
    files: dict[str, list[Section]] = {}
    pipelines: list[Pipeline] = []


def read_mapping(name: str) -> Mapping:
    """A built-in mapping by name, or a file's. Raises BadInput that says what is wrong with it."""
    built_in = {path.stem: path for path in sorted(BUILT_IN.glob("*.yaml"))}
    path = built_in.get(name, Path(name))
    try:
        found = read_yaml(path.read_text(encoding="utf-8"))
        return Mapping.model_validate(found)
    except (OSError, UnicodeDecodeError):
        raise BadInput(
            f"There is no mapping “{name}”. Nothing was loaded."
            f" Give the name of a built-in one ({', '.join(built_in)}) or of a YAML file."
        ) from None
    except yaml.YAMLError as error:
        raise BadInput(f"The mapping “{name}” is no YAML ({_on_one_line(error)}).{_HELP}") from None
    except ValidationError as error:
        raise BadInput(f"The mapping “{name}” is wrong: {_faults(error)}.{_HELP}") from None


_HELP = " Nothing was loaded. docs/crm-files.md describes the format."


def targets(mapping: Mapping, name: str, specs: Iterable[FileSpec]) -> dict[str, FileSpec]:
    """Our files that the mapping fills. Raises BadInput for one that we don't have."""
    ours = {spec.file: spec for spec in specs}
    for file in mapping.files:
        if file not in ours:
            raise BadInput(
                f"The mapping “{name}” fills {file}, which is none of {', '.join(ours)}.{_HELP}"
            )
    return {file: spec for file, spec in ours.items() if file in mapping.files}


def _faults(error: ValidationError) -> str:
    return "; ".join(
        f"{'.'.join(str(part) for part in fault['loc']) or 'it'}: {fault['msg']}"
        for fault in error.errors()[:5]
    )


def _on_one_line(error: yaml.YAMLError) -> str:
    return " ".join(str(error).split())
