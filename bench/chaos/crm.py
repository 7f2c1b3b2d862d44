"""A CRM on the network that keeps no idempotency keys: whoever asks twice gets it twice.

It outlives everything that is killed, so what it did is the truth that rows are compared with.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import StrEnum
from random import Random

import aiohttp
from aiohttp import web

from bot.domain.effects import Approved, Receipt
from bot.errors import CrmUnavailable, EffectUnsure

_SAFE = "It was not done."


class Fate(StrEnum):
    """What becomes of one request."""

    FINE = "fine"
    SILENT_DONE = "silent_done"  # it has its effect, and no answer comes
    SILENT_LATE = "silent_late"  # it has its effect only after the client has given up
    SILENT_NOT_DONE = "silent_not_done"
    BUSY = "busy"  # 429 or 500, and surely nothing was done


# Of a hundred requests; half of those that stay silent have their effect.
_FATES = {
    Fate.FINE: 92.0,
    Fate.SILENT_DONE: 1.25,
    Fate.SILENT_LATE: 1.25,
    Fate.SILENT_NOT_DONE: 2.5,
    Fate.BUSY: 3.0,
}


@dataclass(kw_only=True)
class KeylessCrm:
    """`effects` in the order in which they happened: whose, and by which worker."""

    random: Random
    timeout: float  # after which the client gives up
    effects: list[tuple[str, str]] = field(default_factory=list)
    first_by: dict[str, float] = field(default_factory=dict)
    fates: Counter[Fate] = field(default_factory=Counter)

    @asynccontextmanager
    async def serving(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/effects/{id}", self._do)
        app.router.add_get("/effects/{id}", self._look)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        host, port = runner.addresses[0][:2]
        try:
            yield f"http://{host}:{port}"
        finally:
            await runner.cleanup()

    async def _do(self, request: web.Request) -> web.Response:
        (fate,) = self.random.choices(list(_FATES), list(_FATES.values()))
        self.fates[fate] += 1
        await asyncio.sleep(self.random.uniform(0.002, 0.03))
        match fate:
            case Fate.BUSY:
                return web.Response(status=self.random.choice((429, 500)))
            case Fate.FINE:
                self._happens(request)
                await asyncio.sleep(self.random.uniform(0.002, 0.03))
                return web.Response()
            case Fate.SILENT_DONE:
                self._happens(request)
            case Fate.SILENT_LATE:
                await asyncio.sleep(self.timeout * 1.1)
                self._happens(request)
            case Fate.SILENT_NOT_DONE:
                pass
        await asyncio.sleep(self.timeout * 2)
        return web.Response()

    def _happens(self, request: web.Request) -> None:
        worker = request.query["worker"]
        self.effects.append((request.match_info["id"], worker))
        self.first_by.setdefault(worker, asyncio.get_running_loop().time())

    async def _look(self, request: web.Request) -> web.Response:
        if self.random.random() < 0.03:
            return web.Response(status=500)
        wanted = request.match_info["id"]
        return web.json_response({"happened": any(one == wanted for one, _ in self.effects)})


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpWriter:
    """The client of that CRM, inside a worker."""

    session: aiohttp.ClientSession
    url: str
    worker: str
    can_look_up: bool = True

    async def apply(self, approved: Approved, at: datetime) -> Receipt:
        where = f"{self.url}/effects/{approved.effect_id}"
        try:
            async with self.session.post(where, params={"worker": self.worker}) as answer:
                if answer.status != 200:
                    raise CrmUnavailable(f"The CRM answered {answer.status}. {_SAFE}")
        except aiohttp.ClientConnectorError as error:
            raise CrmUnavailable(f"The CRM could not be reached. {_SAFE}") from error
        except aiohttp.ClientError as error:
            raise EffectUnsure("The CRM broke off its answer.") from error
        return Receipt(effect_id=approved.effect_id, at=at)

    async def lookup(self, approved: Approved) -> Receipt | None:
        try:
            async with self.session.get(f"{self.url}/effects/{approved.effect_id}") as answer:
                if answer.status != 200:
                    raise CrmUnavailable(f"The CRM answered {answer.status}. {_SAFE}")
                happened = (await answer.json())["happened"]
        except aiohttp.ClientError as error:
            raise CrmUnavailable(f"The CRM could not be reached. {_SAFE}") from error
        return Receipt(effect_id=approved.effect_id, at=datetime.now(UTC)) if happened else None
