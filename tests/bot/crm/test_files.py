"""Loading: everything or nothing, upserts by id, and what a file doesn't say stays as it was."""

from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

from bot.crm.builtin import BuiltinCrm
from bot.crm.port import RecordKind
from bot.domain.deals import (
    Account,
    AccountId,
    Activity,
    Contact,
    Deal,
    DealContact,
    Lead,
    Product,
    StageChange,
    UsagePoint,
)
from bot.domain.people import Person
from storage.crm.store import CrmStore
from storage.database import Database
from tests.bot.crm.loads import ACCOUNTS, DEALS, PEOPLE, load, records, told, write

FULL = {
    "people": "id,name,role,email,manager_id,team,region,territory,timezone,active\n"
    "p1,Ann Lee,rep,ann@x.example,p2,North,EMEA,DACH,Europe/Berlin,true\n"
    "p2,Bo Ray,manager,,,North,EMEA,,,no\n",
    "accounts": "parent_id,id,name,domain,industry,country,employees,revenue,owner_id,"
    "customer_since\n,a1,Acme,acme.example,software,DE,120,1000000.50,p1,2020-02-29\n"
    "a1,a2,Acme Labs,,,,,,,\n",
    "contacts": "id,account_id,name,email,phone,title,role,timezone,language,email_consent\n"
    "c1,a1,Cy Poe,cy@acme.example,+49 30 1,CTO,champion,Europe/Paris,fr,granted\n"
    "c2,,Di,,,,,,,\n",
    "products": "id,name,family,list_price\nx,Seat,Core,99.99\n",
    "deals": "id,name,account_id,owner_id,product_id,pipeline,stage,status,amount,currency,"
    "created_at,close_date,closed_at,next_step,next_step_due,forecast_category,lost_reason,"
    "updated_at,Partner\n"
    "d1,Seats,a1,p1,x,New,Proposal,open,1500.5000,EUR,2026-01-02T03:04:05.5+02:00,2026-12-31,,"
    "Call,2026-11-23,commit,,2026-11-01,Contoso\n"
    "d2,More,,p1,,New,Won,won,,,2026-01-02,,2026-03-04,,,,,,\n",
    "stage_history": "deal_id,from_stage,to_stage,at,by\nd1,Discovery,Proposal,2026-02-01,p1\n",
    "deal_contacts": "deal_id,contact_id,role\nd1,c1,economic_buyer\n",
    "activities": "id,deal_id,account_id,contact_id,person_id,kind,direction,at,subject,body,"
    'thread_id,due_at,done_at\nm1,d1,a1,c1,p1,email,inbound,2026-03-01T10:00:00Z,Hi,"one\n\ttwo",'
    "t1,,\n",
    "usage": "account_id,metric,day,value\na1,logins,2026-03-01,12.5\n",
    "leads": "id,name,company,email,title,source,country,employees,created_at,owner_id,status,"
    "converted_deal_id\nl1,Ed,Umbrella,ed@u.example,CFO,web,US,10,2026-01-01,p1,new,d1\n",
}


async def test_every_column_of_every_file_arrives(crm_database: Database, tmp_path: Path) -> None:
    report = await load(crm_database, write(tmp_path / "in", **FULL))
    assert told(report) == []
    store = CrmStore(crm_database)
    ann = await store.find("person", "p1")
    assert isinstance(ann, Person)
    assert (ann.manager_id, ann.timezone, ann.active) == ("p2", "Europe/Berlin", True)
    acme = await store.find("account", "a1")
    assert isinstance(acme, Account)
    assert (acme.employees, acme.revenue) == (120, Decimal("1000000.5"))
    assert acme.customer_since == date(2020, 2, 29)
    cy = await store.find("contact", "c1")
    assert isinstance(cy, Contact)
    assert (cy.phone, cy.role, cy.email_consent) == ("+49 30 1", "champion", "granted")
    seat = await store.find("product", "x")
    assert isinstance(seat, Product)
    assert seat.list_price == Decimal("99.99")
    deal = await store.find("deal", "d1")
    assert isinstance(deal, Deal)
    assert (deal.amount, deal.currency, deal.custom) == (
        Decimal("1500.5"),
        "EUR",
        {"Partner": "Contoso"},
    )
    assert deal.created_at == datetime(2026, 1, 2, 1, 4, 5, 500_000, tzinfo=UTC)
    assert deal.updated_at == datetime(2026, 11, 1, tzinfo=UTC)
    assert (deal.close_date, deal.next_step_due) == (date(2026, 12, 31), date(2026, 11, 23))


