"""A small bot that only these tests know: it answers, opens modals, streams, keeps a Home tab."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from aiohttp import web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.app.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient

from sandbox.slack import Address, App
from tests.sandbox.slack import cards

Json = dict[str, Any]


@dataclass
class Heard:
    """What reached the bot, for tests to look at."""

    events: list[Json] = field(default_factory=list)
    headers: list[dict[str, Any]] = field(default_factory=list)
    clicks: list[Json] = field(default_factory=list)
    closed: list[Json] = field(default_factory=list)
    views: list[Json] = field(default_factory=list)


def made(app: App, address: Address, session: aiohttp.ClientSession, heard: Heard) -> AsyncApp:
    client = AsyncWebClient(token=app.bot_token, base_url=address.api_url, session=session)
    bolt = AsyncApp(client=client, signing_secret=app.signing_secret, process_before_response=True)
    _hears_messages(bolt, heard)
    _hears_the_rest(bolt)
    _hears_clicks(bolt, heard)
    _hears_views(bolt, heard)
    return bolt


def _hears_messages(bolt: AsyncApp, heard: Heard) -> None:
    @bolt.middleware
    async def keep(req: Any, next: Any) -> None:
        if "event" in req.body:
            heard.events.append(req.body)
            heard.headers.append(dict(req.headers))
        await next()

    @bolt.event("message")
    async def answer(event: Json, say: Any, client: AsyncWebClient, context: Any) -> None:
        if event.get("subtype"):
            return
        if "stream" in event["text"]:
            await _streams(event, client, context)
        elif "card" in event["text"]:
            await say(text="A deal", blocks=cards.card(event["text"]))
        elif event["channel_type"] == "im":
            await say(text=f"You said: {event['text']}", thread_ts=event.get("thread_ts"))

    @bolt.event("app_mention")
    async def mentioned(event: Json, say: Any) -> None:
        await say(text="At your service", thread_ts=event["ts"])


def _hears_the_rest(bolt: AsyncApp) -> None:
    @bolt.event("app_home_opened")
    async def home(event: Json, client: AsyncWebClient) -> None:
        if event["tab"] == "home":
            await client.views_publish(user_id=event["user"], view=cards.home("Three deals today"))
        else:
            prompts = [{"title": "My list", "message": "What should I do first?"}]
            await client.assistant_threads_setSuggestedPrompts(
                channel_id=event["channel"], prompts=prompts
            )

    @bolt.event("reaction_added")
    async def reacted(event: Json, client: AsyncWebClient) -> None:
        item = event["item"]
        await client.reactions_add(channel=item["channel"], timestamp=item["ts"], name="eyes")

    @bolt.event("agent_session_stopped")
    async def stopped(event: Json, client: AsyncWebClient) -> None:
        await client.agents_sessions_setStatus(
            channel_id=event["channel"], thread_ts=event["thread_ts"], status="active"
        )


async def _streams(event: Json, client: AsyncWebClient, context: Any) -> None:
    await client.agents_sessions_setStatus(
        channel_id=event["channel"], thread_ts=event["ts"], status="processing", title="A run"
    )
    stream = await client.chat_stream(
        channel=event["channel"],
        thread_ts=event["ts"],
        recipient_user_id=event["user"],
        recipient_team_id=context.team_id,
        task_display_mode="plan",
    )
    task = {"type": "task_update", "id": "1", "title": "Reading mail"}
    await stream.append(chunks=[{**task, "status": "in_progress"}])
    await stream.append(chunks=[{**task, "status": "complete", "output": "Two promises"}])
    await stream.append(markdown_text="**Done** with it.")
    await stream.stop(blocks=cards.feedback(), session_status="active")


def _hears_clicks(bolt: AsyncApp, heard: Heard) -> None:
    @bolt.action("decision.approve")
    async def approve(ack: Any, body: Json, action: Json, respond: Any) -> None:
        heard.clicks.append(body)
        await ack()
        await respond(
            text=f"Done: {action['value']}", replace_original=True, blocks=cards.done(action)
        )

    @bolt.action("decision.edit")
    async def edit(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        heard.clicks.append(body)
        answer = await client.views_open(trigger_id=body["trigger_id"], view=cards.modal())
        heard.views.append(answer["view"])

    @bolt.action("decision.more")
    async def more(ack: Any, body: Json, action: Json, respond: Any) -> None:
        await ack()
        heard.clicks.append(body)
        await respond(text=f"Chosen: {action['selected_option']['value']}")

    @bolt.action({"action_id": "rate"})
    async def rate(ack: Any, body: Json) -> None:
        await ack()
        heard.clicks.append(body)

    @bolt.action("modal.again")
    async def again(ack: Any, body: Json, client: AsyncWebClient) -> None:
        await ack()
        await client.views_push(trigger_id=body["trigger_id"], view=cards.modal())

    @bolt.options("deal")
    async def deals(ack: Any, payload: Json) -> None:
        text = {"type": "plain_text", "text": f"Deal {payload['value']}"}
        await ack(options=[{"text": text, "value": "d1"}])


def _hears_views(bolt: AsyncApp, heard: Heard) -> None:
    @bolt.command("/deals")
    async def list_deals(ack: Any, command: Json, respond: Any) -> None:
        await ack(f"Looking for {command['text'] or 'everything'}")
        await respond(text="Two deals", response_type="in_channel")

    @bolt.view("edit")
    async def edited(ack: Any, view: Json, client: AsyncWebClient, body: Json) -> None:
        heard.views.append(view)
        said = view["state"]["values"]["subject"]["text"]["value"]
        if len(said) < 5:
            await ack(response_action="errors", errors={"subject": "Say a little more"})
            return
        await ack()
        await client.chat_postMessage(channel=body["user"]["id"], text=f"Saved: {said}")

    @bolt.view_closed("edit")
    async def closed(ack: Any, body: Json) -> None:
        await ack()
        heard.closed.append(body)


@asynccontextmanager
async def over_http(bolt: AsyncApp) -> AsyncIterator[str]:
    """The bot behind a web server of its own; gives the address that Slack is told."""

    async def take(request: web.Request) -> web.StreamResponse:
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    site = web.Application()
    site.router.add_post("/slack/events", take)
    runner = web.AppRunner(site, access_log=None, shutdown_timeout=1.0)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    finally:
        await runner.cleanup()


@asynccontextmanager
async def over_socket(bolt: AsyncApp, app: App) -> AsyncIterator[AsyncSocketModeHandler]:
    handler = AsyncSocketModeHandler(bolt, app.app_token, ping_interval=1)
    await handler.connect_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
    try:
        yield handler
    finally:
        await handler.close_async()  # type: ignore[no-untyped-call]  # Bolt left it untyped
