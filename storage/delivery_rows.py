"""Messages in Slack as values: what stands in their rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import Row

from bot.domain.deals import DealId
from bot.domain.people import PersonId


class DeliveryState(StrEnum):
    """`undelivered` has failed and is tried again; `given_up` is not."""

    WAITING = "waiting"
    SENDING = "sending"
    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One message: a brief, a question about one decision, or the week of the channel `target`.
    `unsure`: an earlier post may have arrived although nobody saw it arrive.
    """

    run_id: str
    person_id: PersonId
    on: date
    state: DeliveryState
    unsure: bool
    attempt: int
    tries: int
    revision: int
    shown: int
    channel: str | None = None
    ts: str | None = None
    url: str | None = None
    problem: str | None = None
    decision_id: str | None = None
    target: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CardRow:
    """One deal in one message; `state` is live, withdrawn, carried or lost."""

    run_id: str
    deal_id: DealId
    state: str
    judged_by: str | None
    home: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveCard:
    deal_id: DealId
    home: str
    since: date
    arrived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A new message with its cards, and how cards of earlier messages change."""

    run_id: str
    person_id: PersonId
    on: date
    cards: Sequence[CardRow] = ()
    changed: Sequence[CardRow] = ()
    target: str | None = None


def delivery_from(row: Row[Any], attempt: int) -> Delivery:
    return Delivery(
        run_id=row.run_id,
        person_id=row.person_id,
        on=row.local_date,
        state=DeliveryState(row.state),
        unsure=row.unsure,
        attempt=attempt,
        tries=row.tries,
        revision=row.revision,
        shown=row.shown,
        channel=row.channel,
        ts=row.ts,
        url=row.url,
        problem=row.problem,
        decision_id=row.decision_id,
        target=row.target,
    )


def card_from(row: Row[Any]) -> CardRow:
    return CardRow(
        run_id=row.run_id,
        deal_id=row.deal_id,
        state=row.state,
        judged_by=row.judged_by,
        home=row.home,
    )
