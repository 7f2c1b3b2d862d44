"""Steps of an execution: each statement compares with the states from which it may be taken, and
is part of the transaction of whoever takes it.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.lifecycle import EXECUTION_MOVES, ExecutionEvent, ExecutionState
from storage.outbox import forget
from storage.tables.executions import executions

_OF = executions.c


async def recall(connection: AsyncConnection, workspace: str, effect: str, at: datetime) -> bool:
    """Stops what has surely not happened yet; False if it is too late for that."""
    return await move(
        connection,
        workspace,
        effect,
        ExecutionEvent.RECALL,
        {"updated_at": at},
        _OF.unsure.is_(False),
    )


async def confirm(
    connection: AsyncConnection,
    workspace: str,
    effect: str,
    at: datetime,
    undoes: str | None = None,
) -> bool:
    """A person has looked: it has happened. `undoes` is the effect that was taken back by it."""
    values = {"updated_at": at, "unsure": False, "problem": "", "refusal": None}
    done = await move(connection, workspace, effect, ExecutionEvent.CONFIRM, values)
    if done and undoes is not None:
        await move(connection, workspace, undoes, ExecutionEvent.UNDO, {"updated_at": at})
    return done


async def begin_anew(
    connection: AsyncConnection,
    workspace: str,
    effect: str,
    event: ExecutionEvent,
    at: datetime,
    tries: int,
) -> bool:
    """DENY: a person has looked, and the unknown effect has not happened. AGAIN: what failed is
    wanted once more.
    """
    fresh = {"unsure": False, "tries_left": tries, "problem": "", "refusal": None}
    values = {"updated_at": at, "due_at": at, **fresh}
    if not await move(connection, workspace, effect, event, values):
        return False
    await forget(connection, workspace, effect)
    return True


async def move(
    connection: AsyncConnection,
    workspace: str,
    effect: str,
    event: ExecutionEvent,
    values: Mapping[str, Any],
    *also: Any,
) -> bool:
    """False if it is in no state in which that can happen."""
    done = await connection.execute(
        update(executions)
        .where(_OF.workspace == workspace, _OF.id == effect, may(event), *also)
        .values(state=after(event), **values)
    )
    return done.rowcount == 1


def may(event: ExecutionEvent) -> Any:
    """In a state in which that can happen."""
    return _OF.state.in_([state for state, its in EXECUTION_MOVES if its is event])


def after(event: ExecutionEvent) -> ExecutionState:
    """Each event of an execution leads to one state, wherever it comes from."""
    (state,) = {to for (_, its), to in EXECUTION_MOVES.items() if its is event}
    return state
