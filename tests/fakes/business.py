"""A small company: records with everything given that a test does not speak of."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from bot.domain.deals import (
    Account,
    AccountId,
    Activity,
    ActivityId,
    ActivityKind,
    Contact,
    ContactId,
    Deal,
    DealContact,
    DealId,
    DealStatus,
    Direction,
    StageChange,
    UsagePoint,
)
from bot.domain.missions import Moment
from bot.domain.people import Person, PersonId, Role

NOW = datetime(2026, 3, 12, 7, tzinfo=UTC)
TODAY = NOW.date()
MOMENT = Moment(now=NOW, today=TODAY, zone="Europe/Berlin")


def days_ago(days: float) -> datetime:
    return NOW - timedelta(days=days)


def person(key: str = "ada", **given: Any) -> Person:
    return Person(
        **{
            "id": PersonId(key),
            "name": f"{key.title()} Field",
            "role": Role.REP,
            "email": f"{key}@us.example",
            "timezone": "Europe/Berlin",
            **given,
        }
    )


def account(key: str = "acme", **given: Any) -> Account:
    return Account(**{"id": AccountId(key), "name": key.title(), **given})


def contact(key: str = "anna", **given: Any) -> Contact:
    return Contact(
        **{
            "id": ContactId(key),
            "name": key.title(),
            "account_id": AccountId("acme"),
            "email": f"{key}@acme.example",
            **given,
        }
    )


def deal(key: str = "d1", **given: Any) -> Deal:
    return Deal(
        **{
            "id": DealId(key),
            "name": f"Deal {key}",
            "owner_id": PersonId("ada"),
            "stage": "Proposal",
            "status": DealStatus.OPEN,
            "account_id": AccountId("acme"),
            **given,
        }
    )


def mail(key: str = "m1", **given: Any) -> Activity:
    return Activity(
        **{
            "id": ActivityId(key),
            "kind": ActivityKind.EMAIL,
            "direction": Direction.INBOUND,
            "at": days_ago(2),
            "deal_id": DealId("d1"),
            "contact_id": ContactId("anna"),
            "person_id": PersonId("ada"),
            "subject": f"About {key}",
            "body": f"What of {key}. Yours, Anna",
            **given,
        }
    )


def loose(key: str, **given: Any) -> Activity:
    """A mail that hangs on no deal."""
    return mail(key, **{"deal_id": None, "contact_id": None, **given})


def link(deal_key: str = "d1", contact_key: str = "anna", **given: Any) -> DealContact:
    return DealContact(deal_id=DealId(deal_key), contact_id=ContactId(contact_key), **given)


def step(to_stage: str, days: float, deal_key: str = "d1", **given: Any) -> StageChange:
    return StageChange(deal_id=DealId(deal_key), to_stage=to_stage, at=days_ago(days), **given)


def use(day: date, value: float = 5.0, account_key: str = "acme") -> UsagePoint:
    return UsagePoint(account_id=AccountId(account_key), metric="logins", day=day, value=value)
