"""Prompts are switched from the command line, after an evaluation, and rolled back."""

import asyncio
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.cli.prompts import prompts
from bot.cli.replay import replay
from bot.config import Settings
from bot.errors import BadInput, DaybreakError
from bot.llm.instructions import Prompts
from bot.main import WORKSPACE
from storage.artifacts import Artifacts
from storage.database import Database

JUDGE = Prompts.load().newest("judge")


def _run(home: Path, *arguments: str) -> Result:
    return CliRunner().invoke(prompts, arguments, obj=Settings(daybreak_home=home))


def test_a_prompt_that_was_not_evaluated_is_not_put_in_force(tmp_path: Path) -> None:
    done = _run(tmp_path, "activate", JUDGE.name)
    assert isinstance(done.exception, BadInput)
    assert "daybreak eval --prompt" in str(done.exception)


def test_with_a_reason_it_is_and_the_list_says_so(tmp_path: Path) -> None:
    assert _run(tmp_path, "activate", JUDGE.name, "--without-evaluation", "trial").exit_code == 0
    assert "active" in _run(tmp_path, "list").output


def test_one_that_has_passed_is_put_in_force(tmp_path: Path) -> None:
    assert _run(tmp_path, "list").exit_code == 0
    asyncio.run(_pass(tmp_path))
    assert _run(tmp_path, "activate", JUDGE.name, "--canary", "10").exit_code == 0
    assert "canary, 10 %" in _run(tmp_path, "list").output


async def _pass(home: Path) -> None:
    database = Database.open(f"sqlite:///{home / 'daybreak.db'}")
    artifacts = Artifacts(database=database, workspace=WORKSPACE)
    at = datetime(2026, 3, 2, tzinfo=UTC)
    await artifacts.passed(JUDGE.task, JUDGE.version, JUDGE.hash, {"right": 60}, at)
    await database.close()


@pytest.mark.parametrize("name", ["judge@99", "nonsense", "judge"])
def test_a_prompt_that_there_is_not_is_named(name: str, tmp_path: Path) -> None:
    done = _run(tmp_path, "activate", name)
    assert isinstance(done.exception, DaybreakError)
    assert name in str(done.exception)


def test_nothing_to_roll_back_to_is_said(tmp_path: Path) -> None:
    done = _run(tmp_path, "roll-back", "judge")
    assert isinstance(done.exception, BadInput)


def test_a_replay_of_nothing_is_an_empty_document(tmp_path: Path) -> None:
    settings = Settings(daybreak_home=tmp_path)
    done = CliRunner().invoke(replay, ["--since", "2026-01-01", "--json"], obj=settings)
    assert json.loads(done.output)["decisions"] == 0
