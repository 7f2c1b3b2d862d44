"""How something reaches the app over HTTP: signed, within three seconds, as Slack does it."""

import hashlib
import hmac
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol
from urllib.parse import urlencode

import aiohttp

from sandbox.slack.shapes import Json

ACK_WITHIN = 3.0


class Envelope(StrEnum):
    """Socket Mode's word for what is inside."""

    EVENT = "events_api"
    INTERACTIVE = "interactive"
    COMMAND = "slash_commands"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parcel:
    kind: Envelope
    payload: Json
    retry: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came back; `failure` is Slack's word for why nothing good did."""

    failure: str | None = None
    status: int | None = None
    body: Json | str | None = None
    wants_no_retry: bool = False

    @property
    def is_ok(self) -> bool:
        return self.failure is None

    @property
    def content(self) -> Json:
        """The answer as an object; a text alone is a message."""
        match self.body:
            case dict():
                return self.body
            case str() if self.body.strip():
                return {"text": self.body}
        return {}


class Transport(Protocol):
    async def send(self, parcel: Parcel) -> Reply: ...


def signed(secret: str, body: str, at: float | None = None) -> dict[str, str]:
    """The two headers that prove that a body is Slack's; by the machine's clock, as apps check."""
    stamp = str(int(time.time() if at is None else at))
    digest = hmac.new(secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
    return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}


def written(parcel: Parcel) -> tuple[str, str]:
    """The body and its content type: events are JSON, the rest is a form."""
    match parcel.kind:
        case Envelope.EVENT:
            return json.dumps(parcel.payload), "application/json"
        case Envelope.INTERACTIVE:
            form = urlencode({"payload": json.dumps(parcel.payload)})
        case Envelope.COMMAND:
            form = urlencode(parcel.payload, errors="replace")
    return form, "application/x-www-form-urlencoded"


class HttpTransport:
    def __init__(self, session: aiohttp.ClientSession, url: str, secret: str) -> None:
        self._session, self._secret = session, secret
        self.url = url
        self.ack_within = ACK_WITHIN

    async def send(self, parcel: Parcel) -> Reply:
        body, kind = written(parcel)
        headers = {
            "Content-Type": kind,
            "User-Agent": "Slackbot 1.0 (+https://api.slack.com/robots)",
            "Accept": "*/*",
            **signed(self._secret, body),
        }
        if parcel.retry:
            headers["X-Slack-Retry-Num"] = str(parcel.retry)
            headers["X-Slack-Retry-Reason"] = parcel.reason or "http_error"
        try:
            return await self._post(body, headers)
        except TimeoutError:
            return Reply(failure="http_timeout")
        except aiohttp.TooManyRedirects:
            return Reply(failure="too_many_redirects")
        except aiohttp.ClientSSLError:
            return Reply(failure="ssl_error")
        except (aiohttp.ClientError, OSError):
            return Reply(failure="connection_failed")

    async def _post(self, body: str, headers: Mapping[str, str]) -> Reply:
        timeout = aiohttp.ClientTimeout(total=self.ack_within)
        async with self._session.post(
            self.url, data=body.encode(), headers=headers, timeout=timeout, max_redirects=2
        ) as answer:
            text = await answer.text()
            return Reply(
                failure=None if 200 <= answer.status < 300 else "http_error",
                status=answer.status,
                body=_read(text, answer.content_type),
                wants_no_retry=answer.headers.get("X-Slack-No-Retry") == "1",
            )


def _read(text: str, kind: str) -> Json | str:
    if kind != "application/json":
        return text
    try:
        found = json.loads(text or "{}")
    except ValueError:
        return text
    return found if isinstance(found, dict) else text
