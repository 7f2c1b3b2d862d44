"""Everything that speaks with Slack, put together: what comes in, what goes out, and its state."""

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime

import aiohttp
from aiohttp import web
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.errors import BadSetting
from bot.metrics import Metrics
from handlers.boundary import Boundary
from handlers.delivery import Deliverer, Sent
from handlers.manifest import SCOPES
from handlers.routes import Listeners, listen
from handlers.web import Web
from handlers.wire import Installation
from storage.inbox import Inbox

log = logging.getLogger(__name__)
_STOP_SECONDS = 2.0


@dataclass(frozen=True, slots=True, kw_only=True, repr=False)
class Slack:
    """`serving` listens until it is left; `tick` is a step of the clock."""

    app: AsyncApp
    installation: Installation
    deliverer: Deliverer
    listeners: Listeners
    inbox: Inbox
    metrics: Metrics
    signing_secret: str | None
    app_token: str | None

    async def deliver(self, now: datetime) -> Sent:
        """Brings every message in Slack up to date."""
        sent = await self.deliverer.deliver(now)
        if sent.shown or sent.failed:
            log.info("deliveries.round", extra={"shown": sent.shown, "failed": sent.failed})
        return sent

    async def tick(self, now: datetime) -> Sent:
        await self.inbox.forget_old(now)
        return await self.deliver(now)

    async def missing(self) -> str:
        """What keeps this process from working; empty if nothing does."""
        try:
            await self.installation.found()
        except (SlackClientError, aiohttp.ClientError, TimeoutError) as error:
            return (
                f"Slack does not answer, or does not know the token ({type(error).__name__})."
                " Nothing is sent. Check SLACK_BOT_TOKEN and SLACK_API_URL."
            )
        return ""

    async def missing_scopes(self) -> str:
        """What the installed app was not granted; empty if nothing. Asks nothing anew."""
        granted = (await self.installation.found()).bot_scopes or []
        wanted = sorted(set(SCOPES) - set(granted))
        if not granted or not wanted:
            return ""
        return (
            f"The Slack app lacks {', '.join(wanted)}, so part of it can't work."
            " Update the app with `daybreak manifest`, and install it again."
        )

    @asynccontextmanager
    async def serving(self, host: str, port: int) -> AsyncIterator[str]:
        """Answers at this address, and over Socket Mode if there is a token for it."""
        front = Web(
            app=self.app,
            signing_secret=self.signing_secret,
            is_ready=self.missing,
            metrics=self.metrics,
        )
        runner = web.AppRunner(front.application(), access_log=None, shutdown_timeout=_STOP_SECONDS)
        await runner.setup()
        try:
            try:
                await web.TCPSite(runner, host, port).start()
            except OSError as error:
                raise BadSetting(
                    f"HOST and PORT: {host}:{port} can't be listened at ({error.strerror})."
                    " Nothing was started. Free that port, or set another PORT."
                ) from error
            async with self._connected():
                yield f"{host}:{port}"
        finally:
            await self.listeners.runs.close(_STOP_SECONDS)
            await self.listeners.questions.later.close(_STOP_SECONDS)
            await runner.cleanup()

    @asynccontextmanager
    async def _connected(self) -> AsyncIterator[None]:
        if self.app_token is None:
            yield
            return
        socket = AsyncSocketModeHandler(self.app, self.app_token)
        connecting = asyncio.create_task(_connect(socket))
        try:
            yield
        finally:
            connecting.cancel()
            await asyncio.gather(connecting, return_exceptions=True)
            await socket.close_async()  # type: ignore[no-untyped-call]


async def _connect(socket: AsyncSocketModeHandler) -> None:
    """Until it works; from then on the client reconnects by itself."""
    wait = 1.0
    while True:
        try:
            await socket.connect_async()  # type: ignore[no-untyped-call]
        except (SlackClientError, aiohttp.ClientError, TimeoutError, OSError) as error:
            log.warning("socket.not_connected", extra={"error": type(error).__name__})
            await asyncio.sleep(wait)
            wait = min(60, wait * 2)
        else:
            return


def bolt_app(
    client: AsyncWebClient,
    signing_secret: str | None,
    installation: Installation,
    listeners: Listeners,
    boundary: Boundary,
    *,
    logger: Callable[[str], logging.Logger] = logging.getLogger,
) -> AsyncApp:
    """`process_before_response`: a click is stored before it is acknowledged."""
    # Without the token: Bolt gives it to each listener's client once it knows whom it is for.
    bare = AsyncWebClient(
        base_url=client.base_url, session=client.session, retry_handlers=client.retry_handlers
    )
    app = AsyncApp(
        client=bare,
        signing_secret=signing_secret,
        authorize=installation.authorize(),
        process_before_response=True,
        # The guard in front has checked the signature, over Socket Mode there is none.
        request_verification_enabled=False,
        attaching_conversation_kwargs_enabled=False,
        logger=logger("slack_bolt"),
    )
    listen(app, listeners, boundary, installation)
    return app
