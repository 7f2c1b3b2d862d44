"""Comparisons with numbers: "over 50k", "between 1 and 3 thousand", "for more than 60 days"."""

from decimal import Decimal

from bot.answers.parser.counted import (
    days_named,
    groups_are_asked,
    implied,
    is_money,
    may_be_money,
    named_after,
    named_before,
)
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.numbers import Amount, Unit
from bot.answers.parser.sheet import Sheet, declined
from bot.answers.plan import Filter, Having, Op

_OPS = {
    "more": Op.OVER,
    "atleast": Op.AT_LEAST,
    "less": Op.UNDER,
    "atmost": Op.AT_MOST,
    "between": Op.BETWEEN,
}
_DAYS = {"days": Decimal(1), "weeks": Decimal(7), "months": Decimal(30), "years": Decimal(365)}
_WORTH = ("worth", "in value", "in total value", "value of", "in money", "amount of")
_RATES = ("win_rate", "loss_rate", "lead_conversion", "acceptance_rate", "stage_conversion")


def read_comparisons(sheet: Sheet) -> None:
    """Every number with a word of comparison becomes a filter or a condition on groups."""
    for at, piece in sheet:
        if piece.amount is None or at in sheet.used:
            continue
        found = _compared(sheet, at, piece.amount)
        if found is not None:
            _apply(sheet, at, *found)


def _compared(
    sheet: Sheet, at: int, amount: Amount
) -> tuple[Op, tuple[Decimal, ...], Unit, int] | None:
    """The comparison, its values, their unit, and the place of the last number."""
    before = sheet.free(at - 1)
    for name, op in _OPS.items():
        if before is None or not before.role(name):
            continue
        sheet.use(at - 1, at)
        _use_worth(sheet, at - 2)
        if op is not Op.BETWEEN:
            return op, (amount.value,), amount.unit, at
        return _between(sheet, at, amount)
    after = sheet.free(at + 1)
    if after is not None and after.role("ormore", "orless"):
        sheet.use(at, at + 1)
        op = Op.AT_LEAST if after.role("ormore") else Op.AT_MOST
        return op, (amount.value,), amount.unit, at + 1
    if _unit_of_time(sheet, at + 1) is not None and _is_quiet(sheet):
        sheet.use(at)
        return Op.AT_LEAST, (amount.value,), amount.unit, at
    return None


def _use_worth(sheet: Sheet, at: int) -> None:
    """ "deals worth between 20k and 50k" asks for deals, not for what they are worth."""
    piece = sheet.free(at)
    if piece is not None and piece.text.casefold() in _WORTH:
        sheet.use(at)


def _is_quiet(sheet: Sheet) -> bool:
    """ "no activity for three weeks"."""
    return any(piece.has(Sort.CONDITION, "no_activity", "quiet") for piece in sheet.pieces)


def _between(
    sheet: Sheet, at: int, low: Amount
) -> tuple[Op, tuple[Decimal, ...], Unit, int] | None:
    other = sheet.piece(at + 2)
    if not sheet.role(at + 1, "and") or other is None or other.amount is None:
        raise declined("“between” takes two numbers, as in “between 10k and 50k”.")
    sheet.use(at + 1, at + 2)
    high = other.amount
    # In "1 and 3 thousand", and "10 and 50k", the last word is meant for both.
    first = low.value
    if first < high.value and first * 1000 <= high.value and high.value >= 1000 and first < 1000:
        scale = Decimal(1000) if high.value < 10**6 else Decimal(10**6)
        first *= scale
    unit = high.unit if high.unit is not Unit.PLAIN else low.unit
    return Op.BETWEEN, (min(first, high.value), max(first, high.value)), unit, at + 2


def _apply(
    sheet: Sheet, at: int, op: Op, values: tuple[Decimal, ...], unit: Unit, last: int
) -> None:
    texts = tuple(_plain(value) for value in values)
    if _apply_days(sheet, op, values, last + 1):
        return
    if unit is Unit.PERCENT:
        _add_rate(sheet, at, op, texts)
        return
    highest = values[-1]
    named = named_after(sheet, last + 1, highest, unit) or named_before(sheet, at - 1)
    if named is not None:
        _add_named(sheet, named, op, texts)
        return
    if is_money(highest, unit) and _bounds_deals(sheet, at):
        sheet.add_filter(Filter(field="amount", op=op, values=texts))
        return
    if groups_are_asked(sheet, at) and sheet.entity == "deals":
        measure = implied(sheet, highest, unit)
        sheet.having.append(Having(measure=measure, op=op, values=texts))
        return
    if sheet.entity == "accounts":
        raise declined("I can’t tell what that number is of. Say “employees” or “revenue”.")
    if not may_be_money(sheet.piece(last + 1), highest, unit):
        raise declined(f"I can’t tell what {texts[-1]} is a number of: days, deals or an amount?")
    name = "list_price" if sheet.entity == "products" else "amount"
    if not sheet.has_field(name):
        raise declined(f"I can’t tell what {texts[0]} is a number of.")
    sheet.add_filter(Filter(field=name, op=op, values=texts))


