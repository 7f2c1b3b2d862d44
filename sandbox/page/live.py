"""Server-sent events: what changes in the workspace and beside it, to each open page."""

import asyncio
import json
from contextlib import suppress

from aiohttp import web

from sandbox.page.asking import BadRequest
from sandbox.page.guard import secured
from sandbox.slack.changes import Change
from sandbox.slack.shapes import Json, User
from sandbox.slack.workspace import Workspace

ALIVE_EVERY = 15.0
MOST_PAGES = 64
MOST_WAITING = 200


class Live:
    """Every open page has one stream; all of them end when the sandbox does."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._beside: set[asyncio.Queue[Json]] = set()
        self._open: set[asyncio.Task[object]] = set()

    def announce(self, event: Json) -> None:
        """Something beside the workspace: a mail, a record, a switch."""
        for queue in self._beside:
            with suppress(asyncio.QueueFull):  # a page that slow looks anew when it comes back
                queue.put_nowait(event)

    async def stream(self, request: web.Request, user: User) -> web.StreamResponse:
        """Raises BadRequest when too many pages are open already."""
        if len(self._open) >= MOST_PAGES:
            raise BadRequest(
                "Too many of these pages are open. Close some and load this one again."
            )
        answer = secured(web.StreamResponse(headers={"Content-Type": "text/event-stream"}))
        await answer.prepare(request)
        task = asyncio.current_task()
        if task is not None:
            self._open.add(task)
            task.add_done_callback(self._open.discard)
        queue: asyncio.Queue[Json] = asyncio.Queue(MOST_WAITING)
        self._beside.add(queue)
        try:
            with suppress(ConnectionError):
                await self._feed(answer, queue, user)
        finally:
            self._beside.discard(queue)
        return answer

    async def _feed(
        self, answer: web.StreamResponse, queue: "asyncio.Queue[Json]", user: User
    ) -> None:
        seeing = self._workspace.seeing

        def wants(change: Change) -> bool:
            return seeing.may_know(user, change)

        with self._workspace.state.changes.watched(wants) as changes:
            await answer.write(b": here\n\n")
            pump = asyncio.create_task(self._pump(changes, queue))
            try:
                while True:
                    await answer.write(await _next(queue))
            finally:
                pump.cancel()

    async def _pump(self, changes: "asyncio.Queue[Change]", queue: "asyncio.Queue[Json]") -> None:
        while True:
            change = await changes.get()
            await queue.put(self._workspace.seeing.change_json(change))

    async def close(self) -> None:
        for task in tuple(self._open):
            task.cancel()


async def _next(queue: "asyncio.Queue[Json]") -> bytes:
    """The next event as it goes over the wire, or a sign of life."""
    try:
        async with asyncio.timeout(ALIVE_EVERY):
            event = await queue.get()
    except TimeoutError:
        return b": still here\n\n"
    return b"data: " + json.dumps(event).encode("ascii") + b"\n\n"
