"""A room per test, with Ada and her manager in Slack and one deal that needs her."""

import shutil
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.config import Settings
from storage.migrate import Schema
from tests.fakes.slack import FakeSlack
from tests.handlers.room import ADA, Room, book, room


@pytest.fixture
async def fake() -> AsyncIterator[FakeSlack]:
    slack = FakeSlack()
    slack.join(ADA, "Ada@us.example")
    slack.join("U0MAX", "max@us.example")
    async with slack.running():
        yield slack


@pytest.fixture
def settings(tmp_path: Path, upgraded_files: dict[Schema, Path]) -> Settings:
    for schema, path in upgraded_files.items():
        shutil.copyfile(path, tmp_path / f"{schema}.db")
    return Settings(daybreak_home=tmp_path)


@pytest.fixture
async def here(settings: Settings, fake: FakeSlack) -> AsyncIterator[Room]:
    async with room(settings, fake) as made:
        await made.holds(*book())
        yield made
