"""Mornings in six zones over a clock change, with a bot that is killed at any moment."""

import asyncio
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.domain.deals import ContactRole, Direction
from bot.domain.people import Person, PersonId
from sandbox.slack import Address, Trouble, Workspace
from sandbox.slack.shapes import Message
from tests.fakes.business import account, contact, deal, link, mail, person
from tests.journeys.slack_team import Bot, bot_for, workspace_of

ZONES = {
    "berlin": "Europe/Berlin",
    "york": "America/New_York",
    "angeles": "America/Los_Angeles",
    "tokyo": "Asia/Tokyo",
    "kolkata": "Asia/Kolkata",
    "sydney": "Australia/Sydney",
}
# Saturdays in whose night clocks change: Berlin's go forward, Sydney's forward, New York's back.
SPRING, SUMMER_DOWN_UNDER, AUTUMN = date(2026, 3, 28), date(2026, 10, 3), date(2026, 10, 31)
# Whose deal is settled on which of the days, Monday being the first.
SETTLED = {"berlin": 0, "kolkata": 1}
_DEADLY = 0.25
ASKED = "Could you tell us by Friday whether SAML is included? Yours, Anna"


def team() -> list[Person]:
    return [person(name, timezone=zone) for name, zone in ZONES.items()]


@dataclass(frozen=True, slots=True)
class Week:
    """From a Saturday evening, over the change of clocks, to Wednesday; nobody works on Sunday."""

    saturday: date

    @property
    def begin(self) -> datetime:
        return datetime.combine(self.saturday, time(22), UTC)

    @property
    def days(self) -> tuple[date, ...]:
        return tuple(self.saturday + timedelta(days=n) for n in (2, 3, 4))

    @property
    def first_morning(self) -> datetime:
        """Before anybody's Monday morning: Sydney's comes on UTC's Sunday."""
        return datetime.combine(self.saturday + timedelta(days=1), time(20), UTC)

    def evening(self, day: int) -> datetime:
        """After everybody's morning of that day, Los Angeles' being the last, before the next."""
        return datetime.combine(self.days[day], time(18), UTC)


def records(week: Week) -> list[object]:
    """Everybody has one deal in which the buyer waits for an answer."""
    made: list[object] = [*team(), account(), contact(role=ContactRole.CHAMPION)]
    for name in ZONES:
        owner = PersonId(name)
        made += [
            deal(name, name=f"Rollout {name}", owner_id=owner),
            link(name),
            mail(
                f"m-{name}",
                deal_id=name,
                person_id=owner,
                body=ASKED,
                at=week.begin - timedelta(days=6),
            ),
        ]
    return made


def answered(name: str, at: datetime) -> object:
    return mail(
        f"r-{name}",
        deal_id=name,
        person_id=PersonId(name),
        direction=Direction.OUTBOUND,
        at=at,
        body="Hello Anna, yes, SAML is included in your plan.",
    )


async def _lives_until(bot: Bot, end: datetime, week: Week, rng: Random) -> bool:
    """Ticks until then, or until the process is killed in the middle of one."""
    while bot.clock() < end:
        tick = asyncio.create_task(bot.ticks())
        if rng.random() < _DEADLY:
            await asyncio.sleep(rng.random() * 0.4)
            if not tick.done():
                tick.cancel()
                await asyncio.gather(tick, return_exceptions=True)
                bot.clock.moves(timedelta(minutes=2))
                return True
        await asyncio.gather(tick, return_exceptions=True)
        is_quiet = bot.clock() < week.first_morning
        bot.clock.moves(timedelta(hours=2) if is_quiet else timedelta(minutes=30))
    return False


async def _goes_on(
    workspace: Workspace, address: Address, home: Path, end: datetime, week: Week, rng: Random
) -> int:
    killed = 0
    while workspace.clock() < end:
        async with bot_for(workspace, address, home) as bot:
            killed += await _lives_until(bot, end, week, rng)
    return killed


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "saturday"), [(1, SPRING), (2, SUMMER_DOWN_UNDER), (3, AUTUMN)], ids=str
)
async def test_each_morning_is_one_message_at_eight_whatever_is_killed(
    tmp_path: Path, seed: int, saturday: date
) -> None:
    rng = Random(seed)  # noqa: S311 - repeatable, not secret
    week = Week(saturday)
    async with workspace_of(team(), week.begin) as (workspace, address):
        async with bot_for(workspace, address, tmp_path) as bot:
            await bot.holds(*records(week))
        workspace.faults.start(Trouble.REPLY_LOST, "chat.postMessage", chance=0.2)
        workspace.faults.start(Trouble.API_DOWN, "chat.update", chance=0.2)
        killed = 0
        for day in range(len(week.days)):
            killed += await _goes_on(workspace, address, tmp_path, week.evening(day), week, rng)
            async with bot_for(workspace, address, tmp_path) as bot:
                settled = [name for name, on in SETTLED.items() if on == day]
                await bot.holds(*(answered(name, bot.clock()) for name in settled))
        assert killed > 0
        for name, zone in ZONES.items():
            _judge(_by_day(workspace, name, ZoneInfo(zone)), week, SETTLED.get(name))


def _by_day(workspace: Workspace, name: str, zone: ZoneInfo) -> dict[date, list[Message]]:
    """What somebody was sent, by the date that it was where they live."""
    user = workspace.person(name)
    channel = workspace.state.direct(user.id)
    found = defaultdict(list)
    for message in workspace.seeing.messages(user, channel, limit=50):
        if not message.text.startswith("Good morning"):
            continue  # nobody has answered all day and is asked again: that is no second morning
        at = datetime.fromtimestamp(float(message.ts), UTC).astimezone(zone)
        assert at.hour in (8, 9), (name, at)
        found[at.date()].append(message)
    return found


def _judge(found: dict[date, list[Message]], week: Week, settled: int | None) -> None:
    """One message a day; its one card lives in the first, updated until it is withdrawn."""
    assert {day: len(sent) for day, sent in found.items()} == dict.fromkeys(week.days, 1)
    first, *later = (found[day][0] for day in week.days)
    assert ("decision.approve" in json.dumps(first.blocks)) == (settled is None)
    assert ("Settled on" in first.text) == (settled is not None)
    for day, message in enumerate(later, start=1):
        assert "decision.approve" not in json.dumps(message.blocks)
        assert ("Still open" in message.text) == (settled is None or day <= settled)
