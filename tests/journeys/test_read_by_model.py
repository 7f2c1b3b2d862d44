"""A question that rules can't read: their answer is there at once, a model's takes its place."""

import re
from collections.abc import AsyncIterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.domain.deals import DealStatus
from sandbox.llm.messages import messages_api
from sandbox.llm.replies import Reply
from sandbox.llm.server import StandIn
from sandbox.slack import Workspace
from tests.bot.answers.planning import form, meant
from tests.fakes.business import NOW, account, deal, person
from tests.journeys.slack_team import Bot, bot_for, workspace_of

ADA = person("ada")
RECORDS = (
    ADA,
    account(),
    *(
        deal(f"w{n}", status=DealStatus.WON, closed_at=NOW - timedelta(days=n), currency="EUR")
        for n in range(3)
    ),
)
QUESTION = "how many deals we bagged"
READING = "A model is reading the question as well"


def reads(body: Mapping[str, Any]) -> dict[str, Any]:
    """Every word that is not known stands for deals won."""
    words = re.findall(r"not known: (\w+)", body["messages"][0]["content"])
    return form(measures=["deals_won"], words=[meant(word, "deals_won") for word in words])


@pytest.fixture
async def day(tmp_path: Path) -> AsyncIterator[tuple[Workspace, Bot, StandIn]]:
    stand_in = StandIn(fill=reads, latency=0.3)
    async with (
        messages_api(stand_in),
        workspace_of([ADA], NOW) as (workspace, address),
        bot_for(
            workspace,
            address,
            tmp_path,
            serves=True,
            anthropic_api_key="k-test",
            llm_base_url=stand_in.url,
        ) as bot,
    ):
        await bot.holds(*RECORDS)
        await bot.daybreak.services.freshness.catch_up(NOW)
        yield workspace, bot, stand_in


async def test_the_rules_answer_is_there_at_once_and_the_models_takes_its_place(
    day: tuple[Workspace, Bot, StandIn],
) -> None:
    workspace, _, stand_in = day
    ada = workspace.as_("ada")
    await ada.says(QUESTION).sees(READING).sees("3")
    await ada.sees("A model read this question: “bagged” as deals won.").sees_nothing_of(READING)
    await ada.runs("/ask how many deals we snagged").sees(READING).sees("“snagged” as deals won")
    no_form = Reply(text="{}")
    stand_in.waiting.extend([no_form] * 4)
    await ada.runs("/ask how many deals we clobbered").sees("The model could not read it either.")
    await ada.says("how many deals we clobbered").sees("I don’t know what “clobbered” means")
