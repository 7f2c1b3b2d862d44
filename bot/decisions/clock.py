"""The clock's own words on decisions: what is over, what comes back, who is asked again."""

from dataclasses import dataclass
from datetime import datetime

from bot.decisions import waiting
from bot.decisions.approving import Approving
from bot.domain.lifecycle import Decision
from storage.cases import Case, Cases
from storage.decision_moves import Move
from storage.decision_news import DecisionNews
from storage.decisions import StoredDecisions


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionClock:
    """Any number of processes may tick: each move is made once, by whoever comes first."""

    store: StoredDecisions
    cases: Cases
    news: DecisionNews
    approving: Approving

    async def tick(self, now: datetime) -> list[Decision]:
        """Everything that time and news have changed, as it is now; nothing is ever approved."""
        return [*await self.by_news(now), *await self.by_time(now)]

    async def by_news(self, now: datetime) -> list[Decision]:
        """Replies, bounces and objections stop what is pending for that contact."""
        moves = [
            move
            for decision, news in await self.news.all(now)
            if (move := waiting.by_news(decision, news, now)) is not None
        ]
        return await self._made(moves)

    async def by_time(self, now: datetime) -> list[Decision]:
        moves = []
        for decision_id in await self.store.to_look_at(now):
            case = await self.cases.find(decision_id, now)
            move = None if case is None else waiting.by_time(case, now, self.approving.approvals)
            if move is not None:
                moves.append(move)
            elif case is not None:
                await self._prepare(case, now)
        return await self._made(moves)

    async def _prepare(self, case: Case, now: datetime) -> None:
        """Nothing is due: the policies are asked, and the next look is planned."""
        ruling = await self.approving.foretold(case, now)
        if ruling is not None:
            await self.store.keep_ruling(case.decision, ruling)
        later = waiting.next_look(case, now, self.approving.approvals.patience)
        await self.store.look_later(case.decision, later)

    async def _made(self, moves: list[Move]) -> list[Decision]:
        """Without those that somebody else's word forestalled."""
        made = [await self.store.move(move) for move in moves]
        return [decision for decision in made if decision is not None]
