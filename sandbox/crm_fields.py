"""Which fields of a record the CRM's page shows, how each is written, and which may be changed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from bot.domain.deals import Account, Consent, Contact, ContactRole, Deal, DealStatus
from bot.errors import BadInput

Shown = Account | Contact | Deal


class Kind(StrEnum):
    FIXED = "fixed"
    TEXT = "text"
    DATE = "date"
    AMOUNT = "amount"
    WHOLE = "whole"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[str, ...] = ()
    is_required: bool = False


def _field(name: str, kind: Kind = Kind.TEXT, **more: object) -> Field:
    label = name.removesuffix("_id").replace("_", " ").capitalize()
    return Field(name=name, label=label, kind=kind, **more)  # type: ignore[arg-type]  # from below


FIELDS: Mapping[str, tuple[Field, ...]] = {
    "deal": (
        _field("name", is_required=True),
        _field("owner_id", Kind.FIXED),
        _field("stage", Kind.CHOICE, is_required=True),
        _field("status", Kind.CHOICE, choices=tuple(DealStatus), is_required=True),
        _field("amount", Kind.AMOUNT),
        _field("currency"),
        _field("close_date", Kind.DATE),
        _field("next_step"),
        _field("next_step_due", Kind.DATE),
        _field("forecast_category", Kind.CHOICE),
        _field("lost_reason"),
        _field("updated_at", Kind.FIXED),
        _field("version", Kind.FIXED),
    ),
    "account": (
        _field("name", is_required=True),
        _field("domain"),
        _field("industry"),
        _field("country"),
        _field("employees", Kind.WHOLE),
        _field("revenue", Kind.AMOUNT),
        _field("customer_since", Kind.DATE),
    ),
    "contact": (
        _field("name", is_required=True),
        _field("title"),
        _field("email"),
        _field("phone"),
        _field("role", Kind.CHOICE, choices=tuple(ContactRole)),
        _field("email_consent", Kind.CHOICE, choices=tuple(Consent), is_required=True),
        _field("language"),
        _field("timezone"),
    ),
}
_ENUMS = {"status": DealStatus, "role": ContactRole, "email_consent": Consent}


def field_of(kind: str, name: str) -> Field:
    """Raises BadInput for what nobody may change here."""
    found = next((one for one in FIELDS.get(kind, ()) if one.name == name), None)
    if found is None or found.kind is Kind.FIXED:
        raise BadInput(f"“{name}” can't be changed here. Nothing was changed.")
    return found


def read(field: Field, text: str | None) -> object:
    """What a person typed as the field's value; raises BadInput with the reason."""
    if text is None or not text.strip():
        if field.is_required:
            raise BadInput(f"{field.label} can't be empty. Nothing was changed.")
        return None
    given = text.strip()
    try:
        return _value(field, given)
    except (ValueError, InvalidOperation):
        example = {Kind.DATE: "2026-11-30", Kind.AMOUNT: "48000", Kind.WHOLE: "250"}
        hint = f" Write it like {example[field.kind]}." if field.kind in example else ""
        raise BadInput(
            f"“{given}” is no {field.label.lower()}. Nothing was changed.{hint}"
        ) from None


def _value(field: Field, given: str) -> object:
    if field.name in _ENUMS:
        return _ENUMS[field.name](given)
    match field.kind:
        case Kind.DATE:
            return date.fromisoformat(given)
        case Kind.AMOUNT:
            amount = Decimal(given.replace(",", "").replace(" ", ""))
            if not amount.is_finite() or amount < 0:
                raise ValueError
            return amount
        case Kind.WHOLE:
            return int(given)
        case _:
            return given


def written(value: object) -> str | None:
    """A value as an input carries it."""
    match value:
        case None:
            return None
        case datetime():
            return value.isoformat()
        case Decimal():
            return f"{value:f}"
        case _:
            return str(value)


def readable(value: object, currency: str | None = None) -> str | None:
    """A value as a person reads it."""
    match value:
        case None:
            return None
        case Decimal():
            figure = f"{value:,.2f}".removesuffix(".00")
            return f"{figure} {currency}" if currency else figure
        case datetime():
            return f"{value:%a} {value.day} {value:%b %Y %H:%M} UTC"
        case date():
            return f"{value:%a} {value.day} {value:%b %Y}"
        case StrEnum():
            return value.value.replace("_", " ")
        case _:
            return str(value)
