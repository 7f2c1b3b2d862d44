"""A workspace with people in it and a scripted app, so that the page can be tested on its own."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sandbox.crm_view import CrmView
from sandbox.mail import Mailbox
from sandbox.page import page_app
from sandbox.page.serving import bound, serving
from sandbox.slack.app import App, Command
from sandbox.slack.clock import Clock
from sandbox.slack.methods import METHODS
from sandbox.slack.shapes import Json
from sandbox.slack.transport import Envelope, Parcel, Reply
from sandbox.slack.wire import Call
from sandbox.slack.workspace import Workspace
from tests.sandbox.page import cards

NOW = datetime(2026, 11, 20, 7, 5, tzinfo=UTC)
COMMANDS = (
    Command(name="/deals", description="Your deals that need action today"),
    Command(name="/deal", description="One deal: where it stands", hint="[name of the deal]"),
    Command(name="/why", description="Why a deal was judged as it was", hint="[name of the deal]"),
    Command(name="/help", description="What Daybreak does and how to ask it"),
)


@dataclass(slots=True)
class Scripted:
    """Stands where the app would: takes what Slack sends and answers over the Web API's methods."""

    workspace: Workspace
    heard: list[Parcel] = field(default_factory=list)
    pace: float = 0.02
    _later: set[asyncio.Task[None]] = field(default_factory=set)

    async def call(self, method: str, **arguments: object) -> Json:
        call = Call(method=method, arguments=arguments)
        return await METHODS[method](self.workspace.desk, call)

    async def post(self, channel: str, blocks: list[Json], text: str = "A message") -> Json:
        return await self.call("chat.postMessage", channel=channel, blocks=blocks, text=text)

    async def send(self, parcel: Parcel) -> Reply:
        self.heard.append(parcel)
        payload = parcel.payload
        match parcel.kind:
            case Envelope.COMMAND:
                said = f"Three deals need you today ({payload['command']} {payload['text']})."
                return Reply(status=200, body={"text": said})
            case Envelope.EVENT:
                await self._event(payload["event"])
            case Envelope.INTERACTIVE if payload["type"] == "view_submission":
                return _judged(payload["view"]["state"]["values"])
            case Envelope.INTERACTIVE if payload["type"] == "block_actions":
                await self._click(payload)
        return Reply(status=200, body={})

    async def _event(self, event: Json) -> None:
        match event:
            case {"type": "app_home_opened", "tab": "home", "user": user}:
                name = self.workspace.person(user).real_name.split()[0]
                await self.call("views.publish", user_id=user, view=cards.home_view(name))
            case {"type": "message", "channel_type": "im", "channel": channel, "ts": ts} if (
                "bot_id" not in event and "subtype" not in event
            ):
                self._start(self.stream(channel, ts))
            case _:
                return

    async def _click(self, payload: Json) -> None:
        action, trigger = payload["actions"][0]["action_id"], payload["trigger_id"]
        name = action.partition(".")[0]
        match name:
            case "edit":
                await self.call("views.open", trigger_id=trigger, view=cards.edit_modal())
            case "why":
                await self.call("views.open", trigger_id=trigger, view=cards.why_modal())
            case "record":
                view = {**cards.why_modal(), "title": cards.plain("The record")}
                await self.call("views.push", trigger_id=trigger, view=view)
            case "approve" | "reject" | "more" if "channel" in payload:
                await self.call(
                    "chat.postEphemeral",
                    channel=payload["channel"]["id"],
                    user=payload["user"]["id"],
                    text=f"*{name.title()}* can't be done from here yet. Nothing was changed.",
                )

    async def stream(self, channel: str, root: str, steps: int = 6) -> None:
        """Status, tasks one by one, text that grows, and an end."""
        status = {"channel_id": channel, "thread_ts": root, "status": "is reading your deals …"}
        await self.call("assistant.threads.setStatus", **status)
        here = {"channel_id": channel, "thread_ts": root}
        await self.call("agents.sessions.setStatus", **here, status="processing")
        await asyncio.sleep(self.pace)
        made = await self.call(
            "chat.startStream", channel=channel, thread_ts=root, task_display_mode="plan"
        )
        for n in range(steps):
            state = "complete" if n < steps - 1 else "in_progress"
            task = {"type": "task_update", "id": f"t{n}", "title": f"Step {n}", "status": state}
            text = {"type": "markdown_text", "text": f"Observation **{n}**. "}
            stream = {"channel": channel, "ts": made["ts"]}
            await self.call("chat.appendStream", **stream, chunks=[task, text])
            await asyncio.sleep(self.pace)
        await self.call("chat.stopStream", channel=channel, ts=made["ts"])
        await self.call("agents.sessions.setStatus", **here, status="active")

    def _start(self, work: Coroutine[object, object, None]) -> None:
        task: asyncio.Task[None] = asyncio.create_task(work)
        self._later.add(task)
        task.add_done_callback(self._later.discard)


