"""Columns that no table holds: ages, the last activity, how a deal stands to its list price."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Double,
    FromClause,
    case,
    cast,
    exists,
    func,
    literal,
    or_,
    select,
    type_coerce,
)
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from storage.answers.query import Now
from storage.answers.sources import Tables
from storage.tables import mirror

A_DAY = 86_400
_LONG_AGO = 100_000  # days; keeps what is divided above zero, where rounding is one and the same
_TALK = ("email", "call", "meeting", "note")


class epoch(FunctionElement[int]):
    """Whole seconds since 1970; the two databases have no common word for it."""

    type = BigInteger()
    inherit_cache = True
    name = "epoch"


@compiles(epoch, "sqlite")
def _epoch_sqlite(element: epoch, compiler: SQLCompiler, **options: Any) -> str:
    """Cut to the second first: SQLite would round 23:59:59.9999 up into the next day."""
    inner = compiler.process(element.clauses, **options)
    return f"CAST(strftime('%s', substr({inner}, 1, 19)) AS INTEGER)"


@compiles(epoch, "postgresql")
def _epoch_postgresql(element: epoch, compiler: SQLCompiler, **options: Any) -> str:
    inner = compiler.process(element.clauses, **options)
    return f"CAST(floor(extract(epoch FROM {inner})) AS BIGINT)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Derived:
    """`since`: the column is how many whole days have passed since that instant. `scale`: by how
    much the value of the statement is larger than what it means.
    """

    value: Callable[[Tables, Now], ColumnElement[Any]]
    needs: tuple[str, ...] = ()
    scale: int = 1
    since: Callable[[Tables, Now], ColumnElement[Any]] | None = None


def days_since(at: ColumnElement[Any], now: Now) -> ColumnElement[int]:
    """From the day of that instant to today; negative for what is still to come."""
    start = int(now.day_end.timestamp()) - 1 + _LONG_AGO * A_DAY
    return (literal(start, BigInteger) - epoch(at)) // literal(A_DAY, BigInteger) - _LONG_AGO


def _since(at: Callable[[Tables, Now], ColumnElement[Any]]) -> Derived:
    return Derived(value=lambda of, now: days_since(at(of, now), now), since=at)


def _newest(deal: FromClause, talk: FromClause, of: ColumnElement[bool]) -> ColumnElement[Any]:
    """When the latest such talk on the deal was."""
    return (
        select(func.max(talk.c.at))
        .where(
            talk.c.workspace == deal.c.workspace,
            talk.c.deal_id == deal.c.id,
            # Said once more: it is by this that SQLite sees that its partial index fits.
            talk.c.deal_id.is_not(None),
            talk.c.deleted_at.is_(None),
            of,
        )
        .correlate(deal)
        .scalar_subquery()
    )


def _last_activity(of: Tables, now: Now) -> ColumnElement[Any]:
    """Meetings that are still to come are no activity yet."""
    talk = mirror.activities.alias("talk")
    return _newest(of["deal"], talk, talk.c.kind.in_(_TALK) & (talk.c.at <= now.at))


def _last_inbound(of: Tables, now: Now) -> ColumnElement[Any]:
    talk = mirror.activities.alias("heard")
    return _newest(of["deal"], talk, (talk.c.direction == "inbound") & (talk.c.at <= now.at))


def _stage_entered(of: Tables, now: Now) -> ColumnElement[Any]:
    step, deal = mirror.stage_changes.alias("step"), of["deal"]
    entered = (
        select(func.max(step.c.at))
        .where(
            step.c.workspace == deal.c.workspace,
            step.c.deal_id == deal.c.id,
            step.c.to_stage == deal.c.stage,
            step.c.deleted_at.is_(None),
        )
        .correlate(deal)
        .scalar_subquery()
    )
    return func.coalesce(entered, deal.c.created_at)


def _talk_with(kind: str, column: str) -> Callable[[Tables, Now], ColumnElement[Any]]:
    """When the latest talk with an account or contact was, as far as it hangs on them."""

    def value(of: Tables, now: Now) -> ColumnElement[Any]:
        talk, own = mirror.activities.alias("talk"), of[kind]
        return (
            select(func.max(talk.c.at))
            .where(
                talk.c.workspace == own.c.workspace,
                talk.c[column] == own.c.id,
                talk.c.kind.in_(_TALK),
                talk.c.at <= now.at,
                talk.c.deleted_at.is_(None),
            )
            .correlate(own)
            .scalar_subquery()
        )

    return value


def _response(of: Tables, now: Now) -> ColumnElement[Any]:
    """Seconds to our next e-mail in the thread."""
    reply, own = mirror.activities.alias("reply"), of["activity"]
    answered = (
        select(func.min(reply.c.at))
        .where(
            reply.c.workspace == own.c.workspace,
            reply.c.thread_id == own.c.thread_id,
            reply.c.kind == "email",
            reply.c.direction == "outbound",
            reply.c.at > own.c.at,
            reply.c.deleted_at.is_(None),
        )
        .correlate(own)
        .scalar_subquery()
    )
    return epoch(answered) - epoch(own.c.at)


def _discount(of: Tables, now: Now) -> ColumnElement[Any]:
    price = cast(type_coerce(of["product"].c.list_price, BigInteger), Double)
    paid = cast(type_coerce(of["deal"].c.amount, BigInteger), Double)
    return case((price > 0, 100 * (1 - paid / price)))


def _business(of: Tables, now: Now) -> ColumnElement[Any]:
    deal, earlier = of["deal"], mirror.deals.alias("earlier")
    won_before = exists().where(
        earlier.c.workspace == deal.c.workspace,
        earlier.c.account_id == deal.c.account_id,
        earlier.c.status == "won",
        earlier.c.closed_at <= deal.c.created_at,
        earlier.c.id != deal.c.id,
        earlier.c.deleted_at.is_(None),
    )
    known = deal.c.account_id.is_not(None) & deal.c.created_at.is_not(None)
    return case((~known, None), (won_before.correlate(deal), "existing"), else_="new")


def _source(of: Tables, now: Now) -> ColumnElement[Any]:
    """Of the lead that the deal came from; a deal of several leads is counted once."""
    lead, deal = mirror.leads.alias("came_from"), of["deal"]
    return (
        select(func.min(lead.c.source))
        .where(
            lead.c.workspace == deal.c.workspace,
            lead.c.converted_deal_id == deal.c.id,
            lead.c.deleted_at.is_(None),
        )
        .correlate(deal)
        .scalar_subquery()
    )


DERIVED: Mapping[str, Derived] = {
    "age": _since(lambda of, now: of["deal"].c.created_at),
    "lead_age": _since(lambda of, now: of["lead"].c.created_at),
    "stage_age": _since(_stage_entered),
    "idle": _since(lambda of, now: func.coalesce(_last_activity(of, now), of["deal"].c.created_at)),
    "stage_entered_at": Derived(value=_stage_entered),
    "last_activity": Derived(value=_last_activity),
    "last_inbound": Derived(value=_last_inbound),
    "account_last_activity": Derived(value=_talk_with("account", "account_id")),
    "contact_last_activity": Derived(value=_talk_with("contact", "contact_id")),
    "days_to_close": Derived(
        value=lambda of, now: (epoch(of["deal"].c.close_date) - epoch(literal(now.today))) // A_DAY
    ),
    "cycle": Derived(
        value=lambda of, now: epoch(of["deal"].c.closed_at) - epoch(of["deal"].c.created_at),
        scale=A_DAY,
    ),
    "response_hours": Derived(value=_response, scale=3_600),
    "discount": Derived(value=_discount, needs=("product",)),
    "overdue": Derived(value=lambda of, now: of["deal"].c.close_date < now.today),
    "business": Derived(value=_business),
    "source": Derived(value=_source),
    "activity_account": Derived(
        value=lambda of, now: func.coalesce(of["activity"].c.account_id, of["deal"].c.account_id),
        needs=("deal",),
    ),
}


def _been_in(of: Tables, values: tuple[str, ...]) -> ColumnElement[bool]:
    """Ever in one of the stages, by history or by where it stands now."""
    deal, step = of["deal"], mirror.stage_changes.alias("been")
    passed = exists().where(
        step.c.workspace == deal.c.workspace,
        step.c.deal_id == deal.c.id,
        step.c.deleted_at.is_(None),
        or_(step.c.to_stage.in_(values), step.c.from_stage.in_(values)),
    )
    return or_(deal.c.stage.in_(values), passed)


def _has_contact(of: Tables, values: tuple[str, ...]) -> ColumnElement[bool]:
    deal, link = of["deal"], mirror.deal_contacts.alias("link")
    found = exists().where(
        link.c.workspace == deal.c.workspace,
        link.c.deal_id == deal.c.id,
        link.c.deleted_at.is_(None),
    )
    return found.where(link.c.contact_id.in_(values)) if values else found


def _has_role(of: Tables, values: tuple[str, ...]) -> ColumnElement[bool]:
    """By the role on the deal, else the one that the contact has by itself."""
    deal, link, contact = (
        of["deal"],
        mirror.deal_contacts.alias("link"),
        mirror.contacts.alias("by"),
    )
    role = func.coalesce(link.c.role, contact.c.role)
    there = link.outerjoin(
        contact,
        (contact.c.workspace == link.c.workspace)
        & (contact.c.id == link.c.contact_id)
        & contact.c.deleted_at.is_(None),
    )
    return (
        exists()
        .select_from(there)
        .where(
            link.c.workspace == deal.c.workspace,
            link.c.deal_id == deal.c.id,
            link.c.deleted_at.is_(None),
            role.in_(values) if values else role.is_not(None),
        )
        .correlate(deal)
    )


# What a deal has several of: there is no value to show, but whether it has one of these.
MEMBERS: Mapping[str, Callable[[Tables, tuple[str, ...]], ColumnElement[bool]]] = {
    "been_in": _been_in,
    "contact": _has_contact,
    "contact_role": _has_role,
}
