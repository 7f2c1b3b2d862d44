"""Briefs: which message a morning needs, and what each message shows now."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from blocks.missions import withdrawn_note
from blocks.standing import became
from bot.delivery import Plan, Standing, plan
from bot.domain.briefs import Brief, Card, CardState, Carried, Judged, Shown, judged
from bot.domain.deals import DealId
from bot.domain.lifecycle import ExecutionState, settled_by
from bot.domain.missions import Mission
from bot.domain.people import Person, PersonId
from storage.deals import Deals
from storage.decisions import StoredDecisions
from storage.deliveries import Deliveries
from storage.delivery_rows import CardRow, Delivery, Planned
from storage.missions import StoredMissions
from storage.people import People

_LOOK_BACK = timedelta(days=2)
_MONDAY = 0
_HAPPENED = frozenset({ExecutionState.DONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Briefs:
    deliveries: Deliveries
    missions: StoredMissions
    decisions: StoredDecisions
    people: People
    deals: Deals
    small: frozenset[str] = frozenset()

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

    async def drawn(self, delivery: Delivery, at: datetime) -> Brief:
        """The brief as it is at that moment. Raises LookupError if its mission is not there."""
        mission = await self.missions.find(delivery.run_id)
        if mission is None:
            raise LookupError(delivery.run_id)
        rows = {row.deal_id: row for row in await self.deliveries.cards(delivery.run_id)}
        judges = await self._judges(mission, list(rows.values()))
        known = await self._decisions(mission, judges.values(), at)
        theirs = {deal.id: deal.name for deal in await self.deals.names([mission.rep.id])}
        found = [rows[deal_id] for deal_id in mission.shown if deal_id in rows]
        return Brief(
            mission=mission,
            cards=tuple(
                _card(row, mission, judges, known, is_theirs=row.deal_id in theirs)
                for row in found
                if row.state != "carried"
            ),
            carried=tuple(
                [await self._carried(row, mission) for row in found if row.state == "carried"]
            ),
            done=tuple(await self._done(mission, theirs, at)),
            small=self.small,
        )

    async def _judges(self, mission: Mission, rows: list[CardRow]) -> dict[str, Mission]:
        judges = {mission.run_id: mission}
        for run_id in sorted({row.judged_by for row in rows if row.judged_by} - set(judges)):
            found = await self.missions.find(run_id)
            if found is not None:
                judges[run_id] = found
        return judges

    async def standing(self, mission: Mission, at: datetime) -> dict[str, Shown]:
        """What that mission proposed, by risk, as it stands now."""
        return await self._decisions(mission, [mission], at)

    async def _done(
        self, mission: Mission, theirs: Mapping[DealId, str], at: datetime
    ) -> list[Shown]:
        """What happened because of the rep's decisions since the working day before."""
        weekend = timedelta(days=2 if mission.on.weekday() == _MONDAY else 0)
        begin = mission.now - timedelta(days=1) - weekend
        found = await self.decisions.approved_between(mission.rep.id, begin, mission.now)
        names = {person.id: person.name for person in await self.people.all()}
        return [
            Shown(
                decision=one,
                subject=theirs[one.deal_id],
                names=names,
                reader=mission.rep.id,
                at=at,
                zone=mission.rep.timezone,
            )
            for one in found
            if one.deal_id in theirs and one.execution and became(one.execution) in _HAPPENED
        ]

    async def _decisions(
        self, mission: Mission, judges: Iterable[Mission], at: datetime
    ) -> dict[str, Shown]:
        """By risk: what was proposed in these missions, as it stands now."""
        verdicts = [verdict for judge in judges for verdict in judge.verdicts]
        subjects = {v.proposal.id: v.name for v in verdicts if v.proposal}
        found = await self.decisions.newest(subjects)
        names = {person.id: person.name for person in await self.people.all()}
        return {
            risk: Shown(
                decision=one,
                subject=subjects[risk],
                names=names,
                reader=mission.rep.id,
                at=at,
                zone=mission.rep.timezone,
            )
            for risk, one in found.items()
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
    known: dict[str, Shown],
    *,
    is_theirs: bool,
) -> Card:
    """What others did about a deal that is the rep's no longer is theirs to know; what the rep
    decided, such as to hand it off, is not.
    """
    own = _judged(row, mission)
    newest = _judged(row, judges[row.judged_by]) if row.judged_by in judges else None
    about = newest or own
    if about is None:
        raise LookupError(row.deal_id)
    proposal = about.verdict.proposal
    shown = known.get(proposal.id) if proposal else None
    is_live = row.state == "live" and newest is not None and is_theirs
    return Card(
        judged=about,
        state=CardState.LIVE if is_live else CardState.WITHDRAWN,
        shown=shown if is_theirs else _told(shown, mission),
        note="" if is_live else withdrawn_note(newest if is_theirs else None),
    )


def _told(shown: Shown | None, mission: Mission) -> Shown | None:
    if shown is None or not settled_by(shown.decision, mission.rep.id):
        return None
    return replace(shown, is_theirs=False)


def _judged(row: CardRow, mission: Mission) -> Judged | None:
    verdict = next((v for v in mission.verdicts if v.deal_id == row.deal_id), None)
    return None if verdict is None else judged(verdict, mission)
