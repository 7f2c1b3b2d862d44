"""What is usual is computed from what was won, once a day."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.domain.deals import DealStatus, StageChange
from bot.mission.norms import norms_of
from bot.mission.steps import in_order
from storage.database import Database
from storage.mirror.norms import History, WonDeal
from tests.fakes.business import NOW, days_ago, deal, person, step
from tests.fakes.workspace import Workspace


@pytest.fixture
def workspace(database: Database) -> Workspace:
    return Workspace(database)


def won(*changes: StageChange, days: float = 0, **given: object) -> WonDeal:
    known = {"pipeline": None, "created_at": None, "closed_at": days_ago(days), **given}
    return WonDeal(changes=changes, **known)  # type: ignore[arg-type] # made up from keywords


def test_a_stay_lasts_from_entering_a_stage_to_entering_the_next() -> None:
    deal_won = won(
        step("Lead", 30),
        step("Proposal", 20),
        step("Won", 5),
        days=5,
        created_at=days_ago(31),
    )

    norms = norms_of(History(won=[deal_won], amounts=[]))

    found = {norm.stage: (norm.median_days, norm.p80_days, norm.deals) for norm in norms.stages}
    assert found == {"Lead": (10, 10, 1), "Proposal": (15, 15, 1), "Won": (0, 0, 1)}
    assert norms.median_cycle_days == 26


def test_the_stage_before_the_first_change_counts_from_the_deals_start() -> None:
    deal_won = won(step("Proposal", 10, from_stage="Lead"), days=4, created_at=days_ago(12))

    norms = norms_of(History(won=[deal_won], amounts=[]))

    assert [(norm.stage, norm.median_days) for norm in norms.stages] == [
        ("Lead", 2),
        ("Proposal", 6),
    ]


def test_percentiles_are_over_all_stays_of_a_pipelines_stage() -> None:
    history = [won(step("Lead", n), pipeline="New") for n in (10, 20, 30, 40, 50)]

    stage = norms_of(History(won=history, amounts=[])).stages[0]

    assert (stage.pipeline, stage.median_days, stage.p80_days, stage.deals) == ("New", 30, 42, 5)


def test_deciles_are_exact_and_need_ten_amounts() -> None:
    amounts = [Decimal(n) / 10 for n in range(1, 12)]

    assert norms_of(History(won=[], amounts=amounts)).amounts == tuple(amounts[1:10])
    assert norms_of(History(won=[], amounts=amounts[:9])).amounts == ()


def test_changes_of_one_day_follow_each_other() -> None:
    day = days_ago(3)
    steps = [
        StageChange(deal_id=deal().id, from_stage=old, to_stage=new, at=day)
        for old, new in (("Lead", "Demo"), ("Demo", "Contract"), ("Contract", "Won"))
    ]

    assert in_order([steps[2], steps[0], steps[1]]) == steps
    before = StageChange(deal_id=deal().id, to_stage="Lead", at=days_ago(9))
    assert in_order([steps[1], steps[2], before, steps[0]]) == [before, *steps]


async def test_norms_are_of_what_was_won_until_now(workspace: Workspace) -> None:
    closed = {"status": DealStatus.WON, "created_at": days_ago(40), "amount": Decimal(100)}
    await workspace.hold(
        *(person(), deal("d1", amount=Decimal(50)), deal("d4", status=DealStatus.LOST)),
        *(deal("d2", closed_at=days_ago(10), **closed), step("Lead", 40, "d2")),
        *(deal("d3", closed_at=NOW + timedelta(days=1), **closed), step("Lead", 30, "d3")),
        *(deal(f"e{n}", amount=Decimal(n)) for n in range(9)),
    )

    norms = await workspace.gatherer.norms(NOW)

    assert [(norm.stage, norm.median_days, norm.deals) for norm in norms.stages] == [
        ("Lead", 30, 1)
    ]
    assert norms.median_cycle_days == 30
    assert len(norms.amounts) == 9


async def test_norms_stay_for_the_day_and_are_new_the_next(workspace: Workspace) -> None:
    await workspace.hold(person(), deal("d2", status=DealStatus.WON, **_cycle(10)))
    assert (await workspace.gatherer.norms(NOW)).median_cycle_days == 10

    await workspace.hold(deal("d3", status=DealStatus.WON, **_cycle(30)))

    assert (await workspace.gatherer.norms(NOW)).median_cycle_days == 10
    assert (await workspace.gatherer.norms(NOW + timedelta(days=1))).median_cycle_days == 20


async def test_norms_are_computed_anew_after_a_full_sync(workspace: Workspace) -> None:
    await workspace.hold(person(), deal("d2", status=DealStatus.WON, **_cycle(10)))
    await workspace.gatherer.norms(NOW)

    await workspace.hold(deal("d3", status=DealStatus.WON, **_cycle(30)))
    await workspace.mirror.sync(full=True, now=NOW)

    assert (await workspace.gatherer.norms(NOW)).median_cycle_days == 20


async def test_before_any_sync_nothing_is_usual_and_nothing_is_kept(workspace: Workspace) -> None:
    assert (await workspace.gatherer.norms(NOW)).stages == ()
    await workspace.hold(person(), deal("d2", status=DealStatus.WON, **_cycle(10)))

    assert (await workspace.gatherer.norms(NOW)).median_cycle_days == 10


def _cycle(days: int) -> dict[str, object]:
    return {"created_at": days_ago(days + 5), "closed_at": days_ago(5)}
