"""The built-in CRM's records: versions, stage history, rules, and what a deletion takes along."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.domain.deals import (
    Account,
    AccountId,
    Contact,
    ContactId,
    Deal,
    DealContact,
    DealId,
    DealStatus,
    StageChange,
)
from bot.domain.people import Person, PersonId, Role
from bot.errors import BadInput
from storage.crm.changes import CrmChanges
from storage.crm.description import CrmDescription, RuleRow, StageRow
from storage.crm.store import CrmStore
from storage.database import Database

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
ANN = Person(id=PersonId("p1"), name="Ann Lee", role=Role.REP)
ACME = Account(id=AccountId("a1"), name="Acme")
BOB = Contact(id=ContactId("c1"), name="Bob", account_id=ACME.id)
DEAL = Deal(
    id=DealId("d1"),
    name="Acme, seats",
    owner_id=ANN.id,
    account_id=ACME.id,
    stage="Discovery",
    status=DealStatus.OPEN,
)


@pytest.fixture
async def store(crm_database: Database) -> CrmStore:
    made = CrmStore(crm_database)
    link = DealContact(deal_id=DEAL.id, contact_id=BOB.id)
    await made.put([ANN, ACME, BOB, DEAL, link], NOW)
    return made


async def _version(store: CrmStore, deal_id: str = "d1") -> int:
    found = await store.find("deal", deal_id)
    assert isinstance(found, Deal)
    return found.version


async def test_an_unchanged_record_keeps_its_version(store: CrmStore) -> None:
    assert await store.put([DEAL, ACME, ANN], NOW) == 0
    assert await _version(store) == 1


async def test_each_real_change_makes_the_version_grow_by_one(store: CrmStore) -> None:
    for next_step in ("Call", "Write", None):
        await store.put([replace(DEAL, next_step=next_step)], NOW)
    assert await _version(store) == 4


async def test_no_two_changes_share_a_number(store: CrmStore, crm_database: Database) -> None:
    await store.put([replace(DEAL, next_step="Call"), replace(ACME, name="Acme Inc")], NOW)
    changes = CrmChanges(crm_database)
    upto = (await changes.clock()).changed
    pages = [await changes.page(kind, 0, upto, 10) for kind in ("person", "account", "deal")]
    numbers = [page.last for page in pages if page is not None]
    assert len(set(numbers)) == len(numbers) == 3
    assert max(numbers) == upto


async def test_a_new_stage_is_a_stage_change(store: CrmStore, crm_database: Database) -> None:
    await store.put([replace(DEAL, stage="Proposal")], NOW, by="p1")
    page = await CrmChanges(crm_database).page("stage_change", 0, 1_000, 10)
    assert page is not None
    assert page.records == [
        StageChange(deal_id=DEAL.id, from_stage="Discovery", to_stage="Proposal", at=NOW, by="p1")
    ]


async def test_a_record_that_returns_goes_on_counting(store: CrmStore) -> None:
    await store.delete("deal", [DEAL.id])
    assert await store.find("deal", DEAL.id) is None
    await store.put([DEAL], NOW)
    assert await _version(store) == 2


async def test_what_makes_no_sense_alone_goes_too(store: CrmStore, crm_database: Database) -> None:
    await store.delete("deal", [DEAL.id])
    changes = CrmChanges(crm_database)
    gone = await changes.deletions("deal_contact", 0, 1_000, 10)
    assert gone is not None
    assert list(gone.deleted) == ["d1/c1"]


async def test_what_makes_sense_alone_forgets(store: CrmStore) -> None:
    await store.delete("account", [ACME.id])
    found = await store.find("deal", DEAL.id)
    assert isinstance(found, Deal)
    assert (found.account_id, found.version) == (None, 2)


async def test_an_owner_of_deals_stays(store: CrmStore) -> None:
    with pytest.raises(BadInput, match="has “p1” as its owner_id"):
        await store.delete("person", [ANN.id])
    assert await store.find("person", ANN.id) == ANN


async def test_deleting_what_is_not_there_does_nothing(store: CrmStore) -> None:
    assert await store.delete("deal", ["nobody"]) == 0


async def test_a_rule_speaks_in_its_own_words(store: CrmStore, crm_database: Database) -> None:
    rule = RuleRow(
        id="r1",
        kind="deal",
        field="lost_reason",
        when_field="status",
        when_value="lost",
        message="A lost deal needs a reason.",
    )
    await CrmDescription(crm_database).set_rules([rule])
    with pytest.raises(BadInput, match="A lost deal needs a reason"):
        await store.put([replace(DEAL, status=DealStatus.LOST)], NOW)
    await store.put([replace(DEAL, status=DealStatus.LOST, lost_reason="Price")], NOW)
    assert (await CrmDescription(crm_database).read()).rules == (rule,)


async def test_a_stage_asks_for_its_fields(store: CrmStore, crm_database: Database) -> None:
    stage = StageRow(
        pipeline="", name="Proposal", position=1, required=("amount", "close_date"), given=True
    )
    await CrmDescription(crm_database).set_stages([stage])
    with pytest.raises(BadInput, match="without amount and close_date"):
        await store.put([replace(DEAL, stage="Proposal")], NOW)
    assert await _version(store) == 1


async def test_given_stages_keep_their_places(store: CrmStore, crm_database: Database) -> None:
    given = [
        StageRow(pipeline="", name=name, position=place, given=True)
        for place, name in enumerate(("Proposal", "Discovery"), 1)
    ]
    description = CrmDescription(crm_database)
    await description.set_stages(given)
    await store.put([replace(DEAL, stage="Legal")], NOW)
    stages = (await description.read()).stages
    assert [stage.name for stage in stages] == ["Proposal", "Discovery", "Legal"]


async def test_field_level_rights_are_kept_by_role(crm_database: Database) -> None:
    description = CrmDescription(crm_database)
    await description.set_hidden({"rep": ["account.revenue", "deal.amount"], "manager": []})
    hidden = (await description.read()).hidden
    assert hidden == {"rep": frozenset({"account.revenue", "deal.amount"})}
