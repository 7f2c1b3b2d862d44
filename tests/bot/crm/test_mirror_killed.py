"""A sync that is killed at any moment loses nothing and spoils nothing."""

import asyncio
import random
import shutil
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest

from bot.crm.mirror import Mirror, SyncReport
from storage.database import Database
from storage.migrate import Schema
from storage.mirror.syncing import MirrorSync
from tests.bot.crm.test_mirror import rows
from tests.fakes.business import NOW, TODAY, account, contact, deal, link, mail, person, step, use
from tests.fakes.crm import FakeCrm

_ROOT = Path(__file__).parents[3]
_KILLS = 6
_HOURS = 40


def crm() -> FakeCrm:
    """The same CRM in every process: entered, then changed, so that syncs have deletions too."""
    made = FakeCrm(page=5)
    keys = [str(n) for n in range(_HOURS)]
    made.put(person(), *(account(key) for key in keys), *(contact(key) for key in keys))
    made.put(*(deal(key) for key in keys), *(link(key, key) for key in keys))
    made.put(*(step("Lead", 3, key) for key in keys), *(mail(key) for key in keys))
    made.put(*(use(TODAY - timedelta(days=n)) for n in range(_HOURS)))
    for key in keys[::3]:
        made.remove(mail(key))
        made.put(deal(key, stage="Won", version=2))
    return made


async def sync(url: str, full: bool) -> SyncReport:
    database = Database.open(url)
    try:
        return await Mirror(crm(), MirrorSync(database, "home")).sync(full=full, now=NOW)
    finally:
        await database.close()


async def held(url: str) -> object:
    database = Database.open(url)
    try:
        return await rows(database), await rows(database, gone=True)
    finally:
        await database.close()


def killed_after(url: str, seconds: float) -> bool:
    """Runs a full sync in a process of its own and kills it; whether it was still at work."""
    program = f"import asyncio; from {__name__} import sync; print(1, flush=True);"
    program += f"asyncio.run(sync({url!r}, True))"
    command = [sys.executable, "-c", program]
    with subprocess.Popen(command, cwd=_ROOT, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()  # imported: from here on it works
        time.sleep(seconds)
        process.send_signal(signal.SIGKILL)
        return process.wait() == -signal.SIGKILL


@pytest.mark.slow
def test_a_sync_that_is_killed_again_and_again_ends_like_one_that_was_not(
    tmp_path: Path, upgraded_files: dict[Schema, Path]
) -> None:
    urls = {name: f"sqlite:///{tmp_path / name}.db" for name in ("killed", "calm")}
    for name in urls:
        shutil.copyfile(upgraded_files[Schema.DAYBREAK], tmp_path / f"{name}.db")
    began = time.monotonic()
    asyncio.run(sync(urls["calm"], full=True))
    usual = time.monotonic() - began
    chance = random.Random(7)  # noqa: S311 - any moment will do

    kills = [killed_after(urls["killed"], chance.uniform(0, usual)) for _ in range(_KILLS)]
    report = asyncio.run(sync(urls["killed"], full=False))

    assert any(kills)
    assert report.complete
    assert asyncio.run(held(urls["killed"])) == asyncio.run(held(urls["calm"]))
