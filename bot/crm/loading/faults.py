"""What is wrong with the files of a load: each fault with its place, however many there are."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from tempfile import SpooledTemporaryFile

from bot.errors import BadInput

_IN_MEMORY = 4_000_000  # bytes; what is beyond waits on disk until it is printed


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
    """Faults in the order in which they were found; memory stays bounded."""

    def __init__(self) -> None:
        self._lines = SpooledTemporaryFile(  # noqa: SIM115 (closed with the load)
            max_size=_IN_MEMORY, mode="w+", encoding="utf-8"
        )
        self.count = 0

    def add(self, fault: Fault) -> None:
        self._lines.write(json.dumps(asdict(fault)) + "\n")
        self.count += 1

    def __iter__(self) -> Iterator[Fault]:
        self._lines.seek(0)
        for line in self._lines:
            yield Fault(**json.loads(line))

    def close(self) -> None:
        self._lines.close()


def shown(text: str, limit: int = 40) -> str:
    """A cell as a report shows it: short, and on one line."""
    clean = " ".join(text.split())
    return f"“{clean}”" if len(clean) <= limit else f"“{clean[: limit - 1]}…”"
