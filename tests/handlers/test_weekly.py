"""A channel's week: once, in the channel if all there may see it, and never lost."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from bot.config import Settings
from bot.domain.deals import Deal
from bot.domain.people import Role
from tests.fakes.business import NOW, deal, person
from tests.fakes.slack import FakeSlack
from tests.handlers.room import ADA, Room, book, room

MAX, OPS, SALES = "U0MAX", "U0OPS", "C1"
FRIDAY = NOW + timedelta(days=1)
MONDAY = datetime(2026, 3, 16, 8, tzinfo=UTC)


def _globex(amount: int, key: str = "d2", **given: Any) -> Deal:
    return deal(
        key,
        name="Globex",
        amount=Decimal(amount),
        currency="EUR",
        close_date=NOW.date() + timedelta(days=12),
        **given,
    )


@pytest.fixture
async def here(settings: Settings, fake: FakeSlack) -> AsyncIterator[Room]:
    fake.join(OPS, "ops@us.example")
    async with room(settings, fake) as made:
        await made.holds(*book(), person("ops", role=Role.REVOPS))
        await made.holds(_globex(2_000))
        await made.morning()
        fake.members[SALES] = [MAX, OPS, "UBOT"]
        fake.join("UBOT", None, is_bot=True)
        yield made


def _weeks(here: Room, channel: str = SALES) -> list[str]:
    return [one["text"] for one in here.fake.messages[channel] if "The week" in one["text"]]


async def _on(here: Room, user: str = MAX) -> str:
    text: str = (await here.command("/pipeline weekly", user=user))["text"]
    return text


async def test_a_channel_gets_one_summary_a_week_also_after_a_restart(
    here: Room, settings: Settings, fake: FakeSlack
) -> None:
    assert "first on Monday 16 March 2026 at 08:00 (UTC)" in await _on(here)
    for early in (FRIDAY, MONDAY - timedelta(minutes=1)):
        await here.morning(early)
    assert _weeks(here) == []
    for later in (MONDAY, MONDAY + timedelta(hours=3), MONDAY + timedelta(days=2)):
        await here.morning(later)
    (text,) = _weeks(here)
    async with room(settings, fake) as again:
        await again.morning(MONDAY + timedelta(days=3))
        assert _weeks(again) == [text]
        await again.morning(MONDAY + timedelta(days=7))
        assert len(_weeks(again)) == 2


async def test_it_tells_the_sum_who_needs_help_and_draws_it(here: Room) -> None:
    await _on(here)
    here.clock[0] = FRIDAY
    await here.holds(_globex(5_000), _globex(700, "d3", created_at=FRIDAY))
    await here.morning()
    await here.morning(MONDAY)
    (text,) = _weeks(here)
    assert "The week 9 Mar – 15 Mar 2026" in text
    assert "€5,700 in 2 open deals that close 1 Jan – 31 Mar 2026" in text
    assert "€2,000 + new €700 + raised €3,000 = €5,700" in text
    assert "Ada Field: 3 deals to act on, first Acme rollout." in text
    assert "Only the deals of Max Field and of everybody who reports to them" in text
    kinds = [block["type"] for block in here.fake.messages[SALES][-1]["blocks"]]
    assert kinds.count("data_visualization") == kinds.count("table") == 1


async def test_it_comes_to_who_asked_where_somebody_may_see_less(here: Room) -> None:
    await _on(here)
    here.fake.members[SALES].append(ADA)
    await here.morning(MONDAY)
    assert _weeks(here) == []
    (text,) = _weeks(here, "D0MAX")
    assert "not everybody there may see" in text


async def test_it_is_not_turned_on_where_somebody_may_see_less(here: Room) -> None:
    assert "Not everybody in this channel may see" in await _on(here, OPS)
    here.fake.members[SALES].append(ADA)
    assert "Nothing was turned on" in await _on(here)
    assert "Managers and RevOps" in await _on(here, ADA)
    await here.morning(MONDAY)
    assert _weeks(here) == []


async def test_a_post_that_arrived_unseen_is_found_and_not_repeated(here: Room) -> None:
    await _on(here)
    await here.morning(MONDAY - timedelta(minutes=30))
    here.fake.faults["chat.postMessage"] = ["lost"]
    await here.morning(MONDAY)
    await here.morning(MONDAY + timedelta(minutes=10))
    assert len(_weeks(here)) == 1


async def test_one_that_slack_refuses_is_told_at_home_and_tried_again(here: Room) -> None:
    await _on(here)
    await here.morning(MONDAY - timedelta(minutes=30))
    here.fake.faults["chat.postMessage"] = ["not_in_channel"]
    await here.morning(MONDAY)
    assert _weeks(here) == []
    await here.event({"type": "app_home_opened", "user": MAX, "tab": "home", "channel": "D0MAX"})
    assert "not_in_channel" in json.dumps(here.fake.homes[MAX])
    await here.morning(MONDAY + timedelta(minutes=10))
    assert len(_weeks(here)) == 1


async def test_who_asked_can_end_it_in_the_channel_or_at_home(here: Room) -> None:
    await _on(here)
    await here.event({"type": "app_home_opened", "user": MAX, "tab": "home", "channel": "D0MAX"})
    assert here.button("weekly.off.0", here.fake.homes[MAX])["value"] == SALES
    await here.clicks(here.button("weekly.off.0", here.fake.homes[MAX]), user=MAX, channel=None)
    assert "no more summaries" in json.dumps(here.fake.homes[MAX])
    off = await here.command("/pipeline weekly off", user=MAX)
    assert "no summary of the week" in off["text"]
    await here.morning(MONDAY)
    assert _weeks(here) == []
