"""`daybreak sandbox` says in one sentence what keeps it from starting, before it makes anything."""

import socket
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
