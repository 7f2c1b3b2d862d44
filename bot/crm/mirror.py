"""Brings the mirror up to date from any CRM, in full or by what changed."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.crm.port import Changes, Crm, CrmSchema
from bot.errors import BadInput, CrmUnavailable
from storage.mirror.syncing import MirrorSync, SyncState, TakenOver


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncReport:
    """What one sync did. `counts` are records written per kind, `gone` those found deleted.

    `complete` says whether the mirror now holds all that the CRM had when the sync began; if not,
    `problem` is the sentence that says why, and the next sync goes on where this one stopped.
    `failing_since` is the first of the syncs that failed since the last complete one.
    """

    full: bool
    complete: bool
    counts: Mapping[str, int] = field(hash=False)
    gone: int
    seconds: float
    data_as_of: datetime | None
    problem: str | None = None
    failing_since: datetime | None = None


class Mirror:
    """Keeps one workspace's mirror of one CRM."""

    def __init__(self, crm: Crm, store: MirrorSync) -> None:
        self._crm = crm
        self._store = store
        self._schema = TypeAdapter(CrmSchema)

    async def sync(self, full: bool, now: datetime) -> SyncReport:
        """Reads on from where the last sync stopped, or everything if `full` or for the first time.

        May be killed at any moment: the next one goes on from the last stored batch. A CRM that
        does not answer is recorded and reported, not raised: the mirror as it is stays in use.
        """
        began = time.monotonic()
        state = await self._store.begin(self._crm.name, now, full=full)
        try:
            try:
                return await self._run(state, now, began)
            except BadInput:
                # The CRM does not know its cursor any more, so only reading all of it helps.
                state = await self._store.begin(self._crm.name, now, full=True, afresh=True)
                return await self._run(state, now, began)
        except CrmUnavailable as error:
            return await self._unavailable(state, str(error), now, began)
        except TakenOver:
            return _report(
                state,
                now,
                began,
                problem="Another sync of the same mirror began and goes on in place of this one.",
            )

    async def schema(self) -> CrmSchema | None:
        """What the CRM said of itself at the last sync; None before the first."""
        body = await self._store.description()
        return None if body is None else self._schema.validate_json(body)

    async def data_as_of(self, now: datetime) -> datetime | None:
        """Up to when the mirror tells everything; None before the first complete sync."""
        state = await self._store.state()
        return None if state is None else state.as_of(now)

    async def _run(self, state: SyncState, now: datetime, began: float) -> SyncReport:
        # First of all: which fields are hidden from whom, before the fields themselves.
        schema = await self._crm.schema()
        hidden = {str(role): sorted(names) for role, names in schema.hidden.items()}
        await self._store.describe(self._schema.dump_json(schema).decode(), hidden, now)
        async for batch in self._crm.changes(state.cursor):
            state = _advanced(state, batch)
            await self._store.apply(state, batch.kind, batch.records, batch.deleted, now)
        as_of = await self._crm.as_of()
        seconds = timedelta(seconds=time.monotonic() - began)
        gone = await self._store.finish(state, now, now + seconds, as_of)
        done = replace(
            state, complete_started_at=state.started_at, crm_as_of=as_of, failing_since=None
        )
        return _report(done, now, began, gone=gone, complete=True)

    async def _unavailable(
        self, state: SyncState, problem: str, now: datetime, began: float
    ) -> SyncReport:
        # If another sync has taken over, how the CRM is doing is its to say.
        with suppress(TakenOver):
            await self._store.fail(state, problem, now)
        return _report(await self._store.state() or state, now, began, problem=problem)


def _advanced(state: SyncState, batch: Changes) -> SyncState:
    counts = dict(state.counts)
    counts[batch.kind] = counts.get(batch.kind, 0) + len(batch.records)
    counts["deleted"] = counts.get("deleted", 0) + len(batch.deleted)
    return replace(state, cursor=batch.cursor, counts=counts)


def _report(
    state: SyncState,
    now: datetime,
    began: float,
    *,
    gone: int = 0,
    complete: bool = False,
    problem: str | None = None,
) -> SyncReport:
    counts = dict(state.counts)
    return SyncReport(
        full=state.full,
        complete=complete,
        gone=gone + counts.pop("deleted", 0),
        counts=counts,
        seconds=time.monotonic() - began,
        data_as_of=state.as_of(now),
        problem=problem,
        failing_since=state.failing_since,
    )
