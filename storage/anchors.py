"""Ends of the audit chain, kept in a file apart from the database: who cuts the chain off cuts
only one of the two.
"""

import asyncio
import json
import os
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.errors import BadInput
from storage.audit import AuditLog, instant
from storage.audit_chain import Head

Outlet = Callable[[Head, datetime], Awaitable[None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Anchors:
    """One line per end. `outlets` are other places that are told of each."""

    path: Path
    log: AuditLog
    outlets: Sequence[Outlet] = ()

    async def kept(self) -> list[Head]:
        """Ends of this workspace's chain, oldest first. Raises BadInput for a file that is none."""
        return [head for head, _ in await asyncio.to_thread(self._read)]

    async def keep(self, now: datetime) -> Head | None:
        """Keeps the end of the chain, once a day and only if it has grown; None: nothing to do."""
        lines = await asyncio.to_thread(self._read)
        last, day = lines[-1] if lines else (Head(), None)
        if day == instant(now)[:10]:
            return None
        head = await self.log.head()
        if head.seq <= last.seq:
            return None
        await asyncio.to_thread(self._write, head, now)
        for tell in self.outlets:
            await tell(head, now)
        return head

    def _read(self) -> list[tuple[Head, str]]:
        if not self.path.exists():
            return []
        try:
            lines = [json.loads(line) for line in self.path.read_text("utf-8").splitlines()]
            return [
                (Head(seq=int(line["seq"]), hash=str(line["hash"])), str(line["at"])[:10])
                for line in lines
                if line["workspace"] == self.log.workspace
            ]
        except (ValueError, KeyError, TypeError) as error:
            raise BadInput(
                f"{self.path} is damaged, so the audit log can't be compared with it. Nothing was"
                " changed. Put back a copy of the file, or move it away to begin a new one."
            ) from error

    def _write(self, head: Head, now: datetime) -> None:
        line = {"workspace": self.log.workspace, "seq": head.seq, "hash": head.hash}
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("a", encoding="utf-8") as file:
            file.write(json.dumps(line | {"at": instant(now)}) + "\n")
            file.flush()
            os.fsync(file.fileno())