def _bounds_deals(sheet: Sheet, at: int) -> bool:
    """ "accounts with open deals over 50k": each of the deals is, not what they come to."""
    piece = sheet.piece(at - 2)
    return sheet.entity == "deals" and piece is not None and piece.has(Sort.ENTITY, "deals")


def _apply_days(sheet: Sheet, op: Op, values: tuple[Decimal, ...], at: int) -> bool:
    """Whether a unit of time stands beside the number: then it is never an amount."""
    days = _unit_of_time(sheet, at)
    if days is not None:
        sheet.use(at)
        _add_days(sheet, _days_field(sheet), op, tuple(_plain(value * days) for value in values))
        return True
    name = days_named(sheet, at)
    if name is not None:
        sheet.use(at)
        _add_days(sheet, name, op, tuple(_plain(value) for value in values))
    return name is not None


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def _unit_of_time(sheet: Sheet, at: int) -> Decimal | None:
    piece = sheet.free(at)
    name = piece.sense(Sort.UNIT) if piece is not None else None
    return _DAYS.get(name) if name else None


def _add_days(sheet: Sheet, name: str, op: Op, values: tuple[str, ...]) -> None:
    """Days in the stage, without activity, of the cycle, or since it was created."""
    if name == "cycle" and groups_are_asked(sheet, 0):
        sheet.having.append(Having(measure="sales_cycle", op=op, values=values))
        return
    if not sheet.has_field(name):
        raise declined(f"I don’t know how many days that is of {sheet.entity}.")
    if name != "cycle" and sheet.entity == "deals" and not sheet.statuses:
        sheet.statuses.append((0, "open"))
    sheet.add_filter(Filter(field=name, op=op, values=values))


def _days_field(sheet: Sheet) -> str:
    for at, piece in sheet:
        if piece.has(Sort.CONDITION, "no_activity", "quiet"):
            sheet.use(at)
            return "idle"
        if piece.has(Sort.MEASURE, "sales_cycle", "won_cycle"):
            sheet.use(at)
            return "cycle"
        if piece.has(Sort.MEASURE, "average_stage_age"):
            sheet.use(at)
            return "stage_age"
    stuck = any(piece.has(Sort.CONDITION, "stalled") for piece in sheet.pieces)
    in_stage = any(m.value.field == "stage" for p in sheet.pieces for m in p.matches)
    for at, piece in sheet:
        if piece.has(Sort.CONDITION, "stalled"):
            sheet.use(at)
    says_stage = any(piece.has(Sort.FIELD, "stage") for piece in sheet.pieces)
    if (stuck or says_stage or in_stage) and not _says_age(sheet):
        return "stage_age"
    return "age"


def _says_age(sheet: Sheet) -> bool:
    return any(
        word in piece.text.casefold() for piece in sheet.pieces for word in ("older", "old", "open")
    )


def _add_rate(sheet: Sheet, at: int, op: Op, values: tuple[str, ...]) -> None:
    for place, piece in sheet:
        name = piece.sense(Sort.MEASURE)
        if name == "average_discount":
            sheet.use(place)
            sheet.add_filter(Filter(field="discount", op=op, values=values))
            return
        if name in _RATES:
            sheet.use(place)
            sheet.having.append(Having(measure=name, op=op, values=values))
            return
    raise declined(
        "I can’t tell what that percentage is of. Say, for example, “win rate above 40 %”."
    )


def _add_named(sheet: Sheet, name: str, op: Op, values: tuple[str, ...]) -> None:
    if name not in sheet.reader.model.measures:
        sheet.add_filter(Filter(field=name, op=op, values=values))
    elif name == "deals" and sheet.entity != "deals":
        sheet.having.append(Having(measure="deals", op=op, values=values))
    else:
        sheet.having.append(Having(measure=name, op=op, values=values))
