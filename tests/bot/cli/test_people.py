"""`daybreak people`: what is noted is what the clock reads, and a slip changes nothing."""

import asyncio
from datetime import UTC, date, datetime, time
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.cli.people import people
from bot.config import Settings
from bot.crm.mirror import Mirror
from bot.domain.people import Person, PersonId, Role, WorkHours
from bot.errors import BadInput, UnknownPerson
from bot.main import WORKSPACE, assembled
from storage.mirror.syncing import MirrorSync
from tests.fakes.crm import FakeCrm

ANN = Person(
    id=PersonId("ann"), name="Ann Lee", role=Role.REP, email="ann@daybreak.example", region="DE"
)
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    made = Settings(daybreak_home=tmp_path)
    asyncio.run(_with_ann(made))
    return made


async def _with_ann(settings: Settings) -> None:
    async with assembled(settings) as daybreak:
        mirror = Mirror(FakeCrm([ANN]), MirrorSync(daybreak.database, WORKSPACE))
        await mirror.sync(True, datetime(2026, 1, 1, tzinfo=UTC))


def _hours(settings: Settings) -> WorkHours:
    async def read() -> WorkHours:
        async with assembled(settings) as daybreak:
            return (await daybreak.calendar.hours([ANN], FIRST, LAST))[ANN.id]

    return asyncio.run(read())


def _run(settings: Settings, *words: str) -> str:
    result = CliRunner().invoke(people, words, obj=settings)
    if result.exception:
        raise result.exception
    return result.output


def test_leave_is_noted_and_taken_back(settings: Settings) -> None:
    said = _run(settings, "leave", "Ann Lee", "2026-07-06", "2026-07-07")
    assert said == "Ann Lee is away from 2026-07-06 to 2026-07-07.\n"
    assert _hours(settings).days_off == {date(2026, 7, 6), date(2026, 7, 7)}
    _run(settings, "leave", "ann@daybreak.example", "2026-07-06", "--drop")
    assert _hours(settings).days_off == set()


def test_a_holiday_is_noted_for_its_region(settings: Settings) -> None:
    _run(settings, "holiday", "2026-10-03", "Tag der Einheit", "--region", "DE")
    _run(settings, "holiday", "2026-07-04", "Independence Day", "--region", "US")
    assert _hours(settings).days_off == {date(2026, 10, 3)}
    _run(settings, "holiday", "2026-10-03", "--region", "DE", "--drop")
    assert _hours(settings).days_off == set()


def test_hours_are_noted(settings: Settings) -> None:
    said = _run(settings, "hours", "ann", "--brief-at", "07:30", "--days", "sun,mon,tue,wed,thu")
    assert said == "Ann Lee is briefed at 07:30 on mon, tue, wed, thu, sun.\n"
    assert _hours(settings) == WorkHours(brief_at=time(7, 30), weekdays=frozenset({0, 1, 2, 3, 6}))


@pytest.mark.parametrize(
    "words",
    [
        ("leave", "ann", "2026-07-07", "2026-07-06"),
        ("leave", "ann", "2026-07-07", "--drop"),
        ("holiday", "2026-07-04", "--drop"),
        ("hours", "ann", "--days", "someday"),
    ],
)
def test_a_slip_is_named_and_changes_nothing(settings: Settings, words: tuple[str, ...]) -> None:
    with pytest.raises(BadInput, match=r"Nothing was (noted|changed)"):
        _run(settings, *words)
    assert _hours(settings) == WorkHours()


def test_nobody_is_away_who_does_not_exist(settings: Settings) -> None:
    with pytest.raises(UnknownPerson):
        _run(settings, "leave", "Bob", "2026-07-07")
