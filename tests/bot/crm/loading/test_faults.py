"""What is wrong with a row: reported with file, line, column and reason, and never loaded."""

from pathlib import Path

import pytest

from bot.crm.loading.specification import BODY, LONG, SHORT
from bot.crm.port import RecordKind
from storage.database import Database
from tests.bot.crm.loads import ACCOUNTS, DEALS, PEOPLE, load, records, told, write

BASE = {"people": PEOPLE, "accounts": ACCOUNTS, "contacts": "id,name\nc1,Bob\n"}
DEAL = "id,name,owner_id,stage,status,{}\nd1,Seats,p1,Proposal,open,{}\n"
CLOSED = "id,name,owner_id,stage,status,created_at,closed_at\nd1,Seats,p1,Won,won,{},{}\n"
ACTIVITY = "id,kind,at,{}\nm1,email,2026-03-01T09:00Z,{}\n"

CELLS = [
    # column, cell, what the report says of it
    ("amount", '"1,200"', "“1,200” is not a plain number"),
    ("amount", "$5", "“$5” is not a plain number"),
    ("amount", "5 EUR", "is not a plain number"),
    ("amount", "NaN", "“NaN” is not a plain number"),
    ("amount", "inf", "is not a plain number"),
    ("amount", "1e400", "“1e400” is not a plain number"),
    ("amount", "٣٤", "is not a plain number"),
    ("amount", ".5", "is not a plain number"),
    ("amount", "1.23456", "more than 4 decimal places"),
    ("amount", "9" * 16, "is larger than"),
    ("amount", "9" * 300, "is not a plain number"),
    ("currency", "US$", "is not a currency code"),
    ("close_date", "2025-02-30", "“2025-02-30” is not a day of the calendar"),
    ("close_date", "20226-01-01", "is not a date"),
    ("close_date", "0206-01-01", "is not between 1900 and 2199"),
    ("close_date", "31.12.2026", "is not a date"),
    ("close_date", "2026-W01-1", "is not a date"),
    ("created_at", "2026-03-01T09:00", "has no offset from UTC"),
    ("created_at", "2026-03-01T25:00Z", "a time that no clock shows"),
    ("created_at", "2026-02-29T09:00:00Z", "is not a day of the calendar"),
    ("created_at", "2026-03-01T09:00:00+99:00", "a time that no clock shows"),
    ("created_at", "yesterday", "is not a date"),
    ("account_id", "a9", "the account “a9” is neither in the files nor in the CRM"),
    ("product_id", "x", "the product “x” is neither in the files nor in the CRM"),
    ("next_step", "=HYPERLINK(0)", "is a formula that a spreadsheet would execute"),
    ("next_step", "=cmd|' /C calc'!A0", "is a formula"),
    ("next_step", "\t=1+1", "is a formula"),
    ("next_step", "@SUM(1+1)", "is a formula"),
    ("next_step", "+1+cmd|", "is a formula"),
    ("next_step", "-2+3+cmd|' /C calc'!A0", "is a formula"),
    ("next_step", "＝1+1", "is a formula"),
    ("own_field", "=1+1", "is a formula"),
    ("next_step", "a\x00b", "holds the control character U+0000"),
    ("next_step", "a\x1bb", "holds the control character U+001B"),
    ("next_step", "x" * (LONG + 1), "is 10,001 characters long, 10,000 are allowed"),
    ("forecast_category", "x" * (SHORT + 1), "is 501 characters long, 500 are allowed"),
    ("pipeline", '"two\nlines"', "“two lines” has a line break"),
]


@pytest.mark.parametrize(("column", "cell", "reason"), CELLS)
async def test_a_bad_cell_is_named_with_its_place(
    crm_database: Database, tmp_path: Path, column: str, cell: str, reason: str
) -> None:
    directory = write(tmp_path / "in", **BASE, deals=DEAL.format(column, cell))
    report = await load(crm_database, directory)
    (fault,) = told(report)
    assert fault.startswith(f"deals.csv line 2, column {column}: ")
    assert reason in fault
    assert not report.loaded
    assert await records(crm_database, RecordKind.PERSON) == []


