"""The words of `words.yaml`, as patterns over folded text."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from pydantic import BaseModel, ConfigDict

from bot.text.yaml import read_yaml


class _File(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    fields: Mapping[str, tuple[str, ...]]
    statuses: Mapping[str, tuple[str, ...]]
    to: tuple[str, ...]
    of: tuple[str, ...]
    about: tuple[str, ...]
    due: tuple[str, ...]
    because: tuple[str, ...]
    task: tuple[str, ...]
    note: tuple[str, ...]
    several: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`fields` and `statuses` by each of their phrases; the rest as alternatives of a pattern."""

    fields: Mapping[str, str]
    statuses: Mapping[str, str]
    to: str
    of: str
    about: str
    due: frozenset[str]
    because: str
    task: str
    note: str
    several: frozenset[str]

    @property
    def field(self) -> str:
        return _any(self.fields)


@cache
def words() -> Words:
    text = files(__package__).joinpath("words.yaml").read_text("utf-8")
    read = _File.model_validate(read_yaml(text))
    return Words(
        fields={phrase: name for name, said in read.fields.items() for phrase in said},
        statuses={phrase: name for name, said in read.statuses.items() for phrase in said},
        to=_any(read.to),
        of=_any(read.of),
        about=_any(read.about),
        due=frozenset(read.due),
        because=_any(read.because),
        task=_any(read.task),
        note=_any(read.note),
        several=frozenset(read.several),
    )


def _any(phrases: Iterable[str]) -> str:
    """The longest first: "next step due" is no "next step"."""
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))
