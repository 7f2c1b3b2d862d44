"""The tables of a decision's life, walked completely: what is not in them can't be stored."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from itertools import product

import pytest
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError

from bot.domain.aftermath import underway
from bot.domain.decisions import CreateTask
from bot.domain.effects import Receipt
from bot.domain.lifecycle import (
    DECISION_MOVES,
    EXECUTION_MOVES,
    Decision,
    DecisionEvent,
    DecisionState,
    ExecutionEvent,
    ExecutionState,
    Word,
    WordKind,
)
from storage.audit import AuditLog
from storage.database import Database
from storage.decision_moves import Move
from storage.decision_rows import row_of
from storage.execution_rows import NewExecution, effect_id, undo_id
from storage.executions import insert
from storage.tables.decisions import decision_words, decisions
from storage.tables.executions import executions
from tests.fakes.desk import ADA, NOON, WORKSPACE, Desk, proposing

CALL = proposing(CreateTask(title="Call", due=NOON.date()))
BY_PEOPLE = (
    *(ExecutionEvent.RECALL, ExecutionEvent.CONFIRM, ExecutionEvent.DENY, ExecutionEvent.AGAIN),
)


@pytest.fixture
async def desk(database: Database) -> Desk:
    return Desk(database)


def word(decision: Decision, kind: WordKind = WordKind.ASK_CONTEXT) -> Word:
    return Word(by=ADA.id, at=NOON, event=kind, version=decision.version)


def effect(decision: Decision) -> NewExecution:
    return NewExecution(
        id=effect_id(decision.id, decision.version),
        decision_id=decision.id,
        deal_id=decision.deal_id,
        rep_id=decision.rep_id,
        action=decision.action,
        draft=decision.draft,
        by=ADA.id,
        approved_at=NOON,
        due_at=NOON,
        tries=3,
    )


async def in_state(desk: Desk, state: DecisionState, risk: str = "r1") -> Decision:
    await desk.propose(replace(CALL, id=risk))
    mine = decisions.c.id == risk
    async with desk.database.write() as connection:
        await connection.execute(update(decisions).where(mine).values(state=state))
    return await desk.get(risk)


async def written(desk: Desk) -> tuple[int, ...]:
    """How much there is of everything that a move may write."""
    log = AuditLog(database=desk.database, workspace=WORKSPACE)
    async with desk.database.read() as connection:
        counts = [
            await connection.scalar(select(func.count()).select_from(table))
            for table in (decision_words, executions)
        ]
    return (*(int(count or 0) for count in counts), (await log.head()).seq)


async def test_a_decision_moves_as_the_table_says_and_not_otherwise(desk: Desk) -> None:
    for number, (state, event) in enumerate(product(DecisionState, DecisionEvent)):
        before = await in_state(desk, state, f"r{number}")
        move = Move(before=before, after=before, word=word(before), event=event)
        after = DECISION_MOVES.get((state, event))
        await _moves(desk, move, after, lambda decision: decision.state)


async def test_a_persons_word_moves_an_effect_as_the_table_says_and_else_is_not_kept(
    desk: Desk,
) -> None:
    for number, (state, step) in enumerate(product(ExecutionState, ExecutionEvent)):
        before = await approved(desk, state, f"r{number}")
        move = Move(before=before, after=before, word=word(before), step=step, tries=3)
        after = EXECUTION_MOVES.get((state, step)) if step in BY_PEOPLE else None
        await _moves(desk, move, after, lambda d: d.execution and d.execution.state)


async def test_a_persons_word_moves_a_taking_back_in_the_same_way(desk: Desk) -> None:
    for number, (state, step) in enumerate(product(ExecutionState, ExecutionEvent)):
        before = await being_undone(desk, state, f"r{number}")
        move = Move(before=before, after=before, word=word(before), step=step, tries=3)
        after = EXECUTION_MOVES.get((state, step)) if step in BY_PEOPLE else None
        await _moves(desk, move, after, lambda d: d.execution and underway(d.execution).state)
        effect = (await desk.get(before.id)).execution
        is_back = after is ExecutionState.DONE
        assert effect is not None
        assert effect.state is (ExecutionState.UNDONE if is_back else ExecutionState.DONE)


async def _moves(
    desk: Desk, move: Move, after: object, standing: Callable[[Decision], object]
) -> None:
    """To `after`, or not at all where that is None: then nothing at all was written."""
    before, count = move.before, await written(desk)
    stored = await desk.store.move(move)
    found = await desk.get(before.id)
    if after is None:
        assert (stored, found, await written(desk)) == (None, before, count), move
        return
    assert stored is not None
    assert (standing(found), found.turn) == (after, before.turn + 1), move
    assert found.execution == stored.execution
    assert (found.words, stored.words) == ((*before.words, move.word),) * 2
    assert await written(desk) == (count[0] + 1, count[1], count[2] + 1)


async def approved(desk: Desk, state: ExecutionState, risk: str) -> Decision:
    decision = await in_state(desk, DecisionState.OPEN, risk)
    move = Move(
        before=decision,
        after=decision,
        word=word(decision, WordKind.APPROVE),
        event=DecisionEvent.APPROVE,
        execute=effect(decision),
    )
    assert await desk.store.move(move) is not None
    mine = executions.c.decision_id == risk
    async with desk.database.write() as connection:
        await connection.execute(update(executions).where(mine).values(state=state))
    return await desk.get(risk)


async def being_undone(desk: Desk, state: ExecutionState, risk: str) -> Decision:
    decision = await approved(desk, ExecutionState.DONE, risk)
    undoes = Receipt(effect_id=effect(decision).id, at=NOON)
    undo = replace(effect(decision), id=undo_id(undoes.effect_id), undoes=undoes)
    move = Move(before=decision, after=decision, word=word(decision, WordKind.UNDO), execute=undo)
    assert await desk.store.move(move) is not None
    async with desk.database.write() as connection:
        mine = executions.c.id == undo.id
        trouble = {"state": state, "problem": "It broke.", "tries_left": 0}
        await connection.execute(update(executions).where(mine).values(trouble))
    return await desk.get(risk)


@pytest.mark.parametrize(
    "stale",
    [{"version": 2}, {"digest": "f" * 64}, {"turn": 2}, {"state": DecisionState.SNOOZED}],
    ids=str,
)
async def test_whoever_read_something_else_changes_nothing(
    desk: Desk, stale: dict[str, object]
) -> None:
    now = await in_state(desk, DecisionState.OPEN)
    count = await written(desk)
    before = replace(now, **stale)  # type: ignore[arg-type]  # parametrised
    move = Move(before=before, after=before, word=word(before), event=DecisionEvent.REJECT)
    assert await desk.store.move(move) is None
    assert (await desk.get(), await written(desk)) == (now, count)


async def test_an_approval_whose_effect_is_there_already_writes_nothing(desk: Desk) -> None:
    decision = await in_state(desk, DecisionState.OPEN)
    async with desk.database.write() as connection:
        await insert(connection, WORKSPACE, effect(decision), desk.codec)
    count = await written(desk)
    move = Move(
        before=decision,
        after=decision,
        word=word(decision),
        event=DecisionEvent.APPROVE,
        execute=effect(decision),
    )
    assert await desk.store.move(move) is None
    assert await written(desk) == count
    assert (await desk.get()).state is DecisionState.OPEN


async def test_of_two_processes_one_has_its_word(desk: Desk) -> None:
    decision = await in_state(desk, DecisionState.OPEN)
    other = Desk(desk.database)
    yes = Move(
        before=decision,
        after=decision,
        word=word(decision),
        event=DecisionEvent.APPROVE,
        execute=effect(decision),
    )
    no = replace(yes, event=DecisionEvent.REJECT, execute=None)
    ends = await asyncio.gather(desk.store.move(yes), other.store.move(no))
    assert sum(end is not None for end in ends) == 1
    assert len((await desk.get()).words) == 1


async def test_the_same_risk_never_waits_twice(desk: Desk) -> None:
    decision = await in_state(desk, DecisionState.OPEN)
    twin = replace(decision, id="r1-2", occurrence=2)
    row = row_of(twin, WORKSPACE, desk.codec)
    with pytest.raises(IntegrityError):
        async with desk.database.write() as connection:
            await connection.execute(decisions.insert().values(row))
