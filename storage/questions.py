"""What is remembered of questions: where a thread goes on, words not known, what was meant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from storage.database import Database
from storage.statements import insert
from storage.tables.questions import question_readings, question_threads, question_words

_LONGEST_WORD = 40

PlanJson = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """Of one workspace."""

    database: Database
    workspace: str

    async def plan_of(self, thread: str) -> PlanJson | None:
        """The plan that the thread's latest answer had."""
        table = question_threads.c
        query = select(table.plan).where(table.workspace == self.workspace, table.thread == thread)
        async with self.database.read() as connection:
            found: PlanJson | None = await connection.scalar(query)
            return found

    async def go_on_from(self, thread: str, person: str, plan: PlanJson, now: datetime) -> None:
        """What the next question of the thread is understood after."""
        row = {"person_id": person, "plan": dict(plan), "at": now}
        async with self.database.write() as connection:
            statement = insert(question_threads, connection).values(
                workspace=self.workspace, thread=thread, **row
            )
            await connection.execute(
                statement.on_conflict_do_update(index_elements=["workspace", "thread"], set_=row)
            )

    async def not_known(self, words: Sequence[str], today: date) -> None:
        """Counts words that a question held and nobody here knows."""
        week = today - timedelta(days=today.weekday())
        short = sorted({word.casefold() for word in words if len(word) <= _LONGEST_WORD})
        if not short:
            return
        async with self.database.write() as connection:
            for word in short:
                statement = insert(question_words, connection).values(
                    workspace=self.workspace, week=week, word=word, times=1
                )
                await connection.execute(
                    statement.on_conflict_do_update(
                        index_elements=["workspace", "week", "word"],
                        set_={"times": question_words.c.times + 1},
                    )
                )

    async def words_since(self, first: date) -> list[tuple[str, int]]:
        """Words that were not known and how often, the most frequent first."""
        table = question_words.c
        times = func.sum(table.times)
        query = (
            select(table.word, times)
            .where(table.workspace == self.workspace, table.week >= first)
            .group_by(table.word)
            .order_by(times.desc(), table.word)
        )
        async with self.database.read() as connection:
            return [(row[0], int(row[1])) for row in (await connection.execute(query)).all()]

    async def reading_of(self, person: str, words: str) -> PlanJson | None:
        """The plan that this person confirmed for these words."""
        table = question_readings.c
        query = select(table.plan).where(
            table.workspace == self.workspace, table.person_id == person, table.words == words
        )
        async with self.database.read() as connection:
            found: PlanJson | None = await connection.scalar(query)
            return found

    async def confirm(self, person: str, words: str, plan: PlanJson, now: datetime) -> None:
        """From now on these words of this person mean that plan."""
        row = {"plan": dict(plan), "at": now}
        async with self.database.write() as connection:
            statement = insert(question_readings, connection).values(
                workspace=self.workspace, person_id=person, words=words, **row
            )
            await connection.execute(
                statement.on_conflict_do_update(
                    index_elements=["workspace", "person_id", "words"], set_=row
                )
            )
