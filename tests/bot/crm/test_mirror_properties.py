"""However changes reach the mirror, it ends up as the CRM is."""

import asyncio
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot.crm.mirror import Mirror
from bot.crm.port import Record
from bot.domain.deals import ContactRole
from storage.database import Database
from storage.migrate import Schema
from storage.mirror.syncing import MirrorSync
from tests.bot.crm.test_mirror import rows
from tests.fakes.business import NOW, TODAY, account, contact, deal, link, mail, person, step, use
from tests.fakes.crm import FakeCrm

# What users of a CRM do: enter or change a record, delete one, or let a sync happen, which may be
# cut off after some batches or read everything; or the CRM forgets who read how far. Few records,
# so that each has a history.
_DAY = TODAY - timedelta(days=1)
_RECORDS: tuple[Record, ...] = (
    *(account("a/b", country="DE"), account("a/b", country="FR"), contact(), contact(title="CEO")),
    *(person(), person(team="x"), deal("50%"), deal("50%", stage="Won"), mail(), mail(body=None)),
    *(link("a/b", "c%"), link("a/b", "c%", role=ContactRole.USER)),
    *(step("Lead/1", 1), step("Lead/1", 1, by="ada"), use(_DAY, 1), use(_DAY, 2.5), use(TODAY, 3)),
)
_RECORD = st.sampled_from(_RECORDS)
_DEEDS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), _RECORD),
        st.tuples(st.just("remove"), _RECORD),
        st.tuples(st.just("sync"), st.booleans()),
        st.tuples(st.just("cut off"), st.integers(0, 3)),
        st.tuples(st.just("forget"), st.just(0)),
    ),
    min_size=8,
    max_size=40,
)
_Deeds = list[tuple[str, Record | int | bool]]


@pytest.fixture
def empty(tmp_path: Path, upgraded_files: dict[Schema, Path]) -> tuple[Path, Path]:
    """Where two databases may be made, and what an empty one is copied from."""
    return tmp_path, upgraded_files[Schema.DAYBREAK]


@pytest.mark.slow
@settings(max_examples=50, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=_DEEDS, page=st.integers(1, 4))
def test_changes_one_by_one_equal_one_full_sync(
    empty: tuple[Path, Path], deeds: _Deeds, page: int
) -> None:
    asyncio.run(_both_ways(empty, deeds, page))


async def _both_ways(empty: tuple[Path, Path], deeds: _Deeds, page: int) -> None:
    crm = FakeCrm(page=page)
    stepwise, at_once = _database(empty, "stepwise"), _database(empty, "at_once")
    try:
        mirror = Mirror(crm, MirrorSync(stepwise, "home"))
        for deed, what in deeds:
            await _do(crm, mirror, deed, what)
        last = await mirror.sync(full=False, now=NOW)
        assert last.complete
        await Mirror(crm, MirrorSync(at_once, "home")).sync(full=True, now=NOW)
        held = await rows(stepwise)
        assert held == await rows(at_once)
        assert sum(len(found) for found in held.values()) == len(crm.records())
    finally:
        await stepwise.close()
        await at_once.close()


async def _do(crm: FakeCrm, mirror: Mirror, deed: str, what: Record | int | bool) -> None:
    if deed == "put" and not isinstance(what, int | bool):
        crm.put(what)
    elif deed == "remove" and not isinstance(what, int | bool):
        crm.remove(what)
    elif deed == "sync":
        await mirror.sync(full=bool(what), now=NOW)
    elif deed == "forget":
        crm.forget()
    elif deed == "cut off" and isinstance(what, int):
        crm.fails_after = crm.batches + what
        await mirror.sync(full=what == 2, now=NOW)
        crm.fails_after = None


def _database(empty: tuple[Path, Path], name: str) -> Database:
    place, template = empty
    path = place / f"{name}.db"
    for ending in ("-wal", "-shm"):
        path.with_name(path.name + ending).unlink(missing_ok=True)
    path.write_bytes(template.read_bytes())
    return Database.open(f"sqlite:///{path}")


async def test_a_repeated_batch_changes_nothing(database: Database) -> None:
    store = MirrorSync(database, "home")
    state = await store.begin("fake", NOW, full=True)
    state = replace(state, cursor="1", counts={"deal": 1})
    await store.apply(state, "deal", [deal()], ["gone"], NOW)
    once = await rows(database)

    await store.apply(state, "deal", [deal()], ["gone"], NOW)

    assert await rows(database) == once
