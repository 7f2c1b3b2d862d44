"""Moves: one word on one decision with all that follows from it, many of them in one transaction.

What is compared is read under a lock, so that of two moves of the same decision the first counts,
wherever they come from; what is set goes to each table in one statement.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Update, bindparam, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.aftermath import stepped, underway
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
    WordKind,
    next_state,
)
from storage.asks import go_on_with, tell
from storage.audit import Entry, append
from storage.codec import Codec
from storage.decision_rows import (
    changed_values,
    content_of,
    content_values,
    digest,
    row_of,
    word_row,
)
from storage.execution_rows import NewExecution
from storage.execution_rows import row_of as execution_row
from storage.execution_steps import begin_anew, confirm, recall
from storage.inbox import mark_answered, unanswered
from storage.statements import insert_new
from storage.tables.decisions import decision_words, decisions
from storage.tables.executions import executions

_OF = decisions.c
_Standing = tuple[str, int, str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """`after` is what the word makes of the decision; state, version, digest and turn follow from
    the tables.

    `execute` is the effect of an approval, or its taking back; `step` what the word does to the one
    that is under way, with so many `tries` where that begins anew. `follow` is the decision that
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


async def write_moves(
    connection: AsyncConnection, workspace: str, moves: Sequence[Move], codec: Codec
) -> list[Decision | None]:
    """Decision, word, effect, click and audit entry of each, as part of the caller's transaction.

    The decision as it is then; None where it is not as it was read, where nothing like that can
    happen to it, or where the click was answered before: then nothing of that move is written.
    """
    wanted = [_stored(move, codec) for move in moves]
    judge = await _Judge.of(connection, workspace, moves)
    accepted: list[tuple[Move, Decision]] = []
    results: list[Decision | None] = []
    for move, stored in zip(moves, wanted, strict=True):
        fits = stored is not None and judge.fits(move)
        if stored is None or not fits or not await _carried_on(connection, workspace, move, codec):
            results.append(None)
            continue
        judge.take(move)
        accepted.append((move, stored))
        results.append(stored)
    if accepted:
        await _write(connection, workspace, accepted, codec)
    return results


@dataclass(slots=True, kw_only=True)
class _Judge:
    """What stands in the rows, locked, with what this transaction is going to make of it."""

    standing: dict[str, _Standing]
    effects: set[str]
    clicks: set[str]

    @classmethod
    async def of(
        cls, connection: AsyncConnection, workspace: str, moves: Sequence[Move]
    ) -> "_Judge":
        ids = sorted({move.before.id for move in moves})
        query = (
            select(_OF.id, _OF.state, _OF.version, _OF.digest, _OF.turn)
            .where(_OF.workspace == workspace, _OF.id.in_(ids))
            # In one order for everybody, so that nobody waits for each other.
            .order_by(_OF.id)
            .with_for_update()
        )
        rows = (await connection.execute(query)).all()
        effects = [move.execute.id for move in moves if move.execute is not None]
        known = select(executions.c.id).where(
            executions.c.workspace == workspace, executions.c.id.in_(effects)
        )
        clicks = [move.click for move in moves if move.click is not None]
        return cls(
            standing={row.id: tuple(row)[1:] for row in rows},
            effects=set(await connection.scalars(known)) if effects else set(),
            clicks=await unanswered(connection, workspace, clicks) if clicks else set(),
        )

    def fits(self, move: Move) -> bool:
        before = move.before
        if self.standing.get(before.id) != (
            *(before.state, before.version, before.digest, before.turn),
        ):
            return False
        if move.execute is not None and move.execute.id in self.effects:
            return False
        return move.click is None or move.click in self.clicks

    def take(self, move: Move) -> None:
        """One word per decision and transaction: who comes next has to read what became of it."""
        del self.standing[move.before.id]
        self.clicks.discard(move.click or "")


