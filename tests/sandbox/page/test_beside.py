"""Beside the workspace: the CRM as a colleague edits it, the mailbox, the clock, what happens."""

from datetime import UTC, date, datetime
from decimal import Decimal

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
    UsagePoint,
)
from bot.domain.people import Person, PersonId, Role
from sandbox.slack.faults import Trouble
from sandbox.slack.shapes import Json
from storage.crm.store import CrmStore
from storage.database import Database
from tests.sandbox.page.conftest import Client
from tests.sandbox.page.stage import NOW, Stage

EARLIER = datetime(2026, 10, 1, tzinfo=UTC)


@pytest.fixture
async def records(crm_database: Database) -> CrmStore:
    """Dana's one deal with its account, contact and usage."""
    store = CrmStore(crm_database)
    account, contact, deal = AccountId("a1"), ContactId("c1"), DealId("d/1")
    dana = Person(id=PersonId("p1"), name="Dana Okafor", role=Role.REP, email="dana@example.com")
    await store.put(
        [
            dana,
            Account(id=account, name="Meridian <Foods>"),
            Contact(id=contact, name="Helena Roth", account_id=account),
            Deal(
                id=deal,
                name="Line 4",
                owner_id=dana.id,
                stage="Proposal",
                status=DealStatus.OPEN,
                account_id=account,
                amount=Decimal("48000"),
                currency="EUR",
            ),
            DealContact(deal_id=deal, contact_id=contact),
            *(
                UsagePoint(account_id=account, metric="users", day=date(2026, 11, day), value=100.0)
                for day in range(1, 20)
            ),
        ],
        EARLIER,
    )
    return store


async def _deal(client: Client) -> Json:
    return await client.get("crm/deal/d%2F1")


def _value(record: Json, field: str) -> Json:
    found: Json = next(one for one in record["fields"] if one["field"] == field)
    return found


@pytest.mark.usefixtures("records")
async def test_one_finds_ones_own_deals(crm_client: Client, crm_stage: Stage) -> None:
    found = await crm_client.get("crm/deals", me=crm_stage.id("dana"), q="meridian line")
    assert [one["name"] for one in found["deals"]] == ["Line 4"]
    nobody = await crm_client.get("crm/deals", me=crm_stage.id("luis"))
    assert (nobody["deals"], nobody["is_person"]) == ([], False)
    everybody = await crm_client.get("crm/deals", me=crm_stage.id("luis"), owner="all")
    assert everybody["total"] == 1


@pytest.mark.usefixtures("records")
async def test_a_field_is_changed_as_a_colleague_would(
    crm_client: Client, crm_stage: Stage
) -> None:
    before = (await _deal(crm_client))["deal"]
    await _edit(crm_client, crm_stage, before, "stage", "Negotiation")
    after = await _deal(crm_client)
    assert _value(after["deal"], "stage")["value"] == "Negotiation"
    assert after["deal"]["version"] == before["version"] + 1
    assert [(one["from"], one["to"], one["by"]) for one in after["stages"]] == [
        ("Proposal", "Negotiation", "Dana Okafor")
    ]
    assert [(one["field"], one["old"], one["new"]) for one in after["edits"]] == [
        ("Stage", "Proposal", "Negotiation")
    ]


@pytest.mark.usefixtures("records")
async def test_a_record_that_changed_meanwhile_is_not_overwritten(
    crm_client: Client, crm_stage: Stage
) -> None:
    before = (await _deal(crm_client))["deal"]
    await _edit(crm_client, crm_stage, before, "amount", "50000")
    answer = await _edit(crm_client, crm_stage, before, "amount", "1")
    assert answer["error"].startswith("Somebody changed this record")
    assert _value((await _deal(crm_client))["deal"], "amount")["value"] == "50000"


@pytest.mark.usefixtures("records")
@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("amount", "lots"), ("amount", "-1"), ("amount", "NaN"), ("close_date", "soon"),
        ("status", "maybe"), ("name", ""), ("version", "9"), ("owner_id", "p1"), ("nothing", "x"),
    ],
)  # fmt: skip
async def test_what_is_no_value_changes_nothing(
    crm_client: Client, crm_stage: Stage, field: str, value: str
) -> None:
    before = await _deal(crm_client)
    answer = await _edit(crm_client, crm_stage, before["deal"], field, value)
    assert "Nothing was changed." in answer["error"]
    assert await _deal(crm_client) == before


async def _edit(client: Client, stage: Stage, record: Json, field: str, value: str) -> Json:
    return await client.post(
        "crm/edit",
        me=stage.id("dana"),
        kind=record["kind"],
        id=record["id"],
        version=record["version"],
        field=field,
        value=value,
    )


