"""`daybreak serve`: stays up and does what its roles say."""

import asyncio
import signal
from datetime import UTC, datetime

import click

from bot.config import Settings
from bot.main import assembled
from handlers.schedule import Clock

ROLES = ("web", "worker", "clock")
_READY = ("clock",)


@click.command()
@click.option("--roles", default=",".join(ROLES), show_default=True, help="What this process does.")
@click.pass_obj
def serve(settings: Settings, roles: str) -> None:
    """Runs the bot until it is stopped."""
    wanted = _wanted(roles)
    missing = [role for role in wanted if role not in _READY]
    if missing:
        click.echo(
            f"Not there yet: {' and '.join(missing)}, which come with Slack."
            " Missions are prepared; nothing is sent.",
            err=True,
        )
    asyncio.run(_serve(settings))


def _wanted(roles: str) -> list[str]:
    wanted = [role.strip() for role in roles.split(",") if role.strip()]
    unknown = sorted(set(wanted) - set(ROLES))
    if unknown or not wanted:
        raise click.BadParameter(
            f"{', '.join(unknown) or 'nothing'} is no role. Nothing was started."
            f" Choose from: {', '.join(ROLES)}.",
            param_hint="--roles",
        )
    if not set(wanted) & set(_READY):
        raise click.BadParameter(
            f"{' and '.join(wanted)} come with Slack and are not there yet."
            " Nothing was started. Use --roles clock.",
            param_hint="--roles",
        )
    return wanted


async def _serve(settings: Settings) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with assembled(settings) as daybreak:
        clock = Clock(services=daybreak.services, now=lambda: datetime.now(UTC))
        click.echo("Daybreak is up: the clock is running. Stop it with Ctrl-C.", err=True)
        await clock.run(stop)
    click.echo("Daybreak has stopped.", err=True)
