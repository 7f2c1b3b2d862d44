"""What missions do to the decision queue: new decisions open, those that wait are renewed, and
those whose risk is over are withdrawn.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, and_, bindparam, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.decisions import Proposal
from bot.domain.lifecycle import (
    DAYBREAK,
    OWN,
    DecisionState,
    ExecutionState,
    RejectReason,
    SnoozeUntil,
    Word,
    WordKind,
)
from bot.domain.missions import Mission
from bot.domain.people import PersonId
from bot.policy.repeats import LIFE, Fate, Last, fate, wakes
from storage.asks import to_draw_again
from storage.audit import Entry, append
from storage.codec import Codec, Content
from storage.decision_rows import Values, content_values, word_row
from storage.statements import insert_new
from storage.tables.decisions import decision_words, decisions
from storage.tables.executions import executions

_OF = decisions.c
_RENEWED = (
    *("rep_id", "assignee_id", "deal_id", "contact_id", "run_id", "state", "version", "digest"),
    *("turn", "action_type", "action", "draft", "options", "reason", "grounds", "read_versions"),
    *("updated_at", "proposed_at", "look_at", "ruling", "due_at", "wake_at", "wake_on"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """All that one mission proposes, ready to be written. `rows` by the risk that each answers."""

    workspace: str
    rep_id: PersonId
    run_id: str
    at: datetime
    rows: Mapping[str, Values]


def proposed(mission: Mission, workspace: str, codec: Codec) -> Proposed:
    found = {v.proposal.id: v.proposal for v in mission.verdicts if v.proposal is not None}
    return Proposed(
        workspace=workspace,
        rep_id=mission.rep.id,
        run_id=mission.run_id,
        at=mission.now,
        rows={risk: _row(found[risk], mission, workspace, codec) for risk in sorted(found)},
    )


async def write_proposals(connection: AsyncConnection, what: Proposed) -> None:
    """Part of the transaction that saves a mission. What a person wrote, agreed to, settled or has
    put off stays as it is; see `bot/policy/repeats.py`.
    """
    known = await _known(connection, what)
    fates = {
        risk: fate(_last(known.get(risk)), what.rep_id, row["grounds"], what.at)
        for risk, row in what.rows.items()
    }
    replaced = [known[risk] for risk, its in fates.items() if its is Fate.REPLACE]
    over = await _over(connection, what)
    await _end(connection, what, replaced, DecisionState.SUPERSEDED, WordKind.SUPERSEDE)
    await _end(connection, what, over, DecisionState.WITHDRAWN, WordKind.WITHDRAW)
    fresh = [
        _next(what.rows[risk], known.get(risk))
        for risk, its in fates.items()
        if its in (Fate.NEW, Fate.REPLACE)
    ]
    renewed = [
        _renewed(what.rows[risk], known[risk]) for risk, its in fates.items() if its is Fate.RENEW
    ]
    gone = [(row.id, row.deal_id) for row in (*replaced, *over)]
    if gone:
        await to_draw_again(connection, what.workspace, gone, what.at)
    if fresh:
        await connection.execute(insert_new(decisions, connection), fresh)
    if renewed:
        await connection.execute(_renewing(), renewed)
    await append(connection, what.workspace, _entries(what, fresh, replaced, over))


async def _known(connection: AsyncConnection, what: Proposed) -> dict[str, Row[Any]]:
    """The newest decision about each risk, with what became of it."""
    said, no, done = decision_words.c, decision_words.alias(), executions.c
    spoken = (
        select(said.number)
        .where(said.workspace == _OF.workspace, said.decision_id == _OF.id, said.by != DAYBREAK)
        .correlate(decisions)
        .exists()
    )
    rejected = and_(
        no.c.workspace == _OF.workspace,
        no.c.decision_id == _OF.id,
        no.c.event == WordKind.REJECT,
    )
    effect = and_(
        done.workspace == _OF.workspace, done.decision_id == _OF.id, done.undoes.is_(None)
    )
    query = (
        select(
            decisions,
            no.c.reason.label("why"),
            done.state.label("effect"),
            spoken.label("spoken"),
        )
        .join(no, rejected, isouter=True)
        .join(executions, effect, isouter=True)
        .where(_OF.workspace == what.workspace, _OF.risk.in_(list(what.rows)))
        .order_by(_OF.risk, _OF.occurrence)
        # Nobody's word may come between what is read here and what is written.
        .with_for_update(of=decisions)
    )
    return {row.risk: row for row in await connection.execute(query)} if what.rows else {}


async def _over(connection: AsyncConnection, what: Proposed) -> Sequence[Row[Any]]:
    """Those of the rep that wait although nothing proposes them any more."""
    query = select(decisions).where(
        _OF.workspace == what.workspace,
        _OF.rep_id == what.rep_id,
        # What a person proposed is over when they say so.
        _OF.run_id != OWN,
        or_(
            and_(_OF.state == DecisionState.OPEN, _OF.held.is_(False)),
            _OF.state == DecisionState.SNOOZED,
        ),
        _OF.risk.not_in(list(what.rows)),
    )
    return (await connection.execute(query.with_for_update())).all()


async def _end(
    connection: AsyncConnection,
    what: Proposed,
    rows: Sequence[Row[Any]],
    state: DecisionState,
    kind: WordKind,
) -> None:
    if not rows:
        return
    await connection.execute(
        update(decisions)
        .where(_OF.workspace == what.workspace, _OF.id.in_([row.id for row in rows]))
        .values(state=state, turn=_OF.turn + 1, updated_at=what.at)
    )
    words = [
        word_row(
            Word(by=DAYBREAK, at=what.at, event=kind, version=row.version),
            row.id,
            row.turn + 1,
            what.workspace,
        )
        for row in rows
    ]
    await connection.execute(insert_new(decision_words, connection), words)


def _last(row: Row[Any] | None) -> Last | None:
    if row is None:
        return None
    return Last(
        rep_id=row.rep_id,
        state=DecisionState(row.state),
        grounds=row.grounds,
        at=row.updated_at,
        spoken=row.spoken,
        held=row.held,
        wake_on=None if row.wake_on is None else SnoozeUntil(row.wake_on),
        why=None if row.why is None else RejectReason(row.why),
        effect=None if row.effect is None else ExecutionState(row.effect),
    )


def _next(row: Values, known: Row[Any] | None) -> Values:
    """The next occurrence; the first has the risk's own name."""
    if known is None:
        return row
    number = known.occurrence + 1
    return {**row, "id": f"{row['risk']}-{number}", "occurrence": number}


