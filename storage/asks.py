"""Who has to be shown what about a decision: part of the transaction that changed it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.lifecycle import Decision, DecisionState, WordKind
from bot.domain.people import PersonId
from storage.delivery_rows import DeliveryState
from storage.statements import insert_new
from storage.tables.slack import slack_cards, slack_deliveries

_OF = slack_deliveries.c
_ON_SCREEN = ("live", "withdrawn")


async def tell(
    connection: AsyncConnection, workspace: str, changed: Sequence[tuple[Decision, Decision]]
) -> None:
    """Whoever sees a decision sees how it is after its last word, and who is asked now is told."""
    at = max(after.updated_at for _, after in changed)
    shown = [(after.id, after.deal_id) for _, after in changed]
    await to_draw_again(connection, workspace, shown, at)
    for before, after in changed:
        is_asked = after.assignee_id != before.assignee_id
        is_again = after.words[-1].event is WordKind.REMIND
        if after.state is DecisionState.OPEN and (is_asked or is_again):
            await ask(connection, workspace, after, after.assignee_id, at)


async def to_draw_again(
    connection: AsyncConnection,
    workspace: str,
    shown: Sequence[tuple[str, str]],
    at: datetime,
) -> None:
    """Messages that show one of these, each a decision's id and its deal's, are out of date."""
    cards = select(slack_cards.c.run_id).where(
        slack_cards.c.workspace == workspace,
        slack_cards.c.deal_id.in_([deal_id for _, deal_id in shown]),
        slack_cards.c.state.in_(_ON_SCREEN),
    )
    asked = [decision_id for decision_id, _ in shown]
    await connection.execute(
        update(slack_deliveries)
        .where(
            _OF.workspace == workspace,
            or_(_OF.decision_id.in_(asked), _OF.run_id.in_(cards)),
            _OF.ts.is_not(None),
        )
        .values(revision=_OF.revision + 1, next_try_at=at)
    )


async def ask(
    connection: AsyncConnection, workspace: str, decision: Decision, person: PersonId, at: datetime
) -> None:
    """Plans a message that asks `person`; one per turn of the decision, however often it comes."""
    row: dict[str, Any] = {
        "workspace": workspace,
        "run_id": f"{decision.id}.{decision.turn}",
        "person_id": person,
        "decision_id": decision.id,
        "local_date": at.date(),
        "state": DeliveryState.WAITING,
        "unsure": False,
        "attempt": 0,
        "tries": 0,
        "next_try_at": at,
        "revision": 1,
        "shown": 0,
        "planned_at": at,
    }
    await connection.execute(insert_new(slack_deliveries, connection).values(row))
