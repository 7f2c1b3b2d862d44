"""The public "CRM Sales Opportunities" set, loaded with the built-in mapping."""

import os
from decimal import Decimal
from pathlib import Path

import pytest

from bot.crm.builtin import BuiltinCrm
from bot.crm.port import RecordKind
from bot.domain.deals import Account, Deal, DealStatus
from bot.domain.people import Person, PersonId, Role
from storage.crm.store import CrmStore
from storage.database import Database
from tests.bot.crm.loads import load, records, told

_ROOT = Path(__file__).parents[3]


@pytest.fixture
def maven() -> Path:
    place = Path(os.environ.get("DAYBREAK_TEST_DATA") or _ROOT / "../shared/data") / "maven"
    if not (place / "sales_pipeline.csv").is_file():
        pytest.skip(reason="the set is not here: put it into $DAYBREAK_TEST_DATA/maven")
    return place


async def test_the_whole_set_is_loaded(crm_database: Database, maven: Path) -> None:
    report = await load(crm_database, maven, mapping="maven")
    assert told(report) == []
    new = [(counts.file, counts.kind, counts.new) for counts in report.files]
    assert new == [
        ("sales_teams.csv", RecordKind.PERSON, 6),
        ("sales_teams.csv", RecordKind.PERSON, 35),
        ("accounts.csv", RecordKind.ACCOUNT, 85),
        ("products.csv", RecordKind.PRODUCT, 7),
        ("sales_pipeline.csv", RecordKind.DEAL, 8_800),
        ("sales_pipeline.csv", RecordKind.STAGE_CHANGE, 8_300),
        ("sales_pipeline.csv", RecordKind.STAGE_CHANGE, 6_711),
    ]


async def test_what_was_set_right_is_counted(crm_database: Database, maven: Path) -> None:
    report = await load(crm_database, maven, mapping="maven")
    assert report.normalised == {
        "sales_pipeline.csv product: “GTXPro” read as “GTX Pro”": 1_480,
        "accounts.csv sector: “technolgy” read as “technology”": 12,
        "accounts.csv office_location: “Philipines” read as “Philippines”": 1,
    }


async def test_what_is_unknown_is_counted(crm_database: Database, maven: Path) -> None:
    report = await load(crm_database, maven, mapping="maven")
    assert {words: count for words, count in report.unknown.items() if count} == {
        "deals have no account": 1_425,
        "deals have no date of creation": 500,
        "open deals have no amount": 2_089,
        "open deals have no expected close date": 2_089,
    }


async def test_agents_are_reps_and_managers_manage(crm_database: Database, maven: Path) -> None:
    await load(crm_database, maven, mapping="maven")
    store = CrmStore(crm_database)
    rep = await store.find("person", "darcel-schlecht")
    assert rep == Person(
        id=PersonId("darcel-schlecht"),
        name="Darcel Schlecht",
        role=Role.REP,
        email="darcel.schlecht@maven.example",
        manager_id=PersonId("melvin-marxen"),
        team="Team Melvin Marxen",
        region="Central",
    )
    manager = await store.find("person", "melvin-marxen")
    assert isinstance(manager, Person)
    assert (manager.role, manager.team, manager.manager_id) == (
        Role.MANAGER,
        "Team Melvin Marxen",
        None,
    )


async def test_amounts_are_exact(crm_database: Database, maven: Path) -> None:
    await load(crm_database, maven, mapping="maven")
    deals = [
        deal for deal in await records(crm_database, RecordKind.DEAL) if isinstance(deal, Deal)
    ]
    won = sum(deal.amount or 0 for deal in deals if deal.status is DealStatus.WON)
    assert won == Decimal(10_005_534)
    acme = await CrmStore(crm_database).find("account", "acme-corporation")
    assert isinstance(acme, Account)
    assert (acme.revenue, acme.industry) == (Decimal(1_100_040_000), "technology")
    assert acme.custom == {"year_established": "1996"}


async def test_stages_stand_in_the_order_of_the_set(crm_database: Database, maven: Path) -> None:
    await load(crm_database, maven, mapping="maven")
    stages = (await BuiltinCrm(crm_database).schema()).stages
    assert [stage.name for stage in stages] == ["Prospecting", "Engaging", "Won", "Lost"]


async def test_a_deal_tells_its_life(crm_database: Database, maven: Path) -> None:
    await load(crm_database, maven, mapping="maven")
    deal = await CrmStore(crm_database).find("deal", "Z063OYW0")
    assert isinstance(deal, Deal)
    assert (deal.name, deal.product_id) == ("Isdom – GTX Pro", "gtx-pro")
    assert (str(deal.created_at), str(deal.closed_at)) == (
        "2016-10-25 00:00:00+00:00",
        "2017-03-11 00:00:00+00:00",
    )
    assert (deal.close_date, deal.currency, deal.custom) == (None, "USD", {})
