"""One batch of a file, checked: values for the database, and what is wrong with which row."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from bot.crm.loading.columns import (
    ColumnReader,
    ParsedColumn,
    ReferenceColumn,
    TextColumn,
)
from bot.crm.loading.faults import UnreadableFile
from bot.crm.loading.rows import Batch
from bot.crm.loading.specification import LONG, Field, FileSpec
from bot.crm.port import RecordKind
from storage.crm.loading import raw_instant_key
from storage.crm.references import REFERENCES
from storage.crm.tables import key

Encoders = Callable[[str, str], Callable[[Any], Any] | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class RowFault:
    """`place` is the row's in its batch."""

    place: int
    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """A batch as columns of the database's values; rows with faults are still in there."""

    batch: Batch
    columns: dict[str, Sequence[Any]]
    faults: list[RowFault] = field(default_factory=list)
    warnings: list[RowFault] = field(default_factory=list)

    @property
    def ids(self) -> Sequence[str]:
        return self.columns["id"]

    @property
    def good(self) -> Sequence[int]:
        """The places of the rows that have no fault."""
        bad = {fault.place for fault in self.faults}
        places = range(self.batch.size)
        return [place for place in places if place not in bad] if bad else places


class Checker:
    """Checks one file's batches. `columns` are those of its header."""

    def __init__(
        self,
        spec: FileSpec,
        file: str,
        columns: Sequence[str],
        encoders: Encoders,
        *,
        controls: bool,
    ) -> None:
        _refuse_missing(spec, file, columns)
        self._spec = spec
        fields = {each.name: each for each in spec.fields if each.name in columns}
        self._readers = {
            name: _reader(spec, each, encoders(spec.kind, name), controls=controls)
            for name, each in fields.items()
        }
        self.custom = tuple(name for name in columns if name not in fields)
        self._customs = {
            name: TextColumn(limit=LONG, required=False, lines=True, controls=controls)
            for name in self.custom
        }

    @property
    def fields(self) -> frozenset[str]:
        return frozenset(self._readers)

    def check(self, batch: Batch) -> Checked:
        checked = Checked(batch=batch, columns={})
        for name, reader in self._readers.items():
            checked.columns[name] = _read(reader, name, checked)
        if self._customs:
            checked.columns["custom"] = self._custom(checked)
        if self._spec.identity:
            checked.columns["id"] = _composite(checked, self._spec.identity)
        _check_rows(self._spec.kind, checked)
        return checked

    def _custom(self, checked: Checked) -> list[str]:
        texts = [_read(reader, name, checked) for name, reader in self._customs.items()]
        rows = zip(*texts, strict=True)
        return [
            json.dumps({name: text for name, text in zip(self.custom, row, strict=True) if text})
            for row in rows
        ]


def _refuse_missing(spec: FileSpec, file: str, columns: Sequence[str]) -> None:
    missing = [name for name in spec.required if name not in columns]
    if not missing:
        return
    hint = ""
    if len(columns) == 1 and (";" in columns[0] or "\t" in columns[0]):
        hint = " The columns seem to be separated by something else than commas."
    elif {name.lower() for name in columns} >= set(missing):
        hint = " Names of columns are in small letters."
    words = "column" if len(missing) == 1 else "columns"
    raise UnreadableFile(
        file, f"the required {words} {', '.join(missing)} can't be found.{hint}", line=1
    )


def _reader(
    spec: FileSpec, each: Field, encode: Callable[[Any], Any] | None, *, controls: bool
) -> ColumnReader:
    if (spec.kind.value, each.name) in REFERENCES:
        return ReferenceColumn(required=each.required)
    if each.read is None:
        return TextColumn(
            limit=each.limit,
            required=each.required,
            lines=each.lines,
            controls=controls,
            said=each.said,
        )
    return ParsedColumn(each.read, encode, each.default, required=each.required)


def _read(reader: ColumnReader, name: str, checked: Checked) -> Sequence[Any]:
    batch = checked.batch
    values, faults = reader.read(batch.columns[name], lines=not batch.lines.are_plain)
    for place, reason in faults.items():
        checked.faults.append(RowFault(place=place, column=name, reason=reason))
    return values


def _composite(checked: Checked, identity: Sequence[str]) -> list[str]:
    parts = []
    for name in identity:
        values = checked.columns[name]
        if name == "at":
            parts.append(["" if value is None else raw_instant_key(value) for value in values])
        else:
            parts.append([str(value) for value in values])
    return [key(*row) for row in zip(*parts, strict=True)]


def _check_rows(kind: RecordKind, checked: Checked) -> None:
    if kind is RecordKind.DEAL:
        _check_deals(checked)
    if "email" in checked.columns:
        for place, email in enumerate(checked.columns["email"]):
            if email and "@" not in email:
                _warn(checked, place, "email", "is not an e-mail address")


def _check_deals(checked: Checked) -> None:
    columns = checked.columns
    closed = columns.get("closed_at")
    if closed is None:
        return
    ends = zip(columns["status"], closed, strict=True)
    for place in [n for n, (status, at) in enumerate(ends) if at and status == "open"]:
        _warn(checked, place, "closed_at", "is filled, but the deal is open")
    created = columns.get("created_at")
    if created is None:
        return
    lives = zip(created, closed, strict=True)
    for place in [n for n, (first, last) in enumerate(lives) if last and first and last < first]:
        if not _same_day(checked.batch, place):
            fault = RowFault(place=place, column="closed_at", reason="is before created_at")
            checked.faults.append(fault)


def _same_day(batch: Batch, place: int) -> bool:
    """A date without a time says nothing about the order within its day."""
    first = batch.columns["created_at"][place].strip()
    last = batch.columns["closed_at"][place].strip()
    return first[:10] == last[:10] and 10 in (len(first), len(last))


def _warn(checked: Checked, place: int, column: str, reason: str) -> None:
    checked.warnings.append(RowFault(place=place, column=column, reason=reason))
