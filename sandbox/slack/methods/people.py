"""auth.*, users.*, team.info and bots.info: who is who."""

from sandbox.slack.methods.conversations import paged
from sandbox.slack.rendering import user_json
from sandbox.slack.rules.refusal import Refused
from sandbox.slack.shapes import Json
from sandbox.slack.wire import Call, Desk, Method


async def api_test(desk: Desk, call: Call) -> Json:
    if call.has("error"):
        raise Refused(call.text("error"), args=dict(call.arguments))
    return {"args": dict(call.arguments)}


async def auth_test(desk: Desk, call: Call) -> Json:
    state = desk.state
    bot = state.people.user(state.app.bot_user)
    return {
        "url": f"{state.base_url}/",
        "team": state.team.name,
        "user": bot.name if bot else "",
        "team_id": state.team.id,
        "user_id": state.app.bot_user,
        "bot_id": state.app.bot_id,
        "is_enterprise_install": False,
    }


async def auth_revoke(desk: Desk, call: Call) -> Json:
    if call.flag("test"):
        return {"revoked": False}
    desk.state.is_revoked = True
    desk.state.on_event({"type": "tokens_revoked", "tokens": {"bot": [desk.state.app.bot_user]}})
    return {"revoked": True}


async def users_list(desk: Desk, call: Call) -> Json:
    state = desk.state
    page, cursor = paged([one.id for one in state.people.users], call, 1000)
    found = (state.people.user(id) for id in page)
    shown = [user_json(state, one) for one in found if one is not None]
    metadata = {"next_cursor": cursor}
    return {"members": shown, "cache_ts": int(state.clock.seconds()), "response_metadata": metadata}


async def users_info(desk: Desk, call: Call) -> Json:
    found = desk.state.people.user(call.text("user"))
    if found is None:
        raise Refused("user_not_found")
    return {"user": user_json(desk.state, found)}


async def by_email(desk: Desk, call: Call) -> Json:
    found = desk.state.people.by_email(call.text("email"))
    if found is None or found.is_deactivated:
        raise Refused("users_not_found")
    return {"user": user_json(desk.state, found)}


async def team_info(desk: Desk, call: Call) -> Json:
    team = desk.state.team
    return {
        "team": {
            "id": team.id,
            "name": team.name,
            "domain": team.domain,
            "url": f"{desk.state.base_url}/",
            "email_domain": "",
            "icon": {"image_default": True},
        }
    }


async def bots_info(desk: Desk, call: Call) -> Json:
    app = desk.state.app
    if call.maybe("bot") not in (None, app.bot_id):
        raise Refused("bot_not_found")
    return {
        "bot": {
            "id": app.bot_id,
            "app_id": app.id,
            "user_id": app.bot_user,
            "name": app.name,
            "deleted": False,
            "updated": 0,
            "icons": {},
        }
    }


METHODS: dict[str, Method] = {
    "api.test": api_test,
    "auth.test": auth_test,
    "auth.revoke": auth_revoke,
    "users.list": users_list,
    "users.info": users_info,
    "users.lookupByEmail": by_email,
    "team.info": team_info,
    "bots.info": bots_info,
}
