"""One reader for all calls: GET or POST, query, form or JSON; and Slack's way to answer."""

import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from sandbox.slack.faults import Faults
from sandbox.slack.rules.refusal import RateLimited, Refused, bad_arguments, missing
from sandbox.slack.shapes import Json
from sandbox.slack.socket_mode import SocketHub
from sandbox.slack.state import State

JSON_TYPE = "application/json"
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
_FALSE = frozenset({"", "0", "false", "none"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call of a method with its arguments, wherever they stood."""

    method: str
    arguments: Mapping[str, object] = field(default_factory=dict)
    token: str | None = None
    warnings: tuple[str, ...] = ()

    def has(self, name: str) -> bool:
        return self.arguments.get(name) not in (None, "")

    def maybe(self, name: str) -> str | None:
        value = self.arguments.get(name)
        if value is None or value == "":
            return None
        if isinstance(value, dict | list):
            raise bad_arguments(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def text(self, name: str) -> str:
        found = self.maybe(name)
        if found is None:
            raise missing(name)
        return found

    def flag(self, name: str) -> bool:
        return str(self.arguments.get(name, "")).lower() not in _FALSE

    def number(self, name: str, default: int, *, most: int | None = None) -> int:
        found = self.maybe(name)
        try:
            value = default if found is None else int(float(found))
        except (ValueError, OverflowError):
            raise bad_arguments(f"must be a number [json-pointer:/{name}]") from None
        return value if most is None else max(1, min(value, most))

    def parsed(self, name: str, error: str = "invalid_arguments") -> object:
        """What stands there as JSON, which forms and queries carry as text."""
        value = self.arguments.get(name)
        if not isinstance(value, str):
            return value
        if not value.strip():
            return None
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            raise Refused(error) from None

    def listed(self, name: str) -> list[str]:
        """A list, however it came: JSON, or texts with commas between."""
        value = self.arguments.get(name)
        if isinstance(value, str) and value.startswith("["):
            value = self.parsed(name)
        if isinstance(value, list):
            return [str(one) for one in value]
        return [one.strip() for one in str(value or "").split(",") if one.strip()]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What a method works with."""

    state: State
    faults: Faults
    sockets: SocketHub


Method = Callable[[Desk, Call], Awaitable[Json]]


async def read_call(request: web.Request, method: str) -> Call:
    """The call that stands in a request; later places win: query, then body."""
    arguments: dict[str, object] = dict(request.query)
    warnings: tuple[str, ...] = ()
    if request.method == "POST" and request.can_read_body:
        body, warnings = await _body(request)
        arguments |= body
    token = arguments.pop("token", None)
    bearer = request.headers.get("Authorization", "")
    if bearer.startswith("Bearer "):
        token = bearer.removeprefix("Bearer ")
    return Call(
        method=method,
        arguments=arguments,
        token=token if isinstance(token, str) and token else None,
        warnings=warnings,
    )


async def _body(request: web.Request) -> tuple[dict[str, object], tuple[str, ...]]:
    kind = request.content_type
    if kind == JSON_TYPE:
        warnings = () if request.charset else ("missing_charset",)
        return _object(await request.read()), warnings
    if kind not in _FORMS:
        raise Refused("invalid_post_type")
    try:
        form = await request.post()
    except ValueError:
        raise Refused("invalid_form_data") from None
    return {name: value for name, value in form.items() if isinstance(value, str)}, ()


def _object(body: bytes) -> dict[str, object]:
    try:
        found = json.loads(body or b"{}")
    except (ValueError, RecursionError):
        raise Refused("invalid_json") from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


def answered(body: Json, call: Call | None, scopes: frozenset[str]) -> web.Response:
    """A success, with its warnings where Slack puts them."""
    warnings = [*(call.warnings if call else ()), *body.pop("_warnings", ())]
    if warnings:
        meta = body.setdefault("response_metadata", {})
        meta["warnings"] = warnings
        body["warning"] = ",".join(warnings)
    headers = {"X-OAuth-Scopes": ",".join(sorted(scopes))}
    return web.json_response({"ok": True, **body}, headers=headers)


def refused(refusal: Refused) -> web.Response:
    return web.json_response({"ok": False, "error": refusal.error, **refusal.more})


def slow_down(limit: RateLimited) -> web.Response:
    body = {"ok": False, "error": "ratelimited"}
    return web.json_response(body, status=429, headers={"Retry-After": str(limit.retry_after)})
