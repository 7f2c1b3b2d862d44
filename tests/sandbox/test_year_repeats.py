"""The same seed and day give the same bytes: here, in another process, on another machine."""

import hashlib
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

from sandbox.year.make import make_year, write
from sandbox.year.model import Year

ROOT = Path(__file__).parents[2]
SCRIPT = """
import sys, pathlib
from sandbox.year.make import make_year, write
write(make_year(5, reps=2, open_per_rep=30, closed_per_rep=20), pathlib.Path(sys.argv[1]))
"""


def fingerprint(directory: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(directory.iterdir()):
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def small(seed: int, on: date = date(2026, 11, 20)) -> Year:
    return make_year(seed, on, reps=2, open_per_rep=30, closed_per_rep=20)


def test_the_same_seed_and_day_give_the_same_year(year: Year) -> None:
    again = make_year()
    assert again.tables == year.tables
    assert again.stories == year.stories


def test_the_bytes_do_not_depend_on_the_process(tmp_path: Path) -> None:
    prints = set()
    for seed in ("0", "1", "4711"):
        target = tmp_path / seed
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(target)],
            check=True,
            cwd=ROOT,
            env=os.environ | {"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
        )
        prints.add(fingerprint(target))
    write(small(5), tmp_path / "here")
    assert prints == {fingerprint(tmp_path / "here")}


def test_another_seed_or_day_gives_another_year() -> None:
    first = small(1)
    assert small(2).tables["activities"] != first.tables["activities"]
    moved = small(1, date(2026, 11, 23))
    assert moved.tables["activities"] != first.tables["activities"]
    assert moved.on == date(2026, 11, 23)
