"""Figures of an answer as people read them, and which of them make a picture."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal

from blocks.kit import Json, Message
from blocks.text import clip, day, inert, one_line
from bot.answers.answer import Table
from bot.answers.model import Unit
from storage.answers.query import Cell

_WORD, _TITLE, _CELL = 20, 50, 80
_CHART = "data_visualization"
_MOST_TOLD = 1000
# More bars than that are no picture, and Slack takes no more; one alone is none either.
_MOST_POINTS, _MOST_SERIES, _FEWEST_POINTS = 20, 3, 2
# Slack's own limits, less what a header needs.
MOST_ROWS, MOST_COLUMNS, _MOST_CHARACTERS = 99, 20, 9_000
_PLACES = {Unit.COUNT: 0, Unit.MONEY: 2, Unit.PERCENT: 1, Unit.DAYS: 1, Unit.HOURS: 1}


def said(cell: Cell, unit: Unit | None = None) -> str:
    """A cell in words: 1,234 · 62.5 % · Tue 3 Mar 2026; never empty."""
    match cell:
        case None:
            return "–"
        case bool():
            return "yes" if cell else "no"
        case datetime():
            return f"{day(cell.date())} {cell.year}"
        case date():
            return f"{day(cell)} {cell.year}"
        case int() | Decimal():
            return _number(Decimal(str(cell)), unit)
        case _:
            return one_line(str(cell)) or "–"


def _number(value: Decimal, unit: Unit | None) -> str:
    if unit is Unit.PERCENT:
        return f"{value:.1f} %"
    if value == value.to_integral_value():
        return f"{value:,.0f}"
    return f"{value:,.{_PLACES.get(unit, 2) if unit else 2}f}"


def table_block(table: Table) -> Json:
    """As many rows as Slack takes; numbers stand to the right."""
    headings = table.headings[:MOST_COLUMNS]
    rows = [[_cell(heading.label) for heading in headings]]
    left = _MOST_CHARACTERS - sum(len(cell["text"]) for cell in rows[0])
    for row in table.rows[:MOST_ROWS]:
        cells = [
            _cell(said(cell, heading.unit)) for cell, heading in zip(row, headings, strict=False)
        ]
        left -= sum(len(cell["text"]) for cell in cells)
        if left < 0:
            break
        rows.append(cells)
    aligned = [{"align": "right" if heading.unit else "left"} for heading in headings]
    return {"type": "table", "rows": rows, "column_settings": aligned}


def rows_shown(block: Json) -> int:
    return len(block["rows"]) - 1


def chart_block(table: Table, title: str) -> Json | None:
    """Bars, or a line over time, where the first column names what the figures are of."""
    points = table.rows[:_MOST_POINTS]
    figures = [
        place
        for place, heading in enumerate(table.headings)
        # A change beside what it is between would be a third bar that says nothing new.
        if heading.unit and not heading.is_change and place > 0
    ][:_MOST_SERIES]
    if not _makes_a_picture(table, figures):
        return None
    # Two kinds of figure on one axis would compare what can't be compared.
    unit = table.headings[figures[0]].unit
    figures = [place for place in figures if table.headings[place].unit is unit]
    labels = _apart([said(row[0]) for row in points])
    series = [
        {
            "name": name,
            "data": [
                {"label": label, "value": float(row[place] or 0)}  # type: ignore[arg-type]  # checked
                for label, row in zip(labels, points, strict=True)
            ],
        }
        for place, name in zip(
            figures, _apart([table.headings[place].label for place in figures]), strict=True
        )
    ]
    kind = "line" if table.headings[0].to is None and _is_time(table) else "bar"
    return {
        "type": _CHART,
        "title": clip(inert(one_line(title)), _TITLE),
        "chart": {"type": kind, "series": series, "axis_config": {"categories": labels}},
    }


def bars(title: str, name: str, values: Mapping[str, Decimal]) -> Json:
    """One bar for each value, by its label."""
    data = [{"label": label, "value": float(value)} for label, value in values.items()]
    return {
        "type": _CHART,
        "title": title,
        "chart": {
            "type": "bar",
            "series": [{"name": name, "data": data}],
            "axis_config": {"categories": [*values]},
        },
    }


def without_charts(message: Message) -> tuple[Message, list[Json]]:
    """The message without its charts, and the charts; the table beside them says the same."""
    charts = [block for block in message.blocks if block["type"] == _CHART]
    rest = tuple(block for block in message.blocks if block["type"] != _CHART)
    return Message(text=message.text, blocks=rest), charts


def told(chart: Json) -> str:
    """A chart in words, for who can't see it: what each bar or point stands for."""
    parts = []
    for series in chart["chart"]["series"]:
        points = (f"{p['label']} {_number(Decimal(str(p['value'])), None)}" for p in series["data"])
        parts.append(f"{series['name']}: {', '.join(points)}")
    return clip(f"{chart['title']}. {'. '.join(parts)}", _MOST_TOLD)


def _makes_a_picture(table: Table, figures: Sequence[int]) -> bool:
    named = sum(heading.unit is None for heading in table.headings)
    if not figures or named != 1 or table.headings[0].unit is not None:
        return False
    if not _FEWEST_POINTS <= len(table.rows) <= _MOST_POINTS:
        return False
    numbers = int | Decimal
    return all(
        row[place] is None or isinstance(row[place], numbers)
        for row in table.rows
        for place in figures
    )


def _is_time(table: Table) -> bool:
    words = ("month", "quarter", "year", "week", "day")
    return any(word in table.headings[0].label.casefold() for word in words)


def _cell(text: str) -> Json:
    return {"type": "raw_text", "text": clip(inert(one_line(text)), _CELL) or "–"}


def _apart(labels: Sequence[str]) -> list[str]:
    """Short, and no two alike, as a chart needs them."""
    found: list[str] = []
    for label in labels:
        short = clip(inert(one_line(label)), _WORD) or "–"
        number = 2
        while short in found:
            short, number = f"{clip(label, _WORD - 4)} ({number})", number + 1
        found.append(short)
    return found
