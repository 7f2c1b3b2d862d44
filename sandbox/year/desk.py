"""What all deals of a year share: the day, the phrases, and what has been written already."""

from random import Random

from sandbox.year.clock import Clock
from sandbox.year.model import Row
from sandbox.year.phrasebook import Book


class Desk:
    """Collects the activity rows and sees to it that no text is written twice."""

    def __init__(self, clock: Clock, book: Book) -> None:
        self.clock = clock
        self.on = clock.on
        self.book = book
        self.activities: list[Row] = []
        self._written: set[str] = set()

    def is_new(self, body: str) -> bool:
        """Whether nobody wrote exactly this before; remembers it from now on."""
        if body in self._written:
            return False
        self._written.add(body)
        return True

    def file(self, rows: list[Row]) -> None:
        """Numbers the activities of one deal in the order they happened."""
        for row in rows:
            row["id"] = f"act-{len(self.activities) + 1:05d}"
            self.activities.append(row)


def one_of(rng: Random, options: tuple[str, ...]) -> str:
    """A quick choice; `rng.choice` costs four times as much and is asked often."""
    return options[int(rng.random() * len(options))]
