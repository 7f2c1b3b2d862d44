"""blocks.validate and apps.connections.open: a judgement, and a way in for Socket Mode."""

from blocks.limits import Fault, Surface, check
from sandbox.slack.rules.refusal import Refused, bad_arguments
from sandbox.slack.shapes import Json
from sandbox.slack.wire import Call, Desk, Method

_ERRORS = {"blocks": "invalid_blocks", "message": "invalid_message", "view": "invalid_view"}


async def validate(desk: Desk, call: Call) -> Json:
    """Needs no token; says everything that is wrong, with pointers."""
    given = [name for name in _ERRORS if call.has(name)]
    if len(given) != 1:
        raise bad_arguments("provide exactly one of blocks, message, view")
    name = given[0]
    faults = _faults(name, call.parsed(name))
    if faults:
        errors = [fault.as_json() for fault in faults]
        raise Refused(_ERRORS[name], errors=errors)
    return {}


def _faults(name: str, value: object) -> tuple[Fault, ...]:
    at = f"/{name}"
    if name == "view":
        is_home = isinstance(value, dict) and value.get("type") == "home"
        return check(value, Surface.HOME if is_home else Surface.MODAL, at)
    return check(value, Surface.MESSAGE, at)


async def open_connection(desk: Desk, call: Call) -> Json:
    state = desk.state
    if not state.app.has_socket:
        raise Refused("socket_mode_not_enabled")
    host = state.base_url.removeprefix("http://")
    address = f"ws://{host}/link/?ticket={desk.sockets.ticket()}&app_id={state.app.id}"
    return {"url": address}


METHODS: dict[str, Method] = {
    "blocks.validate": validate,
    "apps.connections.open": open_connection,
}
