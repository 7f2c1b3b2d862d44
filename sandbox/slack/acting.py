"""What a person does in the workspace, as Slack's client does it on their behalf."""

import uuid
from dataclasses import dataclass, replace

from sandbox.slack.changes import Change, Kind
from sandbox.slack.compose import composed, escaped
from sandbox.slack.delivery import Delivery
from sandbox.slack.fields import Given, action_of, problems, valued
from sandbox.slack.forms import STARTS, elements
from sandbox.slack.hooking import responded
from sandbox.slack.payloads import closing, command, from_message, from_view, submission, suggestion
from sandbox.slack.posting import change, post, react, remove
from sandbox.slack.rules.judging import completed
from sandbox.slack.shapes import (
    Channel,
    Json,
    Message,
    Notice,
    Room,
    User,
    View,
    packed,
)
from sandbox.slack.state import State
from sandbox.slack.submitting import took_answer
from sandbox.slack.transport import Reply
from sandbox.slack.views import view_json

LONGEST = 40_000
Place = Message | View
_FAILURES = {"http_timeout": "operation_timeout", "timeout": "operation_timeout"}


class NotPossible(ValueError):
    """A person cannot do that here; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Acting:
    state: State
    delivery: Delivery

    def say(
        self,
        user: User,
        typed: str,
        channel: Channel,
        thread_ts: str | None = None,
        *,
        is_silent: bool = False,
    ) -> Message:
        self._must_be_in(user, channel)
        self._must_take_messages(channel)
        if not typed.strip() or len(typed) > LONGEST:
            raise NotPossible(f"a message has 1 to {LONGEST} characters")
        root = None
        if thread_ts is not None:
            found = self.state.messages.find(channel.id, thread_ts)
            if found is None:
                raise NotPossible("that thread is gone")
            root = found.root_ts
        text, blocks = composed(typed, self.state.people)
        message = Message(
            channel=channel.id,
            ts=self.state.ids.ts(),
            user=user.id,
            text=text,
            thread_ts=root,
            client_msg_id=str(uuid.uuid4()),
            body=packed({"blocks": completed(blocks, self.state.ids)}),
        )
        self.state.mark_read(user.id, channel.id, message.ts)
        return post(self.state, message, is_silent=is_silent)

    def open_home(self, user: User, tab: str = "home") -> None:
        """Home or Messages of the app: the app hears of it each time."""
        app = self.state.app
        if not (app.has_home if tab == "home" else app.has_messages):
            raise NotPossible(f"the app has no {tab} tab")
        channel = self.state.direct(user.id)
        event: Json = {
            "type": "app_home_opened",
            "user": user.id,
            "channel": channel.id,
            "tab": tab,
            "event_ts": self.state.ids.ts(),
        }
        home = self.state.views.home(user.id)
        if tab == "home" and home is not None:
            event["view"] = view_json(home, self.state.app, self.state.team.id)
        self.delivery.event(event)

    def react(self, user: User, message: Message, name: str, *, is_on: bool = True) -> bool:
        return react(self.state, message, user.id, name.strip(":"), is_on=is_on)

    def edit(self, user: User, message: Message, typed: str) -> Message:
        """Says something else instead; only of one's own messages."""
        self._must_own(user, message)
        if not typed.strip() or len(typed) > LONGEST:
            raise NotPossible(f"a message has 1 to {LONGEST} characters")
        text, blocks = composed(typed, self.state.people)
        body = packed({"blocks": completed(blocks, self.state.ids)})
        new = replace(message, text=text, body=body, edited_ts=self.state.ids.ts())
        return change(self.state, message, new)

    def take_back(self, user: User, message: Message) -> None:
        self._must_own(user, message)
        remove(self.state, message)

    def stop(self, user: User, channel: Channel, root_ts: str) -> None:
        """The button that Slack shows while an agent works."""
        self._must_be_in(user, channel)
        written = self.state.streams.open_in(channel.id, root_ts)
        for ts in written:
            self.state.streams.end(channel.id, ts, "user")
        self.delivery.event(
            {
                "type": "agent_session_stopped",
                "channel": channel.id,
                "thread_ts": root_ts,
                "user": user.id,
                "streaming_message_ts": list(written),
                "event_ts": self.state.ids.ts(),
            }
        )

    async def run(self, user: User, line: str, channel: Channel) -> Reply:
        """A slash command with what follows it."""
        self._must_be_in(user, channel)
        name, _, rest = line.strip().partition(" ")
        known = self.state.app.command(name)
        if known is None:
            self.notice(user, f"{name} is not a valid command.", channel.id)
            return Reply(failure="unknown_command")
        text = rest.strip()
        sent = composed(text, self.state.people)[0] if known.should_escape else escaped(text)
        hook = self.state.hooks.make(user.id, channel.id)
        reply = await self.delivery.command(command(self.state, user, channel, name, sent, hook))
        if not reply.is_ok:
            word = _FAILURES.get(reply.failure or "", "dispatch_failed")
            self.notice(user, f'{name} failed with the error "{word}"', channel.id)
            return reply
        if reply.content:
            responded(self.state, self.state.hooks.use(hook), reply.content)
        return reply

    def enter(self, user: User, place: Place, block: Json, element: Json, given: Given) -> Json:
        """Types or chooses without sending anything."""
        value = valued(element, given, self.state.people)
        key = place_key(place)
        self.state.forms.enter(user.id, key, block["block_id"], element["action_id"], value)
        return value

    def put(self, user: User, place: Place, block_id: str, action_id: str, given: Given) -> Json:
        """The same by ids."""
        block, element = element_at(place, block_id, action_id)
        return self.enter(user, place, block, element, given)

    async def click(
        self, user: User, place: Place, block_id: str, action_id: str, given: Given = None
    ) -> Reply:
        """Presses a button, or chooses in a menu: the app gets a `block_actions`."""
        block, element = element_at(place, block_id, action_id)
        value = self._value(user, place, block, element, given)
        action = action_of(block, element, value, self.state.ids.ts())
        if not self.state.app.is_interactive:
            raise NotPossible("the app has no interactivity")
        reply = await self.delivery.interactive(self._click_payload(user, place, action))
        if not reply.is_ok:
            channel = place.channel if isinstance(place, Message) else None
            self.notice(user, f"{self.state.app.name} did not respond. Try again.", channel)
        return reply

    async def suggest(
        self, user: User, place: Place, block_id: str, action_id: str, typed: str
    ) -> list[Json]:
        """What a select with an outside source offers for what was typed so far."""
        _, element = element_at(place, block_id, action_id)
        payload = suggestion(self.state, user, block_id, element, typed, place)
        found = (await self.delivery.interactive(payload)).content
        groups = [one for group in found.get("option_groups", []) for one in group["options"]]
        return [*found.get("options", []), *groups]

    async def submit(self, user: User) -> Reply:
        """Sends the top modal, if it is filled as it must be."""
        view = self._top(user)
        values = self.state.forms.values(user.id, view.id, view.blocks)
        missing = problems(view.blocks, values)
        if missing:
            self._shown(self.state.views.with_errors(view, missing))
            return Reply(failure="not_filled", body={"errors": missing})
        reply = await self.delivery.interactive(submission(self.state, user, view, values))
        if not reply.is_ok:
            self.notice(user, "We had some trouble connecting. Try again?", None)
            return reply
        return took_answer(self.state, view, reply)

    async def close(self, user: User, *, all: bool = False) -> None:
        """Closes the top modal, or with `all` every one; the app hears of it if it asked to."""
        top = self._top(user)
        is_cleared = all or bool(top.content.get("clear_on_close"))
        for view in reversed(self.state.views.close(user.id, all=is_cleared)):
            values = self.state.forms.values(user.id, view.id, view.blocks)
            self.state.forms.forget(user.id, view.id)
            self._shown(view)
            if view.content.get("notify_on_close"):
                payload = closing(self.state, user, view, values, is_cleared=is_cleared)
                await self.delivery.interactive(payload)

    def notice(self, user: User, text: str, channel: str | None) -> Notice:
        """Slack's own words to one person."""
        made = Notice(user=user.id, text=text, channel=channel, ts=self.state.ids.ts())
        body = {"text": text}
        self.state.changes.announce(
            Change(kind=Kind.NOTICE, user=user.id, channel=channel, ts=made.ts, body=body)
        )
        return made

    def _value(
        self, user: User, place: Place, block: Json, element: Json, given: Given
    ) -> Json | None:
        kind = element["type"]
        if kind == "overflow":
            chosen = valued({**element, "type": "static_select"}, given, self.state.people)
            return {"selected_option": chosen["selected_option"]}
        if kind == "feedback_buttons":
            return {"value": given}
        return self.enter(user, place, block, element, given) if kind in STARTS else None

    def _click_payload(self, user: User, place: Place, action: Json) -> Json:
        values = self.state.forms.values(user.id, place_key(place), place.blocks)
        if isinstance(place, View):
            return from_view(self.state, user, place, action, values)
        hook = self.state.hooks.make(
            user.id,
            place.channel,
            ts=place.ts,
            thread_ts=place.thread_ts,
            is_ephemeral=place.ephemeral_for is not None,
        )
        return from_message(self.state, user, place, action, values, hook)

    def _top(self, user: User) -> View:
        stack = self.state.views.stack(user.id)
        if not stack:
            raise NotPossible("no modal is open")
        return stack[-1]

    def _shown(self, view: View) -> None:
        self.state.changes.announce(Change(kind=Kind.MODAL, user=view.user, ts=view.id))

    def _must_own(self, user: User, message: Message) -> None:
        if message.user != user.id or message.ephemeral_for is not None:
            raise NotPossible("that is somebody else's message")

    def _must_be_in(self, user: User, channel: Channel) -> None:
        if not self.state.people.sees(user.id, channel):
            raise NotPossible(f"{user.name} is not in {channel.name or 'that conversation'}")
        if channel.is_archived:
            raise NotPossible("the channel is archived")

    def _must_take_messages(self, channel: Channel) -> None:
        app = self.state.app
        is_with_app = channel.room is Room.DIRECT and app.bot_user in channel.members
        if is_with_app and (not app.has_messages or app.are_messages_read_only):
            raise NotPossible("sending messages to this app has been turned off")


def place_key(place: Place) -> str:
    return place.id if isinstance(place, View) else f"{place.channel}:{place.ts}"


def element_at(place: Place, block_id: str, action_id: str) -> tuple[Json, Json]:
    for block, element in elements(place.blocks):
        if (block["block_id"], element.get("action_id")) == (block_id, action_id):
            return block, element
    raise NotPossible("that is not there any more")
