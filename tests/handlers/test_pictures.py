"""Where Slack does not take its own charts, a picture with words stands for them."""

import subprocess
import sys
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from blocks.figures import bars, chart_block, told
from blocks.kit import Message, section
from blocks.pictures import png
from bot.answers.answer import Heading, Table
from bot.answers.model import Unit
from handlers.pictures import Charts
from tests.fakes.slack import TOKEN, FakeSlack

CHART = bars("By stage", "EUR", {"Open $5 $x_1$": Decimal(7), "Won": Decimal(-3), "北": Decimal(0)})
MESSAGE = Message(text="Seven.", blocks=(section("Seven."), CHART))


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    slack = FakeSlack()
    async with slack.running():
        yield slack


async def _sent(charts: Charts, fake: FakeSlack, **how: Any) -> None:
    client = AsyncWebClient(token=TOKEN, base_url=fake.url)
    await charts.sent(
        lambda m: client.chat_postMessage(channel="C1", **m.payload()), MESSAGE, client, **how
    )


def _kinds(fake: FakeSlack) -> list[list[str]]:
    return [[block["type"] for block in one["blocks"]] for one in fake.messages["C1"]]


async def test_a_chart_that_slack_takes_is_sent_as_it_is(fake: FakeSlack) -> None:
    await _sent(Charts(), fake)
    assert _kinds(fake) == [["section", "data_visualization"]]
    assert fake.uploads == []


async def test_a_chart_that_slack_refuses_comes_as_a_picture_with_words(fake: FakeSlack) -> None:
    charts = Charts()
    fake.faults["chat.postMessage"] = ["invalid_blocks"]
    for _ in range(2):
        await _sent(charts, fake, thread="1.1")
    assert _kinds(fake) == [["section"], ["section"]]
    # It is asked once: from then on nothing is tried that Slack does not take.
    assert len(fake.called("chat.postMessage")) == 3
    assert [one[:8] for one in fake.uploads] == [b"\x89PNG\r\n\x1a\n"] * 2
    assert fake.files[0]["alt_txt"] == told(CHART)
    assert (fake.shared[0]["channel_id"], fake.shared[0]["thread_ts"]) == ("C1", "1.1")


async def test_what_only_one_may_see_gets_no_picture_for_all(fake: FakeSlack) -> None:
    fake.faults["chat.postMessage"] = ["invalid_blocks"]
    charts = Charts()
    await _sent(charts, fake, is_alone=True)
    assert _kinds(fake) == [["section"]]
    assert fake.uploads == []
    assert [block["type"] for block in charts.fitting(MESSAGE).blocks] == ["section"]


async def test_a_picture_that_fails_costs_no_message_and_other_errors_are_raised(
    fake: FakeSlack,
) -> None:
    fake.faults["chat.postMessage"] = ["invalid_blocks", ""]
    fake.faults["files.getUploadURLExternal"] = ["not_allowed"]
    await _sent(Charts(), fake)
    assert _kinds(fake) == [["section"]]
    charts = Charts()
    for fault in ("not_in_channel", "invalid_blocks"):
        fake.faults["chat.postMessage"] = [fault, fault]
        with pytest.raises(SlackApiError):
            await _sent(charts, fake)
        # Whatever was wrong with that message, it was not its chart.
        assert charts.are_taken
        fake.faults["chat.postMessage"].clear()


def test_each_kind_of_chart_becomes_a_picture() -> None:
    months = tuple((f"2026-{n:02}", Decimal(n * 10), Decimal(n)) for n in range(1, 13))
    headings = (
        Heading(label="month"),
        Heading(label="won", unit=Unit.MONEY),
        Heading(label="lost", unit=Unit.MONEY),
    )
    line = chart_block(Table(headings=headings, rows=months, total=12), "won and lost by month")
    assert line is not None
    assert line["chart"]["type"] == "line"
    for chart in (line, CHART):
        assert png(chart).startswith(b"\x89PNG")
    assert "won: 2026-01 10" in told(line)


def test_a_comparison_shows_what_is_compared_and_no_third_bar() -> None:
    headings = (
        Heading(label="owner"),
        Heading(label="won", unit=Unit.MONEY),
        Heading(label="won before", unit=Unit.MONEY),
        Heading(label="won change", unit=Unit.MONEY, is_change=True),
    )
    rows = tuple((name, Decimal(9), Decimal(4), Decimal(5)) for name in ("Ada", "Ben"))
    chart = chart_block(Table(headings=headings, rows=rows, total=2), "won by owner")
    assert chart is not None
    assert [one["name"] for one in chart["chart"]["series"]] == ["won", "won before"]


def test_the_plotting_library_is_not_loaded_before_it_is_needed() -> None:
    code = "import bot.speaking, sys; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
