"""The built-in CRM as a connector: what it gives out, in which order, and where it goes on."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from bot.crm.builtin import BATCH, BuiltinCrm
from bot.crm.port import Changes, RecordKind
from bot.domain.deals import Account, AccountId, Deal, DealId, DealStatus, UsagePoint
from bot.domain.people import Person, PersonId, Role
from bot.errors import BadInput
from storage.crm.store import CrmStore
from storage.database import Database

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANN = Person(id=PersonId("p1"), name="Ann Lee", role=Role.REP, team="North")
ACME = Account(id=AccountId("a1"), name="Acme", customer_since=date(2020, 2, 29))
DEAL = Deal(
    id=DealId("d1"),
    name="Acme, seats",
    owner_id=ANN.id,
    account_id=ACME.id,
    stage="Proposal",
    status=DealStatus.OPEN,
    amount=Decimal("12000.5"),
    created_at=NOW,
    custom={"source": "fair"},
)


async def _changes(database: Database, since: str | None) -> list[Changes]:
    return [change async for change in BuiltinCrm(database).changes(since)]


async def test_records_come_in_the_order_in_which_they_can_be_stored(
    crm_database: Database,
) -> None:
    await CrmStore(crm_database).put([DEAL, ACME, ANN], NOW)
    found = await _changes(crm_database, None)
    assert [change.kind for change in found] == [
        RecordKind.PERSON,
        RecordKind.ACCOUNT,
        RecordKind.DEAL,
    ]


async def test_records_come_back_as_they_went_in(crm_database: Database) -> None:
    await CrmStore(crm_database).put([ANN, ACME, DEAL], NOW)
    found = [record for change in await _changes(crm_database, None) for record in change.records]
    assert found == [ANN, ACME, DEAL]


async def test_a_batch_is_never_larger_than_promised(crm_database: Database) -> None:
    points = [
        UsagePoint(account_id=ACME.id, metric=f"m{n}", day=date(2026, 1, 1), value=1.5)
        for n in range(BATCH + 1)
    ]
    await CrmStore(crm_database).put([ACME, *points], NOW)
    found = await _changes(crm_database, None)
    assert [len(change.records) for change in found] == [1, BATCH, 1]


async def test_reading_goes_on_after_any_batch(crm_database: Database) -> None:
    await CrmStore(crm_database).put([ANN, ACME, DEAL], NOW)
    found = await _changes(crm_database, None)
    for place, change in enumerate(found):
        rest = await _changes(crm_database, change.cursor)
        assert [each.records for each in rest] == [each.records for each in found[place + 1 :]]


async def test_only_what_changed_comes_after_a_cursor(crm_database: Database) -> None:
    store = CrmStore(crm_database)
    await store.put([ANN, ACME, DEAL], NOW)
    cursor = (await _changes(crm_database, None))[-1].cursor
    assert await _changes(crm_database, cursor) == []
    await store.put([ANN, Account(id=ACME.id, name="Acme Inc")], NOW)
    (change,) = await _changes(crm_database, cursor)
    assert change.records == [Account(id=ACME.id, name="Acme Inc", version=2)]


async def test_what_changes_while_reading_is_not_missed(crm_database: Database) -> None:
    store = CrmStore(crm_database)
    await store.put([ANN, ACME, DEAL], NOW)
    reading = BuiltinCrm(crm_database).changes(None)
    first = await anext(reading)
    await store.put([Account(id=ACME.id, name="Acme Inc")], NOW)
    rest = [change async for change in reading]
    later = await _changes(crm_database, rest[-1].cursor)
    names = [
        record.name
        for change in (first, *rest, *later)
        for record in change.records
        if isinstance(record, Account)
    ]
    assert names[-1] == "Acme Inc"


async def test_deletions_are_told_to_who_knew_the_record(crm_database: Database) -> None:
    store = CrmStore(crm_database)
    await store.put([ANN, ACME, DEAL], NOW)
    cursor = (await _changes(crm_database, None))[-1].cursor
    await store.delete("deal", [DEAL.id])
    (change,) = await _changes(crm_database, cursor)
    assert (change.kind, list(change.deleted)) == (RecordKind.DEAL, [DEAL.id])
    assert all(not each.deleted for each in await _changes(crm_database, None))


@pytest.mark.parametrize("cursor", ["", "nonsense", "0.0.0.0.0", "other.0.1.0.1"])
async def test_a_cursor_of_another_crm_is_refused(crm_database: Database, cursor: str) -> None:
    with pytest.raises(BadInput, match="not the one that was read last time"):
        await _changes(crm_database, cursor)


async def test_the_schema_says_what_is_in_use(crm_database: Database) -> None:
    await CrmStore(crm_database).put([ANN, ACME, DEAL], NOW)
    schema = await BuiltinCrm(crm_database).schema()
    assert [stage.name for stage in schema.stages] == ["Proposal"]
    assert schema.picklists["deal.status"] == ("open",)
    assert schema.teams == ("North",)
