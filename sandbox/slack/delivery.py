"""Brings events, clicks and commands to the app; events come again until they are taken."""

import asyncio
from collections import deque
from dataclasses import dataclass
from datetime import timedelta

from sandbox.slack.faults import Faults, Trouble
from sandbox.slack.payloads import envelope
from sandbox.slack.shapes import Json
from sandbox.slack.state import State
from sandbox.slack.transport import Envelope, Parcel, Reply, Transport

# After the first attempt: at once, after a minute, after five; then Slack gives up.
RETRIES = (timedelta(0), timedelta(minutes=1), timedelta(minutes=5))
OVERTAKEN_WITHIN = 2.0
_AT_ONCE = 20
_WORDS = {"im": "im", "channel": "channels", "group": "groups", "mpim": "mpim"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One attempt, for tests and for whoever wonders what went over the wire."""

    kind: Envelope
    type: str
    id: str
    retry: int
    reply: Reply


class Delivery:
    """Interactive payloads are sent once: Slack shows the person a failure, and forgets them."""

    def __init__(self, state: State, faults: Faults) -> None:
        self._state, self._faults = state, faults
        self._tasks: set[asyncio.Task[None]] = set()
        self._busy = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._gate = asyncio.Semaphore(_AT_ONCE)
        self._overtaken = asyncio.Event()
        self._kept: deque[Json] = deque(maxlen=200)
        self.transport: Transport | None = None
        self.log: deque[Sent] = deque(maxlen=1_000)

    def event(self, event: Json) -> None:
        """Sends what the app subscribed to, in the background."""
        if self.transport is None or not self._is_wanted(event):
            return
        self._start(envelope(self._state, event))
        if "client_msg_id" in event and self._faults.strikes(Trouble.TWIN, event["type"]):
            ts = self._state.ids.ts()
            self._start(envelope(self._state, {**event, "ts": ts, "event_ts": ts}))

    def redeliver(self, event_id: str) -> bool:
        """Sends an event of the log once more, as Slack does after a reconnect hours later."""
        found = next((one for one in self._kept if one["event_id"] == event_id), None)
        if found is not None:
            self._start(found)
        return found is not None

    async def interactive(self, payload: Json) -> Reply:
        return await self._once(Parcel(kind=Envelope.INTERACTIVE, payload=payload))

    async def command(self, fields: Json) -> Reply:
        return await self._once(Parcel(kind=Envelope.COMMAND, payload=fields))

    async def asked(self, payload: Json) -> Reply:
        """A question that is no event, such as the one for a challenge."""
        return await self._once(Parcel(kind=Envelope.EVENT, payload=payload))

    async def settled(self) -> None:
        """Until nothing is under way; what waits for its next attempt is not."""
        while self._busy:
            await self._idle.wait()

    async def close(self) -> None:
        for task in tuple(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _is_wanted(self, event: Json) -> bool:
        name = event["type"]
        if name == "message":
            name = f"message.{_WORDS[event['channel_type']]}"
        return name in self._state.app.events

    def _start(self, payload: Json) -> None:
        self._kept.append(payload)
        self._enter()
        task = asyncio.create_task(self._deliver(payload))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _deliver(self, payload: Json) -> None:
        try:
            await self._held_up(payload)
            reply = await self._attempt(payload, 0, None)
            if self._faults.strikes(Trouble.DUPLICATE, payload["event"]["type"]):
                await self._attempt(payload, 0, None)
        finally:
            self._leave()
        for number, wait in enumerate(RETRIES, start=1):
            if reply.is_ok or reply.wants_no_retry:
                return
            await self._state.clock.wait_until(self._state.clock() + wait)
            self._enter()
            try:
                reply = await self._attempt(payload, number, reply.failure)
            finally:
                self._leave()

    async def _held_up(self, payload: Json) -> None:
        name = payload["event"]["type"]
        late = self._faults.strikes(Trouble.DELAYED, name)
        if late is not None:
            clock = self._state.clock
            await clock.wait_until(clock() + timedelta(seconds=float(late.value)))
        if self._faults.strikes(Trouble.OUT_OF_ORDER, name):
            overtaken = self._overtaken
            try:
                await asyncio.wait_for(overtaken.wait(), OVERTAKEN_WITHIN)
            except TimeoutError:
                return  # nothing followed it, so nothing could overtake it

    async def _attempt(self, payload: Json, number: int, reason: str | None) -> Reply:
        parcel = Parcel(kind=Envelope.EVENT, payload=payload, retry=number, reason=reason)
        async with self._gate:
            reply = await self._send(parcel)
        overtaken, self._overtaken = self._overtaken, asyncio.Event()
        overtaken.set()
        if self._faults.strikes(Trouble.ACK_LOST, payload["event"]["type"]):
            return Reply(failure="http_timeout")
        return reply

    async def _once(self, parcel: Parcel) -> Reply:
        self._enter()
        try:
            return await self._send(parcel)
        finally:
            self._leave()

    async def _send(self, parcel: Parcel) -> Reply:
        if self.transport is None:
            return Reply(failure="connection_failed")
        reply = await self.transport.send(parcel)
        self.log.append(
            Sent(
                kind=parcel.kind,
                type=_type(parcel),
                id=str(parcel.payload.get("event_id", "")),
                retry=parcel.retry,
                reply=reply,
            )
        )
        return reply

    def _enter(self) -> None:
        self._busy += 1
        self._idle.clear()

    def _leave(self) -> None:
        self._busy -= 1
        if not self._busy:
            self._idle.set()


def _type(parcel: Parcel) -> str:
    match parcel.kind:
        case Envelope.EVENT:
            return str(parcel.payload.get("event", parcel.payload)["type"])
        case Envelope.COMMAND:
            return str(parcel.payload["command"])
        case Envelope.INTERACTIVE:
            return str(parcel.payload["type"])
