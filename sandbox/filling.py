"""A sandbox's records: made up or given, loaded into its CRM once, and copied into the mirror."""

import asyncio
import signal
from datetime import date
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection
from pathlib import Path
from tempfile import TemporaryFile

from rich.console import Console

from bot.cli.crm import load_files, print_report
from bot.cli.moments import moment_of
from bot.config import Settings
from bot.domain.people import Person
from bot.errors import BadInput, BadSetting, DaybreakError
from bot.main import Daybreak, assembled
from sandbox.year.make import make_year, write

_READY = "ready"


def filled(settings: Settings, on: date, seed: int, data: Path | None) -> None:
    """Brings the records in, in a process of its own: the memory that it takes is given back.

    Does nothing for a year that was made before; files that were given are read each time.
    """
    _check_writable(settings.daybreak_home)
    if (settings.daybreak_home / _READY).exists() and data is None:
        return
    # Forked where that can be: nothing that is loaded already has to be loaded again.
    can_fork = "fork" in get_all_start_methods()
    context = get_context("fork") if can_fork else get_context("spawn")
    receiver, sender = context.Pipe(duplex=False)
    child = context.Process(target=_told, args=(sender, settings, on, seed, data), daemon=True)
    child.start()
    sender.close()
    try:
        problem = receiver.recv()
    except EOFError:
        raise BadInput(
            "The records could not be made; see above why. Nothing was started."
            " Start again; what was cut off is made anew."
        ) from None
    finally:
        child.terminate()
        child.join()
        receiver.close()
    if problem:
        raise BadInput(problem)


def _told(sender: Connection, settings: Settings, on: date, seed: int, data: Path | None) -> None:
    """What went wrong, as the sentence for it; empty if nothing did."""
    # Ctrl-C reaches us too; who waits for us ends us.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        asyncio.run(_fill(settings, on, seed, data))
    except DaybreakError as error:
        sender.send(str(error))
    else:
        sender.send("")


async def _fill(settings: Settings, on: date, seed: int, data: Path | None) -> None:
    """A load that was cut off left nothing and is made again."""
    console = Console(highlight=False)
    directory = data
    if directory is None:
        directory = settings.daybreak_home / "files"
        with console.status("Making up a year of a sales team …"):
            _write_year(seed, on, directory)
    async with assembled(settings) as daybreak:
        await _load(daybreak, directory)
        with console.status("Copying the CRM's records …"):
            await daybreak.mirror.sync(False, moment_of(await _anybody(daybreak), on).now)
    (settings.daybreak_home / _READY).touch()


async def _load(daybreak: Daybreak, directory: Path) -> None:
    report = await load_files(daybreak, directory)
    if not report.loaded:
        print_report(report)
        raise BadInput(
            f"{directory} has {report.rejected} rows that can't be used. Nothing was loaded."
            " Correct them, or start without --data."
        )


async def _anybody(daybreak: Daybreak) -> Person:
    return (await daybreak.people.reps() or [await daybreak.people.find("revops")])[0]


def _write_year(seed: int, on: date, directory: Path) -> None:
    try:
        write(make_year(seed, on), directory)
    except OSError as error:
        raise _not_writable(directory, error) from error


def _check_writable(home: Path) -> None:
    """Before the database says it in its own words."""
    try:
        home.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=home):
            pass
    except OSError as error:
        raise _not_writable(home, error) from error


def _not_writable(directory: Path, error: OSError) -> BadSetting:
    return BadSetting(
        f"{directory} can't be written ({error.strerror}), and the sandbox keeps all its records"
        " there. Nothing was started. Set DAYBREAK_HOME to a folder that you may write to."
    )
