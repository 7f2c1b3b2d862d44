"""Daybreak with one of its three safeguards taken out: to show that the harness would notice."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update

from bot.decisions.attempts import Outcome
from bot.decisions.execution import Execution
from bot.domain.lifecycle import ExecutionState
from storage.execution_rows import Claimed, claimed_of
from storage.executions import Executions
from storage.tables.executions import executions


@dataclass(frozen=True, slots=True, kw_only=True)
class Soundness:
    """`fence`: one hand at a time. `look_up`: look before repeating. `key`: one effect per word."""

    fence: bool = True
    look_up: bool = True
    key: bool = True


ALL_SOUND = Soundness()


class Unfenced(Executions):
    """Hands out what somebody else may be at work on."""

    async def claim(
        self, execution_id: str, by: str, now: datetime, lease: timedelta
    ) -> Claimed | None:
        of = executions.c
        statement = (
            update(executions)
            .where(
                of.workspace == self.workspace,
                of.id == execution_id,
                of.state.in_([ExecutionState.PENDING, ExecutionState.RUNNING]),
            )
            .values(
                state=ExecutionState.RUNNING,
                attempt=of.attempt + 1,
                unsure=of.state == ExecutionState.RUNNING,
                due_at=now + lease,
            )
            .returning(executions)
        )
        async with self.database.write() as connection:
            row = (await connection.execute(statement)).one_or_none()
        return None if row is None else claimed_of(row, self.codec)


class Blind(Execution):
    """Repeats without a look whether it has happened already."""

    async def _looked_up(self, claimed: Claimed) -> Outcome | None:
        return None


def store_class(sound: Soundness) -> type[Executions]:
    return Executions if sound.fence else Unfenced


def execution_class(sound: Soundness) -> type[Execution]:
    return Execution if sound.look_up else Blind