async def test_records_without_ids_arrive_too(crm_database: Database, tmp_path: Path) -> None:
    await load(crm_database, write(tmp_path / "in", **FULL))
    (move,) = await records(crm_database, RecordKind.STAGE_CHANGE)
    assert isinstance(move, StageChange)
    assert (move.from_stage, move.at) == ("Discovery", datetime(2026, 2, 1, tzinfo=UTC))
    (link,) = await records(crm_database, RecordKind.DEAL_CONTACT)
    assert isinstance(link, DealContact)
    assert link.role == "economic_buyer"
    (mail,) = await records(crm_database, RecordKind.ACTIVITY)
    assert isinstance(mail, Activity)
    assert (mail.body, mail.direction) == ("one\n\ttwo", "inbound")
    (point,) = await records(crm_database, RecordKind.USAGE)
    assert point == UsagePoint(
        account_id=AccountId("a1"), metric="logins", day=date(2026, 3, 1), value=12.5
    )
    (lead,) = await records(crm_database, RecordKind.LEAD)
    assert isinstance(lead, Lead)
    assert (lead.converted_deal_id, lead.employees) == ("d1", 10)


async def test_empty_cells_are_unknown(crm_database: Database, tmp_path: Path) -> None:
    await load(crm_database, write(tmp_path / "in", **FULL))
    store = CrmStore(crm_database)
    bo = await store.find("person", "p2")
    assert isinstance(bo, Person)
    assert (bo.email, bo.timezone, bo.active) == (None, "UTC", False)
    di = await store.find("contact", "c2")
    assert isinstance(di, Contact)
    assert (di.account_id, di.email_consent) == (None, "unknown")


async def test_loading_the_same_files_again_changes_nothing(
    crm_database: Database, tmp_path: Path
) -> None:
    directory = write(tmp_path / "in", **FULL)
    await load(crm_database, directory)
    clock = [change.cursor async for change in BuiltinCrm(crm_database).changes(None)][-1]
    report = await load(crm_database, directory)
    assert {counts.unchanged == counts.rows for counts in report.files} == {True}
    assert [change async for change in BuiltinCrm(crm_database).changes(clock)] == []


async def test_only_changed_records_get_a_new_version(
    crm_database: Database, tmp_path: Path
) -> None:
    await load(crm_database, write(tmp_path / "in", people=PEOPLE, deals=_deals("Offer", "Offer")))
    report = await load(crm_database, write(tmp_path / "in", deals=_deals("Offer", "Legal")))
    assert (report.files[1].changed, report.files[1].unchanged) == (1, 1)
    versions = [deal.version for deal in await _all_deals(crm_database)]
    assert sorted(versions) == [1, 2]


async def test_a_column_that_a_file_lacks_stays_as_it_was(
    crm_database: Database, tmp_path: Path
) -> None:
    wide = "id,name,owner_id,stage,status,amount,next_step,Partner,Tier\n"
    await load(
        crm_database,
        write(tmp_path / "a", people=PEOPLE, deals=wide + "d1,S,p1,Offer,open,5,Call,C,gold\n"),
    )
    narrow = "id,name,owner_id,stage,status,next_step,Tier\nd1,S,p1,Offer,open,,\n"
    await load(crm_database, write(tmp_path / "b", deals=narrow))
    (deal,) = await _all_deals(crm_database)
    assert (deal.amount, deal.next_step, deal.custom) == (Decimal(5), None, {"Partner": "C"})


async def test_rows_may_point_to_what_is_in_the_crm_already(
    crm_database: Database, tmp_path: Path
) -> None:
    await load(crm_database, write(tmp_path / "a", people=PEOPLE, accounts=ACCOUNTS))
    deals = "id,name,owner_id,stage,status,account_id\nd1,S,p1,Offer,open,a1\n"
    assert (await load(crm_database, write(tmp_path / "b", deals=deals))).loaded


