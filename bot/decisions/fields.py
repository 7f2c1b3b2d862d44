"""Fields of forms: what kinds there are, and how what people enter is checked, in plain words."""

from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum


class FieldKind(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DATE = "date"
    INSTANT = "instant"
    AMOUNT = "amount"
    NUMBER = "number"


# Before the name of a record's own field, so that it can't be taken for one of the form's.
FIELDS_OF = "field."
_MOST = {FieldKind.TEXT: 250, FieldKind.LONG_TEXT: 10_000}
_KINDS = {
    "amount": FieldKind.AMOUNT,
    "revenue": FieldKind.AMOUNT,
    "list_price": FieldKind.AMOUNT,
    "employees": FieldKind.NUMBER,
    "close_date": FieldKind.DATE,
    "next_step_due": FieldKind.DATE,
    "customer_since": FieldKind.DATE,
}
_LONGEST_MEETING = 24 * 60


def kind_of(record_field: str) -> FieldKind:
    """By the name in `kind.field`."""
    return _KINDS.get(record_field.partition(".")[2], FieldKind.TEXT)


def label_of(name: str) -> str:
    return name.replace("_", " ").strip().capitalize()


def fault_in(kind: FieldKind, text: str) -> str | None:
    """The sentence for what can't be used; None if it can."""
    match kind:
        case FieldKind.TEXT | FieldKind.LONG_TEXT:
            most = _MOST[kind]
            return f"That is too long: at most {most:,} characters." if len(text) > most else None
        case FieldKind.CHOICE:
            return None
        case FieldKind.DATE:
            return None if as_date(text) else "Give a date such as 2026-11-30."
        case FieldKind.INSTANT:
            return None if as_instant(text) else "Give a day and a time."
        case FieldKind.AMOUNT:
            return _amount_fault(text)
        case FieldKind.NUMBER:
            whole = text.isascii() and text.isdigit() and 0 < int(text) <= _LONGEST_MEETING * 10_000
            return None if whole else "Give a whole number above 0."


def as_date(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def as_instant(text: str) -> datetime | None:
    """None as well where no offset says which instant that is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return None
    return at if at.tzinfo else None


def _amount_fault(text: str) -> str | None:
    try:
        amount = Decimal(text)
    except InvalidOperation:
        return "Give an amount such as 12500 or 12500.50."
    if not amount.is_finite() or amount < 0 or amount >= Decimal(10) ** 14:
        return "Give an amount of 0 or more."
    if amount != amount.quantize(Decimal("0.0001")):
        return "Give at most four decimal places."
    return None
