"""How a stand-in answers: rightly, or in one of the ways in which real servers fail."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# The filled-in form for a request's body.
Fill = Callable[[Mapping[str, Any]], Mapping[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What comes back for one request. Without anything set it is a right answer."""

    status: int = 200
    text: str | None = None  # instead of the filled-in form
    stop: str = ""  # instead of the provider's word for a proper end
    error_type: str = "invalid_request_error"
    error_code: str | None = None
    message: str = "not today"
    headers: Mapping[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drop: bool = False  # the connection is cut before a word is said
    half: bool = False  # the connection is cut in the middle


RIGHT = Reply()


def refusal() -> Reply:
    return Reply(text="", stop="refusal")


def truncated() -> Reply:
    return Reply(text='{"verdict": "mon', stop="max_tokens")


def prose(form: Mapping[str, Any]) -> Reply:
    inner = json.dumps(form)
    return Reply(text=f"<think>{{hm}}</think>Here you are:\n```json\n{inner}\n```\nAnything else?")


def limited(seconds: float = 0.01) -> Reply:
    return Reply(
        status=429,
        error_type="rate_limit_error",
        headers={"retry-after-ms": str(int(seconds * 1_000)), "retry-after": str(seconds)},
    )


def overloaded() -> Reply:
    return Reply(status=529, error_type="overloaded_error")


def spent() -> Reply:
    code = "enforced_spend_limit_reached"
    return Reply(status=429, error_type="rate_limit_error", error_code=code)
