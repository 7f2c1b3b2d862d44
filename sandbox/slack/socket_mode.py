"""Socket Mode: the app connects to us, and what happens goes down one of its connections."""

import asyncio
import json
import uuid
from collections import deque
from random import Random

from aiohttp import WSMsgType, web

from sandbox.slack.faults import Faults, Trouble
from sandbox.slack.ids import Ids
from sandbox.slack.shapes import Json
from sandbox.slack.transport import ACK_WITHIN, Envelope, Parcel, Reply

MOST_CONNECTIONS = 10
_HOST = "applink-sandbox"


class SocketHub:
    """Tickets, connections, and what waits for an acknowledgement."""

    def __init__(self, app_id: str, ids: Ids, faults: Faults, seed: int) -> None:
        self._app_id, self._ids, self._faults = app_id, ids, faults
        self._random = Random(seed)
        self._tickets: deque[str] = deque(maxlen=100)
        self._connections: list[web.WebSocketResponse] = []
        self._waiting: dict[str, asyncio.Future[Json]] = {}
        self._joined = asyncio.Event()
        self.ack_within = ACK_WITHIN

    @property
    def connections(self) -> int:
        return len(self._connections)

    def ticket(self) -> str:
        """What `apps.connections.open` puts in the address; good for one connection."""
        made = self._ids.word(32).lower()
        self._tickets.append(made)
        return made

    async def joined(self) -> None:
        """Until the app has a connection."""
        await self._joined.wait()

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """One connection, from hello to its end."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.json_response({"ok": False, "error": "invalid_ticket"}, status=401)
        self._tickets.remove(ticket)
        socket = web.WebSocketResponse(heartbeat=30, timeout=1.0)
        await socket.prepare(request)
        if len(self._connections) >= MOST_CONNECTIONS:
            await self._say_goodbye(socket, "too_many_websockets")
            return socket
        self._connections.append(socket)
        try:
            await socket.send_json(self._hello())
            self._joined.set()
            await self._listen(socket)
        finally:
            self._leave(socket)
        return socket

    async def send(self, parcel: Parcel) -> Reply:
        """Sends down a random connection and waits for its acknowledgement."""
        if not self._connections:
            return Reply(failure="connection_failed")
        socket = self._random.choice(self._connections)
        if self._faults.strikes(Trouble.SOCKET_DROPPED, parcel.kind):
            self._leave(socket)
            await socket.close()
            return Reply(failure="connection_failed")
        envelope_id = str(uuid.UUID(int=self._random.getrandbits(128), version=4))
        waiting: asyncio.Future[Json] = asyncio.get_running_loop().create_future()
        self._waiting[envelope_id] = waiting
        try:
            if not self._faults.strikes(Trouble.SOCKET_GHOST, parcel.kind):
                await socket.send_json(_wrapped(parcel, envelope_id))
            answer = await asyncio.wait_for(waiting, self.ack_within)
        except TimeoutError:
            return Reply(failure="timeout")
        except ConnectionError:
            return Reply(failure="connection_failed")
        finally:
            del self._waiting[envelope_id]
        return Reply(status=200, body=answer)

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Asks every connection to come anew, as Slack does every few hours."""
        for socket in tuple(self._connections):
            await self._say_goodbye(socket, reason, stays=reason == "warning")

    async def close(self) -> None:
        for socket in tuple(self._connections):
            await socket.close()

    async def _listen(self, socket: web.WebSocketResponse) -> None:
        async for message in socket:
            if message.type is not WSMsgType.TEXT:
                continue
            try:
                answer = json.loads(message.data)
            except ValueError:
                continue  # Slack ignores what it does not understand
            self._acknowledged(answer)

    def _acknowledged(self, answer: object) -> None:
        if not isinstance(answer, dict):
            return
        waiting = self._waiting.get(str(answer.get("envelope_id")))
        if waiting is not None and not waiting.done():
            payload = answer.get("payload")
            waiting.set_result(payload if isinstance(payload, dict) else {})

    def _hello(self) -> Json:
        return {
            "type": "hello",
            "num_connections": len(self._connections),
            "debug_info": {"host": _HOST, "build_number": 1, "approximate_connection_time": 18060},
            "connection_info": {"app_id": self._app_id},
        }

    async def _say_goodbye(
        self, socket: web.WebSocketResponse, reason: str, *, stays: bool = False
    ) -> None:
        goodbye = {"type": "disconnect", "reason": reason, "debug_info": {"host": _HOST}}
        await socket.send_json(goodbye)
        if not stays:
            self._leave(socket)
            await socket.close()

    def _leave(self, socket: web.WebSocketResponse) -> None:
        if socket in self._connections:
            self._connections.remove(socket)
        if not self._connections:
            self._joined.clear()


def _wrapped(parcel: Parcel, envelope_id: str) -> Json:
    made: Json = {
        "envelope_id": envelope_id,
        "type": parcel.kind.value,
        "payload": parcel.payload,
        "accepts_response_payload": parcel.kind is not Envelope.EVENT,
    }
    if parcel.kind is Envelope.EVENT:
        made["retry_attempt"] = parcel.retry
        made["retry_reason"] = parcel.reason or ""
    return made