async def _write(
    connection: AsyncConnection,
    workspace: str,
    accepted: Sequence[tuple[Move, Decision]],
    codec: Codec,
) -> None:
    await _set(connection, workspace, accepted, codec)
    words = [word_row(move.word, stored.id, stored.turn, workspace) for move, stored in accepted]
    await connection.execute(insert(decision_words), words)
    new = [move.execute for move, _ in accepted if move.execute is not None]
    if new:
        effects = [execution_row(one, workspace, codec) for one in new]
        await connection.execute(insert(executions), effects)
    clicks = {move.click: move.word.at for move, _ in accepted if move.click is not None}
    if clicks:
        await mark_answered(connection, workspace, clicks)
    await append(connection, workspace, [_entry(move, stored, codec) for move, stored in accepted])
    for move, stored in accepted:
        if move.follow is not None:
            at, goes_on = move.word.at, move.follow.id
            await go_on_with(connection, workspace, stored.id, goes_on, at)
    await tell(connection, workspace, [(move.before, stored) for move, stored in accepted])


async def _set(
    connection: AsyncConnection,
    workspace: str,
    accepted: Sequence[tuple[Move, Decision]],
    codec: Codec,
) -> None:
    """One statement for all in which the same columns change."""
    alike: defaultdict[tuple[str, ...], list[dict[str, Any]]] = defaultdict(list)
    for move, stored in accepted:
        values = changed_values(move.before, stored, codec, is_ruled=_is_ruled(move))
        row = {f"new_{name}": value for name, value in values.items()}
        alike[tuple(values)].append({**row, "of_workspace": workspace, "of_id": stored.id})
    for names, rows in alike.items():
        await connection.execute(_setting(names), rows)


@lru_cache(maxsize=64)
def _setting(names: tuple[str, ...]) -> Update:
    return (
        update(decisions)
        .where(_OF.workspace == bindparam("of_workspace"), _OF.id == bindparam("of_id"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )


def _is_ruled(move: Move) -> bool:
    """Whether what the policies said before still holds if the content stays as it is."""
    return move.word.event is not WordKind.OVERRIDE


async def _carried_on(
    connection: AsyncConnection, workspace: str, move: Move, codec: Codec
) -> bool:
    """What only the rows themselves can tell; nothing is written if it can't be."""
    if move.step is not None:
        return await _stepped(connection, workspace, move)
    if move.follow is None:
        return True
    row = row_of(move.follow, workspace, codec)
    new = insert_new(decisions, connection).values(row).returning(_OF.id)
    # None: a mission was faster, and the risk has its next decision already.
    return (await connection.scalar(new)) is not None


async def _stepped(connection: AsyncConnection, workspace: str, move: Move) -> bool:
    effect, at = move.before.execution, move.word.at
    if effect is None:
        return False
    named = underway(effect).id
    match move.step:
        case ExecutionEvent.RECALL:
            return await recall(connection, workspace, named, at)
        case ExecutionEvent.CONFIRM:
            undoes = effect.id if effect.undo else None
            return await confirm(connection, workspace, named, at, undoes)
        case ExecutionEvent.DENY | ExecutionEvent.AGAIN:
            return await begin_anew(connection, workspace, named, move.step, at, move.tries)
        case _:
            return False


def _stored(move: Move, codec: Codec) -> Decision | None:
    """The decision after the move; None where the tables know no such move."""
    before, after = move.before, move.after
    state: DecisionState | None = before.state
    if move.event is not None:
        state = next_state(before.state, move.event)
    elif before.state not in LIVE and not (move.step or move.execute or move.follow):
        return None
    execution = before.execution
    if move.step is not None:
        at, tries = move.word.at, move.tries
        execution = stepped(execution, move.step, at, tries) if execution else None
        if execution is None:
            return None
    if state is None:
        return None
    content_digest = digest(content_of(after), codec)
    return replace(
        after,
        state=state,
        version=before.version if content_digest == before.digest else before.version + 1,
        digest=content_digest,
        turn=before.turn + 1,
        updated_at=move.word.at,
        words=(*before.words, move.word),
        execution=_with_new(execution, move.execute),
    )


def _with_new(known: Execution | None, new: NewExecution | None) -> Execution | None:
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
