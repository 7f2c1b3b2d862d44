"""People, channels and messages in the JSON that Slack's methods and events carry."""

from datetime import datetime
from zoneinfo import ZoneInfo

from sandbox.slack.shapes import Channel, Guest, Json, Message, Room, User, unpacked
from sandbox.slack.state import State


def user_json(state: State, user: User) -> Json:
    parts = user.real_name.split(" ", 1)
    local = datetime.now(ZoneInfo(user.timezone)).utcoffset()
    return {
        "id": user.id,
        "team_id": user.team,
        "name": user.name,
        "deleted": user.is_deactivated,
        "real_name": user.real_name,
        "tz": user.timezone,
        "tz_label": user.timezone,
        "tz_offset": int(local.total_seconds()) if local else 0,
        "profile": {
            "title": user.title,
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "first_name": parts[0],
            "last_name": parts[1] if len(parts) > 1 else "",
            "team": user.team,
            **({"email": user.email} if "users:read.email" in state.app.scopes else {}),
            **({"bot_id": state.app.bot_id} if user.is_bot else {}),
        },
        "is_admin": user.is_admin,
        "is_owner": False,
        "is_primary_owner": False,
        "is_restricted": user.guest is not Guest.NO,
        "is_ultra_restricted": user.guest is Guest.SINGLE_CHANNEL,
        "is_stranger": user.is_external,
        "is_bot": user.is_bot,
        "is_app_user": False,
        "updated": 0,
    }


def channel_json(state: State, channel: Channel) -> Json:
    """A conversation as the app sees it: a direct message names only the other one."""
    shown: Json = {
        "id": channel.id,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "is_im": channel.room is Room.DIRECT,
        "is_mpim": channel.room is Room.GROUP,
        "is_channel": channel.room is Room.PUBLIC,
        "is_group": channel.room is Room.PRIVATE,
        "is_private": channel.room is not Room.PUBLIC,
        "is_ext_shared": channel.is_shared,
        "is_shared": channel.is_shared,
        "is_org_shared": False,
        "context_team_id": state.team.id,
        "updated": channel.created * 1000,
    }
    if channel.room is Room.DIRECT:
        others = sorted(channel.members - {state.app.bot_user})
        return {**shown, "user": others[0] if others else state.app.bot_user, "is_open": True}
    name = channel.name or "mpdm-" + "--".join(sorted(channel.members)).lower()
    about = {"value": channel.topic, "creator": "", "last_set": 0}
    return {
        **shown,
        "name": name,
        "name_normalized": name,
        "is_general": False,
        "is_member": state.app.bot_user in channel.members,
        "topic": about,
        "purpose": about,
        "num_members": len(channel.members),
        "creator": "",
    }


def message_json(state: State, message: Message, *, with_metadata: bool = True) -> Json:
    shown: Json = {
        "type": "message",
        "user": message.user,
        "ts": message.ts,
        "text": message.text,
        "team": state.team.id,
        **unpacked(message.body),
        **_who(state, message),
        **_thread(state, message),
    }
    if not with_metadata:
        shown.pop("metadata", None)
    if message.subtype:
        shown["subtype"] = message.subtype
    if message.client_msg_id:
        shown["client_msg_id"] = message.client_msg_id
    if message.edited_ts:
        shown["edited"] = {"user": message.user, "ts": message.edited_ts}
    if message.ephemeral_for:
        shown["is_ephemeral"] = True
    if message.reactions:
        shown["reactions"] = [
            {"name": name, "users": list(users), "count": len(users)}
            for name, users in message.reactions
        ]
    if state.streams.find(message.channel, message.ts) is not None:
        is_open = state.streams.is_open(message.channel, message.ts)
        shown["streaming_state"] = "in_progress" if is_open else "completed"
    return shown


def _who(state: State, message: Message) -> Json:
    if not message.is_app:
        return {}
    app = state.app
    profile = {"id": app.bot_id, "app_id": app.id, "name": app.name, "deleted": False}
    return {
        "bot_id": app.bot_id,
        "app_id": app.id,
        "bot_profile": {**profile, "updated": 0, "icons": {}, "team_id": state.team.id},
    }


def _thread(state: State, message: Message) -> Json:
    if message.is_reply:
        return {"thread_ts": message.thread_ts}
    channel, ts = message.channel, message.ts
    count = state.messages.reply_count(channel, ts)
    if not count:
        return {"thread_ts": ts} if message.thread_ts else {}
    users = state.messages.repliers(channel, ts)
    return {
        "thread_ts": ts,
        "reply_count": count,
        "reply_users": list(users),
        "reply_users_count": len(users),
        "latest_reply": state.messages.latest_reply(channel, ts),
        "is_locked": False,
        "subscribed": False,
    }
