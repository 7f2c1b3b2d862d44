"""The whole of it: one process on SQLite, two on PostgreSQL and Redis, and the proof of teeth."""

import tempfile
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

from bench.chaos.scenario import Scenario, run
from bench.chaos.weakened import Soundness
from bench.servers import Unavailable, own_postgres, own_redis

WRONG = ("lost", "duplicates", "not_approved", "untrue", "audit_faults")
# Each safeguard by itself, and what goes wrong without it.
WEAK: Mapping[str, Soundness] = {
    "without the fence": Soundness(fence=False),
    "without the look-up": Soundness(look_up=False),
    "without the unique key": Soundness(key=False),
}


async def campaign(
    approvals: int, kills: int, seed: int, say: Callable[[str], None]
) -> dict[str, Any]:
    """The figures of every run by name. `ok`: nothing wrong in the sound runs, something in each
    of the weakened ones.
    """
    runs: dict[str, dict[str, Any]] = {}
    say(f"SQLite, one process: {approvals} approvals, {kills} kills …")
    runs["sqlite"] = await on_sqlite(approvals, kills, seed)
    say("PostgreSQL and Redis, two workers, both servers down once …")
    try:
        async with on_servers(approvals, kills, seed) as scenario:
            runs["postgresql_redis"] = await run(scenario)
    except Unavailable as error:
        runs["postgresql_redis"] = {"skipped": str(error)}
    for name, sound in WEAK.items():
        say(f"SQLite, two processes, {name}: this one has to fail …")
        runs[name] = await on_sqlite(300, 6, seed, sound=sound, workers=2, repeated=1)
    return {"ok": is_as_it_should_be(runs), "seed": seed, "runs": runs}


def is_as_it_should_be(runs: Mapping[str, Mapping[str, Any]]) -> bool:
    return all(
        (wrong(figures) > 0) is (name in WEAK)
        for name, figures in runs.items()
        if "skipped" not in figures
    )


def wrong(figures: Mapping[str, Any]) -> int:
    """How much of one run is not as it should be."""
    never_settled = figures["settled_after_s"] is None
    counts: list[int] = [figures[name] for name in WRONG]
    return sum(counts) + never_settled


async def on_sqlite(approvals: int, kills: int, seed: int, **more: Any) -> dict[str, Any]:
    more = {"workers": 1, **more}
    with tempfile.TemporaryDirectory(prefix="daybreak-chaos-") as place:
        return await run(
            Scenario(
                name="sqlite",
                database=f"sqlite:///{place}/daybreak.db",
                approvals=approvals,
                kills=kills,
                seed=seed,
                **more,
            )
        )


@asynccontextmanager
async def on_servers(approvals: int, kills: int, seed: int, **more: Any) -> AsyncIterator[Scenario]:
    """With servers of its own that go down within. Raises Unavailable with the reason."""
    with own_postgres() as postgres, own_redis() as redis:
        await postgres.make()
        await postgres.start()
        await redis.start()
        yield Scenario(
            name="postgresql_redis",
            database=postgres.url,
            workers=2,
            approvals=approvals,
            kills=kills,
            seed=seed,
            redis=redis,
            postgres=postgres,
            **more,
        )
