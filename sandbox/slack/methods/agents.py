"""assistant.threads.* and agents.sessions.*: what people see while the app works."""

from dataclasses import replace

from sandbox.slack.changes import Change, Kind
from sandbox.slack.methods.places import known, message_at
from sandbox.slack.methods.streams import SESSION_STATUSES
from sandbox.slack.rules.refusal import Refused, bad_arguments
from sandbox.slack.shapes import Channel, Json, Message, Prompts, Room, Session
from sandbox.slack.state import State
from sandbox.slack.wire import Call, Desk, Method

LONGEST_TITLE = 200
MOST_PROMPTS = 4
MOST_LOADING = 10


async def set_status(desk: Desk, call: Call) -> Json:
    channel, root = _thread(desk.state, call)
    loading = call.listed("loading_messages")
    if len(loading) > MOST_LOADING:
        raise bad_arguments("no more than 10 items allowed [json-pointer:/loading_messages]")
    desk.state.set_status(channel.id, root.root_ts, call.maybe("status") or "", tuple(loading))
    return {}


async def set_title(desk: Desk, call: Call) -> Json:
    channel, root = _thread(desk.state, call)
    session = _session(desk.state, channel.id, root.root_ts)
    desk.state.set_session(replace(session, title=call.text("title")))
    return {}


async def set_prompts(desk: Desk, call: Call) -> Json:
    state = desk.state
    channel = known(state, call.text("channel_id"))
    if channel.room is not Room.DIRECT:
        raise Refused("channel_type_not_supported")
    given = call.parsed("prompts")
    listed = given if isinstance(given, list) else [given]
    prompts = [one for one in listed if isinstance(one, dict)]
    if not 1 <= len(prompts) <= MOST_PROMPTS or len(prompts) != len(listed):
        raise bad_arguments("must be 1 to 4 prompts [json-pointer:/prompts]")
    pairs = tuple((str(one.get("title", "")), str(one.get("message", ""))) for one in prompts)
    if not all(title and message for title, message in pairs):
        raise bad_arguments("a prompt needs title and message [json-pointer:/prompts]")
    state.prompts[channel.id] = Prompts(title=call.maybe("title"), prompts=pairs)
    state.changes.announce(Change(kind=Kind.PROMPTS, channel=channel.id))
    return {}


async def set_session_status(desk: Desk, call: Call) -> Json:
    """Creates the session if there is none yet."""
    state = desk.state
    _must_be_agent(state)
    channel, root = _thread(state, call)
    status = call.text("status")
    if status not in SESSION_STATUSES:
        raise Refused("invalid_status")
    title = call.maybe("title")
    if title is not None and len(title) > LONGEST_TITLE:
        raise Refused("title_too_long")
    old = state.sessions.get((channel.id, root.root_ts))
    session = old or Session(channel=channel.id, thread_ts=root.root_ts, title=title or "")
    state.set_session(replace(session, status=status))
    answer: Json = {"status": status, "agent_status": status, "title": session.title}
    if "agent_session_stopped" not in state.app.events:
        answer["_warnings"] = ["missing_agent_session_stopped_event_subscription"]
    return answer


async def rename(desk: Desk, call: Call) -> Json:
    state = desk.state
    _must_be_agent(state)
    channel, root = _thread(state, call)
    title = call.text("title")
    if len(title) > LONGEST_TITLE:
        raise Refused("title_too_long")
    found = state.sessions.get((channel.id, root.root_ts))
    if found is None:
        raise Refused("session_not_found")
    state.set_session(replace(found, title=title))
    return {"title": title}


def _must_be_agent(state: State) -> None:
    if not state.app.is_agent:
        raise Refused("app_not_agent")


def _thread(state: State, call: Call) -> tuple[Channel, Message]:
    channel = known(state, call.text("channel_id"))
    if state.app.bot_user not in channel.members:
        raise Refused("not_in_channel")
    root = message_at(state, channel.id, call.text("thread_ts"))
    return channel, root


def _session(state: State, channel: str, root: str) -> Session:
    return state.sessions.get((channel, root)) or Session(channel=channel, thread_ts=root)


METHODS: dict[str, Method] = {
    "assistant.threads.setStatus": set_status,
    "assistant.threads.setTitle": set_title,
    "assistant.threads.setSuggestedPrompts": set_prompts,
    "agents.sessions.setStatus": set_session_status,
    "agents.sessions.rename": rename,
}