ROWS = [
    # file, its content, line and column, reason
    ("people", "id,name,role\np1,Ann,chief\n", "2, column role", "rep, manager, revops"),
    ("people", PEOPLE + "p2,Bo,\n", "3, column role", "is empty, but it is required"),
    ("people", PEOPLE + ",Bo,rep\n", "3, column id", "is empty, but it is required"),
    ("people", PEOPLE + "p2,  ,rep\n", "3, column name", "is empty, but it is required"),
    ("people", PEOPLE + "p1,Bo,rep\n", "3, column id", "“p1” is in line 2 of people.csv already"),
    ("people", PEOPLE + "p2,Bo\n", "3", "the row has 2 cells, the header 3"),
    ("people", PEOPLE + "p2,Bo,rep,x\n", "3", "the row has 4 cells, the header 3"),
    ("people", PEOPLE + 'p2,"Bo"x,rep\n', "3", "the quotes in this row don't match"),
    (
        "people",
        "id,name,role,timezone\np1,Ann,rep,Mars/Base\n",
        "2, column timezone",
        "“Mars/Base” is not a time zone",
    ),
    (
        "people",
        "id,name,role,active\np1,Ann,rep,perhaps\n",
        "2, column active",
        "is not one of true, false",
    ),
    (
        "people",
        "id,name,role,manager_id\np1,Ann,rep,p9\n",
        "2, column manager_id",
        "“p9” is neither in the files nor in the CRM",
    ),
    (
        "accounts",
        "id,name,employees\na1,Acme,1.5\n",
        "2, column employees",
        "is not a whole number",
    ),
    (
        "contacts",
        "id,name,email_consent\nc1,Bob,maybe\n",
        "2, column email_consent",
        "granted, unknown, withdrawn",
    ),
    ("contacts", "id,name,role\nc1,Bob,boss\n", "2, column role", "champion, economic_buyer"),
    ("products", "id,name,list_price\nx,Seat,-1\n", "2, column list_price", "is negative"),
    ("deals", DEALS + "d1,Seats,p9,Offer,open\n", "2, column owner_id", "the person “p9” is"),
    ("deals", DEALS + "d1,Seats,p1,Offer,Open\n", "2, column status", "open, won, lost"),
    (
        "deals",
        CLOSED.format("2026-03-01", "2026-02-28"),
        "2, column closed_at",
        "is before created_at",
    ),
    (
        "deals",
        CLOSED.format("2026-03-01T10:00Z", "2026-03-01T09:00Z"),
        "2, column closed_at",
        "is before created_at",
    ),
    ("activities", "id,kind,at\nm1,fax,2026-01-01\n", "2, column kind", "email, call, meeting"),
    ("activities", ACTIVITY.format("direction", "up"), "2, column direction", "inbound, outbound"),
    ("activities", ACTIVITY.format("deal_id", "d9"), "2, column deal_id", "the deal “d9” is"),
    ("activities", ACTIVITY.format("person_id", "p9"), "2, column person_id", "the person “p9”"),
    ("activities", ACTIVITY.format("body", "x" * (BODY + 1)), "2, column body", "100,000"),
    (
        "usage",
        "account_id,metric,day,value\na1,logins,2026-01-01,lots\n",
        "2, column value",
        "is not a plain number",
    ),
    (
        "usage",
        "account_id,metric,day,value\na1,m,2026-01-01,1\na1,m,2026-01-01,2\n",
        "3, column account_id, metric, day",
        "is in line 2 of usage.csv already",
    ),
    ("leads", "id,name,owner_id\nl1,Cy,p9\n", "2, column owner_id", "the person “p9” is"),
]


@pytest.mark.parametrize(("file", "content", "place", "reason"), ROWS)
async def test_a_bad_row_is_named_with_its_place(
    crm_database: Database, tmp_path: Path, file: str, content: str, place: str, reason: str
) -> None:
    directory = write(tmp_path / "in", **{**BASE, file: content})
    report = await load(crm_database, directory)
    first = told(report)[0]
    assert first.startswith(f"{file}.csv line {place}: ")
    assert reason in first
    assert not report.loaded


