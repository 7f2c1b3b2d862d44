"""What is different between a mission as it was and as it would be: verdicts, ranks, texts."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.domain.missions import DealVerdict, Mission
from bot.mission.replay import Replayed


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One deal that is judged, ranked or written about differently. Texts are not repeated."""

    run_id: str
    deal_id: str
    verdict: tuple[str, str] | None = None
    reason: tuple[str, str] | None = None
    rank: tuple[int | None, int | None] | None = None
    shown: tuple[bool, bool] | None = None
    action: tuple[str, str] | None = None
    draft: bool = False  # another text, address or subject
    wording: bool = False  # other observations


@dataclass(frozen=True, slots=True, kw_only=True)
class Differences:
    """All changes of some missions; `identical` means equal in every part, not only in these."""

    missions: int
    decisions: int
    identical: int  # missions
    changes: tuple[Change, ...]
    by_rules_alone: int  # decisions that a model was to judge and has no stored reply for

    @property
    def counts(self) -> dict[str, int]:
        counted: Counter[str] = Counter()
        for change in self.changes:
            for name in ("verdict", "reason", "rank", "shown", "action", "draft", "wording"):
                counted[name] += bool(getattr(change, name))
        return dict(counted)


def differences(replayed: Sequence[Replayed]) -> Differences:
    changes = [change for one in replayed for change in _changes(one.before, one.after)]
    return Differences(
        missions=len(replayed),
        decisions=sum(len(one.before.verdicts) for one in replayed),
        identical=sum(one.before == one.after for one in replayed),
        changes=tuple(changes),
        by_rules_alone=sum(_alone(verdict) for one in replayed for verdict in one.after.verdicts),
    )


def _changes(before: Mission, after: Mission) -> list[Change]:
    then = {verdict.deal_id: verdict for verdict in before.verdicts}
    found = []
    for now in after.verdicts:
        was = then[now.deal_id]
        change = Change(
            run_id=before.run_id,
            deal_id=now.deal_id,
            verdict=_pair(was.verdict.value, now.verdict.value),
            reason=_pair(was.reason_code.value, now.reason_code.value),
            rank=None if was.rank == now.rank else (was.rank, now.rank),
            shown=_shown(now.deal_id, before, after),
            action=_pair(_action(was), _action(now)),
            draft=_draft(was) != _draft(now),
            wording=was.observations != now.observations,
        )
        if change != Change(run_id=before.run_id, deal_id=now.deal_id):
            found.append(change)
    return found


def _pair(was: str, now: str) -> tuple[str, str] | None:
    return None if was == now else (was, now)


def _shown(deal_id: str, before: Mission, after: Mission) -> tuple[bool, bool] | None:
    was, now = deal_id in before.shown, deal_id in after.shown
    return None if was is now else (was, now)


def _action(verdict: DealVerdict) -> str:
    return verdict.proposal.action.type if verdict.proposal else "none"


def _draft(verdict: DealVerdict) -> object:
    return verdict.proposal.draft if verdict.proposal else None


def _alone(verdict: DealVerdict) -> bool:
    return any(one.text.startswith("Judged by rules alone") for one in verdict.observations)