def _renewed(row: Values, known: Row[Any]) -> Values:
    """The fresh content on the decision that waits; a snooze lasts, unless this is its change."""
    last = _last(known)
    snoozed = known.state == DecisionState.SNOOZED
    sleeps = snoozed and last is not None and not wakes(last, row["grounds"])
    same = known.digest == row["digest"]
    moved = known.rep_id != row["rep_id"]
    values = row | {
        "state": DecisionState.SNOOZED if sleeps else DecisionState.OPEN,
        "wake_at": known.wake_at if sleeps else None,
        "wake_on": known.wake_on if sleeps else None,
        "assignee_id": row["assignee_id"] if moved else known.assignee_id,
        "version": known.version if same else known.version + 1,
        "turn": known.turn + 1,
    }
    return {f"new_{name}": values[name] for name in _RENEWED} | {
        "of_workspace": row["workspace"],
        "of_id": known.id,
    }


def _renewing() -> Any:
    return (
        update(decisions)
        .where(_OF.workspace == bindparam("of_workspace"), _OF.id == bindparam("of_id"))
        .values({name: bindparam(f"new_{name}") for name in _RENEWED})
    )


def _entries(
    what: Proposed,
    fresh: Sequence[Values],
    replaced: Sequence[Row[Any]],
    over: Sequence[Row[Any]],
) -> list[Entry]:
    made = [_entry(what, "decision.proposed", row["id"], row) for row in fresh]
    made += [_entry(what, "decision.superseded", row.id, row._mapping) for row in replaced]
    made += [_entry(what, "decision.withdrawn", row.id, row._mapping) for row in over]
    return made


def _entry(what: Proposed, kind: str, decision_id: str, row: Mapping[Any, Any]) -> Entry:
    return Entry(
        at=what.at,
        kind=kind,
        decision_id=decision_id,
        deal_id=row["deal_id"],
        rep_id=what.rep_id,
        body={
            "run_id": what.run_id,
            "version": row["version"],
            "digest": row["digest"],
            "grounds": row["grounds"],
        },
    )


def _row(proposal: Proposal, mission: Mission, workspace: str, codec: Codec) -> Values:
    content = Content(
        deal_id=proposal.deal_id,
        action=proposal.action,
        draft=proposal.draft,
        options=proposal.options,
    )
    return {
        "workspace": workspace,
        "id": proposal.id,
        "risk": proposal.id,
        "occurrence": 1,
        "rep_id": mission.rep.id,
        "assignee_id": mission.rep.id,
        "run_id": mission.run_id,
        "state": DecisionState.OPEN,
        "version": 1,
        "turn": 1,
        "held": False,
        "reason": proposal.reason,
        "grounds": proposal.grounds,
        "read_versions": codec.read_versions.dump_json(proposal.read_versions).decode(),
        "created_at": mission.now,
        "updated_at": mission.now,
        "proposed_at": mission.now,
        "look_at": mission.now,
        "ruling": None,
        "due_at": mission.now + LIFE,
        "wake_at": None,
        "wake_on": None,
        **content_values(content, codec),
    }
