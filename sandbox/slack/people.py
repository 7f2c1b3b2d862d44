"""Who is in the workspace and where they talk; up to a thousand members."""

from dataclasses import replace

from sandbox.slack.app import App
from sandbox.slack.shapes import Channel, Room, Team, User

MOST_MEMBERS = 1000


class Full(RuntimeError):
    """The sandbox is made for a thousand members."""


class Directory:
    def __init__(self, team: Team, app: App) -> None:
        self.team, self.app = team, app
        self._users: dict[str, User] = {}
        self._channels: dict[str, Channel] = {}
        self._directs: dict[frozenset[str], str] = {}
        self._by_email: dict[str, str] = {}
        self.add_user(User(id=app.bot_user, name="daybreak", real_name=app.name, is_bot=True))

    def add_user(self, user: User) -> User:
        if len(self._users) > MOST_MEMBERS and user.id not in self._users:
            raise Full(f"a sandbox holds {MOST_MEMBERS} members")
        kept = replace(user, team=user.team or self.team.id)
        self._users[kept.id] = kept
        if kept.email:
            self._by_email[kept.email.lower()] = kept.id
        return kept

    def add_channel(self, channel: Channel) -> Channel:
        self._channels[channel.id] = channel
        if channel.room in {Room.DIRECT, Room.GROUP}:
            self._directs[channel.members] = channel.id
        return channel

    @property
    def users(self) -> tuple[User, ...]:
        return tuple(self._users.values())

    @property
    def channels(self) -> tuple[Channel, ...]:
        return tuple(self._channels.values())

    def user(self, id: str) -> User | None:
        return self._users.get(id)

    def channel(self, id: str) -> Channel | None:
        return self._channels.get(id)

    def by_email(self, email: str) -> User | None:
        return self._users.get(self._by_email.get(email.strip().lower(), ""))

    def who(self, name: str) -> User:
        """A person by id, handle, e-mail address or full name; KeyError if there is none."""
        found = self._users.get(name) or self.by_email(name)
        wanted = name.removeprefix("@").casefold()
        found = found or next((u for u in self.users if u.name.casefold() == wanted), None)
        found = found or next((u for u in self.users if u.real_name.casefold() == wanted), None)
        if found is None:
            raise KeyError(f"nobody here is called {name}")
        return found

    def place(self, name: str) -> Channel:
        """A channel by id or name, with or without '#'; KeyError if there is none."""
        found = self._channels.get(name) or self.named(name)
        if found is None:
            raise KeyError(f"no channel is called {name}")
        return found

    def named(self, name: str) -> Channel | None:
        wanted = name.removeprefix("#").casefold()
        rooms = (Room.PUBLIC, Room.PRIVATE)
        here = (one for one in self.channels if one.room in rooms)
        return next((one for one in here if one.name.casefold() == wanted), None)

    def direct(self, members: frozenset[str]) -> Channel | None:
        return self._channels.get(self._directs.get(members, ""))

    def sees(self, user: str, channel: Channel) -> bool:
        """Whether this person may read the channel: members may; of public ones, all but guests."""
        if user in channel.members:
            return True
        person = self._users.get(user)
        is_full = person is not None and person.guest == "no" and not person.is_external
        return channel.room is Room.PUBLIC and is_full and person is not None and not person.is_bot

    def joined(self, channel: Channel, user: str) -> Channel:
        return self.add_channel(replace(channel, members=channel.members | {user}))
