"""`daybreak serve`: stays up and does what its roles say."""

import asyncio
import gc
import signal
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from datetime import datetime

import click

from bot.config import Settings
from bot.logs import set_up
from bot.main import Daybreak, assembled, real_time
from bot.speaking import speaking
from bot.working import working
from handlers.courier import Courier
from handlers.schedule import Clock
from handlers.slack import Slack

ROLES = ("web", "worker", "clock")
_WITHOUT_SLACK = (
    "Slack is not set up: SLACK_BOT_TOKEN is not set. Missions are prepared; nothing is sent."
)


@click.command()
@click.option("--roles", default=",".join(ROLES), show_default=True, help="What this process does.")
@click.pass_obj
def serve(settings: Settings, roles: str) -> None:
    """Runs the bot until it is stopped."""
    set_up(settings)
    wanted = _wanted(roles)
    if settings.slack_bot_token is None:
        if wanted == ["web"]:
            raise click.BadParameter(
                "Without SLACK_BOT_TOKEN there is nothing to do for web."
                " Nothing was started. Set it, or use --roles worker,clock.",
                param_hint="--roles",
            )
        click.echo(_WITHOUT_SLACK, err=True)
    asyncio.run(_serve(settings, wanted))


def _wanted(roles: str) -> list[str]:
    wanted = [role.strip() for role in roles.split(",") if role.strip()]
    unknown = sorted(set(wanted) - set(ROLES))
    if unknown or not wanted:
        raise click.BadParameter(
            f"{', '.join(unknown) or 'nothing'} is no role. Nothing was started."
            f" Choose from: {', '.join(ROLES)}.",
            param_hint="--roles",
        )
    return wanted


async def _serve(settings: Settings, roles: list[str]) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    async with assembled(settings) as daybreak:
        await run(daybreak, roles, stop, say=lambda said: click.echo(said, err=True))
    click.echo("Daybreak has stopped.", err=True)


@asynccontextmanager
async def _beside(work: Coroutine[None, None, None]) -> AsyncIterator[None]:
    """Goes on as long as the block."""
    task = asyncio.create_task(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def _delivering(
    daybreak: Daybreak, slack: Slack, clock: Callable[[], datetime]
) -> AbstractAsyncContextManager[None]:
    """What a click or an effect has changed is on the screen at once, not at the next tick."""
    courier = Courier(deliver=slack.deliver, now=clock, heard=daybreak.bell.heard())
    return _beside(courier.run())


def _ticking(
    daybreak: Daybreak,
    slack: Slack | None,
    clock: Callable[[], datetime],
    wake: asyncio.Event | None,
) -> Clock:
    return Clock(
        services=daybreak.services,
        now=clock,
        deliver=slack.tick if slack else None,
        wake=wake,
        anchor=daybreak.effects.anchors.keep,
    )


async def run(
    daybreak: Daybreak,
    roles: list[str],
    stop: asyncio.Event,
    clock: Callable[[], datetime] = real_time,
    *,
    wake: asyncio.Event | None = None,
    say: Callable[[str], None],
) -> None:
    """Does what the roles say until `stop` is set; `wake` makes the clock look at once."""
    settings = daybreak.settings
    async with AsyncExitStack() as stack:
        slack = None
        up = []
        if settings.slack_bot_token is not None:
            slack = await stack.enter_async_context(speaking(daybreak, clock))
            await stack.enter_async_context(_delivering(daybreak, slack, clock))
            if "web" in roles:
                at = await stack.enter_async_context(slack.serving(settings.host, settings.port))
                up.append(f"listening at {at}")
        if "worker" in roles:
            await stack.enter_async_context(working(daybreak, clock))
            up.append("approved actions are carried out")
        if "clock" in roles:
            up.append("the clock is running")
        # What is here stays: to look through all of it for garbage again makes clicks wait.
        gc.freeze()
        said = ", ".join(up)
        say(f"Daybreak is up: {said}. Stop it with Ctrl-C.")
        if "clock" in roles:
            await _ticking(daybreak, slack, clock, wake).run(stop)
        else:
            await stop.wait()
