"""Who uses no model does not pay for one: its client is slow to import, and stays unimported."""

import subprocess
import sys
from pathlib import Path

import pytest

CLI = "from bot.__main__ import daybreak; daybreak.main(['--help'], standalone_mode=False)"
START = """
import asyncio, pathlib
from bot.config import Settings
from bot.main import assembled
async def start():
    async with assembled(Settings(daybreak_home=pathlib.Path({home!r}))) as daybreak:
        assert daybreak.mind.model is None
asyncio.run(start())
"""
CHECK = "\nimport sys; print(sorted({'anthropic', 'httpx2', 'openai'} & set(sys.modules)))"


@pytest.mark.parametrize("code", [CLI, START])
def test_help_and_a_start_on_rules_import_no_models_client(code: str, tmp_path: Path) -> None:
    command = [sys.executable, "-c", code.replace("{home!r}", repr(str(tmp_path))) + CHECK]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"
