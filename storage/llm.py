"""A model's replies, accounts and daily purse, of one workspace."""

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import case, func, insert, select, update

from storage import audit
from storage.database import Database, ReadOnly
from storage.statements import insert_new
from storage.tables.llm import llm_calls, llm_replies, llm_spend

_MOST_WAITING = 100
_KEYS_HOLD = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """One filled-in form as text, with names still masked, and what it had cost."""

    key: str
    task: str
    prompt: str
    provider: str
    model: str
    body: str
    micros: int


_FIELDS = tuple(Reply.__dataclass_fields__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call: what for, which versions, what it cost, how it ended; never what it said.

    `outcome` is ok, refused, invalid, or why there was none; `detail` of an ok names what stood in
    the answer and rested on nothing.
    """

    id: str
    at: datetime
    task: str
    subject: str
    run: str
    provider: str
    model: str
    prompt: str
    prompt_hash: str
    schema_hash: str
    context_hash: str
    outcome: str
    detail: str
    stored: bool
    attempts: int
    fresh: int
    written: int
    cache_read: int
    cache_written: int
    micros: int
    millis: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What the calls of one group came to."""

    group: str
    calls: int
    answered: int
    stored: int
    tokens_in: int
    tokens_out: int
    micros: int


@dataclass(slots=True, kw_only=True)
class Replies:
    """Replies by their key. New ones wait for a batch of them; `settle` writes the rest.

    Most questions are new, and looking each up would cost more than all else that is done with
    it. So the keys of the last days are remembered, and read again every minute: what another
    process kept meanwhile is asked once more at worst.
    """

    database: Database
    workspace: str
    now: Callable[[], datetime]
    look_back: timedelta = timedelta(days=14)
    _waiting: dict[str, Reply] = field(default_factory=dict)
    _known: set[str] = field(default_factory=set)
    _known_at: datetime | None = None
    _turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def find(self, key: str) -> Reply | None:
        if key in self._waiting:
            return self._waiting[key]
        await self._refresh()
        if key not in self._known:
            return None
        query = select(llm_replies).where(
            llm_replies.c.workspace == self.workspace, llm_replies.c.key == key
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        return None if row is None else Reply(**{name: getattr(row, name) for name in _FIELDS})

    async def _refresh(self) -> None:
        if self._known_at is not None and self.now() - self._known_at < _KEYS_HOLD:
            return
        async with self._turn:
            now, before = self.now(), self._known_at
            if before is not None and now - before < _KEYS_HOLD:
                return
            since = before - _KEYS_HOLD if before else now - self.look_back
            query = select(llm_replies.c.key).where(
                llm_replies.c.workspace == self.workspace, llm_replies.c.at >= since
            )
            async with self.database.read() as connection:
                self._known.update((await connection.scalars(query)).all())
            self._known_at = now

    async def keep(self, reply: Reply) -> None:
        self._waiting[reply.key] = reply
        if len(self._waiting) >= _MOST_WAITING:
            await self.settle()

    async def settle(self) -> None:
        waiting = dict(self._waiting)
        if not waiting:
            return
        shared = {"workspace": self.workspace, "at": self.now()}
        rows = [asdict(reply) | shared for reply in waiting.values()]
        async with self.database.write() as connection:
            await connection.execute(insert_new(llm_replies, connection), rows)
        self._known.update(waiting)
        for key in waiting:
            self._waiting.pop(key, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedReplies:
    """Replies of any time, to be read and no more; what is new is forgotten with this."""

    database: ReadOnly
    workspace: str
    new: dict[str, Reply] = field(default_factory=dict)

    async def find(self, key: str) -> Reply | None:
        query = select(llm_replies).where(
            llm_replies.c.workspace == self.workspace, llm_replies.c.key == key
        )
        async with self.database.read() as connection:
            row = (await connection.execute(query)).one_or_none()
        if row is None:
            return self.new.get(key)
        return Reply(**{name: getattr(row, name) for name in _FIELDS})

    async def keep(self, reply: Reply) -> None:
        self.new[reply.key] = reply

    async def settle(self) -> None:
        """Nothing of a replay is written down."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """What was asked, by call."""

    database: Database
    workspace: str

    async def note(self, calls: Sequence[Call]) -> None:
        """Stores calls, and one entry of the audit log that sums them up."""
        rows = [asdict(call) | {"workspace": self.workspace} for call in calls]
        async with self.database.write() as connection:
            await connection.execute(insert(llm_calls), rows)
            await audit.append(connection, self.workspace, [_summary(calls)])

    async def costs(self, since: datetime, by: str) -> list[Cost]:
        """Sums since a moment, dearest first; `by` is a column: task, model, subject, outcome."""
        c = llm_calls.c
        answered = func.sum(case((c.outcome == "ok", 1), else_=0))
        tokens_in = func.sum(c.fresh + c.cache_read + c.cache_written)
        query = (
            select(
                c[by].label("of"),
                func.count().label("calls"),
                answered.label("answered"),
                func.sum(case((c.stored, 1), else_=0)).label("stored"),
                tokens_in.label("tokens_in"),
                func.sum(c.written).label("tokens_out"),
                func.sum(c.micros).label("micros"),
            )
            .where(c.workspace == self.workspace, c.at >= since)
            .group_by(c[by])
            .order_by(func.sum(c.micros).desc(), c[by])
        )
        async with self.database.read() as connection:
            rows = (await connection.execute(query)).all()
        return [_cost(row) for row in rows]


@dataclass(frozen=True, slots=True, kw_only=True)
class Purse:
    """The workspace's money per day, shared by all processes."""

    database: Database
    workspace: str

    async def take(self, day: date, micros: int, cap: int) -> bool:
        """False, and nothing taken, if that would be over the cap."""
        where = (llm_spend.c.workspace == self.workspace, llm_spend.c.day == day)
        row = {"workspace": self.workspace, "day": day, "micros": 0}
        spent = llm_spend.c.micros + micros
        async with self.database.write() as connection:
            await connection.execute(insert_new(llm_spend, connection), row)
            done = await connection.execute(
                update(llm_spend).where(*where, spent <= cap).values(micros=spent)
            )
            return done.rowcount == 1

    async def give_back(self, day: date, micros: int) -> None:
        """A negative amount is what was spent beyond what had been taken."""
        where = (llm_spend.c.workspace == self.workspace, llm_spend.c.day == day)
        async with self.database.write() as connection:
            row = {"workspace": self.workspace, "day": day, "micros": 0}
            await connection.execute(insert_new(llm_spend, connection), row)
            await connection.execute(
                update(llm_spend).where(*where).values(micros=llm_spend.c.micros - micros)
            )

    async def spent(self, day: date) -> int:
        query = select(llm_spend.c.micros).where(
            llm_spend.c.workspace == self.workspace, llm_spend.c.day == day
        )
        async with self.database.read() as connection:
            return int(await connection.scalar(query) or 0)


def _cost(row: Any) -> Cost:
    return Cost(
        group=row.of,
        calls=int(row.calls),
        answered=int(row.answered),
        stored=int(row.stored),
        tokens_in=int(row.tokens_in),
        tokens_out=int(row.tokens_out),
        micros=int(row.micros),
    )


def _summary(calls: Sequence[Call]) -> audit.Entry:
    outcomes: dict[str, int] = {}
    for call in calls:
        outcomes[call.outcome] = outcomes.get(call.outcome, 0) + 1
    return audit.Entry(
        at=max(call.at for call in calls),
        kind="model.asked",
        body={
            "calls": len(calls),
            "outcomes": dict(sorted(outcomes.items())),
            "unfounded": sum(call.outcome == "ok" and call.detail != "" for call in calls),
            "prompts": sorted({f"{call.prompt} {call.prompt_hash[:12]}" for call in calls}),
            "models": sorted({call.model for call in calls}),
            "runs": sorted({call.run for call in calls if call.run}),
            "micros": sum(call.micros for call in calls),
        },
    )
