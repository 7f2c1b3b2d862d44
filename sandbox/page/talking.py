"""The page's API for what one sees in the workspace and does in it; an adapter and no more."""

from sandbox.page.asking import Asked, BadRequest
from sandbox.slack.acting import Place, element_at
from sandbox.slack.fields import NoSuchChoice
from sandbox.slack.shapes import Channel, Json, User, View
from sandbox.slack.workspace import Workspace

MOST_PAGE = 200


def boot(workspace: Workspace, user: User, beside: list[str]) -> Json:
    """Everything that is on the screen at first, apart from messages."""
    app, state = workspace.app, workspace.state
    if app.has_messages or app.has_home:
        state.direct(user.id)
    return {
        "team": {"id": state.team.id, "name": state.team.name},
        "app": {
            "name": app.name,
            "bot_user": app.bot_user,
            "has_home": app.has_home,
            "has_messages": app.has_messages,
            "is_read_only": app.are_messages_read_only,
            "commands": [
                {"name": one.name, "description": one.description, "hint": one.hint}
                for one in app.commands
            ],
        },
        "me": user.id,
        "users": [_person(one) for one in state.people.users],
        "channels": [
            workspace.seeing.conversation_json(user, one) for one in _conversations(workspace, user)
        ],
        "modals": modals(workspace, user),
        "beside": beside,
        "now": workspace.clock().isoformat(),
    }


def _person(user: User) -> Json:
    return {
        "id": user.id,
        "name": user.name,
        "real_name": user.real_name,
        "title": user.title,
        "timezone": user.timezone,
        "guest": user.guest.value,
        "is_admin": user.is_admin,
        "is_external": user.is_external,
        "is_bot": user.is_bot,
        "is_deactivated": user.is_deactivated,
    }


def _conversations(workspace: Workspace, user: User) -> list[Channel]:
    """The person's own ones, and public channels that they might read."""
    mine = workspace.seeing.conversations(user)
    here = {one.id for one in mine}
    others = (one for one in workspace.state.people.channels if one.id not in here)
    return [*mine, *(one for one in others if workspace.seeing.may_see(user, one))]


def modals(workspace: Workspace, user: User) -> list[Json]:
    seeing = workspace.seeing
    return [seeing.view_json(one) for one in seeing.modals(user)]


async def history(asked: Asked) -> Json:
    workspace, channel = asked.workspace, asked.channel()
    limit = asked.number("limit", 50, MOST_PAGE)
    seeing = workspace.seeing
    shown = seeing.messages(asked.user, channel, before=asked.maybe("before"), limit=limit)
    first = next((one.ts for one in shown if one.ephemeral_for is None), None)
    older = workspace.state.messages.history(channel.id, limit=1, before=first)
    return {
        "messages": [seeing.message_json(one) for one in shown],
        "has_more": first is not None and bool(older.messages),
    }


async def thread(asked: Asked) -> Json:
    seeing = asked.workspace.seeing
    shown = seeing.thread(asked.user, asked.channel(), asked.text("ts"))
    return {"messages": [seeing.message_json(one) for one in shown], "has_more": False}


async def home(asked: Asked) -> Json:
    view = asked.workspace.seeing.home(asked.user)
    return {"view": asked.workspace.seeing.view_json(view) if view else None}


async def open_modals(asked: Asked) -> Json:
    return {"modals": modals(asked.workspace, asked.user)}


async def say(asked: Asked) -> Json:
    made = asked.workspace.acting.say(
        asked.user, asked.text("text"), asked.channel(), asked.maybe("thread_ts")
    )
    return {"ts": made.ts}


async def command(asked: Asked) -> Json:
    await asked.workspace.acting.run(asked.user, asked.text("text"), asked.channel())
    return {}


async def click(asked: Asked) -> Json:
    place = asked.place()
    _enter(asked, place)
    await asked.workspace.acting.click(
        asked.user,
        place,
        asked.text("block_id"),
        asked.text("action_id"),
        asked.body.get("given"),
    )
    return {}


def _enter(asked: Asked, place: Place) -> None:
    """What was typed or chosen so far goes with every click, as in Slack's own client."""
    for one in asked.body.get("entered") or ():
        block_id, action_id = str(one.get("block_id")), str(one.get("action_id"))
        block, element = element_at(place, block_id, action_id)
        try:
            asked.workspace.acting.enter(asked.user, place, block, element, one.get("given"))
        except NoSuchChoice:
            continue  # the choices changed while the page was looking at the old ones


async def suggest(asked: Asked) -> Json:
    found = await asked.workspace.acting.suggest(
        asked.user,
        asked.place(),
        asked.text("block_id"),
        asked.text("action_id"),
        asked.maybe("typed") or "",
    )
    return {"options": found}


async def submit(asked: Asked) -> Json:
    _enter(asked, _top(asked))
    await asked.workspace.acting.submit(asked.user)
    return {"modals": modals(asked.workspace, asked.user)}


async def close(asked: Asked) -> Json:
    _enter(asked, _top(asked))
    await asked.workspace.acting.close(asked.user, all=bool(asked.body.get("all")))
    return {"modals": modals(asked.workspace, asked.user)}


def _top(asked: Asked) -> View:
    stack = asked.workspace.seeing.modals(asked.user)
    wanted = asked.text("view")
    if not stack or stack[-1].id != wanted:
        raise BadRequest("That view is closed already. Nothing was done.")
    return stack[-1]


async def react(asked: Asked) -> Json:
    message = asked.message(asked.text("channel"), asked.text("ts"))
    is_on = bool(asked.body.get("is_on"))
    asked.workspace.acting.react(asked.user, message, asked.text("name"), is_on=is_on)
    return {}


async def stop(asked: Asked) -> Json:
    asked.workspace.acting.stop(asked.user, asked.channel(), asked.text("ts"))
    return {}


async def read(asked: Asked) -> Json:
    asked.workspace.state.mark_read(asked.user.id, asked.channel().id)
    return {}


async def dismiss(asked: Asked) -> Json:
    state = asked.workspace.state
    state.messages.replace_ephemeral(asked.user.id, asked.text("ts"), None)
    return {}


async def direct(asked: Asked) -> Json:
    state = asked.workspace.state
    other = state.people.user(asked.text("user"))
    members = frozenset({asked.user.id, other.id if other else asked.user.id})
    return {"channel": state.conversation(members).id}


async def opened(asked: Asked) -> Json:
    """The Home or Messages tab of the app: the app hears of it."""
    asked.workspace.acting.open_home(asked.user, asked.text("tab"))
    return {}


READS = {"history": history, "thread": thread, "home": home, "modals": open_modals}
WRITES = {
    "say": say,
    "command": command,
    "click": click,
    "suggest": suggest,
    "submit": submit,
    "close": close,
    "react": react,
    "stop": stop,
    "read": read,
    "dismiss": dismiss,
    "direct": direct,
    "opened": opened,
}
