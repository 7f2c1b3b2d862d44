"""Mornings in six zones over a clock change, with a bot that is killed at any moment."""

import asyncio
import json
from collections import defaultdict
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random
from zoneinfo import ZoneInfo

import pytest

from bot.domain.deals import ContactRole, Direction
from bot.domain.people import Person, PersonId
from sandbox.slack import Address, Trouble, Workspace
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
# A weekend, in whose night Berlin's clocks go forward; nobody has a morning before Monday.
BEGIN = datetime(2026, 3, 28, 22, 0, tzinfo=UTC)
SUNDAY_EVENING = datetime(2026, 3, 29, 20, 0, tzinfo=UTC)
MONDAY_NOON = datetime(2026, 3, 30, 10, 0, tzinfo=UTC)
END = datetime(2026, 3, 31, 20, 0, tzinfo=UTC)
DAYS = (date(2026, 3, 30), date(2026, 3, 31))
_DEADLY = 0.25
ASKED = "Could you tell us by Friday whether SAML is included? Yours, Anna"


def team() -> list[Person]:
    return [person(name, timezone=zone) for name, zone in ZONES.items()]


def records() -> list[object]:
    """Everybody has one deal in which the buyer waits for an answer."""
    made: list[object] = [*team(), account(), contact(role=ContactRole.CHAMPION)]
    for name in ZONES:
        owner = PersonId(name)
        made += [
            deal(name, name=f"Rollout {name}", owner_id=owner),
            link(name),
            mail(
                f"m-{name}", deal_id=name, person_id=owner, body=ASKED, at=BEGIN - timedelta(days=6)
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


async def _lives_until(bot: Bot, end: datetime, rng: Random) -> bool:
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
        quiet = bot.clock() < SUNDAY_EVENING
        bot.clock.moves(timedelta(hours=2) if quiet else timedelta(minutes=30))
    return False


async def _goes_on(
    workspace: Workspace, address: Address, home: Path, end: datetime, rng: Random
) -> int:
    killed = 0
    while workspace.clock() < end:
        async with bot_for(workspace, address, home) as bot:
            killed += await _lives_until(bot, end, rng)
    return killed


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
async def test_each_morning_is_one_message_at_eight_whatever_is_killed(
    tmp_path: Path, seed: int
) -> None:
    rng = Random(seed)  # noqa: S311 - repeatable, not secret
    async with workspace_of(team(), BEGIN) as (workspace, address):
        async with bot_for(workspace, address, tmp_path) as bot:
            await bot.holds(*records())
        workspace.faults.start(Trouble.REPLY_LOST, "chat.postMessage", chance=0.2)
        workspace.faults.start(Trouble.API_DOWN, "chat.update", chance=0.2)
        killed = await _goes_on(workspace, address, tmp_path, MONDAY_NOON, rng)
        async with bot_for(workspace, address, tmp_path) as bot:
            await bot.holds(answered("berlin", bot.clock()))
        killed += await _goes_on(workspace, address, tmp_path, END, rng)
        assert killed > 0
        for name, zone in ZONES.items():
            _judge(workspace, name, ZoneInfo(zone))


def _judge(workspace: Workspace, name: str, zone: ZoneInfo) -> None:
    user = workspace.person(name)
    channel = workspace.state.direct(user.id)
    sent = workspace.seeing.messages(user, channel, limit=50)
    by_day = defaultdict(list)
    for message in sorted(sent, key=lambda one: one.ts):
        at = datetime.fromtimestamp(float(message.ts), UTC).astimezone(zone)
        assert at.hour in (8, 9), (name, at)
        by_day[at.date()].append(message)
    assert {day: len(found) for day, found in by_day.items()} == dict.fromkeys(DAYS, 1), name
    first, last = by_day[DAYS[0]][0], by_day[DAYS[-1]][0]
    if name == "berlin":
        assert "Settled on" in first.text
        assert "decision.approve" not in json.dumps(first.blocks)
        assert "Still open" not in last.text
    else:
        assert "decision.approve" in json.dumps(first.blocks)
        assert "decision.approve" not in json.dumps(last.blocks)
        assert "Still open" in last.text
