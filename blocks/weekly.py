"""A team's week in its channel: what moved, adding up to what is open now, and who needs help."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import cast

from blocks import ids, kit
from blocks.answers import plan_value
from blocks.figures import bars, said, table_block
from blocks.kit import Json, Message
from blocks.text import clip, clock, counted, fallback, long_day, money, one_line
from blocks.words import headline
from bot.answers.answer import Answer, Status, Table
from bot.answers.calendar import Span
from bot.answers.movement import Part
from bot.answers.weekly import Moved, Needing, Week

_TEXT, _NOTE, _NAME = 1500, 400, 120
_MOST_CURRENCIES, _MOST_REPS = 4, 5
_ENDS = (Part.OPENING.value, Part.CLOSING.value)
_NOBODY = "No deal needs somebody now."
_HELP = "Who needs help"
# One row of a movement: its part, and deals and amount with their sign.
_Row = tuple[str, int, Decimal]


def week_message(week: Week, note: str = "") -> Message:
    """`note` stands before everything."""
    first, *others = week.moved[:_MOST_CURRENCIES]
    title = f"The week {_span(week.days)}"
    lead, more = _lead(first, week.window), [_lead(one, week.window) for one in others]
    help_lines = [_needs(one) for one in week.needing[:_MOST_REPS]] or [_NOBODY]
    small = [*_small(week, first.answer)]
    blocks = [
        *([kit.aside(note)] if note else []),
        kit.header(title),
        kit.rich(kit.line(kit.words(lead, _TEXT, bold=True))),
        *_figures(first),
        *([_list(more)] if more else []),
        kit.header(_HELP),
        _list(help_lines),
        *([kit.aside(*small)] if small else []),
        *_buttons(first.answer),
    ]
    sums = [_sum(first)] if len(_rows(first.answer)) > len(_ENDS) else []
    lines = [*([note] if note else []), title, lead, *sums, *more, _HELP, *help_lines, *small]
    return Message(text=fallback(lines), blocks=tuple(blocks))


def on_message(first_at: datetime, scope: str) -> Message:
    """That a channel gets its week from now on; the time is the workspace's own."""
    zone = first_at.tzname() or "UTC"
    lead = (
        f"This channel gets a summary of each week, the first on {long_day(first_at.date())} at"
        f" {clock(first_at.time())} ({zone})."
    )
    how = (
        f"It tells of {one_line(scope)}, and stands here only while everybody in the channel may"
        " see as much; otherwise it comes to you. /pipeline weekly off ends it."
    )
    return Message(text=fallback([lead, how]), blocks=(kit.section(lead), kit.aside(how)))


def _figures(moved: Moved) -> Iterator[Json]:
    """A picture of the amounts, and the sum itself: from opening to closing, nothing left out."""
    rows, table = _rows(moved.answer), moved.answer.table
    if table is None or len(rows) <= len(_ENDS):
        return
    amounts = {part: amount for part, _, amount in rows}
    yield bars("From opening to closing", moved.currency or "Amount", amounts)
    yield table_block(Table(headings=table.headings, rows=tuple(rows), total=len(rows)))
    yield kit.aside(_sum(moved))


def _rows(answer: Answer) -> list[_Row]:
    """Both ends, and each part in which there is something."""
    if answer.status is not Status.ANSWERED or answer.table is None:
        return []
    rows = [cast(_Row, row) for row in answer.table.rows]
    return [row for row in rows if row[0] in _ENDS or row[1] or row[2]]


def _lead(moved: Moved, window: Span) -> str:
    rows = _rows(moved.answer)
    if not rows:
        return moved.answer.text
    before, after = rows[0], rows[-1]
    if len(rows) == len(_ENDS):
        return f"Nothing moved: {_worth(after, moved.currency)} that close {_span(window)}."
    return (
        f"{_worth(after, moved.currency)} that close {_span(window)}, from"
        f" {_worth(before, moved.currency)} a week before."
    )


def _sum(moved: Moved) -> str:
    """ "€5,000 + new €2,000 − won €1,000 = €6,000", in exact figures."""
    first, *parts, last = _rows(moved.answer)
    told = [_money(first[2], moved.currency)]
    for part, _, amount in parts:
        sign = "−" if amount < 0 else "+"
        told.append(f"{sign} {part} {_money(abs(amount), moved.currency)}")
    return f"{' '.join(told)} = {_money(last[2], moved.currency)}"


def _worth(row: _Row, currency: str) -> str:
    return f"{_money(row[2], currency)} in {counted(row[1], 'open deal')}"


def _money(amount: Decimal, currency: str) -> str:
    return money(amount, currency or None)


def _needs(one: Needing) -> str:
    """How many of their deals, and which is the worst."""
    worst = one.deals[0].verdict
    begin = f"{clip(one_line(one.rep), _NAME)}: {counted(len(one.deals), 'deal')} to act on,"
    return f"{begin} first {clip(one_line(worst.name), _NAME)}. {one_line(headline(worst))}"


def _list(texts: Sequence[str]) -> Json:
    return kit.rich(kit.listed([kit.words(text, _NOTE)] for text in texts))


def _small(week: Week, answer: Answer) -> Iterator[str]:
    if answer.status is not Status.ANSWERED:
        return
    yield from (clip(one_line(note), _NOTE) for note in answer.notes[:4])
    as_of = answer.data_as_of
    when = f"as of {said(as_of)}, {as_of:%H:%M} UTC" if as_of else "as of an unknown time"
    yield f"Only {one_line(week.scope)} · {when} · /pipeline weekly off ends these summaries."


def _buttons(answer: Answer) -> Iterator[Json]:
    value = plan_value(answer.plan)
    if answer.status is Status.ANSWERED and value is not None:
        yield kit.actions(
            kit.button("As CSV", ids.ASK_FILE, value), kit.button("Definition", ids.DEFINE, value)
        )


def _span(days: Span) -> str:
    first, last = days.start, days.last
    return f"{first.day} {first:%b} – {last.day} {last:%b} {last.year}"
