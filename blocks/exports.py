"""The table of an answer as a file: all its rows, exact, and harmless in a spreadsheet."""

import csv
from io import StringIO

from bot.answers.answer import Table, plain
from storage.answers.query import Cell

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def csv_text(table: Table) -> str:
    """UTF-8 with a header; figures as they are, without rounding or separators."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([_safe(heading.label) for heading in table.headings])
    writer.writerows([[_cell(cell) for cell in row] for row in table.rows])
    return out.getvalue()


def _cell(cell: Cell) -> str | int | float | bool | None:
    return _safe(cell) if isinstance(cell, str) else plain(cell)


def _safe(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text
