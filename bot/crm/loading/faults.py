"""What is wrong with the files of a load: each fault with its place, however many there are."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from os import SEEK_END
from tempfile import TemporaryFile
from typing import IO
from weakref import finalize

from bot.errors import BadInput

_IN_MEMORY = 10_000  # faults


class Refused(ValueError):
    """`str(error)` says why a cell can't be used."""


class UnreadableFile(BadInput):
    """A file of a load that can't be read at all, so nothing is loaded."""

    def __init__(self, file: str, reason: str, *, line: int | None = None) -> None:
        place = file if line is None else f"{file} line {line}"
        super().__init__(f"{place}: {reason} Nothing was loaded.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`line` is the physical line in which the row begins, `column` as the file calls it."""

    file: str
    line: int
    column: str | None
    reason: str

    def __str__(self) -> str:
        column = f", column {self.column}" if self.column else ""
        return f"{self.file} line {self.line}{column}: {self.reason}"


class FaultLog:
    """Faults in the order in which they were found; beyond some they wait on disk."""

    def __init__(self) -> None:
        self._first: list[Fault] = []
        self._rest: IO[str] | None = None
        self.count = 0

    def add(self, fault: Fault) -> None:
        self.count += 1
        if self.count <= _IN_MEMORY:
            self._first.append(fault)
            return
        if self._rest is None:
            self._rest = TemporaryFile(mode="w+", encoding="utf-8")  # noqa: SIM115 (see finalize)
            finalize(self, self._rest.close)
        self._rest.write(json.dumps(asdict(fault)) + "\n")

    def __iter__(self) -> Iterator[Fault]:
        yield from self._first
        if self._rest is None:
            return
        self._rest.seek(0)
        for line in self._rest:
            yield Fault(**json.loads(line))
        self._rest.seek(0, SEEK_END)


def shown(text: str, limit: int = 40) -> str:
    """A cell as a report shows it: short, and on one line."""
    clean = " ".join(text.split())
    return f"“{clean}”" if len(clean) <= limit else f"“{clean[: limit - 1]}…”"
