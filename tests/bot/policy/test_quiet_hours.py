"""Nobody is written to in their night, whatever the clock does."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.policy.quiet_hours import next_allowed
from bot.policy.rules import QuietHours

QUIET = QuietHours(begins="20:00", ends="07:30", days=(5, 6))
BERLIN = ZoneInfo("Europe/Berlin")


def at(text: str, zone: str = "Europe/Berlin") -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-25 09:00", None),
        ("2026-11-25 07:30", None),
        ("2026-11-25 07:29", "2026-11-25 07:30"),
        ("2026-11-25 20:00", "2026-11-26 07:30"),
        ("2026-11-27 21:00", "2026-11-30 07:30"),  # Friday evening
        ("2026-11-28 12:00", "2026-11-30 07:30"),  # Saturday noon
        ("2026-03-27 23:00", "2026-03-30 07:30"),  # over the weekend of the change to summer
        ("2026-10-23 22:00", "2026-10-26 07:30"),  # and back
    ],
)
def test_a_mail_waits_for_the_morning(now: str, opens: str | None) -> None:
    expected = at(opens).astimezone(UTC) if opens else None
    assert next_allowed(at(now), BERLIN, QUIET) == expected


def test_the_recipients_wall_counts_and_not_ours() -> None:
    noon_in_berlin = at("2026-11-25 12:00")
    assert next_allowed(noon_in_berlin, BERLIN, QUIET) is None
    opens = next_allowed(noon_in_berlin, ZoneInfo("America/Los_Angeles"), QUIET)
    assert opens == at("2026-11-25 07:30", "America/Los_Angeles").astimezone(UTC)


def test_a_morning_that_the_clock_jumps_over_begins_after_the_jump() -> None:
    early = QuietHours(begins="20:00", ends="02:30", days=())
    opens = next_allowed(at("2026-03-29 01:00"), BERLIN, early)
    assert opens is not None
    assert opens.astimezone(BERLIN).isoformat() == "2026-03-29T03:30:00+02:00"


@given(
    st.integers(1_704_000_000, 1_830_000_000),
    st.sampled_from(["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]),
)
def test_whatever_is_said_is_later_and_not_quiet(seconds: int, zone: str) -> None:
    now = datetime.fromtimestamp(seconds, UTC)
    opens = next_allowed(now, ZoneInfo(zone), QUIET)
    if opens is not None:
        assert opens > now
        assert next_allowed(opens, ZoneInfo(zone), QUIET) is None
