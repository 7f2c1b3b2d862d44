"""Finds in a text what the content policies speak of."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from bot.policy.situation import Finding


@dataclass(frozen=True, slots=True, kw_only=True)
class ContentReader:
    approved: tuple[str, ...]

    @staticmethod
    def files() -> list[Path]:
        return []

    @classmethod
    def load(cls, approved: Collection[str]) -> Self:
        return cls(approved=tuple(approved))

    def read(self, text: str, languages: Collection[str] = ()) -> Sequence[Finding]:
        return ()
