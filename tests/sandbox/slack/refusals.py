"""Slack's word for no, as the client raises it."""

from collections.abc import Awaitable
from typing import Any

from slack_sdk.errors import SlackApiError


async def refusal(call: Awaitable[Any]) -> str:
    """The `error` of a call; 'ok' if it was not refused."""
    try:
        await call
    except SlackApiError as error:
        return str(error.response["error"])
    return "ok"
