"""A load that is killed, at whatever moment, has loaded everything or nothing."""

import random
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import closing
from functools import partial
from pathlib import Path

import pytest

from tests.bot.crm.loads import DEALS, PEOPLE, write

ROWS = 30_000


@pytest.fixture
def directory(tmp_path: Path) -> Path:
    deals = "".join(f"d{n},Deal {n},p1,Offer,open\n" for n in range(ROWS))
    return write(tmp_path / "in", people=PEOPLE, deals=DEALS + deals)


def _start(directory: Path, home: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-m", "bot", "crm", "load", str(directory)],
        env={"DAYBREAK_HOME": str(home), "PYTHONWARNINGS": "ignore"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _loaded(home: Path) -> tuple[int, int]:
    """People and deals in the CRM."""
    if not (home / "crm.db").exists():
        return 0, 0
    with closing(sqlite3.connect(home / "crm.db")) as connection:
        try:
            people = connection.execute("SELECT count(*) FROM crm_people").fetchone()[0]
            deals = connection.execute("SELECT count(*) FROM crm_deals").fetchone()[0]
        except sqlite3.OperationalError:  # killed before there were tables
            return 0, 0
    return people, deals


def _killed(directory: Path, home: Path, is_time: Callable[[float], bool]) -> tuple[int, int]:
    running = _start(directory, home)
    began = time.monotonic()
    while running.poll() is None and not is_time(time.monotonic() - began):
        time.sleep(0.001)
    running.kill()
    running.wait()
    return _loaded(home)


def _is_larger(path: Path, size: int, _: float) -> bool:
    return path.exists() and path.stat().st_size > size


@pytest.mark.slow
def test_a_load_killed_at_any_moment_has_loaded_all_or_nothing(
    directory: Path, tmp_path: Path
) -> None:
    began = time.monotonic()
    assert _start(directory, tmp_path / "whole").wait() == 0
    whole = time.monotonic() - began
    assert _loaded(tmp_path / "whole") == (1, ROWS)
    dice = random.SystemRandom()
    for number in range(8):
        after = whole * (0.3 + 0.09 * (number + dice.random()))
        found = _killed(directory, tmp_path / str(number), after.__lt__)
        assert found in {(0, 0), (1, ROWS)}, f"killed after {after:.3f} s of {whole:.3f} s"


@pytest.mark.slow
def test_a_load_killed_while_it_commits_has_loaded_all_or_nothing(
    directory: Path, tmp_path: Path
) -> None:
    for number in range(4):
        home = tmp_path / str(number)
        log = home / "crm.db-wal"
        # The schema's own writes are far smaller: this is the middle of the load's commit.
        size = 300_000 + 700_000 * number
        found = _killed(directory, home, partial(_is_larger, log, size))
        assert found in {(0, 0), (1, ROWS)}, f"killed when the log had {size:,} bytes"


@pytest.mark.slow
def test_the_next_load_after_a_kill_just_works(directory: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    _killed(directory, home, lambda _: (home / "crm.db-wal").exists())
    assert _start(directory, home).wait() == 0
    assert _loaded(home) == (1, ROWS)
