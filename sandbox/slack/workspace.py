"""The sandbox's workspace: one object with all of Slack's side in it, and people to act as."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from sandbox.slack.acting import Acting
from sandbox.slack.app import App
from sandbox.slack.changes import Change, Kind
from sandbox.slack.clock import Clock
from sandbox.slack.compose import composed
from sandbox.slack.delivery import Delivery
from sandbox.slack.faults import Faults
from sandbox.slack.journey import Actor
from sandbox.slack.methods.chat import post_due
from sandbox.slack.posting import post
from sandbox.slack.seeing import Seeing
from sandbox.slack.shapes import Channel, Guest, Message, Room, Team, User, packed
from sandbox.slack.socket_mode import SocketHub
from sandbox.slack.state import State
from sandbox.slack.transport import HttpTransport, Reply
from sandbox.slack.wire import Desk

OWN_NAMES = frozenset({"127.0.0.1", "localhost", "::1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """A call of the Web API, and the word it was refused with."""

    method: str
    error: str | None
    at: datetime


class Workspace:
    """Made with an app and a clock; `running` puts it on the wire."""

    def __init__(
        self,
        app: App | None = None,
        *,
        clock: Clock,
        team: Team | None = None,
        seed: int = 7,
    ) -> None:
        self.clock = clock
        self.faults = Faults(seed)
        self.state = State(app=app or App(), clock=clock, team=team or Team(), seed=seed)
        self.sockets = SocketHub(self.app.id, self.state.ids, self.faults, seed)
        self.desk = Desk(state=self.state, faults=self.faults, sockets=self.sockets)
        self.delivery = Delivery(self.state, self.faults)
        self.acting = Acting(state=self.state, delivery=self.delivery)
        self.seeing = Seeing(state=self.state)
        self.calls: deque[Called] = deque(maxlen=2_000)
        self.state.on_event = self.delivery.event
        self.state.changes.keeper = self.seeing.heard
        self._session: aiohttp.ClientSession | None = None
        self._keeping: set[asyncio.Task[None]] = set()
        clock.watch(self._moved)

    @property
    def app(self) -> App:
        return self.state.app

    def reconfigures(self, **settings: Any) -> None:
        """Changes the app's settings, as one does on Slack's page for them."""
        self.state.app = replace(self.state.app, **settings)

    def as_(self, who: str) -> Actor:
        """Somebody to act as: by id, handle, e-mail address or full name."""
        return Actor(acting=self.acting, seeing=self.seeing, user=self.person(who))

    def person(self, who: str) -> User:
        return self.state.people.who(who)

    def hires(
        self,
        name: str,
        real_name: str = "",
        *,
        email: str = "",
        timezone: str = "UTC",
        title: str = "",
        guest: Guest = Guest.NO,
        is_admin: bool = False,
        is_external: bool = False,
    ) -> User:
        """A new member, or somebody from outside."""
        team = f"T0OUTSIDE{len(self.state.people.users) % 10}" if is_external else ""
        return self.state.people.add_user(
            User(
                id=self.state.ids.next("U"),
                name=name,
                real_name=real_name or name.title(),
                email=email or f"{name}@example.com",
                timezone=timezone,
                title=title,
                guest=guest,
                is_admin=is_admin,
                is_external=is_external,
                team=team,
            )
        )

    def opens(
        self,
        name: str,
        members: Iterable[str] = (),
        *,
        is_private: bool = False,
        has_app: bool = True,
    ) -> Channel:
        """A new channel; the app is in it unless told otherwise."""
        ids = {self.person(who).id for who in members}
        channel = Channel(
            id=self.state.ids.next("C"),
            name=name.removeprefix("#"),
            room=Room.PRIVATE if is_private else Room.PUBLIC,
            members=frozenset(ids | ({self.app.bot_user} if has_app else set())),
            created=int(self.clock.seconds()),
        )
        self.state.changes.announce(Change(kind=Kind.CHANNEL, channel=channel.id))
        return self.state.people.add_channel(channel)

    def archives(self, name: str) -> None:
        self.state.people.add_channel(replace(self.state.people.place(name), is_archived=True))

    def deactivates(self, who: str) -> None:
        self.state.people.add_user(replace(self.person(who), is_deactivated=True))

    def remembers(
        self, who: str, typed: str, *, in_: str = "", at: datetime, thread_ts: str | None = None
    ) -> Message:
        """Puts in what was said before the sandbox opened; nobody is told."""
        user = self.person(who)
        channel = self.state.place(in_, user)
        text, blocks = composed(typed, self.state.people)
        message = Message(
            channel=channel.id,
            ts=self.state.ids.ts_at(at),
            user=user.id,
            text=text,
            thread_ts=thread_ts,
            body=packed({"blocks": blocks}),
        )
        return post(self.state, message, is_silent=True)

    def connects_to(self, url: str) -> None:
        """Where the app takes events, clicks and commands over HTTP."""
        if self._session is None:
            raise RuntimeError("the workspace is not running yet")
        if urlsplit(url).hostname not in OWN_NAMES:
            raise ValueError("the sandbox sends to this machine only")
        secret = self.app.signing_secret
        self.delivery.transport = HttpTransport(self._session, url, secret)

    async def verifies(self, url: str) -> bool:
        """Asks an address for its challenge back, as Slack does before it accepts one."""
        self.connects_to(url)
        challenge = self.state.ids.word(40)
        token = self.app.verification_token
        payload = {"type": "url_verification", "token": token, "challenge": challenge}
        reply = await self.delivery.asked(payload)
        return reply.is_ok and challenge in (reply.body, reply.content.get("challenge"))

    def uninstalls(self) -> None:
        """Somebody takes the app away: it hears of it, and its token is worth nothing."""
        bots = {"bot": [self.app.bot_user]}
        self.delivery.event({"type": "tokens_revoked", "tokens": bots})
        self.delivery.event({"type": "app_uninstalled"})
        self.state.is_revoked = True

    async def changes(self, who: str) -> AsyncIterator[Change]:
        """Everything that this person may hear of, from now on."""
        user = self.person(who)
        async for change in self.state.changes.stream(lambda c: self.seeing.may_know(user, c)):
            yield change

    async def settled(self) -> None:
        """Until the app has answered everything that was sent to it."""
        await self.delivery.settled()

    def moves_clock(self, by: timedelta) -> None:
        self.clock.moves(by)

    def disconnects(self) -> None:
        """The app cannot be reached any more."""
        self.delivery.transport = None

    async def wire_up(self) -> None:
        """Called by `running`: opens what needs a running loop."""
        self._session = aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar())
        if self.app.has_socket:
            self.delivery.transport = self.sockets
        elif self.app.request_url:
            self.connects_to(self.app.request_url)
        self._keeping.add(asyncio.create_task(self._keeps_time()))

    async def close(self) -> None:
        self.state.changes.end()
        for task in tuple(self._keeping):
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        self._keeping.clear()
        await self.delivery.close()
        await self.sockets.close()
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def _keeps_time(self) -> None:
        while True:
            await post_due(self.desk)
            self.state.expire()
            await self.clock.wait_until(self.clock() + timedelta(seconds=1))

    def _moved(self, now: datetime) -> None:
        body = {"now": now.isoformat()}
        self.state.changes.announce(Change(kind=Kind.CLOCK, body=body))


__all__ = ["Called", "Reply", "Workspace"]
