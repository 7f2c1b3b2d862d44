"""A rep's day in the sandbox workspace: the message, Why?, buttons, commands, Home, a run."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.domain.people import Person
from sandbox.slack import Trouble, Workspace
from tests.fakes.business import NOW
from tests.handlers.room import book
from tests.journeys.slack_team import Bot, bot_for, workspace_of

PEOPLE = [record for record in book() if isinstance(record, Person)]


@pytest.fixture(params=["http", "socket"])
async def day(
    request: pytest.FixtureRequest, tmp_path: Path
) -> AsyncIterator[tuple[Workspace, Bot]]:
    by_socket = request.param == "socket"
    async with (
        workspace_of(PEOPLE, NOW, by_socket=by_socket) as (workspace, address),
        bot_for(workspace, address, tmp_path, serves=True) as bot,
    ):
        await bot.holds(*book())
        await bot.ticks()
        yield workspace, bot


async def test_a_rep_lives_a_morning_with_it(day: tuple[Workspace, Bot]) -> None:
    workspace, _ = day
    ada = workspace.as_("ada")
    await ada.sees("First: Acme rollout")
    await ada.clicks("Why?", near="Acme rollout").sees("This would change if").closes()
    await ada.clicks("Edit", near="Acme rollout").sees("Saving changes the proposal only").closes()
    await ada.runs("/deals").sees("Your deals on Thu 12 Mar")
    await ada.runs("/deal acme rolout").sees("Did you mean")
    await ada.runs("/why rollout").sees("Weights")
    await ada.opens_home().sees("Your brief")
    await ada.says("look at my deals now").sees("open deals looked at").sees("Look again now")
    await workspace.as_("max").runs("/help").sees("/deals")


async def test_a_stream_that_can_not_be_is_an_edited_message(day: tuple[Workspace, Bot]) -> None:
    workspace, _ = day
    workspace.faults.start(
        Trouble.API_ERROR, "chat.startStream", value="channel_type_not_supported"
    )
    await workspace.as_("ada").says("run").sees("open deals looked at").sees("Look again now")