def _judged(values: Json) -> Reply:
    """An empty or too short subject is refused the first time, as an app would."""
    subject = values["subject"]["value"]["value"] or ""
    if len(subject) < 12:
        errors = {"subject": "A subject has at least 12 characters."}
        return Reply(status=200, body={"response_action": "errors", "errors": errors})
    return Reply(status=200, body={})


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    workspace: Workspace
    bot: Scripted
    mailbox: Mailbox
    url: str = ""

    def id(self, who: str) -> str:
        return self.workspace.person(who).id

    def direct(self, who: str) -> str:
        return self.workspace.state.direct(self.id(who)).id


async def filled() -> tuple[Workspace, Scripted]:
    """Three reps with their morning message, a manager, an admin, two channels with some talk."""
    clock = Clock(NOW)
    workspace = Workspace(App(commands=COMMANDS), clock=clock)
    workspace.hires("dana", "Dana Okafor", timezone="Europe/Berlin", title="Account executive")
    workspace.hires("luis", "Luis Ferrer", timezone="Europe/Madrid", title="Account executive")
    workspace.hires("mei", "Mei Tanaka", timezone="Asia/Tokyo", title="Account executive")
    workspace.hires("ruth", "Ruth Halvorsen", timezone="Europe/Oslo", title="Sales manager")
    workspace.hires("sam", "Sam Price", timezone="UTC", title="RevOps", is_admin=True)
    everybody = ("dana", "luis", "mei", "ruth", "sam")
    for name in ("sales-dach", "wins", "general"):
        workspace.opens(name, everybody)
    bot = Scripted(workspace)
    workspace.delivery.transport = bot
    _talk(workspace)
    for who in ("dana", "luis", "mei"):
        user = workspace.person(who)
        first = user.real_name.split()[0]
        await bot.post(user.id, cards.morning(first), f"Good morning, {first}.")
    return workspace, bot


def _talk(workspace: Workspace) -> None:
    said = (
        ("ruth", "Morning all. Pipeline review at 10, please have your *close dates* right.", 180),
        ("luis", "Mine are. Northgate moved to the 30th, @dana has the details.", 120),
        ("dana", "Yes: see https://example.com/northgate for the notes", 118),
        ("sam", "The new forecast categories are live in #general", 60),
    )
    for who, words, minutes in said:
        at = NOW - timedelta(minutes=minutes)
        workspace.remembers(who, words, in_="sales-dach", at=at)


@asynccontextmanager
async def staged(
    crm: Callable[[Workspace], CrmView] | None = None, port: int = 0
) -> AsyncIterator[Stage]:
    workspace, bot = await filled()
    mailbox = Mailbox(workspace.clock)
    app = page_app(workspace, crm=crm(workspace) if crm else None, mailbox=mailbox)
    with bound(port) as at:
        async with serving(app, at) as url:
            yield Stage(workspace=workspace, bot=bot, mailbox=mailbox, url=url)
