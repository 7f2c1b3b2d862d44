"""A year of mornings: one mission per rep and working day, whatever happens to the processes."""

from datetime import date

import pytest

from bench.year import Result, simulate
from bench.year_plan import ZONES

pytestmark = pytest.mark.slow
# Both hemispheres' clock changes, one of half an hour, one at midnight.
_CHANGING = (
    "Europe/Berlin",
    "America/New_York",
    "Australia/Lord_Howe",
    "America/Santiago",
)


def _is_perfect(result: Result) -> None:
    assert (result.missed, result.twice, result.not_asked_for) == ([], [], [])
    assert (result.early, result.at_night) == ([], [])
    assert result.done == result.expected


async def test_every_working_day_of_a_year_has_one_morning_despite_outages() -> None:
    result = await simulate(10, _CHANGING, date(2026, 1, 1), date(2026, 12, 31))
    _is_perfect(result)
    assert result.expected > 2_000
    assert result.taken_over > 50


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (date(2026, 3, 8), date(2026, 3, 9)),  # North America springs forward
        (date(2026, 4, 5), date(2026, 4, 6)),  # the south falls back
        (date(2026, 10, 25), date(2026, 10, 26)),  # Europe falls back
    ],
    ids=["america-spring", "south-autumn", "europe-autumn"],
)
async def test_a_thousand_reps_in_all_zones_wake_up_once_when_clocks_change(
    first: date, last: date
) -> None:
    result = await simulate(1_000, ZONES, first, last)
    _is_perfect(result)
    assert result.expected > 900
