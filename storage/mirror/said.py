"""What happened on deals: activities without their bodies, but with what a reader found in them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, null, select

from bot.domain.facts import Fact, Reading
from bot.domain.missions import Touch
from storage.mirror import documents
from storage.mirror.scope import ACCOUNTS, DEALS, live
from storage.readings import decoded
from storage.tables.mirror import activities
from storage.tables.readings import readings

# When a planned one was entered no CRM file tells; that it is planned is known beforehand.
_PLANNED = ("meeting", "task")
_UNREAD = Reading(language="und", automatic=False, facts=())


@dataclass(frozen=True, slots=True)
class Said:
    """An activity with the facts in it, and the deal or else the account that it hangs on."""

    touch: Touch
    facts: tuple[Fact, ...]
    deal_id: str | None
    account_id: str | None


def on_deals() -> Select[Any]:
    """Everything on the deals themselves, in no order."""
    zone = documents.zone(documents.zone_of_owner())
    return _seen(zone, activities.c.account_id).where(
        live(activities), activities.c.deal_id.in_(DEALS)
    )


def on_accounts() -> Select[Any]:
    """Everything on no deal, but on an account of the deals or on a contact there."""
    account = func.coalesce(activities.c.account_id, documents.AUTHORS.c.account_id)
    return _seen(documents.zone(null()), account).where(documents.is_loose(ACCOUNTS))


def _seen(zone: ColumnElement[Any], account: ColumnElement[Any]) -> Select[Any]:
    joined = documents.with_readings(documents.with_authors(activities), zone)
    of = activities.c
    return select(
        *(of.deal_id, account, of.id, of.kind, of.direction, of.at, documents.other_end()),
        *(of.person_id, of.subject, of.thread_id, of.due_at, of.done_at, readings.c.body),
    ).select_from(joined)


def all_said(found: Iterable[Sequence[Any]], now: datetime) -> list[Said]:
    """The rows of either statement, without what is still to come, planned things apart.

    The database is not asked to leave that out: it is little, and might lead a planner to read
    everything that happened in the workspace until now.
    """
    all_of_it = [_said(*row, now=now) for row in found]
    return [s for s in all_of_it if s.touch.at <= now or s.touch.kind in _PLANNED]


def _said(
    deal_id: str | None,
    account_id: str | None,
    activity_id: str,
    kind: str,
    direction: str | None,
    at: datetime,
    contact_id: str | None,
    person_id: str | None,
    subject: str | None,
    thread_id: str | None,
    due_at: datetime | None,
    done_at: datetime | None,
    body: str | None,
    *,
    now: datetime,
) -> Said:
    reading = _UNREAD
    if body is not None and at <= now:
        reading = decoded(body, f"activity:{activity_id}", at)
    touch = Touch(
        id=activity_id,
        kind=kind,
        direction=direction,
        at=at,
        contact_id=contact_id,
        person_id=person_id,
        subject=subject,
        thread_id=thread_id,
        due_at=due_at,
        done_at=None if done_at is None or done_at > now else done_at,
        language=reading.language,
        automatic=reading.automatic,
    )
    return Said(touch, reading.facts, deal_id, account_id)
