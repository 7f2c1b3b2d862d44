"""The decision queue: read by whoever may, and changed by compare-and-set alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import DealId
from bot.domain.lifecycle import (
    DAYBREAK,
    LIVE,
    Decision,
    DecisionEvent,
    DecisionState,
    Execution,
    ExecutionEvent,
    ExecutionState,
    Word,
    next_execution,
    next_state,
)
from bot.domain.people import PersonId
from storage.audit import Entry, append
from storage.codec import Codec
from storage.database import Database
from storage.decision_rows import (
    content_of,
    content_values,
    decisions_from,
    row_of,
    values_of,
    word_row,
)
from storage.execution_rows import NewExecution
from storage.executions import confirm, deny, recall
from storage.executions import insert as insert_execution
from storage.inbox import answered
from storage.statements import insert_new
from storage.tables.decisions import IS_LIVE, decision_words, decisions

_OF = decisions.c


class Lost(Exception):
    """The decision is not as it was read any more; whatever was written must be rolled back."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One word on one decision, with all that follows from it. `after` is what it makes of it;
    state, version, digest and turn follow from the tables.

    `execute` is the effect of an approval, or its taking back; `step` what the word does to the
    effect that there is, with so many `tries` where that begins anew. `follow` is the decision that
    goes on from here. `click` is the inbox key of what the person did in Slack.
    """

    before: Decision
    after: Decision
    word: Word
    event: DecisionEvent | None = None
    execute: NewExecution | None = None
    step: ExecutionEvent | None = None
    tries: int = 0
    follow: Decision | None = None
    click: str | None = None


async def write_move(
    connection: AsyncConnection, workspace: str, move: Move, codec: Codec
) -> Decision:
    """Decision, word, execution, click and audit entry, as part of the caller's transaction.

    Raises Lost if any of them can't be: then nothing of it may be committed.
    """
    stored = _stored(move, codec)
    before = move.before
    done = await connection.execute(
        update(decisions)
        .where(
            _OF.workspace == workspace,
            _OF.id == before.id,
            _OF.state == before.state,
            _OF.version == before.version,
            _OF.digest == before.digest,
            _OF.turn == before.turn,
        )
        .values(values_of(stored, codec))
    )
    if done.rowcount != 1:
        raise Lost
    row = word_row(move.word, before.id, stored.turn, workspace)
    await connection.execute(insert(decision_words).values(row))
    await _carry_on(connection, workspace, move, codec)
    if move.click and not await answered(connection, workspace, move.click, move.word.at):
        raise Lost
    await append(connection, workspace, [_entry(move, stored, codec)])
    return stored


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecisions:
    """The decision queue of one workspace."""

    database: Database
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def find(self, decision_id: str) -> Decision | None:
        found = await self._all(self._mine().where(_OF.id == decision_id))
        return found[0] if found else None

    async def move(self, move: Move) -> Decision | None:
        """The decision as it is after the word; None, and nothing written, if it moved meanwhile
        or if nothing like that can happen to it.
        """
        try:
            return await self.database.together(
                lambda connection: write_move(connection, self.workspace, move, self.codec)
            )
        except Lost:
            return None

    async def queue(
        self,
        *,
        reps: Sequence[PersonId] | None = None,
        assignee: PersonId | None = None,
        deal_id: DealId | None = None,
        state: str | None = None,
        limit: int = 500,
    ) -> list[Decision]:
        """Newest first; of these reps, waiting for this person, of this deal, in this state."""
        query = self._mine().order_by(_OF.updated_at.desc(), _OF.id).limit(limit)
        if reps is not None:
            query = query.where(_OF.rep_id.in_(reps))
        if assignee is not None:
            query = query.where(_OF.assignee_id == assignee)
        if deal_id is not None:
            query = query.where(_OF.deal_id == deal_id)
        if state is not None:
            query = query.where(_OF.state == state)
        return await self._all(query)

    async def to_look_at(self, now: datetime, limit: int = 200) -> list[str]:
        """Ids of what the clock has to look at, the longest due first."""
        query = (
            select(_OF.id)
            .where(_OF.workspace == self.workspace, IS_LIVE, _OF.look_at <= now)
            .order_by(_OF.look_at, _OF.id)
            .limit(limit)
        )
        async with self.database.read() as connection:
            return list(await connection.scalars(query))

    async def look_later(self, decision: Decision, at: datetime) -> None:
        """Nothing is due before that, unless somebody has a word on it until then."""
        async with self.database.write() as connection:
            await connection.execute(
                update(decisions)
                .where(
                    _OF.workspace == self.workspace,
                    _OF.id == decision.id,
                    _OF.turn == decision.turn,
                )
                .values(look_at=at)
            )

    async def history(self, risk: str) -> list[Decision]:
        """Every occurrence of one risk, the first one first."""
        return await self._all(self._mine().where(_OF.risk == risk).order_by(_OF.occurrence))

    def _mine(self) -> Select[Any]:
        return select(decisions).where(_OF.workspace == self.workspace)

    async def _all(self, query: Select[Any]) -> list[Decision]:
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
            return await decisions_from(connection, rows, self.workspace, self.codec)


def _stored(move: Move, codec: Codec) -> Decision:
    """Raises Lost where the tables know no such move."""
    before, after = move.before, move.after
    state: DecisionState | None = before.state
    if move.event is not None:
        state = next_state(before.state, move.event)
    elif before.state not in LIVE and not (move.step or move.execute or move.follow):
        raise Lost
    if state is None:
        raise Lost
    digest: str = content_values(content_of(after), codec)["digest"]
    return replace(
        after,
        state=state,
        version=before.version if digest == before.digest else before.version + 1,
        digest=digest,
        turn=before.turn + 1,
        updated_at=move.word.at,
        words=(*before.words, move.word),
        execution=_execution(move),
    )


def _execution(move: Move) -> Execution | None:
    known, new = move.before.execution, move.execute
    if move.step is not None:
        state = None if known is None else next_execution(known.state, move.step)
        if known is None or state is None:
            raise Lost
        return replace(known, state=state)
    if new is None:
        return known
    made = Execution(
        id=new.id,
        state=ExecutionState.PENDING,
        attempt=0,
        due_at=new.due_at,
        tries_left=new.tries,
    )
    return made if new.undoes is None or known is None else replace(known, undo=made)


async def _carry_on(connection: AsyncConnection, workspace: str, move: Move, codec: Codec) -> None:
    if move.step is not None and not await _stepped(connection, workspace, move):
        raise Lost
    if move.execute is not None and not await insert_execution(
        connection, workspace, move.execute, codec
    ):
        raise Lost
    if move.follow is not None:
        row = row_of(move.follow, workspace, codec)
        new = insert_new(decisions, connection).values(row).returning(_OF.id)
        # None: a mission was faster, and the risk has its next decision already.
        if (await connection.scalar(new)) is None:
            raise Lost


async def _stepped(connection: AsyncConnection, workspace: str, move: Move) -> bool:
    effect, at = move.before.execution, move.word.at
    if effect is None:
        return False
    match move.step:
        case ExecutionEvent.RECALL:
            return await recall(connection, workspace, effect.id, at)
        case ExecutionEvent.CONFIRM:
            return await confirm(connection, workspace, effect.id, at)
        case ExecutionEvent.DENY:
            return await deny(connection, workspace, effect.id, at, move.tries)
        case _:
            return False


def _entry(move: Move, stored: Decision, codec: Codec) -> Entry:
    word, execution = move.word, stored.execution
    content = content_values(content_of(stored), codec)
    return Entry(
        at=word.at,
        kind=f"decision.{word.event}",
        by=None if word.by == DAYBREAK else word.by,
        decision_id=stored.id,
        deal_id=stored.deal_id,
        rep_id=stored.rep_id,
        effect_id=execution.id if execution else None,
        body={
            "state": stored.state,
            "version": stored.version,
            "digest": stored.digest,
            "turn": stored.turn,
            "run_id": stored.run_id,
            "reason": word.reason,
            "on_behalf_of": word.on_behalf_of,
            "assignee_id": stored.assignee_id,
        },
        readable={"note": word.note, "action": content["action"], "draft": content["draft"]},
    )
