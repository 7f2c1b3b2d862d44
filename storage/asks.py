"""Who has to be shown what about a decision: part of the transaction that changed it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.aftermath import was_stopped
from bot.domain.lifecycle import Decision, DecisionState, WordKind
from bot.domain.people import PersonId
from storage.delivery_rows import DeliveryState
from storage.execution_rows import Claimed
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
        if was_stopped(after) and not was_stopped(before):
            for person in _concerned(after):
                name = f"{after.id}.{after.turn}.{person}"
                await _plan(connection, workspace, name, after.id, person, at)


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
    name = f"{decision.id}.{decision.turn}"
    await _plan(connection, workspace, name, decision.id, person, at)


def _concerned(decision: Decision) -> list[PersonId]:
    """Who approved it, and whose deal it is."""
    approvers = {w.by for w in decision.words if w.event is WordKind.APPROVE}
    return sorted({*approvers, decision.rep_id})


async def tell_of_trouble(
    connection: AsyncConnection, workspace: str, claimed: Claimed, at: datetime
) -> None:
    """Plans a message about what failed or is unknown, to who approved it and to whose deal it is:
    a card that is drawn anew makes no sound. One per attempt.
    """
    its = claimed.approved
    for person in sorted({its.by, claimed.rep_id}):
        name = f"{claimed.id}.{its.attempt}.{person}"
        await _plan(connection, workspace, name, its.decision_id, person, at)


async def go_on_with(
    connection: AsyncConnection, workspace: str, old: str, new: str, at: datetime
) -> None:
    """Each person's last message about `old` shows from now on what goes on from it."""
    mine = _OF.workspace == workspace, _OF.decision_id == old
    rows = await connection.execute(
        select(_OF.person_id, _OF.run_id).where(*mine).order_by(_OF.planned_at, _OF.run_id)
    )
    last = {row.person_id: row.run_id for row in rows}
    await connection.execute(
        update(slack_deliveries)
        .where(*mine, _OF.run_id.in_(list(last.values())))
        .values(decision_id=new, revision=_OF.revision + 1, next_try_at=at)
    )


async def _plan(
    connection: AsyncConnection,
    workspace: str,
    name: str,
    decision_id: str,
    person: PersonId,
    at: datetime,
) -> None:
    row: dict[str, Any] = {
        "workspace": workspace,
        "run_id": name,
        "person_id": person,
        "decision_id": decision_id,
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
