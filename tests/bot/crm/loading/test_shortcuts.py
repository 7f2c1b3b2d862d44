"""Shortcuts give what the long way gives, or nothing; rows keep their lines whatever they hold."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy.dialects.sqlite.aiosqlite import dialect

from bot.crm.loading import cells
from bot.crm.loading.columns import ParsedColumn, is_formula
from bot.crm.loading.faults import Fault, FaultLog, Refused
from bot.crm.loading.hierarchy import refused
from bot.crm.loading.rows import batches
from bot.crm.loading.shortcuts import shortcut_for
from bot.crm.loading.vetting import vetted
from storage.crm.loading import encoder

_AT = encoder("deal", "created_at", dialect())
_AMOUNT = encoder("deal", "amount", dialect())

_DIGITS = st.text("0123456789", min_size=1, max_size=4)
_INSTANTISH = st.one_of(
    st.datetimes(datetime(1890, 1, 1), datetime(2210, 1, 1)).map(lambda at: at.isoformat() + "Z"),  # noqa: DTZ001
    st.datetimes(timezones=st.just(UTC)).map(datetime.isoformat),
    st.builds("{}-{}-{}T{}:{}:{}{}".format, *[_DIGITS] * 6, st.sampled_from(("Z", "+00:00", ""))),
    st.builds("2026-0{}-2{}{}1{}:0{}{}".format, *[st.text("0129T :-", max_size=2)] * 5, _DIGITS),
    st.sampled_from(
        ("2026-01-02", "2026-01-02T12:3", "2026-01-02T12:34", "2026-01-02T12:34Z", "2026-02-30")
    ),
)
_AMOUNTISH = st.one_of(
    st.decimals(-(10**15), 10**15, places=4).map(str),
    st.text("0123456789.-+e,٣", max_size=20),
    st.integers(-(10**17), 10**17).map(str),
)


def _long(read: Callable[[str], Any], encode: Callable[[Any], Any] | None, text: str) -> Any:
    assert encode is not None
    try:
        return encode(read(text))
    except Refused:
        return None


@given(st.lists(_INSTANTISH, max_size=20))
def test_the_short_way_to_an_instant_is_right_or_silent(texts: list[str]) -> None:
    short = shortcut_for(cells.instant, _AT)
    assert short is not None
    for _ in range(2):  # as learned, and as remembered
        for text, found in zip(texts, short(texts), strict=True):
            assert found is None or found == _long(cells.instant, _AT, text)


@given(_AMOUNTISH)
def test_the_short_way_to_an_amount_is_right_or_silent(text: str) -> None:
    short = shortcut_for(cells.amount, _AMOUNT)
    assert short is not None
    (found,) = short([text])
    assert found is None or found == _long(cells.amount, _AMOUNT, text)


@given(_INSTANTISH)
def test_the_usual_instants_take_the_short_way(text: str) -> None:
    column = ParsedColumn(cells.instant, _AT, None, required=False)
    values, faults = column.read([text], lines=False)
    assert values[0] == _long(cells.instant, _AT, text.strip())
    assert (0 in faults) == (bool(text.strip()) and values[0] is None)


@given(st.lists(st.lists(st.text('ab,"\r\n ', max_size=4), min_size=2, max_size=2), max_size=12))
def test_each_row_has_the_line_in_which_it_begins(
    tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]
) -> None:
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_ALL)
    writer.writerow(["id", "text"])
    starts = []
    for row in rows:
        starts.append(1 + len(_lines(out.getvalue())))
        writer.writerow(row)
    path = tmp_path_factory.getbasetemp() / "rows.csv"
    path.write_text(out.getvalue(), encoding="utf-8", newline="")
    found = [
        (batch.lines.of(n), batch.columns["text"][n])
        for batch in batches(vetted(path), size=5)
        for n in range(batch.size)
    ]
    assert found == [(start, row[1]) for start, row in zip(starts, rows, strict=True)]


def _lines(text: str) -> list[str]:
    return io.StringIO(text, newline="").readlines()


def test_rows_before_a_malformed_one_are_not_lost(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text('id\n1\n2\n"3"x\n4\n', encoding="utf-8")
    found = list(batches(vetted(tmp_path / "x.csv")))
    assert [list(batch.columns["id"]) for batch in found] == [["1", "2"], ["4"]]
    assert [fault.line for batch in found for fault in batch.faults] == [4]


@pytest.mark.parametrize(
    ("text", "value"),
    [("5", "5"), ("-5.25", "-5.25"), ("1.500000", "1.5"), ("007", "7"), ("0", "0")],
)
def test_plain_amounts_are_exact(text: str, value: str) -> None:
    assert cells.amount(text) == Decimal(value)


@pytest.mark.parametrize(
    "text",
    ["2026-03-01T10:00+01:00", "2026-03-01 09:00:00Z", "2026-03-01T09:00:00.000+0000"],
)
def test_instants_are_read_with_their_offset(text: str) -> None:
    assert cells.instant(text) == datetime(2026, 3, 1, 9, tzinfo=UTC)


@pytest.mark.parametrize("text", ["=", "==", "=== x", "-", "@", "+", "-1", "+1 (555) 12", "a=b"])
def test_what_no_spreadsheet_executes_is_no_formula(text: str) -> None:
    assert not is_formula(text)


def test_faults_beyond_memory_are_all_there() -> None:
    log = FaultLog()
    for line in range(10_050):
        log.add(Fault(file="x.csv", line=line, column=None, reason="é\n"))
    assert [fault.line for fault in islice(log, 10_040, None)] == list(range(10_040, 10_050))
    log.add(Fault(file="x.csv", line=-1, column=None, reason=""))
    assert (len(list(log)), log.count) == (10_051, 10_051)


def test_a_long_chain_is_no_circle() -> None:
    rows: dict[str, str | None] = {str(n): str(n + 1) for n in range(50_000)}
    assert refused({**rows, "50000": None}, {}, set()) == {}


def test_those_below_a_refused_row_go_too_unless_the_crm_has_it() -> None:
    rows = {"a": "nobody", "b": "a", "c": "b"}
    assert set(refused(rows, {}, set())) == {"a", "b", "c"}
    assert set(refused(rows, {}, {"a"})) == {"a"}
