"""Decisions to rows and back, with what was said of them and how far their effects have come."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any

from sqlalchemy import Row, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.decisions import contact_of
from bot.domain.lifecycle import (
    Decision,
    DecisionState,
    Execution,
    SnoozeUntil,
    Word,
    WordKind,
)
from storage.codec import Codec, Content, named
from storage.execution_rows import execution_of
from storage.tables.decisions import decision_words
from storage.tables.executions import executions

Values = dict[str, Any]


def digest(content: Content, codec: Codec) -> str:
    """Names the exact content of a decision; any change of it gives another name."""
    return named(codec.content.dump_json(content))


def content_of(decision: Decision) -> Content:
    return Content(
        deal_id=decision.deal_id,
        action=decision.action,
        draft=decision.draft,
        options=decision.options,
    )


def content_values(content: Content, codec: Codec) -> Values:
    """The columns that hold the content, with its digest."""
    action, draft = content.action, content.draft
    return {
        "deal_id": content.deal_id,
        "contact_id": contact_of(action),
        "digest": digest(content, codec),
        "action_type": action.type,
        "action": codec.action.dump_json(action).decode(),
        "draft": None if draft is None else codec.draft.dump_json(draft).decode(),
        "options": codec.drafts.dump_json(content.options).decode(),
    }


def word_row(word: Word, decision_id: str, number: int, workspace: str) -> Values:
    return {
        "workspace": workspace,
        "decision_id": decision_id,
        "number": number,
        "by": word.by,
        "at": word.at,
        "event": word.event,
        "version": word.version,
        "reason": word.reason,
        "note": word.note,
        "on_behalf_of": word.on_behalf_of,
    }


def values_of(decision: Decision) -> Values:
    """The columns that a word may change, but for the content."""
    return {
        "assignee_id": decision.assignee_id,
        "state": decision.state,
        "version": decision.version,
        "turn": decision.turn,
        "held": decision.held,
        "updated_at": decision.updated_at,
        # Whatever changed, the clock looks once and says when it will look again.
        "look_at": decision.updated_at,
        "due_at": decision.due_at,
        "wake_at": decision.wake_at,
        "wake_on": decision.wake_on,
        "reminded_at": decision.reminded_at,
        "escalated_at": decision.escalated_at,
    }


def changed_values(
    before: Decision, after: Decision, codec: Codec, *, is_ruled: bool = True
) -> Values:
    """The columns to be set: a word changes few of them, and each costs with each row.

    Of another content, or if it is no longer `is_ruled`, what the policies said before is gone.
    """
    old = values_of(before)
    values = {
        name: value
        for name, value in values_of(after).items()
        if name == "look_at" or value != old[name]
    }
    if after.digest != before.digest:
        values |= content_values(content_of(after), codec)
    if after.digest != before.digest or not is_ruled:
        values["ruling"] = None
    return values


def row_of(decision: Decision, workspace: str, codec: Codec) -> Values:
    """All columns, of a decision that has no row yet."""
    return {
        "workspace": workspace,
        "id": decision.id,
        "risk": decision.risk,
        "occurrence": decision.occurrence,
        "rep_id": decision.rep_id,
        "run_id": decision.run_id,
        "reason": decision.reason,
        "grounds": decision.grounds,
        "read_versions": codec.read_versions.dump_json(decision.read_versions).decode(),
        "created_at": decision.created_at,
        "proposed_at": decision.proposed_at,
        **values_of(decision),
        **content_values(content_of(decision), codec),
    }


async def decisions_from(
    connection: AsyncConnection, rows: Sequence[Row[Any]], workspace: str, codec: Codec
) -> list[Decision]:
    """In the order of the rows."""
    ids = [row.id for row in rows]
    if not ids:
        return []
    words = await _words(connection, workspace, ids)
    effects = await _effects(connection, workspace, ids, codec)
    return [_decision(row, words.get(row.id, ()), effects.get(row.id), codec) for row in rows]


async def _words(
    connection: AsyncConnection, workspace: str, ids: Sequence[str]
) -> Mapping[str, Sequence[Word]]:
    of = decision_words.c
    found: defaultdict[str, list[Word]] = defaultdict(list)
    said = await connection.execute(
        select(decision_words)
        .where(of.workspace == workspace, of.decision_id.in_(ids))
        .order_by(of.decision_id, of.number)
    )
    for row in said:
        found[row.decision_id].append(_word(row))
    return found


async def _effects(
    connection: AsyncConnection, workspace: str, ids: Sequence[str], codec: Codec
) -> Mapping[str, Execution]:
    """The effect of each; of one that is being taken back, how far that has come as well."""
    of = executions.c
    found = await connection.execute(
        select(executions)
        .where(of.workspace == workspace, of.decision_id.in_(ids))
        .order_by(of.decision_id, of.approved_at, of.id)
    )
    effects: dict[str, Execution] = {}
    for row in found:
        effects |= _with(effects, row, codec)
    return effects


def _with(known: Mapping[str, Execution], row: Row[Any], codec: Codec) -> dict[str, Execution]:
    effect = execution_of(row, codec)
    if row.undoes is not None:
        effect = replace(known[row.decision_id], undo=effect)
    return {row.decision_id: effect}


def _word(row: Row[Any]) -> Word:
    return Word(
        by=row.by,
        at=row.at,
        event=WordKind(row.event),
        version=row.version,
        reason=row.reason,
        note=row.note,
        on_behalf_of=row.on_behalf_of,
    )


def _decision(
    row: Row[Any], words: Iterable[Word], execution: Execution | None, codec: Codec
) -> Decision:
    return Decision(
        id=row.id,
        risk=row.risk,
        occurrence=row.occurrence,
        rep_id=row.rep_id,
        assignee_id=row.assignee_id,
        deal_id=row.deal_id,
        run_id=row.run_id,
        state=DecisionState(row.state),
        version=row.version,
        digest=row.digest,
        turn=row.turn,
        grounds=row.grounds,
        held=row.held,
        action=codec.action.validate_json(row.action),
        draft=None if row.draft is None else codec.draft.validate_json(row.draft),
        options=codec.drafts.validate_json(row.options),
        reason=row.reason,
        read_versions=codec.read_versions.validate_json(row.read_versions),
        created_at=row.created_at,
        updated_at=row.updated_at,
        proposed_at=row.proposed_at,
        due_at=row.due_at,
        wake_at=row.wake_at,
        wake_on=None if row.wake_on is None else SnoozeUntil(row.wake_on),
        reminded_at=row.reminded_at,
        escalated_at=row.escalated_at,
        words=tuple(words),
        execution=execution,
    )
