"""Decisions that a person asked for: opened once, and shown to them in a message of their own."""

from dataclasses import dataclass, field
from datetime import datetime

from bot.domain.lifecycle import Decision
from bot.domain.people import PersonId
from storage.asks import ask
from storage.audit import Entry, append
from storage.codec import Codec
from storage.database import Database
from storage.decision_rows import row_of
from storage.inbox import mark_answered
from storage.statements import insert_new
from storage.tables.decisions import decisions


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProposals:
    database: Database
    workspace: str
    codec: Codec = field(default_factory=Codec)

    async def open(self, decision: Decision, by: PersonId, at: datetime, click: str) -> bool:
        """False if it has been opened before."""
        async with self.database.write() as connection:
            row = row_of(decision, self.workspace, self.codec)
            new = insert_new(decisions, connection).values(row).returning(decisions.c.id)
            if (await connection.scalar(new)) is None:
                return False
            await mark_answered(connection, self.workspace, {click: at})
            entry = Entry(
                at=at,
                kind="decision.proposed",
                by=by,
                decision_id=decision.id,
                deal_id=decision.deal_id,
                rep_id=decision.rep_id,
                body={"run_id": decision.run_id, "version": 1, "digest": row["digest"]},
                readable={"action": row["action"]},
            )
            await append(connection, self.workspace, [entry])
            await ask(connection, self.workspace, decision, by, at)
        return True
