"""The files that a load reads, column by column, as docs/crm-files.md describes them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any
from zoneinfo import available_timezones

from bot.crm.loading import cells
from bot.crm.port import RecordKind
from bot.domain.deals import ActivityKind, Consent, ContactRole, DealStatus, Direction
from bot.domain.people import Role

Read = Callable[[str], Any]

ID, SHORT, LONG, BODY = 200, 500, 10_000, 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One column. Without `read` it is text of at most `limit` characters; `lines`: it may have
    line breaks; `said`: it is what somebody wrote, however it begins. `default` is what an empty
    cell means where that is not "unknown".
    """

    name: str
    read: Read | None = None
    required: bool = False
    default: Any = None
    limit: int = SHORT
    lines: bool = False
    said: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class FileSpec:
    """`identity`: the columns that a composite id is made of, where there is no `id` column."""

    kind: RecordKind
    file: str
    fields: tuple[Field, ...]
    identity: tuple[str, ...] = ()

    @property
    def required(self) -> tuple[str, ...]:
        return tuple(field.name for field in self.fields if field.required)

    @property
    def names(self) -> frozenset[str]:
        return frozenset(field.name for field in self.fields)


def _id(name: str, *, required: bool = False) -> Field:
    return Field(name=name, required=required, limit=ID)


def _name(name: str) -> Field:
    return Field(name=name, required=True)


def _texts(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name=name) for name in names)


def _long(*names: str) -> tuple[Field, ...]:
    return tuple(Field(name=name, limit=LONG, lines=True) for name in names)


def _read(read: Read, *names: str, required: bool = False) -> tuple[Field, ...]:
    return tuple(Field(name=name, read=read, required=required) for name in names)


def _people(zone: Read) -> tuple[Field, ...]:
    return (
        _id("id", required=True),
        _name("name"),
        *_texts("email", "team", "region", "territory"),
        *_read(cells.one_of(Role), "role", required=True),
        _id("manager_id"),
        Field(name="timezone", read=zone, default="UTC"),
        Field(name="active", read=cells.flag, default=True),
    )


def _accounts() -> tuple[Field, ...]:
    return (
        _id("id", required=True),
        _name("name"),
        *_texts("domain", "industry", "country"),
        *_read(cells.count, "employees"),
        *_read(cells.amount, "revenue"),
        _id("owner_id"),
        _id("parent_id"),
        *_read(cells.day, "customer_since"),
    )


def _contacts(zone: Read) -> tuple[Field, ...]:
    return (
        _id("id", required=True),
        _id("account_id"),
        _name("name"),
        *_texts("email", "phone", "title", "language"),
        *_read(cells.one_of(ContactRole), "role"),
        *_read(zone, "timezone"),
        Field(name="email_consent", read=cells.one_of(Consent), default=Consent.UNKNOWN.value),
    )


def _deals() -> tuple[Field, ...]:
    return (
        _id("id", required=True),
        _name("name"),
        _id("account_id"),
        _id("owner_id", required=True),
        _id("product_id"),
        Field(name="pipeline", limit=ID),
        Field(name="stage", required=True, limit=ID),
        *_read(cells.one_of(DealStatus), "status", required=True),
        *_read(cells.amount, "amount"),
        *_read(cells.currency, "currency"),
        *_read(cells.instant, "created_at", "closed_at", "updated_at"),
        *_read(cells.day, "close_date", "next_step_due"),
        *_long("next_step", "lost_reason"),
        *_texts("forecast_category"),
    )


def _activities() -> tuple[Field, ...]:
    return (
        _id("id", required=True),
        *(_id(f"{kind}_id") for kind in ("deal", "account", "contact", "person")),
        *_read(cells.one_of(ActivityKind), "kind", required=True),
        *_read(cells.one_of(Direction), "direction"),
        *_read(cells.instant, "at", required=True),
        *_read(cells.instant, "due_at", "done_at"),
        Field(name="subject", limit=LONG, lines=True, said=True),
        Field(name="body", limit=BODY, lines=True, said=True),
        _id("thread_id"),
    )


def _leads() -> tuple[Field, ...]:
    return (
        _id("id", required=True),
        _name("name"),
        *_texts("company", "email", "title", "source", "country", "status"),
        *_read(cells.count, "employees"),
        *_read(cells.instant, "created_at"),
        _id("owner_id"),
        _id("converted_deal_id"),
    )


def _of_deals() -> tuple[FileSpec, ...]:
    moves = (
        _id("deal_id", required=True),
        Field(name="from_stage", limit=ID),
        Field(name="to_stage", required=True, limit=ID),
        *_read(cells.instant, "at", required=True),
        Field(name="by"),
    )
    roles = (
        _id("deal_id", required=True),
        _id("contact_id", required=True),
        *_read(cells.one_of(ContactRole), "role"),
    )
    return (
        FileSpec(
            kind=RecordKind.STAGE_CHANGE,
            file="stage_history.csv",
            fields=moves,
            identity=("deal_id", "at", "to_stage"),
        ),
        FileSpec(
            kind=RecordKind.DEAL_CONTACT,
            file="deal_contacts.csv",
            fields=roles,
            identity=("deal_id", "contact_id"),
        ),
    )


def _usage() -> FileSpec:
    points = (
        _id("account_id", required=True),
        Field(name="metric", required=True, limit=ID),
        *_read(cells.day, "day", required=True),
        *_read(cells.measure, "value", required=True),
    )
    return FileSpec(
        kind=RecordKind.USAGE,
        file="usage.csv",
        fields=points,
        identity=("account_id", "metric", "day"),
    )


def _products() -> tuple[Field, ...]:
    return (
        _id("id", required=True),
        _name("name"),
        *_texts("family"),
        *_read(cells.price, "list_price"),
    )


def file_specs() -> Mapping[RecordKind, FileSpec]:
    """All files, in the order in which they are loaded: what others point to comes first."""
    zone = cells.zone_in(frozenset(available_timezones()))
    specs = (
        FileSpec(kind=RecordKind.PERSON, file="people.csv", fields=_people(zone)),
        FileSpec(kind=RecordKind.ACCOUNT, file="accounts.csv", fields=_accounts()),
        FileSpec(kind=RecordKind.CONTACT, file="contacts.csv", fields=_contacts(zone)),
        FileSpec(kind=RecordKind.PRODUCT, file="products.csv", fields=_products()),
        FileSpec(kind=RecordKind.DEAL, file="deals.csv", fields=_deals()),
        *_of_deals(),
        FileSpec(kind=RecordKind.ACTIVITY, file="activities.csv", fields=_activities()),
        _usage(),
        FileSpec(kind=RecordKind.LEAD, file="leads.csv", fields=_leads()),
    )
    return {spec.kind: spec for spec in specs}
