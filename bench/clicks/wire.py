"""Slack's side of the bench: what the bot asks of it, and clicks with real signatures."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

import aiohttp
from aiohttp import web
from slack_sdk.signature import SignatureVerifier

from bench.clicks.company import EMAIL
from blocks import ids
from bot.domain.briefs import DecisionRef

SECRET = "a-secret-of-the-bench"  # noqa: S105  # signs nothing but this bench's own clicks
TEAM, USER = "T1", "U1"
_ANSWERS: dict[str, dict[str, object]] = {
    "auth.test": {"team_id": TEAM, "user_id": "UBOT", "bot_id": "B1", "team": "Bench"},
    "users.info": {"user": {"id": USER, "team_id": TEAM, "profile": {"email": EMAIL}}},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What became of one click, and after how many seconds."""

    status: int
    seconds: float


@asynccontextmanager
async def slack() -> AsyncIterator[str]:
    """The address of a Web API that agrees to everything."""
    app = web.Application()
    app.router.add_route("*", "/api/{method}", _answer)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    try:
        yield f"http://127.0.0.1:{runner.addresses[0][1]}/api/"
    finally:
        await runner.cleanup()


async def _answer(request: web.Request) -> web.Response:
    given = _ANSWERS.get(request.match_info["method"], {})
    return web.json_response({"ok": True, **given})


def click(ref: DecisionRef) -> tuple[str, dict[str, str]]:
    """Body and headers of one tap on Approve."""
    payload = {
        "type": "block_actions",
        "team": {"id": TEAM},
        "user": {"id": USER, "team_id": TEAM},
        "channel": {"id": "D1"},
        "trigger_id": f"t.{ref.id}",
        "container": {"type": "message", "message_ts": "1.1", "channel_id": "D1"},
        "actions": [
            {
                "type": "button",
                "block_id": "b",
                "action_id": ids.APPROVE,
                "action_ts": ref.id,
                "value": ids.encode_decision(ref),
            }
        ],
    }
    body = urlencode({"payload": json.dumps(payload)})
    stamp = str(int(time.time()))
    signature = SignatureVerifier(SECRET).generate_signature(timestamp=stamp, body=body) or ""
    return body, {
        "Content-Type": "application/x-www-form-urlencoded",
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature,
    }


async def clicked(port: int, refs: Sequence[DecisionRef], at_once: int) -> list[Answered]:
    """All of them, so many at a time, as fast as they are answered."""
    url = f"http://127.0.0.1:{port}/slack/events"
    waiting = [click(ref) for ref in reversed(refs)]
    answers: list[Answered] = []

    async def one_after_the_other(session: aiohttp.ClientSession) -> None:
        while waiting:
            body, headers = waiting.pop()
            began = time.perf_counter()
            async with session.post(url, data=body, headers=headers) as answer:
                await answer.read()
                status = answer.status
            answers.append(Answered(status=status, seconds=time.perf_counter() - began))

    connector = aiohttp.TCPConnector(limit=at_once)
    async with aiohttp.ClientSession(connector=connector) as session:
        await asyncio.gather(*(one_after_the_other(session) for _ in range(at_once)))
    return answers