HARMLESS = [
    ("next_step", "-5 % for two years", "-5 % for two years"),
    ("next_step", "- call\n- write", "- call\n- write"),
    ("next_step", "@Ann: please call", "@Ann: please call"),
    ("next_step", "+49 30 1234567", "+49 30 1234567"),
    ("next_step", "==== Notes ====", "==== Notes ===="),
    ("next_step", "tab\tinside", "tab\tinside"),
    ("next_step", "😀 naïve", "😀 naïve"),
    ("next_step", "   ", None),
    ("forecast_category", "x" * SHORT, "x" * SHORT),
]


@pytest.mark.parametrize(("column", "cell", "kept"), HARMLESS)
async def test_harmless_text_is_kept_as_it_is(
    crm_database: Database, tmp_path: Path, column: str, cell: str, kept: str | None
) -> None:
    directory = write(tmp_path / "in", **BASE, deals=DEAL.format(column, f'"{cell}"'))
    report = await load(crm_database, directory)
    assert told(report) == []
    (deal,) = await records(crm_database, RecordKind.DEAL)
    assert getattr(deal, column) == kept


async def test_lines_are_counted_through_cells_with_line_breaks(
    crm_database: Database, tmp_path: Path
) -> None:
    rows = 'd1,"a\r\nb\n\nc",p1,S,open\r\n\r\nd2,Two,p1,S,open\r\nd3,Three,p1,S,gone\r\n'
    directory = write(tmp_path / "in", **BASE, deals=DEALS + rows)
    report = await load(crm_database, directory)
    assert [(fault.line, fault.column) for fault in report.faults] == [(2, "name"), (8, "status")]


async def test_all_faults_of_a_row_are_told(crm_database: Database, tmp_path: Path) -> None:
    header = "id,name,owner_id,stage,status,amount,close_date\n"
    directory = write(tmp_path / "in", **BASE, deals=header + "d1,,p9,S,open,x,y\n")
    report = await load(crm_database, directory)
    columns = {fault.column for fault in report.faults}
    assert columns == {"name", "owner_id", "amount", "close_date"}
    assert report.rejected == 1


async def test_what_points_to_a_rejected_row_says_so(
    crm_database: Database, tmp_path: Path
) -> None:
    accounts = "id,name,employees\na1,Acme,many\n"
    deals = DEAL.format("account_id", "a1")
    directory = write(tmp_path / "in", people=PEOPLE, accounts=accounts, deals=deals)
    report = await load(crm_database, directory, skip_bad=True)
    assert told(report)[1] == (
        "deals.csv line 2, column account_id: the account “a1” was rejected itself"
    )
    assert await records(crm_database, RecordKind.DEAL) == []


async def test_circles_of_managers_are_refused(crm_database: Database, tmp_path: Path) -> None:
    people = (
        "id,name,role,manager_id\np1,A,rep,p2\np2,B,manager,p3\np3,C,manager,p1\n"
        "p4,D,rep,p3\np5,E,rep,\np6,F,rep,p6\n"
    )
    report = await load(crm_database, write(tmp_path / "in", people=people), skip_bad=True)
    assert [fault.line for fault in report.faults] == [2, 3, 4, 5, 7]
    assert "is above itself: “p1” → “p2” → “p3” → “p1”" in told(report)[0]
    assert "was rejected itself" in told(report)[3]
    assert len(await records(crm_database, RecordKind.PERSON)) == 1


async def test_a_circle_over_two_loads_is_refused(crm_database: Database, tmp_path: Path) -> None:
    first = "id,name,parent_id\na1,Top,\na2,Below,a1\n"
    assert (await load(crm_database, write(tmp_path / "one", accounts=first))).loaded
    second = "id,name,parent_id\na1,Top,a2\n"
    report = await load(crm_database, write(tmp_path / "two", accounts=second))
    assert "is above itself" in told(report)[0]


async def test_doubtful_rows_are_kept_and_counted(crm_database: Database, tmp_path: Path) -> None:
    deals = DEAL.format("closed_at", "2026-01-01")
    contacts = "id,name,email\nc1,Bob,none\n"
    directory = write(tmp_path / "in", people=PEOPLE, contacts=contacts, deals=deals)
    report = await load(crm_database, directory)
    assert report.loaded
    assert [str(warning) for warning in report.warnings] == [
        "contacts.csv line 2, column email: is not an e-mail address",
        "deals.csv line 2, column closed_at: is filled, but the deal is open",
    ]
