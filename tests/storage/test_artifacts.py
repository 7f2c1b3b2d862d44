"""One version of a prompt is in force at a time, and each switch leaves a trace."""

from datetime import UTC, datetime, timedelta

from bot.domain.people import PersonId
from storage.artifacts import Artifacts, Move, Status
from storage.audit import AuditLog
from storage.database import Database

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


def _artifacts(database: Database, workspace: str = "acme") -> Artifacts:
    return Artifacts(database=database, workspace=workspace)


def _move(version: str, hours: int, status: Status = Status.ACTIVE, share: int = 0) -> Move:
    return Move(
        version=version,
        sha256=f"hash{version}",
        status=status,
        by=PersonId("rita"),
        at=NOW + timedelta(hours=hours),
        share=share,
        why="better on refusals",
    )


async def _standing(database: Database) -> dict[str, Status]:
    return {one.version: one.status for one in await _artifacts(database).all()}


async def test_activating_one_version_retires_the_other(database: Database) -> None:
    artifacts = _artifacts(database)
    await artifacts.move("judge", _move("1", 0))
    await artifacts.move("judge", _move("2", 1))
    assert await _standing(database) == {"1": Status.RETIRED, "2": Status.ACTIVE}
    assert await artifacts.before("judge") == "1"
    assert await _artifacts(database, "other").all() == []


async def test_a_canary_stands_beside_the_active_one_until_it_is_active(
    database: Database,
) -> None:
    artifacts = _artifacts(database)
    await artifacts.move("judge", _move("1", 0))
    await artifacts.move("judge", _move("2", 1, Status.CANARY, share=10))
    assert await _standing(database) == {"1": Status.ACTIVE, "2": Status.CANARY}
    await artifacts.move("judge", _move("2", 2))
    assert await _standing(database) == {"1": Status.RETIRED, "2": Status.ACTIVE}


async def test_every_move_is_in_the_audit_log(database: Database) -> None:
    artifacts = _artifacts(database)
    await artifacts.move("judge", _move("1", 0))
    await artifacts.move("judge", _move("2", 1, Status.CANARY, share=10))
    log = AuditLog(database=database, workspace="acme")
    kinds = [entry["kind"] async for entry in log.entries()]
    assert kinds == ["prompt.active", "prompt.canary"]


async def test_an_evaluation_is_remembered_for_exactly_that_text(database: Database) -> None:
    artifacts = _artifacts(database)
    await artifacts.passed("judge", "2", "hash2", {"right": 60}, NOW)
    (one,) = await artifacts.all()
    assert (one.sha256, one.passed, one.status) == ("hash2", {"right": 60}, Status.DRAFT)
