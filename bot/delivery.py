"""What becomes of cards in the morning: pure, from the new mission and the cards that stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from bot.domain.deals import DealId
from bot.domain.missions import Mission, VerdictKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A live card in the message of the mission `home`; `arrived` if Slack has that message."""

    deal_id: DealId
    home: str
    since: date
    arrived: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One morning's message, and what changes in those before it.

    `fresh` get a card in the new message; `carried` are named there, their card being `updated`
    where it stands. `withdrawn` need nothing any more; `gone` are not the rep's open deals now.
    """

    mission: Mission
    fresh: tuple[DealId, ...]
    carried: tuple[Standing, ...]
    updated: tuple[Standing, ...]
    withdrawn: tuple[Standing, ...]
    gone: tuple[Standing, ...]
    lost: tuple[Standing, ...]


def plan(mission: Mission, standing: Iterable[Standing]) -> Plan:
    """A deal has one live card at most: its old one is updated rather than repeated."""
    known = {verdict.deal_id: verdict for verdict in mission.verdicts}
    cards = list(standing)
    # Of a message that never came nobody has seen a card: it is as if there had been none.
    seen = {one.deal_id: one for one in cards if one.arrived}
    updated, withdrawn, gone = [], [], []
    for one in seen.values():
        verdict = known.get(one.deal_id)
        if verdict is None:
            gone.append(one)
        elif verdict.verdict is VerdictKind.ACT_NOW:
            updated.append(one)
        else:
            withdrawn.append(one)
    return Plan(
        mission=mission,
        fresh=tuple(deal_id for deal_id in mission.shown if deal_id not in seen),
        carried=tuple(seen[deal_id] for deal_id in mission.shown if deal_id in seen),
        updated=tuple(updated),
        withdrawn=tuple(withdrawn),
        gone=tuple(gone),
        lost=tuple(one for one in cards if not one.arrived),
    )
