"""`daybreak serve` comes up, says what it does, and goes down when told to."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

_COMMAND = (sys.executable, "-m", "bot", "serve")


def _start(home: Path, *words: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [*_COMMAND, *words],
        env={**os.environ, "DAYBREAK_HOME": str(home), "SLACK_BOT_TOKEN": ""},
        stderr=subprocess.PIPE,
        text=True,
    )


def _up(process: "subprocess.Popen[str]") -> str:
    """What it says until it is up."""
    assert process.stderr is not None
    said = ""
    for line in process.stderr:
        said += line
        if "Daybreak is up" in line:
            break
    return said


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_within_three_seconds_when_told_to(tmp_path: Path, number: signal.Signals) -> None:
    with _start(tmp_path, "--roles", "clock") as process:
        assert "the clock is running" in _up(process)
        began = time.monotonic()
        process.send_signal(number)
        assert process.wait(timeout=10) == 0
        assert time.monotonic() - began < 3
        assert process.stderr is not None
        assert process.stderr.read() == "Daybreak has stopped.\n"


@pytest.mark.parametrize("roles", ["web", "kitchen", ""])
def test_a_role_that_can_not_be_played_starts_nothing(tmp_path: Path, roles: str) -> None:
    with _start(tmp_path, "--roles", roles) as process:
        assert process.stderr is not None
        assert "Nothing was started" in process.stderr.read()
        assert process.wait(timeout=10) != 0


def test_without_slack_it_says_that_nothing_is_sent(tmp_path: Path) -> None:
    with _start(tmp_path) as process:
        assert "nothing is sent" in _up(process)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=10) == 0
