"""Slack's Web API as we call it: one shared session, time-outs, and retries that repeat nothing."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import aiohttp
from slack_bolt.authorization import AuthorizeResult
from slack_sdk.errors import SlackApiError
from slack_sdk.http_retry.async_handler import AsyncRetryHandler
from slack_sdk.http_retry.builtin_async_handlers import AsyncRateLimitErrorRetryHandler
from slack_sdk.http_retry.request import HttpRequest
from slack_sdk.http_retry.response import HttpResponse
from slack_sdk.http_retry.state import RetryState
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

_TIMEOUT = 10
# A second call of these would be a second message; what became of the first is looked up instead.
_NOT_TWICE = ("chat.postMessage", "chat.postEphemeral", "chat.startStream", "chat.appendStream")
_LOST = (aiohttp.ClientConnectionError, TimeoutError)


class RepeatableRetries(AsyncRetryHandler):
    """Tries again where the connection or the server failed, if doing it twice does no harm."""

    async def _can_retry_async(
        self,
        *,
        state: RetryState,
        request: HttpRequest,
        response: HttpResponse | None = None,
        error: Exception | None = None,
    ) -> bool:
        if request.url.split("?")[0].endswith(_NOT_TWICE):
            return False
        if response is not None:
            return response.status_code in (500, 502, 503, 504)
        return isinstance(error, _LOST)


@asynccontextmanager
async def web_client(token: str, url: str, *, waits: bool = True) -> AsyncIterator[AsyncWebClient]:
    """A client that lives as long as its session; it waits out short rate limits if it `waits`."""
    retries: list[AsyncRetryHandler] = [RepeatableRetries(max_retry_count=1)]
    if waits:
        retries.append(AsyncRateLimitErrorRetryHandler(max_retry_count=1))
    timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
    async with aiohttp.ClientSession(timeout=timeout) as session:
        yield AsyncWebClient(
            token=token,
            base_url=url.rstrip("/") + "/",
            timeout=_TIMEOUT,
            session=session,
            retry_handlers=retries,
        )


@dataclass(slots=True)
class Installation:
    """Who we are in the one workspace that the token is for; asked once, not with each request."""

    client: AsyncWebClient
    _found: AuthorizeResult | None = field(default=None, init=False)

    @property
    def team_id(self) -> str | None:
        return self._found.team_id if self._found else None

    async def found(self) -> AuthorizeResult:
        """Raises what the client raises if Slack does not know the token or does not answer."""
        if self._found is None:
            answer = await self.client.auth_test()
            self._found = AuthorizeResult.from_auth_test_response(
                auth_test_response=answer, bot_token=self.client.token
            )
        return self._found

    def forget(self) -> None:
        """After the token was revoked: the next request finds out."""
        self._found = None

    def authorize(self) -> Callable[..., Any]:
        async def authorize(
            enterprise_id: str | None, team_id: str | None, user_id: str | None
        ) -> AuthorizeResult | None:
            found = await self.found()
            return found if team_id in (None, found.team_id) else None

        return authorize


def said(error: SlackApiError) -> str:
    """The name of the error that Slack gave; empty if what came was no answer of Slack's."""
    answer = error.response.data if isinstance(error.response, AsyncSlackResponse) else None
    return str(answer.get("error", "")) if isinstance(answer, dict) else ""
