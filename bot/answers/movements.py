"""Answers a question about movement: reads the open deals of two days, says what lies between."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import cast

from bot.answers import wording
from bot.answers.answer import Answer, Heading, Status, Table
from bot.answers.calendar import Span
from bot.answers.checking import unsupported
from bot.answers.desk import Desk
from bot.answers.model import Unit
from bot.answers.movement import Movement, Open, Part, Sum, movement
from bot.answers.periods import Lean
from bot.answers.plan import Plan
from storage.answers.query import Cell, Condition, Records, Test

_MOST = 200_000
_COLUMNS = ("deal.id", "deal.amount", "deal.close_date", "deal.created_at")
_OPEN = Condition(column="deal.status", test=Test.IN, values=("open",))
_CLOSED = Condition(column="deal.status", test=Test.IN, values=("won", "lost"))
_DEFINITION = (
    "open deals at the end of the day before, and of the last day; new: created between;"
    " pulled in and pushed: the close date moved into or out of the window; won and lost: closed"
    " between; raised and lowered: the amount changed; slipped: was to close between and did not"
)


async def answer_movement(desk: Desk, plan: Plan, data_as_of: datetime | None) -> Answer:
    """Raises Refused."""
    span, window = _spans(desk, plan)
    moved, currencies = await moved_between(desk, plan, span, window)
    if len(currencies) > 1:
        raise unsupported(
            f"The amounts are in {wording.several(sorted(currencies))}, which can't be added up:"
            " name one."
        )
    currency = next(iter(currencies), "")
    closing = moved.parts[Part.CLOSING]
    return Answer(
        status=Status.ANSWERED,
        text=_sentence(moved, currency),
        interpretation=wording.reading(plan, desk.model, desk.day),
        plan=plan,
        table=_table(moved),
        value=closing.amount,
        unit=Unit.MONEY,
        definition=_DEFINITION,
        scope=wording.scope_of(desk.asker),
        data_as_of=data_as_of,
        notes=(*_beside(moved, currency), *await desk.history_notes(span.start)),
    )


def _spans(desk: Desk, plan: Plan) -> tuple[Span, Span | None]:
    if len(plan.periods) != 1:
        raise unsupported("a movement runs over one period")
    span = desk.day.span(plan.periods[0], Lean.PAST)
    tomorrow = desk.day.today + timedelta(days=1)
    if span.start >= tomorrow:
        raise unsupported("that time has not begun")
    span = replace(span, end=min(span.end, tomorrow))
    return span, None if plan.window is None else desk.day.span(plan.window, Lean.FUTURE)


async def moved_between(
    desk: Desk, plan: Plan, span: Span, window: Span | None
) -> tuple[Movement, frozenset[str]]:
    """The movement, and the currencies of all that is added up in it."""
    first = desk.on(span.start - timedelta(days=1))
    last = desk.on(span.last)
    opening, some = await _open(first, plan)
    closing, more = await _open(last, plan)
    closed = {str(row[0]): str(row[1]) for row in await _closed(last)}
    began = desk.day.calendar.midnight(span.start)
    return movement(opening, closing, closed, span, began, window), some | more


async def _open(desk: Desk, plan: Plan) -> tuple[list[Open], frozenset[str]]:
    compiler = await desk.compiler(plan)
    where = (*compiler.where(), _OPEN)
    records = Records(
        entity="deals", columns=(*_COLUMNS, "deal.currency"), where=where, any_of=compiler.any_of(),
        limit=_MOST + 1,
    )  # fmt: skip
    rows = (await desk.read([records]))[0]
    if len(rows) > _MOST:
        raise unsupported(f"Those are more than {_MOST:,} open deals: narrow it down.")
    return [_deal(row) for row in rows], frozenset(str(row[4]) for row in rows if row[4])


def _deal(row: tuple[Cell, ...]) -> Open:
    return Open(
        id=str(row[0]),
        amount=cast(Decimal | None, row[1]),
        close_date=cast(date | None, row[2]),
        created_at=cast(datetime | None, row[3]),
    )


async def _closed(desk: Desk) -> list[tuple[Cell, ...]]:
    """Of all deals in scope, whatever the question's filters: what left is told by how it left."""
    query = Records(entity="deals", columns=("deal.id", "deal.status"), where=(_CLOSED,))
    return (await desk.read([query]))[0]


def _table(moved: Movement) -> Table:
    return Table(
        headings=(
            Heading(label="part"),
            Heading(label="deals", unit=Unit.COUNT),
            Heading(label="amount", unit=Unit.MONEY),
        ),
        rows=tuple((part.value, sum_.deals, sum_.amount) for part, sum_ in moved.parts.items()),
        keys=tuple(sum_.ids for sum_ in moved.parts.values()),
        total=len(moved.parts),
    )


def _sentence(moved: Movement, currency: str) -> str:
    opening, closing = moved.parts[Part.OPENING], moved.parts[Part.CLOSING]
    return (
        f"{_said(closing, currency)} now, from {_said(opening, currency)}:"
        f" {_parts(moved, currency)}."
    )


def _parts(moved: Movement, currency: str) -> str:
    told = [
        f"{part.value} {wording.said(abs(moved.parts[part].amount), Unit.MONEY, currency)}"
        for part in Part
        if part not in (Part.OPENING, Part.CLOSING) and moved.parts[part].ids
    ]
    return wording.several(told) or "nothing moved"


def _said(sum_: Sum, currency: str) -> str:
    deals = "1 open deal" if sum_.deals == 1 else f"{sum_.deals:,} open deals"
    return f"{wording.said(sum_.amount, Unit.MONEY, currency)} in {deals}"


def _beside(moved: Movement, currency: str) -> list[str]:
    told = (
        ("were to close in this time and did not", moved.slipped),
        ("have a later close date than before", moved.later),
        ("have an earlier close date than before", moved.earlier),
    )
    return [f"{_said(sum_, currency)} {what}." for what, sum_ in told if sum_.deals]
