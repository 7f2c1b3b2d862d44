"""Every reference leads somewhere, and every moment is one at which it could have happened."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from sandbox.year.make import make_year
from sandbox.year.model import Row, Year

LINKS = (
    ("people", "manager_id", "people"),
    ("accounts", "owner_id", "people"),
    ("accounts", "parent_id", "accounts"),
    ("contacts", "account_id", "accounts"),
    ("deals", "account_id", "accounts"),
    ("deals", "owner_id", "people"),
    ("deals", "product_id", "products"),
    ("stage_history", "deal_id", "deals"),
    ("stage_history", "by", "people"),
    ("deal_contacts", "deal_id", "deals"),
    ("deal_contacts", "contact_id", "contacts"),
    ("activities", "deal_id", "deals"),
    ("activities", "account_id", "accounts"),
    ("activities", "contact_id", "contacts"),
    ("activities", "person_id", "people"),
    ("usage", "account_id", "accounts"),
    ("leads", "owner_id", "people"),
    ("leads", "converted_deal_id", "deals"),
)
DATES = (
    ("accounts", "customer_since"),
    ("deals", "close_date"),
    ("deals", "next_step_due"),
    ("usage", "day"),
)
INSTANTS = (
    ("deals", "created_at"),
    ("deals", "closed_at"),
    ("deals", "updated_at"),
    ("stage_history", "at"),
    ("activities", "at"),
    ("activities", "done_at"),
    ("leads", "created_at"),
)


def test_ids_are_unique(year: Year) -> None:
    for name, rows in year.tables.items():
        if "id" in rows[0]:
            assert len({row["id"] for row in rows}) == len(rows), name


@pytest.mark.parametrize(("table", "column", "target"), LINKS)
def test_references_lead_somewhere(year: Year, table: str, column: str, target: str) -> None:
    known = {row["id"] for row in year.tables[target]}
    assert {row[column] for row in year.tables[table] if row[column]} <= known


def test_no_contact_is_linked_twice_and_writers_belong_to_the_account(year: Year) -> None:
    links = [(row["deal_id"], row["contact_id"]) for row in year.tables["deal_contacts"]]
    assert len(set(links)) == len(links)
    accounts = {row["id"]: row["account_id"] for row in year.tables["contacts"]}
    for row in year.tables["activities"]:
        if row["contact_id"]:
            assert accounts[row["contact_id"]] == row["account_id"]


def test_dates_and_instants_are_valid(year: Year) -> None:
    for table, column in DATES:
        for row in year.tables[table]:
            assert not row[column] or date.fromisoformat(row[column]) > date(2000, 1, 1)
    for table, column in INSTANTS:
        for row in year.tables[table]:
            assert not row[column] or datetime.fromisoformat(row[column]).tzinfo is not None
    for row in year.tables["activities"]:
        assert not row["due_at"] or date.fromisoformat(row["due_at"][:10]) > date(2000, 1, 1)


def test_stage_histories_run_forward_and_end_where_the_deal_is(year: Year) -> None:
    histories: dict[str, list[Row]] = {}
    for row in year.tables["stage_history"]:
        histories.setdefault(row["deal_id"], []).append(row)
    for deal in year.tables["deals"]:
        moves = histories[deal["id"]]
        moments = [datetime.fromisoformat(row["at"]) for row in moves]
        assert moments == sorted(moments)
        assert moves[-1]["to_stage"] == deal["stage"]
        assert [row["from_stage"] for row in moves] == [
            "",
            *(row["to_stage"] for row in moves[:-1]),
        ]


def planned(row: Row) -> bool:
    return row["kind"] == "meeting" and not row["done_at"]


def late_or_odd(year: Year) -> list[Row]:
    """Activities at night, on a weekend, or after the morning of the day."""
    zones = {row["id"]: ZoneInfo(row["timezone"]) for row in year.tables["people"]}
    cutoffs = {
        person: datetime.combine(year.on, time(8), zone).astimezone(UTC)
        for person, zone in zones.items()
    }
    odd = []
    for row in year.tables["activities"]:
        at = datetime.fromisoformat(row["at"])
        early, late = at.time() < time(8, 15), at.time() > time(18, 30)
        happened = not planned(row)
        if early or late or (happened and (at.weekday() > 4 or at >= cutoffs[row["person_id"]])):
            odd.append(row)
    return odd


def test_nothing_happens_at_night_on_weekends_or_after_the_morning_of_the_day(year: Year) -> None:
    assert late_or_odd(year) == []


@pytest.mark.parametrize("on", [date(2026, 11, 22), date(2027, 5, 3), date(2026, 12, 28)])
def test_weekends_golden_week_and_christmas_are_days_like_others(on: date) -> None:
    year = make_year(3, on, reps=9, open_per_rep=40, closed_per_rep=10)
    assert late_or_odd(year) == []


def test_meetings_to_come_lie_ahead(year: Year) -> None:
    ahead = [row for row in year.tables["activities"] if planned(row)]
    assert len(ahead) > 50
    assert all(date.fromisoformat(row["at"][:10]) >= year.on for row in ahead)


def test_only_deals_whose_story_it_is_have_a_close_date_in_the_past(
    year: Year, open_deals: dict[str, Row]
) -> None:
    past = {i for i, row in open_deals.items() if row["close_date"] < year.on.isoformat()}
    assert past == {i for i, story in year.stories.items() if story.kind == "close_past"}
    assert past
