"""A model's replies, calls and purse as rows, on both databases."""

import asyncio
import json
from datetime import UTC, datetime, timedelta

from storage import audit
from storage.database import Database
from storage.llm import Call, Calls, Purse, RecordedReplies, Replies, Reply

WORKSPACE = "acme"
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)


def _reply(key: str) -> Reply:
    return Reply(
        key=key,
        task="judge",
        prompt="judge@1",
        provider="claude",
        model="m",
        body='{"a": 1}',
        micros=7,
    )


def call(number: int, **given: object) -> Call:
    values = {
        "id": f"c{number}",
        "at": NOW,
        "task": "judge",
        "subject": f"d{number % 2}",
        "run": "r1",
        "provider": "claude",
        "model": "m",
        "prompt": "judge@1",
        "prompt_hash": "p",
        "schema_hash": "s",
        "context_hash": "c",
        "outcome": "ok",
        "detail": "",
        "stored": False,
        "attempts": 1,
        "fresh": 100,
        "written": 20,
        "cache_read": 1_000,
        "cache_written": 0,
        "micros": 50,
        "millis": 900,
    }
    return Call(**(values | given))  # type: ignore[arg-type]


def _replies(database: Database, workspace: str = WORKSPACE) -> Replies:
    return Replies(database=database, workspace=workspace, now=lambda: NOW)


async def test_a_reply_is_found_before_and_after_it_is_written(database: Database) -> None:
    replies = _replies(database)
    await replies.keep(_reply("k1"))
    assert await replies.find("k1") == _reply("k1")
    assert await _replies(database).find("k1") is None
    await replies.settle()
    assert await _replies(database).find("k1") == _reply("k1")
    assert await _replies(database, "other").find("k1") is None


async def test_two_processes_may_keep_the_same_reply(database: Database) -> None:
    one, two = _replies(database), _replies(database)
    for each in (one, two):
        await each.keep(_reply("k1"))
    await asyncio.gather(one.settle(), two.settle())
    assert await _replies(database).find("k1") == _reply("k1")


async def test_a_purse_is_never_overdrawn_by_many_at_once(database: Database) -> None:
    purse = Purse(database=database, workspace=WORKSPACE)
    taken = await asyncio.gather(*(purse.take(NOW.date(), 30, 100) for _ in range(10)))
    assert sum(taken) == 3
    assert await purse.spent(NOW.date()) == 90
    await purse.give_back(NOW.date(), 25)
    assert await purse.spent(NOW.date()) == 65
    assert await purse.spent(NOW.date() + timedelta(days=1)) == 0


async def test_calls_are_summed_and_leave_one_entry_in_the_audit_log(database: Database) -> None:
    calls = Calls(database=database, workspace=WORKSPACE)
    await calls.note(
        [call(1), call(2, outcome="timed_out", micros=0), call(3, stored=True, detail="x")]
    )
    by_deal = await calls.costs(NOW - timedelta(days=1), "subject")
    assert [(cost.group, cost.calls, cost.micros) for cost in by_deal] == [
        ("d1", 2, 100),
        ("d0", 1, 0),
    ]
    (by_task,) = await calls.costs(NOW, "task")
    assert (by_task.answered, by_task.stored, by_task.tokens_in) == (2, 1, 3_300)
    assert await calls.costs(NOW + timedelta(seconds=1), "task") == []
    log = audit.AuditLog(database=database, workspace=WORKSPACE)
    report = await log.verify()
    assert (report.entries, report.faults) == (1, ())
    assert [json.loads(entry["body"])["unfounded"] async for entry in log.entries()] == [1]


async def test_what_another_process_kept_is_found_within_a_minute(database: Database) -> None:
    at = NOW
    replies = Replies(database=database, workspace=WORKSPACE, now=lambda: at)
    assert await replies.find("k1") is None
    other = _replies(database)
    await other.keep(_reply("k1"))
    await other.settle()
    assert await replies.find("k1") is None
    at = NOW + timedelta(seconds=61)
    assert await replies.find("k1") == _reply("k1")


async def test_an_old_reply_is_found_by_a_replay_which_writes_nothing(database: Database) -> None:
    old = _replies(database)
    await old.keep(_reply("k1"))
    await old.settle()
    later = NOW + timedelta(days=400)
    today = Replies(database=database, workspace=WORKSPACE, now=lambda: later)
    assert await today.find("k1") is None
    past = RecordedReplies(database=database.read_only, workspace=WORKSPACE)
    assert await past.find("k1") == _reply("k1")
    await past.keep(_reply("k2"))
    await past.settle()
    assert await past.find("k2") == _reply("k2")
    assert (
        await RecordedReplies(database=database.read_only, workspace=WORKSPACE).find("k2") is None
    )
