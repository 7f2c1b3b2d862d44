"""Briefs: which message a morning needs, and what each message shows now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from blocks.missions import withdrawn_note
from bot.delivery import Plan, Standing, plan
from bot.domain.briefs import Brief, Card, CardState, Carried, DecisionRef, Judged, judged
from bot.domain.lifecycle import DecisionState
from bot.domain.missions import Mission
from bot.domain.people import Person, PersonId
from storage.decisions import StoredDecisions
from storage.deliveries import Deliveries
from storage.delivery_rows import CardRow, Delivery, Planned
from storage.missions import StoredMissions
from storage.people import People

_LOOK_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefs:
    deliveries: Deliveries
    missions: StoredMissions
    decisions: StoredDecisions
    people: People

    async def person(self, person_id: PersonId) -> Person | None:
        return next((p for p in await self.people.all() if p.id == person_id), None)

    async def plan_new(self, now: datetime) -> int:
        """Plans a message for every finished morning that has none, oldest first."""
        planned = 0
        for run_id in await self.deliveries.unplanned((now - _LOOK_BACK).date()):
            mission = await self.missions.find(run_id)
            if mission is not None:
                live = await self.deliveries.live_cards(mission.rep.id)
                standing = [
                    Standing(
                        deal_id=one.deal_id, home=one.home, since=one.since, arrived=one.arrived
                    )
                    for one in live
                ]
                planned += await self.deliveries.plan(_rows(plan(mission, standing)), now)
        return planned

    async def drawn(self, delivery: Delivery) -> Brief:
        """The brief as it is now. Raises LookupError if its mission is not there."""
        mission = await self.missions.find(delivery.run_id)
        if mission is None:
            raise LookupError(delivery.run_id)
        rows = {row.deal_id: row for row in await self.deliveries.cards(delivery.run_id)}
        judges = await self._judges(mission, list(rows.values()))
        references = await self._references(mission)
        found = [rows[deal_id] for deal_id in mission.shown if deal_id in rows]
        return Brief(
            mission=mission,
            cards=tuple(
                _card(row, mission, judges, references) for row in found if row.state != "carried"
            ),
            carried=tuple(
                [await self._carried(row, mission) for row in found if row.state == "carried"]
            ),
        )

    async def _judges(self, mission: Mission, rows: list[CardRow]) -> dict[str, Mission]:
        judges = {mission.run_id: mission}
        for run_id in sorted({row.judged_by for row in rows if row.judged_by} - set(judges)):
            found = await self.missions.find(run_id)
            if found is not None:
                judges[run_id] = found
        return judges

    async def _references(self, mission: Mission) -> dict[str, DecisionRef]:
        """The exact contents that wait for the rep's word now."""
        waiting = await self.decisions.queue(reps=[mission.rep.id], state=DecisionState.OPEN)
        return {
            one.risk: DecisionRef(id=one.id, version=one.version, digest=one.digest)
            for one in waiting
        }

    async def _carried(self, row: CardRow, mission: Mission) -> Carried:
        home = await self.deliveries.find(row.home) if row.home else None
        verdict = next(v for v in mission.verdicts if v.deal_id == row.deal_id)
        return Carried(
            judged=judged(verdict, mission),
            since=home.on if home else mission.on,
            url=home.url if home else None,
        )


def _rows(made: Plan) -> Planned:
    mission, run_id = made.mission, made.mission.run_id
    cards = [
        CardRow(run_id=run_id, deal_id=deal_id, state="live", judged_by=run_id)
        for deal_id in made.fresh
    ]
    cards += [
        CardRow(
            run_id=run_id, deal_id=one.deal_id, state="carried", judged_by=run_id, home=one.home
        )
        for one in made.carried
    ]
    changed = [_moved(one, "live", run_id) for one in made.updated]
    changed += [_moved(one, "withdrawn", run_id) for one in made.withdrawn]
    changed += [_moved(one, "withdrawn", None) for one in made.gone]
    changed += [_moved(one, "lost", None) for one in made.lost]
    return Planned(
        run_id=run_id, person_id=mission.rep.id, on=mission.on, cards=cards, changed=changed
    )


def _moved(one: Standing, state: str, judged_by: str | None) -> CardRow:
    return CardRow(run_id=one.home, deal_id=one.deal_id, state=state, judged_by=judged_by)


def _card(
    row: CardRow,
    mission: Mission,
    judges: dict[str, Mission],
    references: dict[str, DecisionRef],
) -> Card:
    own = _judged(row, mission)
    newest = _judged(row, judges[row.judged_by]) if row.judged_by in judges else None
    shown = newest or own
    if shown is None:
        raise LookupError(row.deal_id)
    proposal = shown.verdict.proposal
    is_live = row.state == "live" and newest is not None
    return Card(
        judged=shown,
        state=CardState.LIVE if is_live else CardState.WITHDRAWN,
        decision=references.get(proposal.id) if proposal and is_live else None,
        note="" if is_live else withdrawn_note(newest),
    )


def _judged(row: CardRow, mission: Mission) -> Judged | None:
    verdict = next((v for v in mission.verdicts if v.deal_id == row.deal_id), None)
    return None if verdict is None else judged(verdict, mission)
