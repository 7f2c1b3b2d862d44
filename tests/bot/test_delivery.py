"""A deal has one live card at most, whatever the days bring."""

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from bot.delivery import Standing, plan
from bot.domain.deals import DealId
from bot.domain.missions import VerdictKind
from tests.blocks.scenes import mission, verdict, watched


def standing(key: str, *, arrived: bool = True) -> Standing:
    return Standing(deal_id=DealId(key), home="r0", since=date(2026, 3, 2), arrived=arrived)


def test_each_card_has_its_fate() -> None:
    made = plan(
        mission(verdict("new"), verdict("still"), verdict("unseen"), watched("done")),
        [standing("still"), standing("done"), standing("sold"), standing("unseen", arrived=False)],
    )
    assert made.fresh == ("new", "unseen")
    assert [one.deal_id for one in made.carried] == ["still"]
    assert [one.deal_id for one in made.updated] == ["still"]
    assert [one.deal_id for one in made.withdrawn] == ["done"]
    assert [one.deal_id for one in made.gone] == ["sold"]
    assert [one.deal_id for one in made.lost] == ["unseen"]


_keys = st.sets(st.integers(0, 9), max_size=8)


@given(_keys, _keys, _keys, _keys)
def test_no_card_is_forgotten_or_doubled(
    acting: set[int], waiting: set[int], old: set[int], unseen: set[int]
) -> None:
    verdicts = [verdict(f"d{n}") for n in acting]
    verdicts += [replace(watched(f"d{n}"), verdict=VerdictKind.MONITOR) for n in waiting - acting]
    cards = [standing(f"d{n}") for n in old]
    cards += [standing(f"d{n}", arrived=False) for n in unseen - old]
    made = plan(mission(*verdicts), cards)
    kept = [*made.updated, *made.withdrawn, *made.gone, *made.lost]
    assert sorted(one.deal_id for one in kept) == sorted(one.deal_id for one in cards)
    live = [*made.fresh, *(one.deal_id for one in made.updated)]
    assert len(live) == len(set(live))
    named = [*made.fresh, *(one.deal_id for one in made.carried)]
    assert sorted(named) == sorted(made.mission.shown)
    assert len(named) <= 5
