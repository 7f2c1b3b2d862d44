"""`daybreak mission`: one mission per rep, now, on the terminal or as JSON."""

import asyncio
import json
from collections.abc import Sequence
from datetime import date, datetime

import click
from rich.console import Console
from rich.progress import Progress

from bot.cli.moments import moment_of
from bot.cli.morning_list import print_list
from bot.config import Settings
from bot.domain.missions import Mission
from bot.domain.people import REVOPS, Person
from bot.errors import BadInput
from bot.main import Daybreak, assembled
from bot.mission.report import mission_document

DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.group()
def mission() -> None:
    """Judges every open deal of a rep."""


@mission.command()
@click.option("--rep", "who", metavar="WHO", help="E-mail address, id or full name.")
@click.option("--all", "everybody", is_flag=True, help="One mission for each rep.")
@click.option("--on", type=DAY, metavar="DATE", help="The day to judge, 08:00 in the rep's zone.")
@click.option(
    "--json", "as_json", is_flag=True, help="One JSON document; a list of them for --all."
)
@click.pass_obj
def run(
    settings: Settings, who: str | None, everybody: bool, on: datetime | None, as_json: bool
) -> None:
    """Runs one mission per rep, now, and prints the ranked list."""
    if (who is None) is not everybody:
        raise click.UsageError("Give either --rep WHO or --all.")
    done = asyncio.run(_run(settings, who, on.date() if on else None))
    if as_json:
        documents = [mission_document(mission) for mission in done]
        click.echo(json.dumps(documents if everybody else documents[0], ensure_ascii=False))
        return
    console = Console(highlight=False)
    for position, mission in enumerate(done):
        if position:
            console.rule(style="dim")
        print_list(console, mission)


async def _run(settings: Settings, who: str | None, on: date | None) -> list[Mission]:
    async with assembled(settings) as daybreak:
        return await missions_of(daybreak, await _reps(daybreak, who, on), on)


async def _reps(daybreak: Daybreak, who: str | None, on: date | None) -> Sequence[Person]:
    report = await daybreak.catch_up(moment_of(REVOPS, on).now)
    if report.problem:
        click.echo(report.problem, err=True)
    # Whoever owns deals may be named, whatever their role.
    if who and await daybreak.people.all():
        return [await daybreak.people.find(who)]
    reps = await daybreak.people.reps()
    if not reps:
        raise BadInput(
            "There are no reps yet, so no mission was run."
            " Load your CRM's files first: daybreak crm load DIR"
        )
    return reps


async def missions_of(daybreak: Daybreak, reps: Sequence[Person], on: date | None) -> list[Mission]:
    """One mission on demand per rep, with a progress bar where somebody is looking."""
    done = []
    console = Console(stderr=True)
    with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
        for rep in progress.track(reps, description="Missions"):
            done.append(await daybreak.missions.prepare(rep, moment_of(rep, on)))
    return done
