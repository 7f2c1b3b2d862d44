"""The mirror repeats what the CRM holds, however the sync came about."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.crm.mirror import Mirror
from bot.crm.port import CrmSchema, Record, Stage
from bot.domain.deals import (
    Account,
    AccountId,
    Activity,
    ActivityId,
    ActivityKind,
    ContactId,
    Deal,
    DealContact,
    DealId,
    DealStatus,
    StageChange,
    UsagePoint,
)
from bot.domain.people import Person, PersonId, Role
from storage.database import Database
from storage.mirror.syncing import MirrorSync, TakenOver
from storage.tables.mirror import KINDS
from tests.fakes.crm import FakeCrm

NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
REP = Person(id=PersonId("p1"), name="Ada Field", role=Role.REP, email="ada@x.example")
ACCOUNT = Account(id=AccountId("a1"), name="Acme")
DEAL = Deal(
    id=DealId("d1"),
    name="Acme new",
    owner_id=REP.id,
    stage="Proposal",
    status=DealStatus.OPEN,
    account_id=ACCOUNT.id,
    custom={"tier": "gold"},
)
MAIL = Activity(
    id=ActivityId("m1"),
    kind=ActivityKind.EMAIL,
    at=NOW - timedelta(days=1),
    deal_id=DEAL.id,
    subject="Price?",
    body="What does it cost?",
)
CHANGE = StageChange(deal_id=DEAL.id, to_stage="100% / sure", at=NOW - timedelta(days=3))
LINK = DealContact(deal_id=DEAL.id, contact_id=ContactId("c/1"))
USE = UsagePoint(account_id=ACCOUNT.id, metric="log/ins", day=date(2026, 3, 1), value=0.1)
ALL: tuple[Record, ...] = (REP, ACCOUNT, DEAL, MAIL, CHANGE, LINK, USE)


def mirror(crm: FakeCrm, database: Database) -> Mirror:
    return Mirror(crm, MirrorSync(database, "home"))


async def rows(database: Database, *, gone: bool = False) -> dict[str, list[dict[str, Any]]]:
    """What the mirror holds by kind, without when and by which sync it came."""
    found = {}
    async with database.read() as connection:
        for kind, table in KINDS.items():
            query = select(table).where(table.c.deleted_at.is_not(None) == gone)
            held = [dict(row._mapping) for row in await connection.execute(query)]
            for row in held:
                del row["synced_at"], row["seen"], row["deleted_at"]
            found[kind] = sorted(held, key=repr)
    return found


async def test_a_first_sync_copies_everything(database: Database) -> None:
    report = await mirror(FakeCrm(ALL), database).sync(full=False, now=NOW)

    assert report.full
    assert report.complete
    assert sum(report.counts.values()) == len(ALL)
    held = await rows(database)
    assert {kind: len(found) for kind, found in held.items() if found} == {
        "person": 1,
        "account": 1,
        "deal": 1,
        "stage_change": 1,
        "deal_contact": 1,
        "activity": 1,
        "usage": 1,
    }
    assert held["deal"][0]["custom"] == {"tier": "gold"}


async def test_the_next_sync_reads_only_what_changed(database: Database) -> None:
    crm = FakeCrm(ALL)
    kept = mirror(crm, database)
    await kept.sync(full=False, now=NOW)
    crm.put(Account(id=ACCOUNT.id, name="Acme Ltd", version=2))
    crm.remove(MAIL)

    report = await kept.sync(full=False, now=LATER)

    assert (report.full, dict(report.counts), report.gone) == (
        False,
        {"account": 1, "activity": 0},
        1,
    )
    held = await rows(database)
    assert held["account"][0]["name"] == "Acme Ltd"
    assert held["activity"] == []


@pytest.mark.parametrize("record", [CHANGE, LINK, USE])
async def test_a_record_without_an_id_is_deleted_by_its_parts(
    database: Database, record: Record
) -> None:
    crm = FakeCrm(ALL)
    kept = mirror(crm, database)
    await kept.sync(full=False, now=NOW)
    crm.remove(record)

    report = await kept.sync(full=False, now=LATER)

    assert report.gone == 1
    assert sum(len(found) for found in (await rows(database, gone=True)).values()) == 1


async def test_what_a_full_sync_does_not_meet_is_gone_but_kept_as_a_tombstone(
    database: Database,
) -> None:
    crm = FakeCrm(ALL)
    await mirror(crm, database).sync(full=False, now=NOW)
    other = FakeCrm([r for r in ALL if r is not MAIL])

    report = await mirror(other, database).sync(full=True, now=LATER)

    assert report.gone == 1
    assert [row["id"] for row in (await rows(database, gone=True))["activity"]] == ["m1"]


async def test_a_deleted_record_that_comes_back_is_there_again(database: Database) -> None:
    crm = FakeCrm(ALL)
    kept = mirror(crm, database)
    await kept.sync(full=False, now=NOW)
    crm.remove(MAIL)
    await kept.sync(full=False, now=NOW)
    crm.put(MAIL)
    await kept.sync(full=False, now=NOW)

    assert len((await rows(database))["activity"]) == 1


async def test_an_interrupted_full_sync_goes_on_where_it_stopped(database: Database) -> None:
    crm = FakeCrm([*ALL, *(Account(id=AccountId(f"x{n}"), name=f"X{n}") for n in range(9))], page=2)
    kept = mirror(crm, database)
    crm.fails_after = 4
    broken = await kept.sync(full=True, now=NOW)
    crm.fails_after = None
    before = crm.batches

    report = await kept.sync(full=False, now=LATER)

    assert not broken.complete
    assert report.full
    assert report.complete
    assert before == 4
    assert sum(report.counts.values()) == 16
    assert await kept.data_as_of(LATER) == NOW  # complete as of when it first began


async def test_what_is_deleted_while_a_full_sync_waits_is_gone_in_the_end(
    database: Database,
) -> None:
    crm = FakeCrm(ALL, page=1)
    kept = mirror(crm, database)
    await kept.sync(full=True, now=NOW)
    crm.fails_after = crm.batches + 3
    await kept.sync(full=True, now=NOW)
    crm.fails_after = None
    crm.remove(ACCOUNT)
    crm.remove(USE)

    await kept.sync(full=False, now=LATER)

    held = await rows(database)
    assert (held["account"], held["usage"]) == ([], [])


async def test_a_crm_that_does_not_answer_is_recorded_with_since_when(database: Database) -> None:
    crm = FakeCrm(ALL)
    kept = mirror(crm, database)
    await kept.sync(full=False, now=NOW)
    crm.fails_after = 0

    first = await kept.sync(full=False, now=LATER)
    second = await kept.sync(full=False, now=LATER + timedelta(hours=1))

    assert first.problem == "The CRM does not answer. Nothing was read."
    assert first.failing_since == second.failing_since == LATER
    assert second.data_as_of == NOW
    assert len((await rows(database))["deal"]) == 1


async def test_the_data_is_as_old_as_the_crm_says(database: Database) -> None:
    crm = FakeCrm(ALL)
    crm.complete_until = NOW - timedelta(days=5)
    kept = mirror(crm, database)

    await kept.sync(full=False, now=NOW)

    assert await kept.data_as_of(NOW) == NOW - timedelta(days=5)
    assert await kept.data_as_of(NOW - timedelta(days=9)) == NOW - timedelta(days=9)


async def test_before_the_first_complete_sync_nothing_is_known(database: Database) -> None:
    crm = FakeCrm(ALL)
    crm.fails_after = 1
    kept = mirror(crm, database)

    await kept.sync(full=False, now=NOW)

    assert await kept.data_as_of(NOW) is None


async def test_a_crm_that_lost_the_cursor_is_read_in_full(database: Database) -> None:
    crm = FakeCrm(ALL)
    kept = mirror(crm, database)
    await kept.sync(full=False, now=NOW)
    crm.remove(MAIL)
    crm.forget()

    report = await kept.sync(full=False, now=LATER)

    assert (report.full, report.complete, report.gone) == (True, True, 1)


async def test_a_sync_that_was_taken_over_stops_without_writing(database: Database) -> None:
    crm = FakeCrm(ALL, page=1)
    kept = mirror(crm, database)
    store = MirrorSync(database, "home")
    old = await store.begin("fake", NOW, full=True)
    await kept.sync(full=False, now=LATER)
    reached = await store.state()

    with pytest.raises(TakenOver):
        await store.apply(old, "account", [Account(id=AccountId("zz"), name="Z")], (), NOW)

    assert await store.state() == reached
    assert len((await rows(database))["account"]) == 1


async def test_the_schema_is_kept_word_for_word(database: Database) -> None:
    crm = FakeCrm(ALL)
    crm.described = CrmSchema(
        stages=(Stage(pipeline="Sales", name="Proposal", position=2, required=("amount",)),),
        picklists={"deal.lost_reason": ("price", "timing")},
        hidden={Role.REP: frozenset({"account.revenue"})},
    )
    kept = mirror(crm, database)
    assert await kept.schema() is None

    await kept.sync(full=False, now=NOW)

    assert await kept.schema() == crm.described


async def test_two_workspaces_do_not_see_each_other(database: Database) -> None:
    await mirror(FakeCrm(ALL), database).sync(full=False, now=NOW)
    other = Mirror(FakeCrm([ACCOUNT]), MirrorSync(database, "away"))

    await other.sync(full=True, now=NOW)
    await other.sync(full=True, now=LATER)

    held = await rows(database)
    assert len(held["deal"]) == 1
    assert sorted(row["workspace"] for row in held["account"]) == ["away", "home"]
