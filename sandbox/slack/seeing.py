"""What one person sees: their conversations, what stands in them, Home, modals, notices."""

from collections import deque
from dataclasses import dataclass, field

from sandbox.slack.changes import Change, Kind
from sandbox.slack.rendering import channel_json, message_json, user_json
from sandbox.slack.shapes import Channel, Json, Message, Room, User, View
from sandbox.slack.state import State
from sandbox.slack.views import view_json

PAGE = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeing:
    """Every method takes who is asking, and shows nothing that is not theirs."""

    state: State
    notices: deque[tuple[str, str]] = field(default_factory=lambda: deque(maxlen=500))

    def may_see(self, user: User, channel: Channel) -> bool:
        return self.state.people.sees(user.id, channel)

    def conversations(self, user: User) -> list[Channel]:
        """The ones a person is in, channels by name first, then direct messages."""
        mine = [one for one in self.state.people.channels if user.id in one.members]
        return sorted(mine, key=lambda one: (one.room in {Room.DIRECT, Room.GROUP}, one.name))

    def messages(
        self, user: User, channel: Channel, *, before: str | None = None, limit: int = PAGE
    ) -> list[Message]:
        """A page of a conversation, oldest first, with what only this person sees in it."""
        if not self.may_see(user, channel):
            return []
        span = self.state.messages.history(channel.id, limit=limit, before=before)
        shown = list(reversed(span.messages))
        first = shown[0].ts if shown and span.has_more else ""
        for one in self.state.messages.ephemeral(user.id, channel.id):
            is_in_page = first <= one.ts and (before is None or one.ts < before)
            if one.thread_ts is None and is_in_page:
                shown.append(one)
        return sorted(shown, key=lambda one: one.ts)

    def thread(
        self, user: User, channel: Channel, root_ts: str, *, after: str | None = None
    ) -> list[Message]:
        if not self.may_see(user, channel):
            return []
        shown = list(self.state.messages.thread(channel.id, root_ts, after=after).messages)
        for one in self.state.messages.ephemeral(user.id, channel.id):
            if one.thread_ts == root_ts:
                shown.append(one)
        return sorted(shown, key=lambda one: one.ts)

    def message(self, user: User, channel: Channel, ts: str) -> Message | None:
        if not self.may_see(user, channel):
            return None
        found = self.state.messages.find(channel.id, ts)
        mine = self.state.messages.ephemeral(user.id, channel.id)
        return found or next((one for one in mine if one.ts == ts), None)

    def home(self, user: User) -> View | None:
        return self.state.views.home(user.id)

    def modals(self, user: User) -> tuple[View, ...]:
        return self.state.views.stack(user.id)

    def may_know(self, user: User, change: Change) -> bool:
        """Whether a change is this person's to hear of."""
        if change.user is not None:
            return change.user == user.id
        if change.channel is None:
            return True
        channel = self.state.people.channel(change.channel)
        return channel is not None and self.may_see(user, channel)

    def heard(self, change: Change) -> None:
        """Keeps Slack's own words to people; nothing else does."""
        if change.kind is Kind.NOTICE and change.user is not None:
            self.notices.append((change.user, change.body["text"]))

    def notices_of(self, user: User) -> list[str]:
        return [text for who, text in self.notices if who == user.id]

    def person_json(self, user: User) -> Json:
        return user_json(self.state, user)

    def conversation_json(self, user: User, channel: Channel) -> Json:
        """A conversation in the sidebar: who is in it, how much is unread, what is going on."""
        shown = channel_json(self.state, channel)
        shown |= {
            "room": channel.room.value,
            "with": sorted(channel.members - {user.id})[:20],
            "members": sorted(channel.members)[:20],
            "unread": self.state.unread(user.id, channel.id),
            "latest": self.state.messages.latest(channel.id),
            "is_with_app": self.state.app.bot_user in channel.members,
        }
        prompts = self.state.prompts.get(channel.id)
        if prompts is not None:
            listed = [{"title": title, "message": said} for title, said in prompts.prompts]
            shown["prompts"] = {"title": prompts.title, "prompts": listed}
        return shown

    def message_json(self, message: Message) -> Json:
        """A message with what Slack's client shows around it: status and session."""
        shown = message_json(self.state, message)
        shown["channel"] = message.channel
        status = self.state.status(message.channel, message.ts)
        if status is not None:
            shown["status"] = {"text": status.text, "loading_messages": list(status.loading)}
        session = self.state.sessions.get((message.channel, message.ts))
        if session is not None:
            shown["session"] = {"status": session.status, "title": session.title}
        return shown

    def view_json(self, view: View) -> Json:
        values = self.state.forms.values(view.user, view.id, view.blocks)
        shown = view_json(view, self.state.app, self.state.team.id, values)
        return {**shown, "errors": dict(view.errors)}

    def change_json(self, change: Change) -> Json:
        """A change as the page gets it: a message is in it whole."""
        shown: Json = {"kind": change.kind.value, "channel": change.channel, "ts": change.ts}
        if change.message is not None and change.kind is not Kind.MESSAGE_DELETED:
            shown["message"] = self.message_json(change.message)
        return {**shown, **change.body}
