"""The real product as `daybreak sandbox` starts it, in a process of its own, with a small team."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from sandbox.year.make import make_year, write

TUESDAY = date(2026, 11, 17)
_OPEN = "The workspace is open at "


def small_year(directory: Path) -> Path:
    """Four reps in London, New York, Sydney and Berlin; three have their morning at once."""
    write(make_year(7, TUESDAY, reps=4, open_per_rep=25, closed_per_rep=25, leads=12), directory)
    return directory


@contextmanager
def product(home: Path, data: Path | None = None) -> Iterator[str]:
    """Gives the page's address once this morning's missions are done; `data` are other files."""
    data = data or small_year(home / "small")
    words = ("--port", "0", "--on", f"{TUESDAY}", "--data", str(data))
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "sandbox", *words],
        env={**os.environ, "DAYBREAK_HOME": str(home), "COLUMNS": "200"},
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        yield _address(process)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)
        if process.stdout is not None:
            process.stdout.close()


def _address(process: "subprocess.Popen[str]") -> str:
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(_OPEN) and "Ctrl-C" in line:
            return line.removeprefix(_OPEN).split()[0]
    raise AssertionError(f"the sandbox ended with {process.wait()}")
