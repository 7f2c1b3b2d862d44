"""Approvals as storage would make them, for tests of what carries them out."""

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.domain.deals import DealId
from bot.domain.decisions import Action, Draft
from bot.domain.effects import Approved, Receipt
from bot.domain.people import PersonId

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


def approval(
    action: Action,
    *,
    effect_id: str = "e1",
    by: str = "ann",
    deal_id: str = "d1",
    draft: Draft | None = None,
    read: Mapping[str, int] | None = None,
    undoes: Receipt | None = None,
    attempt: int = 1,
) -> Approved:
    return Approved(
        effect_id=effect_id,
        workspace="home",
        decision_id="decision-1",
        deal_id=DealId(deal_id),
        action=action,
        draft=draft,
        by=PersonId(by),
        attempt=attempt,
        approved_at=NOW,
        read_versions={"deal:d1": 1, "lead:l1": 1} if read is None else read,
        undoes=undoes,
    )
