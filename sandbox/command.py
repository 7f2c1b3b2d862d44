"""`daybreak sandbox`: the whole product on its embedded defaults, with a synthetic year in it."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import date, datetime
from functools import partial
from pathlib import Path
from tempfile import TemporaryFile

import click
from rich.console import Console

from bot.cli.crm import load_files, print_report
from bot.cli.moments import moment_of
from bot.cli.morning_list import print_list
from bot.config import Settings
from bot.domain.missions import Mission
from bot.domain.people import Person
from bot.errors import BadInput, BadSetting
from bot.main import Daybreak, assembled
from sandbox.page.serving import bound
from sandbox.slack import Clock
from sandbox.world import home_of, morning, mornings, opened
from sandbox.year.make import make_year, write
from storage.claims import Kind

TODAY = "2026-11-20"
_READY = "ready"


@click.command()
@click.option("--port", default=8710, show_default=True, help="Where the sandbox page listens.")
@click.option(
    "--on",
    type=click.DateTime(formats=["%Y-%m-%d"]),
    default=TODAY,
    show_default=True,
    help="The day that it is in the sandbox.",
)
@click.option("--seed", default=7, show_default=True, help="Another seed is another company.")
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    help="Load these files instead of a synthetic year.",
)
@click.option("--rep", "who", metavar="WHO", help="Whose list is printed.")
@click.option("--once", is_flag=True, help="Print the list and end.")
@click.pass_obj
def sandbox(
    settings: Settings,
    port: int,
    on: datetime,
    seed: int,
    data: Path | None,
    who: str | None,
    once: bool,
) -> None:
    """Opens the product to anybody: a synthetic sales team, this morning's missions, one list."""
    own = home_of(settings, on.date(), seed, data)
    asyncio.run(_open(own, on.date(), seed, data, who, None if once else port))


async def _open(
    settings: Settings, on: date, seed: int, data: Path | None, who: str | None, port: int | None
) -> None:
    console = Console(highlight=False)
    with nullcontext() if port is None else bound(port) as at:
        _check_writable(settings.daybreak_home)
        async with assembled(settings) as daybreak:
            await _fill(daybreak, on, seed, data, console)
            with console.status("Copying the CRM's records …"):
                await daybreak.mirror.sync(False, moment_of(await _anybody(daybreak), on).now)
            reps = await daybreak.people.reps()
            rep = await daybreak.people.find(who) if who else None
        clock = Clock(moment_of(rep, on).now if rep else morning(reps, on))
        mission = partial(_morning, on=on, reps=reps, rep=rep, console=console)
        if at is not None:
            await _stay(settings, clock, at, mission, console)
            return
        async with assembled(settings, clock) as daybreak:
            await mission(daybreak, clock())


async def _stay(
    settings: Settings,
    clock: Clock,
    at: socket.socket,
    mission: Callable[[Daybreak, datetime], Awaitable[Mission]],
    console: Console,
) -> None:
    """Keeps the sandbox open until Ctrl-C; one may look around before the morning is done."""
    async with opened(settings, clock, at) as world:
        console.print(f"The workspace is open at {world.page}  This morning's messages follow.")
        done = await mission(world.daybreak, clock())
        world.welcomes(done.rep)
        for number in (signal.SIGINT, signal.SIGTERM):
            asyncio.get_running_loop().add_signal_handler(number, world.stop.set)
        console.print(f"\nThe workspace is open at {world.page}  End it with Ctrl-C.")
        await world.lives()


async def _morning(
    daybreak: Daybreak,
    now: datetime,
    *,
    on: date,
    reps: list[Person],
    rep: Person | None,
    console: Console,
) -> Mission:
    with console.status("Reading what was said, and judging every deal …"):
        await mornings(daybreak, now)
        mission = await _printed(daybreak, reps, rep, on)
    print_list(console, mission)
    return mission


async def _anybody(daybreak: Daybreak) -> Person:
    return (await daybreak.people.reps() or [await daybreak.people.find("revops")])[0]


async def _fill(
    daybreak: Daybreak, on: date, seed: int, data: Path | None, console: Console
) -> None:
    """Loads the records once; a load that was cut off left nothing and is made again."""
    home = daybreak.settings.daybreak_home
    if (home / _READY).exists() and data is None:
        return
    directory = data
    if directory is None:
        directory = home / "files"
        with console.status("Making up a year of a sales team …"):
            _write_year(seed, on, directory)
    report = await load_files(daybreak, directory)
    if not report.loaded:
        print_report(report)
        raise BadInput(
            f"{directory} has {report.rejected} rows that can't be used. Nothing was loaded."
            " Correct them, or start without --data."
        )
    (home / _READY).touch()


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


async def _printed(daybreak: Daybreak, reps: list[Person], rep: Person | None, on: date) -> Mission:
    """The list that was asked for, else that of the rep with most to do this morning."""
    if rep is not None:
        return await daybreak.missions.prepare(rep, moment_of(rep, on), Kind.MORNING)
    found = [await daybreak.missions.store.find_morning(one.id, on) for one in reps]
    done = [mission for mission in found if mission is not None]
    if not done:
        raise BadInput(
            f"Nobody has a morning on {on:%A %d %B %Y}, so there is no list to print."
            " Choose a working day with --on, or a person with --rep."
        )
    return max(done, key=lambda mission: (len(mission.shown), mission.rep.name))
