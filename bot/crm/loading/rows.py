"""CSV into batches of columns, each row with the physical line in which it begins."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate, islice
from typing import Any, TextIO

from bot.crm.loading.faults import Fault, UnreadableFile
from bot.crm.loading.vetting import Vetted

BATCH = 20_000
_LOST = ("field larger than field limit", "unexpected end of data")

Row = list[str]


@dataclass(frozen=True, kw_only=True)  # no slots: `_starts` is kept once it is asked for
class Lines:
    """Where the rows of a batch begin, counted only when somebody asks."""

    first: int
    last: int
    rows: Sequence[Row]
    kept: Sequence[int] | None = None  # places in `rows` of the rows of the batch; None: all

    @property
    def are_plain(self) -> bool:
        """No cell has a line break."""
        return self.last - self.first + 1 == len(self.rows)

    def of(self, place: int) -> int:
        return self._starts[place if self.kept is None else self.kept[place]]

    @cached_property
    def _starts(self) -> Sequence[int]:
        if self.are_plain:
            return range(self.first, self.last + 1)
        heights = (1 + sum(map(_breaks, row)) for row in self.rows)
        return list(accumulate(heights, initial=self.first))


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Rows as columns of texts, all equally long, and the rows that are no rows at all."""

    file: str
    columns: Mapping[str, Sequence[str]]
    lines: Lines
    size: int
    read: int  # bytes of the file up to here, about
    faults: Sequence[Fault] = ()
    normalised: Counter[str] = field(default_factory=Counter)  # what a mapping set right


def _breaks(cell: str) -> int:
    return cell.count("\n") + cell.count("\r") - cell.count("\r\n")


def header_of(file: Vetted) -> list[str]:
    """Raises UnreadableFile for a header that leaves open which column is which."""
    with file.path.open(encoding="utf-8-sig", newline="") as text:
        return _header(file.name, csv.reader(text, strict=True))


def batches(file: Vetted, size: int = BATCH) -> Iterator[Batch]:
    """All rows of a file. Raises UnreadableFile where it can't be told where a row ends."""
    with file.path.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text, strict=True)
        header = _header(file.name, reader)
        more = True
        while more:
            first = reader.line_num + 1
            rows, broken = _next_rows(file.name, reader, size)
            more = bool(rows or broken)
            if more:
                lines = Lines(first=first, last=_last(reader, broken), rows=rows)
                yield _batch(file, header, lines, broken, _told(text))


def _last(reader: Any, broken: Fault | None) -> int:
    return broken.line - 1 if broken else reader.line_num


def _told(text: TextIO) -> int:
    return text.buffer.tell()


def _header(name: str, reader: Any) -> list[str]:
    try:
        header = [column.strip() for column in next(reader)]
    except (csv.Error, StopIteration) as error:
        raise UnreadableFile(name, f"the header can't be read ({error}).", line=1) from None
    for place, column in enumerate(header, 1):
        if not column:
            raise UnreadableFile(name, f"column {place} has no name.", line=1)
        if header.index(column) != place - 1:
            raise UnreadableFile(name, f"the column “{column}” is there twice.", line=1)
    return header


def _next_rows(name: str, reader: Any, size: int) -> tuple[list[Row], Fault | None]:
    """Up to `size` rows; fewer when one is malformed, which comes as a fault."""
    rows: list[Row] = []
    first = reader.line_num + 1
    try:
        rows.extend(islice(reader, size))
    except csv.Error as error:
        # What came before the malformed row is in there already.
        line = first + sum(1 + sum(map(_breaks, row)) for row in rows)
        if any(words in str(error) for words in _LOST):
            raise UnreadableFile(
                name,
                "a cell is longer than 131,072 characters, or its quote is never closed.",
                line=line,
            ) from None
        reason = f"the quotes in this row don't match ({error})"
        return rows, Fault(file=name, line=line, column=None, reason=reason)
    return rows, None


def _batch(file: Vetted, header: list[str], lines: Lines, broken: Fault | None, read: int) -> Batch:
    rows = lines.rows
    faults = [broken] if broken else []
    if set(map(len, rows)) - {len(header)}:
        kept = [place for place, row in enumerate(rows) if len(row) == len(header)]
        for place, row in enumerate(rows):
            if row and len(row) != len(header):
                reason = f"the row has {len(row)} cells, the header {len(header)}"
                line = lines.of(place)
                faults.append(Fault(file=file.name, line=line, column=None, reason=reason))
        lines = Lines(first=lines.first, last=lines.last, rows=rows, kept=kept)
        rows = [rows[place] for place in kept]
    columns = list(zip(*rows, strict=True)) or [()] * len(header)
    return Batch(
        file=file.name,
        columns=dict(zip(header, columns, strict=True)),
        lines=lines,
        size=len(rows),
        read=read,
        faults=sorted(faults, key=lambda fault: fault.line),
    )
