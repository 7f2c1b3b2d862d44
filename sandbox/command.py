"""`daybreak sandbox`: the whole product on its embedded defaults, with a synthetic year in it."""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable
from contextlib import nullcontext
from datetime import date, datetime
from functools import partial
from pathlib import Path

import click
from rich.console import Console

from bot.cli.moments import moment_of
from bot.cli.morning_list import print_list
from bot.config import Settings
from bot.domain.missions import Mission
from bot.domain.people import Person
from bot.errors import BadInput
from bot.main import Daybreak, assembled
from sandbox.filling import filled
from sandbox.page.serving import bound
from sandbox.slack import Clock
from sandbox.world import home_of, morning, mornings, opened
from storage.claims import Kind

TODAY = "2026-11-20"


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
    own, day = home_of(settings, on.date(), seed, data), on.date()
    with nullcontext() if once else bound(port) as at:
        filled(own, day, seed, data)
        asyncio.run(_open(own, day, who, at))


async def _open(settings: Settings, on: date, who: str | None, at: socket.socket | None) -> None:
    console = Console(highlight=False)
    async with assembled(settings) as daybreak:
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
