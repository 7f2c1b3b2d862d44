"""`daybreak sandbox`: the whole product on its embedded defaults, with a synthetic year in it."""

import asyncio
import signal
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import monotonic

import click
from rich.console import Console

from bot.cli.crm import load_files, print_report
from bot.cli.morning_list import print_list
from bot.config import Settings
from bot.domain.missions import Mission
from bot.errors import BadInput
from bot.main import Daybreak, assembled, moment_of
from handlers.schedule import Clock
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
    name = f"data-{data.resolve().name}" if data else f"seed-{seed}"
    home = settings.daybreak_home / "sandbox" / f"{name}-{on:%Y-%m-%d}"
    own = settings.model_copy(
        update={"daybreak_home": home, "database_url": None, "builtin_crm_url": None}
    )
    asyncio.run(_open(own, on.date(), seed, data, who, once))


async def _open(
    settings: Settings, on: date, seed: int, data: Path | None, who: str | None, once: bool
) -> None:
    console = Console(highlight=False)
    async with assembled(settings) as daybreak:
        await _fill(daybreak, on, seed, data, console)
        done = await _morning(daybreak, on, console)
        print_list(console, await _chosen(daybreak, done, who))
        if not once:
            await _stay(daybreak, on, console)


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
            write(make_year(seed, on), directory)
    report = await load_files(daybreak, directory)
    if not report.loaded:
        print_report(report)
        raise BadInput(
            f"{directory} has {report.rejected} rows that can't be used. Nothing was loaded."
            " Correct them, or start without --data."
        )
    (home / _READY).touch()


async def _morning(daybreak: Daybreak, on: date, console: Console) -> list[Mission]:
    """This morning's missions of all reps; those done before are only read."""
    with console.status("Reading what was said, and judging every deal …"):
        # 08:00 comes last to the west: by then everybody's morning has begun.
        await daybreak.catch_up(datetime.combine(on, time(23), UTC))
        return [
            await daybreak.missions.prepare(rep, moment_of(rep, on), Kind.MORNING)
            for rep in await daybreak.people.reps()
        ]


async def _chosen(daybreak: Daybreak, done: Sequence[Mission], who: str | None) -> Mission:
    """The one that was asked for, else the one with most to do."""
    if who is None:
        return max(done, key=lambda mission: (len(mission.shown), mission.rep.name))
    rep = await daybreak.people.find(who)
    return next(mission for mission in done if mission.rep.id == rep.id)


async def _stay(daybreak: Daybreak, on: date, console: Console) -> None:
    """Lets the sandbox's day go on until Ctrl-C."""
    began = monotonic()
    morning = max(moment_of(rep, on).now for rep in await daybreak.people.reps())
    stop = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    console.print("\nThe sandbox's clock is running. End it with Ctrl-C.", style="dim")

    def now() -> datetime:
        return (morning + timedelta(seconds=monotonic() - began)).astimezone(UTC)

    await Clock(services=daybreak.services, now=now).run(stop)
