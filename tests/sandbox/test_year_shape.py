"""How big the year is, what its files look like, and how it is spread."""

import csv
from collections import Counter
from pathlib import Path
from statistics import mean, median

from sandbox.year.make import make_year, write
from sandbox.year.model import Row, Year

# Required columns per file, and the values that the contract knows.
REQUIRED = {
    "people": {"id", "name", "role"},
    "accounts": {"id", "name"},
    "contacts": {"id", "name"},
    "products": {"id", "name"},
    "deals": {"id", "name", "owner_id", "stage", "status"},
    "stage_history": {"deal_id", "to_stage", "at"},
    "deal_contacts": {"deal_id", "contact_id"},
    "activities": {"id", "kind", "at"},
    "usage": {"account_id", "metric", "day", "value"},
    "leads": {"id", "name"},
}
KNOWN = {
    ("people", "role"): {"rep", "manager", "revops", "compliance", "enablement", "auditor"},
    ("contacts", "email_consent"): {"granted", "unknown", "withdrawn"},
    ("deals", "status"): {"open", "won", "lost"},
    ("activities", "kind"): {"email", "call", "meeting", "note", "task"},
    ("activities", "direction"): {"inbound", "outbound", "internal"},
}
CONTACT_ROLES = {"champion", "economic_buyer", "technical", "legal", "user", "blocker", ""}


def test_the_year_has_a_table_for_every_file_of_the_contract(year: Year) -> None:
    assert set(year.tables) == set(REQUIRED)


def test_required_columns_are_never_empty(year: Year) -> None:
    for name, columns in REQUIRED.items():
        for row in year.tables[name]:
            assert all(row[column] for column in columns), (name, row)


def test_every_row_of_a_table_has_the_same_columns_and_only_strings(year: Year) -> None:
    for name, rows in year.tables.items():
        columns = list(rows[0])
        for row in rows:
            assert list(row) == columns, name
            assert all(isinstance(value, str) for value in row.values()), (name, row)


def test_values_are_those_the_contract_knows(year: Year) -> None:
    for (table, column), known in KNOWN.items():
        assert {row[column] for row in year.tables[table]} == known
    assert {row["role"] for row in year.tables["contacts"]} <= CONTACT_ROLES


def test_twelve_reps_in_six_time_zones_work_under_three_managers(year: Year) -> None:
    people = year.tables["people"]
    reps = [row for row in people if row["role"] == "rep" and row["active"] == "true"]
    assert len(reps) >= 12
    assert len({row["timezone"] for row in reps}) >= 6
    assert len({row["manager_id"] for row in reps}) == 3
    assert {row["region"] for row in reps} == {"EMEA", "Americas", "APAC"}


def test_two_reps_share_a_given_name_and_nobody_shares_a_full_one(year: Year) -> None:
    names = [row["name"] for row in year.tables["people"]]
    firsts = Counter(row["name"].split()[0] for row in year.tables["people"])
    assert len(set(names)) == len(names)
    assert firsts["Elena"] == 2


def test_there_are_enough_deals_accounts_and_activities(
    year: Year, open_deals: dict[str, Row], activities: dict[str, list[Row]]
) -> None:
    assert len(open_deals) >= 900
    assert len(year.tables["deals"]) - len(open_deals) >= 2500
    assert len(year.tables["accounts"]) == 350
    assert 8 <= mean(len(activities.get(deal_id, [])) for deal_id in open_deals) <= 12
    closed = [row["id"] for row in year.tables["deals"] if row["status"] != "open"]
    assert all(1 <= len(activities[deal_id]) <= 3 for deal_id in closed)


def test_about_an_eighth_of_the_open_deals_needs_action(year: Year) -> None:
    urgent = sum(story.verdicts == ("act_now",) for story in year.stories.values())
    assert 0.10 <= urgent / len(year.stories) <= 0.15


def test_quarters_end_busily_and_august_is_quiet(year: Year) -> None:
    months = Counter(row["closed_at"][5:7] for row in year.tables["deals"] if row["closed_at"])
    assert min(months, key=lambda month: months[month]) == "08"
    assert min(months[month] for month in ("03", "06", "09", "12")) > 1.5 * median(months.values())


def test_reps_differ_in_how_often_they_win(year: Year) -> None:
    won: Counter[str] = Counter()
    closed: Counter[str] = Counter()
    for row in year.tables["deals"]:
        if row["status"] != "open":
            closed[row["owner_id"]] += 1
            won[row["owner_id"]] += row["status"] == "won"
    rates = [won[rep] / closed[rep] for rep in closed]
    assert max(rates) > min(rates) + 0.15


def test_lost_deals_say_why_mostly(year: Year) -> None:
    lost = [row for row in year.tables["deals"] if row["status"] == "lost"]
    named = [row["lost_reason"] for row in lost if row["lost_reason"]]
    assert len(lost) > len(named) > 0.9 * len(lost)
    assert len(set(named)) >= 6


def test_custom_columns_and_defects_are_there(year: Year, open_deals: dict[str, Row]) -> None:
    assert "campaign" in year.tables["deals"][0]
    assert "erp_number" in year.tables["accounts"][0]
    gaps = ("amount", "product_id", "account_id", "next_step", "currency", "forecast_category")
    for column in gaps:
        assert any(not row[column] for row in open_deals.values()), column
    inactive = {row["id"] for row in year.tables["people"] if row["active"] == "false"}
    assert any(row["owner_id"] in inactive for row in open_deals.values())
    domains = Counter(row["domain"] for row in year.tables["accounts"] if row["domain"])
    assert sum(count > 1 for count in domains.values()) >= 4


def test_files_can_be_read_back_and_tell_no_stories(year: Year, tmp_path: Path) -> None:
    write(year, tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {f"{name}.csv" for name in REQUIRED}
    for name, rows in year.tables.items():
        with (tmp_path / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            assert list(csv.DictReader(file)) == rows
    text = (tmp_path / "deals.csv").read_text(encoding="utf-8")
    assert "act_now" not in text
    assert "waits_for_date" not in text


def test_a_small_organisation_still_spans_the_world() -> None:
    small = make_year(reps=3, open_per_rep=20, closed_per_rep=30)
    reps = [row for row in small.tables["people"] if row["role"] == "rep"]
    assert len({row["region"] for row in reps}) == 3
    assert len(small.stories) == 3 * 20 + 6
