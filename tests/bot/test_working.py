"""The worker put together: a yes becomes a change in the CRM, with and without a broker."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from bot.cli.crm import load_files
from bot.config import Settings
from bot.domain.briefs import DecisionRef
from bot.domain.deals import DealId
from bot.domain.decisions import LogNote
from bot.domain.lifecycle import Decision, DecisionState, ExecutionState
from bot.domain.outcomes import Done
from bot.domain.people import PersonId
from bot.main import WORKSPACE, Daybreak, assembled, real_time
from bot.working import working
from storage.codec import Codec
from storage.decision_rows import row_of
from storage.tables.decisions import decisions
from tests.servers.redis import Unavailable, redis_server

FILES = {
    "people.csv": "id,email,name,role\nann,ann@us.example,Ann Lee,rep\n",
    "accounts.csv": "id,name\nacme,Acme\n",
    "deals.csv": "id,name,account_id,owner_id,stage,status\nd1,Acme seats,acme,ann,Demo,open\n",
}


@asynccontextmanager
async def _opened(place: Path, redis: str | None = None) -> AsyncIterator[Daybreak]:
    """A company of one rep with one deal, on which a note waits for a yes."""
    settings = Settings(daybreak_home=place / "var", redis_url=redis)
    async with assembled(settings) as daybreak:
        for name, text in FILES.items():
            (place / name).write_text(text, "utf-8")
        await load_files(daybreak, place)
        await daybreak.catch_up(real_time())
        row = row_of(_note(), WORKSPACE, Codec())
        async with daybreak.database.write() as connection:
            await connection.execute(insert(decisions), [row])
        yield daybreak


def _note() -> Decision:
    now = datetime.now(UTC)
    return Decision(
        id="n1",
        risk="n1",
        occurrence=1,
        rep_id=PersonId("ann"),
        assignee_id=PersonId("ann"),
        deal_id=DealId("d1"),
        run_id="run",
        state=DecisionState.OPEN,
        version=1,
        digest="",
        action=LogNote(text="They want SAML."),
        draft=None,
        options=(),
        reason="They asked.",
        read_versions={},
        proposed_at=now,
        created_at=now,
        updated_at=now,
    )


async def _approved(daybreak: Daybreak) -> None:
    found = await daybreak.decisions.find("n1")
    assert found is not None
    ref = DecisionRef(id=found.id, version=found.version, digest=found.digest)
    (ann,) = await daybreak.people.all()
    outcome = await daybreak.services.decisions.approve(ref, ann, real_time())
    assert isinstance(outcome, Done), outcome


async def _done(daybreak: Daybreak, seconds: float = 5) -> None:
    for _ in range(int(seconds / 0.02)):
        found = await daybreak.decisions.find("n1")
        if found and found.execution and found.execution.state is ExecutionState.DONE:
            break
        await asyncio.sleep(0.02)
    assert found is not None
    assert found.execution is not None
    assert found.execution.state is ExecutionState.DONE, found.execution
    assert found.execution.receipt is not None
    assert len(found.execution.receipt.created) == 1


async def test_a_yes_becomes_a_note_in_the_crm(tmp_path: Path) -> None:
    async with _opened(tmp_path) as daybreak, working(daybreak, real_time):
        await _approved(daybreak)
        await _done(daybreak)


async def test_a_yes_while_no_worker_was_there_is_carried_out_when_one_comes(
    tmp_path: Path,
) -> None:
    async with _opened(tmp_path) as daybreak:
        await _approved(daybreak)
        async with working(daybreak, real_time):
            await _done(daybreak)


async def test_what_a_dead_worker_had_begun_is_taken_up(tmp_path: Path) -> None:
    async with _opened(tmp_path) as daybreak:
        await _approved(daybreak)
        store = daybreak.effects.executions
        (effect,) = await store.due(real_time())
        long_ago = timedelta(seconds=0.1)
        assert await store.claim(effect, "dead", real_time(), long_ago) is not None
        async with working(daybreak, real_time):
            await _done(daybreak)
        found = await store.find(effect)
        assert found is not None
        assert found.attempt == 2


@pytest.mark.distributed
async def test_with_redis_the_worker_may_be_another_process(tmp_path: Path) -> None:
    try:
        async with redis_server() as server, _opened(tmp_path, server.url) as daybreak:
            async with assembled(daybreak.settings) as elsewhere, working(elsewhere, real_time):
                await _approved(daybreak)
                await _done(daybreak, seconds=1.5)  # sooner than the sweeper would come
            server.kill()
            assert "Nothing is lost" in await daybreak.effects.engine.health()
    except Unavailable as error:
        pytest.skip(reason=f"Redis: {error}")
