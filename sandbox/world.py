"""The sandbox put together: a company's CRM, its Slack workspace, its mailbox, and the bot."""

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import delete

from bot.cli.moments import moment_of
from bot.cli.serve import run
from bot.config import Settings
from bot.domain.people import Person, Role
from bot.main import Daybreak, assembled
from handlers.manifest import manifest
from sandbox.crm_view import CrmView
from sandbox.mail import Mailbox, SmtpSink
from sandbox.page.app import Opening, page_app
from sandbox.page.serving import serving
from sandbox.slack import App, Clock, Workspace, running
from storage.tables.slack import (
    slack_cards,
    slack_deliveries,
    slack_inbox,
    slack_people,
    weekly_channels,
)

LOOPBACK = "127.0.0.1"
# How long after 08:00 a morning that was held up may still begin.
_STILL_TODAY = timedelta(hours=12)
_AFTER_BRIEF = timedelta(minutes=5)


def morning(people: Sequence[Person], on: date) -> datetime:
    """The instant of that day at which most people's morning has come and is not yet over."""
    starts = sorted(moment_of(person, on).now for person in people)
    if not starts:
        return datetime.combine(on, time(8), UTC)

    def awake(at: datetime) -> int:
        return sum(start <= at <= start + _STILL_TODAY for start in starts)

    return max(starts, key=lambda at: (awake(at), -at.timestamp())) + _AFTER_BRIEF


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """What is open. The bot listens from the beginning; its clock runs once the world `lives`."""

    page: str
    daybreak: Daybreak
    stop: asyncio.Event
    opening: Opening
    workspace: Workspace
    listening: asyncio.Task[None]
    clock: Callable[[], Awaitable[None]]

    def welcomes(self, person: Person) -> None:
        """Whoever opens the page from now on is this person to begin with."""
        email = (person.email or "").casefold()
        known = (one for one in self.workspace.state.people.users if one.email.casefold() == email)
        self.opening.user_id = next((one.id for one in known if email), "")

    async def lives(self) -> None:
        """Until `stop` is set."""
        await asyncio.gather(self.listening, self.clock())


@asynccontextmanager
async def opened(settings: Settings, clock: Clock, at: socket.socket) -> AsyncIterator[World]:
    """Starts Slack's side, the page and the bot on loopback; ends all of it with the block.

    The bot reaches the workspace only over HTTP, through SLACK_API_URL, as it reaches Slack.
    """
    async with AsyncExitStack() as stack:
        bot_port = _free_port()
        address = f"http://{LOOPBACK}:{bot_port}"
        workspace = Workspace(App.from_manifest(manifest(address)), clock=clock)
        slack = await stack.enter_async_context(running(workspace))
        mailbox = Mailbox(clock)
        mail_port = await stack.enter_async_context(_taking_mail(mailbox))
        own = _as_installed(settings, workspace.app, slack.api_url, bot_port, mail_port)
        daybreak = await stack.enter_async_context(assembled(own, clock))
        await _forget_old_workspace(daybreak)
        _populate(workspace, await daybreak.people.all())
        wake, stop, opening = asyncio.Event(), asyncio.Event(), Opening()
        clock.watch(lambda _: wake.set())
        beside = page_app(
            workspace,
            crm=CrmView(daybreak.crm_database, clock),
            mailbox=mailbox,
            opening=opening,
            touched=wake.set,
        )
        page = await stack.enter_async_context(serving(beside, at))
        bot = partial(run, daybreak, stop=stop, clock=clock, wake=wake, say=_silently)
        listening = await stack.enter_async_context(_until(stop, bot(["web"])))
        workspace.connects_to(f"{address}/slack/events")
        yield World(
            page=page,
            daybreak=daybreak,
            stop=stop,
            opening=opening,
            workspace=workspace,
            listening=listening,
            clock=partial(bot, ["worker", "clock"]),
        )


@asynccontextmanager
async def _taking_mail(mailbox: Mailbox) -> AsyncIterator[int]:
    """The port of a mail server that passes on nothing."""
    sink = SmtpSink(mailbox)
    try:
        yield await sink.start()
    finally:
        await sink.close()


def _as_installed(
    settings: Settings, app: App, api_url: str, port: int, mail_port: int
) -> Settings:
    """The bot's settings as an admin would set them after installing the app.

    Mail goes to the sandbox's own server, whatever SMTP_URL says: nothing here may reach a buyer.
    """
    installed = {
        "slack_bot_token": app.bot_token,
        "slack_signing_secret": app.signing_secret,
        "slack_api_url": api_url,
        "host": LOOPBACK,
        "port": port,
        "smtp_url": f"smtp://{LOOPBACK}:{mail_port}",
    }
    return settings.model_copy(update=installed)


@asynccontextmanager
async def _until(
    stop: asyncio.Event, work: Coroutine[None, None, None]
) -> AsyncIterator[asyncio.Task[None]]:
    """Work that goes on beside the block, and is told to end with it."""
    task = asyncio.create_task(work)
    try:
        yield task
    finally:
        stop.set()
        await asyncio.wait({task}, timeout=2.5)


def _silently(said: str) -> None:
    """Where the bot listens interests nobody here: people use the page."""


async def _forget_old_workspace(daybreak: Daybreak) -> None:
    """What was posted last time went with the workspace that it was posted in."""
    async with daybreak.database.write() as connection:
        for table in (slack_cards, slack_deliveries, slack_inbox, slack_people, weekly_channels):
            await connection.execute(delete(table))


def _populate(workspace: Workspace, people: Sequence[Person]) -> None:
    """Everybody with an address is a member; each team and all of sales have a channel."""
    people = sorted(people, key=lambda p: (p.role is not Role.REP, p.name))
    members = {
        person.id: workspace.hires(
            person.id,
            person.name,
            email=person.email,
            timezone=person.timezone,
            title=person.role.value,
            is_admin=person.role is Role.REVOPS,
        )
        for person in people
        if person.email and person.active
    }
    workspace.opens("sales", [user.id for user in members.values()])
    for team in sorted({person.team for person in people if person.team}):
        mates = [members[p.id].id for p in people if p.team == team and p.id in members]
        workspace.opens(team.lower().replace(" ", "-"), mates)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def home_of(settings: Settings, on: date, seed: int, data: Path | None) -> Settings:
    """Each sandbox keeps to a folder of its own and never touches the real databases."""
    name = f"data-{data.resolve().name}" if data else f"seed-{seed}"
    home = settings.daybreak_home / "sandbox" / f"{name}-{on:%Y-%m-%d}"
    return settings.model_copy(
        update={"daybreak_home": home, "database_url": None, "builtin_crm_url": None}
    )


async def mornings(daybreak: Daybreak, at: datetime) -> None:
    """Prepares the missions of everybody whose morning it is; those done before stay."""
    await daybreak.catch_up(at)
    await daybreak.missions.run_due(at)