async def test_one_bad_row_and_nothing_is_loaded(crm_database: Database, tmp_path: Path) -> None:
    await load(crm_database, write(tmp_path / "a", people=PEOPLE))
    bad = "id,name,role\np1,Anna Lee,rep\np2,Bo,rep\np3,Cy,boss\n"
    report = await load(crm_database, write(tmp_path / "b", people=bad))
    assert not report.loaded
    (ann,) = await records(crm_database, RecordKind.PERSON)
    assert isinstance(ann, Person)
    assert ann.name == "Ann Lee"


async def test_skip_bad_loads_the_others(crm_database: Database, tmp_path: Path) -> None:
    bad = "id,name,role\np1,Ann,rep\np2,Bo,boss\np3,Cy\np4,Di,rep\np1,Ann again,rep\n"
    report = await load(crm_database, write(tmp_path / "in", people=bad), skip_bad=True)
    assert report.loaded
    counts = report.files[0]
    assert (counts.rows, counts.new, counts.rejected) == (5, 2, 3)
    assert sorted(fault.line for fault in report.faults) == [3, 4, 6]
    people = await records(crm_database, RecordKind.PERSON)
    assert [(each.id, each.name) for each in people if isinstance(each, Person)] == [
        ("p1", "Ann"),
        ("p4", "Di"),
    ]


async def test_repeated_ids_are_found_among_updates_too(
    crm_database: Database, tmp_path: Path
) -> None:
    await load(crm_database, write(tmp_path / "a", people=PEOPLE))
    again = PEOPLE + "p2,Bo,rep\np1,Ann,rep\np2,Bob,rep\n"
    report = await load(crm_database, write(tmp_path / "b", people=again), skip_bad=True)
    assert told(report) == [
        "people.csv line 4, column id: “p1” is in line 2 of people.csv already",
        "people.csv line 5, column id: “p2” is in line 3 of people.csv already",
    ]
    counts = report.files[0]
    assert (counts.new, counts.unchanged, counts.rejected) == (1, 1, 2)


async def test_a_deleted_record_may_return_by_a_file(
    crm_database: Database, tmp_path: Path
) -> None:
    directory = write(tmp_path / "in", people=PEOPLE, accounts=ACCOUNTS)
    await load(crm_database, directory)
    await CrmStore(crm_database).delete("account", ["a1"])
    report = await load(crm_database, directory)
    assert [counts.new for counts in report.files] == [0, 1]
    (acme,) = await records(crm_database, RecordKind.ACCOUNT)
    assert isinstance(acme, Account)
    assert acme.version == 2


async def test_stages_are_ordered_by_the_history(crm_database: Database, tmp_path: Path) -> None:
    deals = DEALS + "d1,A,p1,Offer,open\nd2,B,p1,Won,won\nd3,C,p1,Lead,open\nd4,D,p1,Lost,lost\n"
    moves = "deal_id,to_stage,at\nd1,Lead,2026-01-01\nd1,Offer,2026-01-05\n"
    moves += "d2,Lead,2026-01-01\nd2,Demo,2026-01-02\nd2,Offer,2026-01-03\nd2,Won,2026-01-04\n"
    await load(
        crm_database, write(tmp_path / "in", people=PEOPLE, deals=deals, stage_history=moves)
    )
    schema = await BuiltinCrm(crm_database).schema()
    assert [stage.name for stage in schema.stages] == ["Lead", "Demo", "Offer", "Won", "Lost"]


async def test_the_report_says_what_is_unknown(crm_database: Database, tmp_path: Path) -> None:
    report = await load(crm_database, write(tmp_path / "in", **FULL))
    unknown = {words: count for words, count in report.unknown.items() if count}
    assert unknown == {
        "people have no e-mail address": 1,
        "contacts have no e-mail address": 1,
        "contacts have no account": 1,
        "deals have no account": 1,
    }


def _deals(*stages: str) -> str:
    rows = (f"d{n},Deal {n},p1,{stage},open\n" for n, stage in enumerate(stages))
    return DEALS + "".join(rows)


async def _all_deals(database: Database) -> list[Deal]:
    found = await records(database, RecordKind.DEAL)
    return [deal for deal in found if isinstance(deal, Deal)]
