"""Accounts and a purse that nobody else sees: for replays and evaluations, which change nothing."""

from dataclasses import dataclass, field
from datetime import date

from storage.llm import Call


@dataclass(slots=True)
class Memory:
    """What one run asked and spent."""

    calls: list[Call] = field(default_factory=list)
    spent: int = 0

    async def note(self, calls: list[Call]) -> None:
        self.calls += calls

    async def take(self, day: date, micros: int, cap: int) -> bool:
        if self.spent + micros > cap:
            return False
        self.spent += micros
        return True

    async def give_back(self, day: date, micros: int) -> None:
        self.spent -= micros
