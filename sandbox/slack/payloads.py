"""What Slack sends to an app, in its real shapes: events, clicks, commands, views, options."""

from sandbox.slack.rendering import message_json
from sandbox.slack.shapes import Channel, Json, Message, Room, User, View
from sandbox.slack.state import State
from sandbox.slack.views import view_json


def envelope(state: State, event: Json) -> Json:
    """An `event_callback` around an event, with an id that stays the same over retries."""
    app, team = state.app, state.team.id
    grant = {
        "enterprise_id": None,
        "team_id": team,
        "user_id": app.bot_user,
        "is_bot": True,
        "is_enterprise_install": False,
    }
    return {
        "token": app.verification_token,
        "team_id": team,
        "context_team_id": team,
        "context_enterprise_id": None,
        "api_app_id": app.id,
        "event": event,
        "type": "event_callback",
        "event_id": state.ids.next("Ev"),
        "event_time": int(state.clock.seconds()),
        "authorizations": [grant],
        "is_ext_shared_channel": False,
        "event_context": f"4-{state.ids.word(40)}",
    }


def from_message(
    state: State, user: User, message: Message, action: Json, values: Json, hook: str
) -> Json:
    """`block_actions` of a click in a message; of an ephemeral one Slack sends no content."""
    channel = state.people.channel(message.channel)
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": message.channel,
        "is_ephemeral": message.ephemeral_for is not None,
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    found: Json = {
        "type": "block_actions",
        **_who(state, user),
        "container": container,
        "trigger_id": state.triggers.make(user.id),
        "channel": {"id": message.channel, "name": shown_name(channel)},
        "state": {"values": values},
        "response_url": f"{state.base_url}/actions/{state.team.id}/{hook}",
        "actions": [action],
    }
    if message.ephemeral_for is None:
        found["message"] = message_json(state, message)
    return found


def from_view(state: State, user: User, view: View, action: Json, values: Json) -> Json:
    """`block_actions` of a click in a modal or on the Home tab."""
    return {
        "type": "block_actions",
        **_who(state, user),
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": state.triggers.make(user.id, view.id),
        "view": view_json(view, state.app, state.team.id, values),
        "actions": [action],
    }


def submission(state: State, user: User, view: View, values: Json) -> Json:
    return {
        "type": "view_submission",
        **_who(state, user),
        "trigger_id": state.triggers.make(user.id, view.id),
        "view": view_json(view, state.app, state.team.id, values),
        "response_urls": [],
    }


def closing(state: State, user: User, view: View, values: Json, *, is_cleared: bool) -> Json:
    return {
        "type": "view_closed",
        **_who(state, user),
        "view": view_json(view, state.app, state.team.id, values),
        "is_cleared": is_cleared,
    }


def suggestion(
    state: State, user: User, block: str, element: Json, typed: str, place: View | Message
) -> Json:
    """`block_suggestion`: what a select with an outside source asks while one types."""
    found: Json = {
        "type": "block_suggestion",
        **_who(state, user),
        "action_id": element["action_id"],
        "block_id": block,
        "value": typed,
    }
    if isinstance(place, View):
        container: Json = {"type": "view", "view_id": place.id}
        return {**found, "container": container, "view": view_json(place, state.app, state.team.id)}
    channel = state.people.channel(place.channel)
    container = {"type": "message", "message_ts": place.ts, "channel_id": place.channel}
    return {
        **found,
        "container": container,
        "channel": {"id": place.channel, "name": shown_name(channel)},
        "message": message_json(state, place),
    }


def command(state: State, user: User, channel: Channel, name: str, text: str, hook: str) -> Json:
    return {
        "token": state.app.verification_token,
        "team_id": state.team.id,
        "team_domain": state.team.domain,
        "channel_id": channel.id,
        "channel_name": shown_name(channel),
        "user_id": user.id,
        "user_name": user.name,
        "command": name,
        "text": text,
        "api_app_id": state.app.id,
        "is_enterprise_install": "false",
        "response_url": f"{state.base_url}/commands/{state.team.id}/{hook}",
        "trigger_id": state.triggers.make(user.id),
    }


def shown_name(channel: Channel | None) -> str:
    """Slack hides the names of rooms that not everybody may know."""
    if channel is None:
        return "unknown"
    words = {Room.DIRECT: "directmessage", Room.PRIVATE: "privategroup", Room.GROUP: "mpdm"}
    return words.get(channel.room, channel.name)


def _who(state: State, user: User) -> Json:
    return {
        "user": {
            "id": user.id,
            "username": user.name,
            "name": user.name,
            "team_id": user.team,
        },
        "api_app_id": state.app.id,
        "token": state.app.verification_token,
        "team": {"id": state.team.id, "domain": state.team.domain},
        "enterprise": None,
        "is_enterprise_install": False,
    }
