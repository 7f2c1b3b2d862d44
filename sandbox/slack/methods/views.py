"""views.*: modals that a trigger opens, and each person's Home tab."""

from blocks.limits import Surface
from sandbox.slack.changes import Change, Kind
from sandbox.slack.methods.places import person
from sandbox.slack.rules.judging import must_hold
from sandbox.slack.rules.refusal import Refused, bad_arguments, missing
from sandbox.slack.shapes import Json, View
from sandbox.slack.state import State
from sandbox.slack.views import view_json
from sandbox.slack.wire import Call, Desk, Method


def judged(value: object, at: str = "/view") -> Json:
    """A view's definition, by the limits of where it will be shown."""
    if not isinstance(value, dict):
        raise bad_arguments(f"must be an object [json-pointer:{at}]")
    match value.get("type"):
        case "modal":
            must_hold(value, Surface.MODAL, at)
        case "home":
            must_hold(value, Surface.HOME, at)
        case other:
            raise bad_arguments(f"unsupported view type: {other} [json-pointer:{at}/type]")
    return value


def announce_view(state: State, view: View) -> None:
    kind = Kind.HOME if view.kind == "home" else Kind.MODAL
    state.changes.announce(Change(kind=kind, user=view.user, ts=view.id))


async def open_view(desk: Desk, call: Call) -> Json:
    trigger, view = _triggered(call)
    user = desk.state.triggers.exchange(trigger).user
    return _shown(desk.state, desk.state.views.open(user, view))


async def push(desk: Desk, call: Call) -> Json:
    trigger, view = _triggered(call)
    user = desk.state.triggers.exchange(trigger).user
    return _shown(desk.state, desk.state.views.push(user, view))


async def update(desk: Desk, call: Call) -> Json:
    view = judged(_given(call))
    view_id, external_id = call.maybe("view_id"), call.maybe("external_id")
    if view_id is None and external_id is None:
        raise missing("view_id")
    made = desk.state.views.update(view, view_id=view_id, external_id=external_id, hash=_hash(call))
    return _shown(desk.state, made)


async def publish(desk: Desk, call: Call) -> Json:
    view = judged(_given(call))
    if view["type"] != "home":
        raise bad_arguments("only home views can be published [json-pointer:/view/type]")
    if not desk.state.app.has_home:
        raise Refused("not_enabled")
    user = person(desk.state, call.text("user_id"))
    return _shown(desk.state, desk.state.views.publish(user.id, view, _hash(call)))


def _triggered(call: Call) -> tuple[str, Json]:
    """Judges the view before the trigger is spent, as Slack does."""
    trigger = call.maybe("trigger_id") or call.maybe("interactivity_pointer")
    if trigger is None:
        raise missing("trigger_id")
    view = judged(_given(call))
    if view["type"] != "modal":
        raise bad_arguments("only modals can be opened [json-pointer:/view/type]")
    return trigger, view


def _given(call: Call) -> object:
    if not call.has("view"):
        raise missing("view")
    return call.parsed("view")


def _hash(call: Call) -> str | None:
    """An empty hash is a hash, and fits none."""
    return str(call.arguments["hash"]) if call.arguments.get("hash") is not None else None


def _shown(state: State, view: View) -> Json:
    announce_view(state, view)
    values = state.forms.values(view.user, view.id, view.blocks)
    return {"view": view_json(view, state.app, state.team.id, values)}


METHODS: dict[str, Method] = {
    "views.open": open_view,
    "views.push": push,
    "views.update": update,
    "views.publish": publish,
}
