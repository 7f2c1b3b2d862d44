"""One year for all tests here: it is frozen, and making it costs a second."""

import pytest

from sandbox.year.make import make_year
from sandbox.year.model import Row, Year


@pytest.fixture(scope="session")
def year() -> Year:
    return make_year()


@pytest.fixture(scope="session")
def open_deals(year: Year) -> dict[str, Row]:
    return {row["id"]: row for row in year.tables["deals"] if row["status"] == "open"}


@pytest.fixture(scope="session")
def activities(year: Year) -> dict[str, list[Row]]:
    """Deal id to its activities, in the order of the file."""
    by_deal: dict[str, list[Row]] = {}
    for row in year.tables["activities"]:
        by_deal.setdefault(row["deal_id"], []).append(row)
    return by_deal
