"""`daybreak sandbox` says in one sentence what keeps it from starting, before it makes anything."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.config import Settings
from bot.errors import BadSetting
from sandbox.command import sandbox


def _started(home: Path, *words: str) -> Result:
    return CliRunner().invoke(sandbox, list(words), obj=Settings(daybreak_home=home))


def _sentence(result: Result) -> str:
    assert isinstance(result.exception, BadSetting)
    assert result.output == ""
    return str(result.exception)


def test_a_taken_port_is_said_before_anything_is_made(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        sentence = _sentence(_started(tmp_path, "--port", port))
    assert sentence.startswith(f"Port {port} on this computer is taken")
    assert "--port" in sentence
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("--once",)])
def test_a_folder_that_can_not_be_written_is_named(tmp_path: Path, words: tuple[str, ...]) -> None:
    home = tmp_path / "a file"
    home.touch()
    sentence = _sentence(_started(home, "--port", "0", *words))
    assert str(home) in sentence
    assert "Nothing was started" in sentence
    assert "DAYBREAK_HOME" in sentence


def test_what_is_wrong_with_given_files_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text("id,name,role\nx,,rep\n", "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "bot", "sandbox", "--once", "--data", str(tmp_path)],
        env={**os.environ, "DAYBREAK_HOME": str(tmp_path / "home")},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 1
    assert done.stderr.count("\n") == 1
    assert "1 rows that can't be used. Nothing was loaded." in done.stderr
    assert "line 2, column name" in done.stdout