@pytest.mark.usefixtures("records")
async def test_the_buyer_replies_and_usage_drops(crm_client: Client, crm_stage: Stage) -> None:
    dana = crm_stage.id("dana")
    said = await crm_client.post("happen", me=dana, name="buyer_replies", deal="d/1", text="Yes!")
    assert said["said"].startswith("Helena Roth wrote")
    (mail,) = (await _deal(crm_client))["activities"]
    assert (mail["direction"], mail["body"]) == ("inbound", "Yes!")
    dropped = await crm_client.post("happen", me=dana, name="usage_drops", deal="d/1")
    assert dropped["said"].startswith("Meridian <Foods> uses the product much less")


async def test_dropped_usage_is_in_the_records(
    crm_client: Client, crm_stage: Stage, records: CrmStore
) -> None:
    await crm_client.post("happen", me=crm_stage.id("dana"), name="usage_drops", deal="d/1")
    point = await records.find("usage", "a1/users/2026-11-19")
    assert isinstance(point, UsagePoint)
    assert point.value == pytest.approx(30)


@pytest.mark.usefixtures("records")
async def test_the_crm_refuses_until_it_is_told_otherwise(
    crm_client: Client, crm_stage: Stage
) -> None:
    dana = crm_stage.id("dana")
    record = (await _deal(crm_client))["deal"]
    await crm_client.post("happen", me=dana, name="crm_refuses")
    refused = await _edit(crm_client, crm_stage, record, "next_step", "Call")
    assert refused["error"].startswith("Deals are locked while finance closes the month.")
    await crm_client.post("happen", me=dana, name="crm_refuses")
    assert "error" not in await _edit(crm_client, crm_stage, record, "next_step", "Call")


async def test_slack_goes_down_and_is_mended(client: Client, stage: Stage) -> None:
    dana, faults = stage.id("dana"), stage.workspace.faults
    await client.post("happen", me=dana, name="api_down")
    assert [one.trouble for one in faults.on] == [Trouble.API_DOWN]
    offered = (await client.get("happenings"))["happenings"]
    assert [one["is_on"] for one in offered if one["name"] == "api_down"] == [True]
    await client.post("happen", me=dana, name="api_down")
    assert faults.on == ()


async def test_without_a_crm_nothing_of_it_is_offered(client: Client, stage: Stage) -> None:
    offered = {one["name"] for one in (await client.get("happenings"))["happenings"]}
    assert not offered & {"buyer_replies", "usage_drops", "crm_refuses"}
    answer = await client.get("crm/deals", me=stage.id("dana"))
    assert answer["error"] == "This sandbox has no CRM to show."


@pytest.mark.parametrize(
    ("who", "move", "expected"),
    [
        ("dana", {"to": "hour"}, "2026-11-20T08:05"),
        ("dana", {"to": "morning"}, "2026-11-21T07:00"),  # 08:00 in Berlin
        ("mei", {"to": "morning"}, "2026-11-20T23:00"),  # 08:00 in Tokyo, where it is later
        ("dana", {"to": "date", "date": "2027-03-29"}, "2027-03-29T06:00"),  # summer time by then
    ],
)
async def test_the_clock_moves_to_where_the_person_lives(
    client: Client, stage: Stage, who: str, move: dict[str, str], expected: str
) -> None:
    assert stage.workspace.clock() > NOW
    moved = await client.post("clock", me=stage.id(who), **move)
    assert moved["now"].startswith(expected)


@pytest.mark.parametrize(
    "move",
    [{"to": "date", "date": "2020-01-01"}, {"to": "date", "date": "9999-12-31"}, {"to": "x"},
     {"to": "date", "date": "tomorrow"}, {}],
)  # fmt: skip
async def test_time_goes_neither_back_nor_anywhere(
    client: Client, stage: Stage, move: dict[str, str]
) -> None:
    answer = await client.post("clock", me=stage.id("dana"), **move)
    assert answer["error"]
    assert stage.workspace.clock().date() == NOW.date()


async def test_mails_are_listed_newest_first(client: Client, stage: Stage) -> None:
    for subject in ("one", "two"):
        stage.mailbox.keep(
            "a@x.example", ("b@x.example",), f"Subject: {subject}\r\n\r\nHi".encode()
        )
    mails = (await client.get("mail"))["mails"]
    assert [one["subject"] for one in mails] == ["two", "one"]
    assert (await client.get(f"mail/{mails[0]['id']}"))["text"].strip() == "Hi"
    assert (await client.get("mail/99"))["error"] == "That mail is not kept any more."
