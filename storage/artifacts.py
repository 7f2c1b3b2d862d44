"""Which version of what is in force: one pointer per name, moved by hand, each move in the audit
log.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.people import PersonId
from storage import audit
from storage.database import Database
from storage.statements import insert_new
from storage.tables.llm import artifacts

PROMPT = "prompt"


class Status(StrEnum):
    """Where a version stands. At most one of a name is active, at most one its canary."""

    DRAFT = "draft"
    CANARY = "canary"
    ACTIVE = "active"
    RETIRED = "retired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifact:
    """`share` of a hundred subjects get a canary; `passed` is the evaluation that it passed."""

    name: str
    version: str
    sha256: str
    status: Status
    share: int = 0
    passed: Mapping[str, Any] | None = None
    changed_by: str | None = None
    changed_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One version is given a status, by whom, when and why."""

    version: str
    sha256: str
    status: Status
    by: PersonId
    at: datetime
    share: int = 0
    why: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artifacts:
    """The versions of one kind in one workspace."""

    database: Database
    workspace: str
    kind: str = PROMPT

    async def all(self) -> list[Artifact]:
        query = select(artifacts).where(*self._ours()).order_by(artifacts.c.name)
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [_artifact(row) for row in rows]

    async def move(self, name: str, move: Move) -> None:
        """Gives a version its status; who had it before is retired, in the same transaction."""
        async with self.database.write() as connection:
            await self._known(connection, name, move)
            if move.status in (Status.ACTIVE, Status.CANARY):
                await self._retire(connection, name, move)
            values: dict[str, Any] = {"status": move.status, "share": move.share}
            values |= {"changed_by": move.by, "changed_at": move.at}
            this = artifacts.c.version == move.version
            await connection.execute(
                update(artifacts).where(*self._ours(name), this).values(values)
            )
            await audit.append(connection, self.workspace, [self._entry(name, move)])

    async def passed(
        self, name: str, version: str, sha256: str, report: Mapping[str, Any], at: datetime
    ) -> None:
        """Remembers that exactly this content passed its evaluation."""
        async with self.database.write() as connection:
            move = Move(
                version=version, sha256=sha256, status=Status.DRAFT, by=PersonId("eval"), at=at
            )
            await self._known(connection, name, move)
            this = artifacts.c.version == version
            values = {"passed": json.dumps(dict(report)), "sha256": sha256}
            await connection.execute(
                update(artifacts).where(*self._ours(name), this).values(values)
            )

    async def before(self, name: str) -> str | None:
        """The version that was active last, before the one that is."""
        of = artifacts.c
        query = (
            select(of.version)
            .where(*self._ours(name), of.status == Status.RETIRED)
            .order_by(of.changed_at.desc())
        )
        async with self.database.read() as connection:
            return (await connection.scalars(query.limit(1))).first()

    async def _known(self, connection: AsyncConnection, name: str, move: Move) -> None:
        row = {
            "workspace": self.workspace,
            "kind": self.kind,
            "name": name,
            "version": move.version,
            "sha256": move.sha256,
            "status": Status.DRAFT,
            "share": 0,
            "changed_at": move.at,
        }
        await connection.execute(insert_new(artifacts, connection), row)

    async def _retire(self, connection: AsyncConnection, name: str, move: Move) -> None:
        """A version that becomes active ends the canary too."""
        ended = [move.status] if move.status is Status.CANARY else [Status.ACTIVE, Status.CANARY]
        of = artifacts.c
        await connection.execute(
            update(artifacts)
            .where(*self._ours(name), of.status.in_(ended), of.version != move.version)
            .values(status=Status.RETIRED, share=0, changed_at=move.at, changed_by=move.by)
        )

    def _ours(self, name: str | None = None) -> Sequence[Any]:
        where = [artifacts.c.workspace == self.workspace, artifacts.c.kind == self.kind]
        return where if name is None else [*where, artifacts.c.name == name]

    def _entry(self, name: str, move: Move) -> audit.Entry:
        body = {"name": name, "version": move.version, "sha256": move.sha256, "share": move.share}
        return audit.Entry(
            at=move.at,
            kind=f"{self.kind}.{move.status.value}",
            by=move.by,
            body=body,
            readable={"why": move.why} if move.why else {},
        )


def _artifact(row: Any) -> Artifact:
    return Artifact(
        name=row.name,
        version=row.version,
        sha256=row.sha256,
        status=Status(row.status),
        share=row.share,
        passed=None if row.passed is None else json.loads(row.passed),
        changed_by=row.changed_by,
        changed_at=row.changed_at,
    )
