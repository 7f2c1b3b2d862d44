"""A workspace as it is: people, channels, what was said, what is open; and its strict rules."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import replace

from sandbox.slack.app import App
from sandbox.slack.changes import Change, Changes, Kind
from sandbox.slack.clock import Clock
from sandbox.slack.forms import Forms
from sandbox.slack.ids import Ids
from sandbox.slack.messages import Messages
from sandbox.slack.people import Directory
from sandbox.slack.rules.hooks import Hooks
from sandbox.slack.rules.rates import Rates
from sandbox.slack.rules.triggers import Triggers
from sandbox.slack.shapes import (
    Channel,
    Json,
    Prompts,
    Room,
    Scheduled,
    Session,
    Status,
    Team,
    Upload,
    User,
)
from sandbox.slack.streams import Streams
from sandbox.slack.views import Views

MOST_UPLOADED = 16 * 1024 * 1024
STATUS_LASTS = 120.0


class State:
    """Everything in memory and nothing on disk; `on_event` is told what the app subscribed to."""

    def __init__(self, *, app: App, clock: Clock, team: Team, seed: int) -> None:
        self.app, self.clock, self.team = app, clock, team
        self.ids = Ids(clock, seed)
        self.people = Directory(team, app)
        self.messages = Messages()
        self.views = Views(clock, self.ids)
        self.forms = Forms()
        self.streams = Streams(clock)
        self.triggers = Triggers(clock, self.ids)
        self.hooks = Hooks(clock, self.ids)
        self.rates = Rates(clock)
        self.changes = Changes()
        self.sessions: dict[tuple[str, str], Session] = {}
        self.statuses: dict[tuple[str, str], Status] = {}
        self.prompts: dict[str, Prompts] = {}
        self.uploads: OrderedDict[str, Upload] = OrderedDict()
        self.scheduled: dict[str, Scheduled] = {}
        self.reads: dict[tuple[str, str], str] = {}
        self.is_revoked = False
        self.base_url = "http://127.0.0.1:0"
        self.on_event: Callable[[Json], None] = _nobody_listens

    def direct(self, user: str) -> Channel:
        """The direct messages between a person and the app; opened if it is not yet."""
        return self.conversation(frozenset({user, self.app.bot_user}))

    def conversation(self, members: frozenset[str]) -> Channel:
        found = self.people.direct(members)
        if found is not None:
            return found
        room = Room.DIRECT if len(members) <= 2 else Room.GROUP
        prefix = "D" if room is Room.DIRECT else "G"
        made = Channel(
            id=self.ids.next(prefix),
            name="",
            room=room,
            members=members,
            created=int(self.clock.seconds()),
        )
        self.changes.announce(Change(kind=Kind.CHANNEL, channel=made.id))
        return self.people.add_channel(made)

    def place(self, name: str, user: User) -> Channel:
        """A conversation for a person: '#sales', an id, '@somebody', or '' for the app's own."""
        if not name:
            return self.direct(user.id)
        if name.startswith("@"):
            return self.conversation(frozenset({user.id, self.people.who(name).id}))
        return self.people.place(name)

    def status(self, channel: str, root_ts: str) -> Status | None:
        found = self.statuses.get((channel, root_ts))
        return found if found is not None and self.clock.seconds() < found.until else None

    def set_status(self, channel: str, root_ts: str, text: str, loading: tuple[str, ...]) -> None:
        until = self.clock.seconds() + STATUS_LASTS
        self.statuses.pop((channel, root_ts), None)
        if text:
            kept = Status(text=text, until=until, loading=loading)
            self.statuses[(channel, root_ts)] = kept
        while len(self.statuses) > 1_000:
            del self.statuses[next(iter(self.statuses))]
        body = {"status": text, "loading_messages": list(loading)}
        self.changes.announce(Change(kind=Kind.STATUS, channel=channel, ts=root_ts, body=body))

    def expire(self) -> None:
        """Ends streams and statuses whose time has run out, and says so."""
        for channel, ts in self.streams.expired():
            message = self.messages.find(channel, ts)
            kind = Kind.MESSAGE_CHANGED
            self.changes.announce(Change(kind=kind, channel=channel, ts=ts, message=message))
        for channel, root_ts in list(self.statuses):
            if self.status(channel, root_ts) is None:
                self.set_status(channel, root_ts, "", ())

    def set_session(self, session: Session) -> None:
        key = (session.channel, session.thread_ts)
        self.sessions.pop(key, None)
        self.sessions[key] = session
        while len(self.sessions) > 2_000:
            del self.sessions[next(iter(self.sessions))]
        body = {"status": session.status, "title": session.title}
        self.changes.announce(Change(kind=Kind.SESSION, channel=key[0], ts=key[1], body=body))

    def keep_upload(self, upload: Upload) -> None:
        """Keeps a file; the content of the oldest goes when there is too much of it."""
        self.uploads[upload.id] = upload
        held = sum(len(one.content or b"") for one in self.uploads.values())
        for id, one in list(self.uploads.items()):
            if held <= MOST_UPLOADED:
                break
            held -= len(one.content or b"")
            self.uploads[id] = replace(one, content=None)
        while len(self.uploads) > 1_000:
            self.uploads.popitem(last=False)

    def unread(self, user: str, channel: str) -> int:
        return self.messages.count_after(channel, self.reads.get((user, channel), "0"))

    def mark_read(self, user: str, channel: str, ts: str | None = None) -> None:
        latest = ts or self.messages.latest(channel)
        if latest is not None:
            self.reads[(user, channel)] = latest
            self.changes.announce(Change(kind=Kind.READ, user=user, channel=channel))


def _nobody_listens(event: Json) -> None:
    """Before a bot is connected, nothing is delivered."""
