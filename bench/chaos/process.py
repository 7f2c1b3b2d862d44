"""One real process of Daybreak under test: it takes clicks, executes, sweeps, and may be killed."""

import asyncio
import logging
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp

from bench.chaos.crm import HttpWriter
from bench.chaos.desk import TRIES, Desk
from bench.chaos.weakened import ALL_SOUND, Soundness, execution_class, store_class
from bot.decisions.attempts import Outcome
from bot.decisions.pace import Pace
from bot.decisions.recovery import Recovery
from bot.domain.effects import Approved
from bot.engine.local import LocalEngine
from bot.engine.port import Engine
from bot.engine.streams import StreamEngine, StreamSettings
from bot.policy.rulings import Effect, Ruling
from handlers.schedule import Sweeping
from storage.codec import Codec
from storage.database import Database
from storage.decisions import StoredDecisions

WORKSPACE = "chaos"
PACE = Pace(
    timeout=timedelta(seconds=1),
    settle=timedelta(seconds=1),
    lease=timedelta(seconds=3),
    tries=TRIES,
    first_wait=timedelta(seconds=0.1),
    longest_wait=timedelta(seconds=1),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where everything is; `name` is this incarnation's."""

    name: str
    database: str
    redis: str | None
    crm: str
    port: int
    sound: Soundness = ALL_SOUND


def live(place: Place) -> None:
    """Runs until it is killed."""
    logging.disable(logging.CRITICAL)
    asyncio.run(_live(place))


async def _live(place: Place) -> None:
    database = Database.open(place.database).small
    codec = Codec()
    store = store_class(place.sound)(database=database, workspace=WORKSPACE, codec=codec)
    engine = _engine(place)
    async with aiohttp.ClientSession() as session:
        execution = execution_class(place.sound)(
            store=store,
            writer=HttpWriter(session=session, url=place.crm, worker=place.name),
            rule=_allowed,
            give_back=_nothing,
            tell=_nobody,
            now=_now,
            worker=place.name,
            pace=PACE,
        )
        decisions = StoredDecisions(database=database, workspace=WORKSPACE, codec=codec)
        desk = Desk(decisions=decisions, engine=engine, sound=place.sound)
        grace = timedelta(seconds=0.5 if place.redis else 0)
        sweeping = Sweeping(recovery=Recovery(store=store, grace=grace), now=_now)
        async with engine.serving(execution.run) as send, desk.serving(place.port):
            await sweeping.run(send, asyncio.Event())


def _engine(place: Place) -> Engine:
    if place.redis is None:
        return LocalEngine()
    return StreamEngine(StreamSettings(url=place.redis), time.monotonic)


def _now() -> datetime:
    return datetime.now(UTC)


async def _allowed(approved: Approved, at: datetime) -> Ruling:
    return Ruling(effect=Effect.ALLOW, policy_version="chaos")


async def _nothing(effect_id: str) -> None:
    """There are no caps."""


async def _nobody(approved: Approved, outcome: Outcome) -> None:
    """There is no card to update."""
