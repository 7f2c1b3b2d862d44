"""Decisions as rows: proposed by missions, kept while the risk lasts, withdrawn when it is over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, case, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.deals import DealId
from bot.domain.decisions import Action, Draft, Proposal
from bot.domain.missions import Mission
from bot.domain.people import PersonId
from storage.codec import Codec, Content, named
from storage.database import Database
from storage.statements import insert
from storage.tables.decisions import decisions

OPEN = "open"
WITHDRAWN = "withdrawn"
_CHANGES = (
    "rep_id",
    "deal_id",
    "run_id",
    "action_type",
    "action",
    "draft",
    "options",
    "reason",
    "read_versions",
    "digest",
    "updated_at",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One proposed action as it stands. `version` counts its contents, `digest` names this one."""

    id: str
    rep_id: PersonId
    deal_id: DealId
    run_id: str
    state: str
    version: int
    digest: str
    action: Action
    draft: Draft | None
    options: tuple[Draft, ...]
    reason: str
    read_versions: Mapping[str, int] = field(hash=False)
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposed:
    """All that one mission proposes, ready to be written."""

    workspace: str
    rep_id: PersonId
    at: datetime
    rows: Sequence[Mapping[str, Any]]


def digest(content: Content, codec: Codec) -> str:
    """Names the exact content of a decision; any change of it gives another name."""
    return named(codec.content.dump_json(content))


def proposed(mission: Mission, workspace: str, codec: Codec) -> Proposed:
    """The rows of a mission's proposals, in the order of their ids."""
    found = {v.proposal.id: v.proposal for v in mission.verdicts if v.proposal is not None}
    return Proposed(
        workspace=workspace,
        rep_id=mission.rep.id,
        at=mission.now,
        rows=[_row(found[name], mission, workspace, codec) for name in sorted(found)],
    )


async def write_proposals(connection: AsyncConnection, what: Proposed) -> None:
    """Opens new decisions, renews open ones, and withdraws the rep's that are proposed no more.

    A decision that a person has acted upon stays as it is.
    """
    if what.rows:
        await connection.execute(_renewing(connection), what.rows)
    await connection.execute(
        update(decisions)
        .where(
            decisions.c.workspace == what.workspace,
            decisions.c.rep_id == what.rep_id,
            decisions.c.state == OPEN,
            decisions.c.id.not_in([row["id"] for row in what.rows]),
        )
        .values(state=WITHDRAWN, updated_at=what.at)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredDecisions:
    """The decision queue of one workspace."""

    database: Database
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def find(self, decision_id: str) -> Decision | None:
        found = await self._all(self._mine().where(decisions.c.id == decision_id))
        return found[0] if found else None

    async def queue(
        self,
        *,
        reps: Sequence[PersonId] | None = None,
        deal_id: DealId | None = None,
        state: str | None = None,
        limit: int = 500,
    ) -> list[Decision]:
        """Newest first; of these reps, of this deal, in this state, where given."""
        query = self._mine().order_by(decisions.c.updated_at.desc(), decisions.c.id).limit(limit)
        if reps is not None:
            query = query.where(decisions.c.rep_id.in_(reps))
        if deal_id is not None:
            query = query.where(decisions.c.deal_id == deal_id)
        if state is not None:
            query = query.where(decisions.c.state == state)
        return await self._all(query)

    def _mine(self) -> Select[Any]:
        return select(decisions).where(decisions.c.workspace == self.workspace)

    async def _all(self, query: Select[Any]) -> list[Decision]:
        async with self.database.read() as connection:
            rows = await connection.execute(query)
        return [_decision(row, self.codec) for row in rows]


def _row(proposal: Proposal, mission: Mission, workspace: str, codec: Codec) -> dict[str, Any]:
    content = Content(
        deal_id=proposal.deal_id,
        action=proposal.action,
        draft=proposal.draft,
        options=proposal.options,
    )
    draft = proposal.draft
    return {
        "workspace": workspace,
        "id": proposal.id,
        "rep_id": mission.rep.id,
        "deal_id": proposal.deal_id,
        "run_id": mission.run_id,
        "state": OPEN,
        "version": 1,
        "digest": digest(content, codec),
        "action_type": proposal.action.type,
        "action": codec.action.dump_json(proposal.action).decode(),
        "draft": None if draft is None else codec.draft.dump_json(draft).decode(),
        "options": codec.drafts.dump_json(proposal.options).decode(),
        "reason": proposal.reason,
        "read_versions": codec.read_versions.dump_json(proposal.read_versions).decode(),
        "created_at": mission.now,
        "updated_at": mission.now,
    }


def _renewing(connection: AsyncConnection) -> Any:
    statement = insert(decisions, connection)
    new = statement.excluded
    return statement.on_conflict_do_update(
        index_elements=["workspace", "id"],
        set_={name: new[name] for name in _CHANGES}
        | {
            "state": OPEN,
            "version": case(
                (decisions.c.digest == new.digest, decisions.c.version),
                else_=decisions.c.version + 1,
            ),
        },
        # Two comparisons: an IN can't be part of a statement for many rows.
        where=or_(decisions.c.state == OPEN, decisions.c.state == WITHDRAWN),
    )


def _decision(row: Row[Any], codec: Codec) -> Decision:
    return Decision(
        id=row.id,
        rep_id=row.rep_id,
        deal_id=row.deal_id,
        run_id=row.run_id,
        state=row.state,
        version=row.version,
        digest=row.digest,
        action=codec.action.validate_json(row.action),
        draft=None if row.draft is None else codec.draft.validate_json(row.draft),
        options=codec.drafts.validate_json(row.options),
        reason=row.reason,
        read_versions=codec.read_versions.validate_json(row.read_versions),
        created_at=row.created_at,
        updated_at=row.updated_at,
    )
