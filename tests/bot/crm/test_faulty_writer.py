"""The faulty CRM of these tests behaves as badly as it says, and no worse."""

from datetime import timedelta

import pytest

from bot.domain.decisions import LogNote
from bot.errors import CrmUnavailable, EffectUnsure
from storage.crm.store import CrmStore
from storage.database import Database
from tests.bot.crm.contract.crm import RECORDS
from tests.fakes.approvals import NOW, approval
from tests.fakes.faulty_writer import FaultyWriter, Rates

CALM = Rates(lost_before=0, lost_after=0, busy=0, broken=0)
NOTE = approval(LogNote(text="Talked."))


@pytest.fixture
async def filled(crm_database: Database) -> Database:
    await CrmStore(crm_database).put(RECORDS, NOW - timedelta(days=1))
    return crm_database


async def test_a_crm_without_keys_writes_again_what_it_is_given_again(filled: Database) -> None:
    crm = FaultyWriter(database=filled, seed=1, rates=CALM, ignores_keys=True)
    first = await crm.apply(NOTE, NOW)
    second = await crm.apply(NOTE, NOW + timedelta(seconds=1))
    assert first.created != second.created
    assert len(await crm.happened(NOTE.effect_id)) == 2
    assert await crm.lookup(NOTE) == first


async def test_a_crm_with_keys_writes_once(filled: Database) -> None:
    crm = FaultyWriter(database=filled, seed=1, rates=CALM)
    assert await crm.apply(NOTE, NOW) == await crm.apply(NOTE, NOW)
    assert len(await crm.happened(NOTE.effect_id)) == 1


@pytest.mark.parametrize(
    ("rates", "error", "times"),
    [
        (Rates(lost_before=1), EffectUnsure, 0),
        (Rates(lost_before=0, lost_after=1), EffectUnsure, 1),
        (Rates(lost_before=0, lost_after=0, busy=1), CrmUnavailable, 0),
        (Rates(lost_before=0, lost_after=0, busy=0, broken=1), CrmUnavailable, 0),
    ],
)
async def test_each_trouble_is_what_it_says(
    filled: Database, rates: Rates, error: type[Exception], times: int
) -> None:
    crm = FaultyWriter(database=filled, seed=1, rates=rates)
    with pytest.raises(error):
        await crm.apply(NOTE, NOW)
    assert len(await crm.happened(NOTE.effect_id)) == times
    assert bool(await crm.lookup(NOTE)) == bool(times)


async def test_the_same_seed_brings_the_same_troubles(filled: Database) -> None:
    async def day(seed: int) -> list[str]:
        crm = FaultyWriter(database=filled, seed=seed)
        for n in range(30):
            try:
                await crm.apply(approval(LogNote(text="x"), effect_id=f"{seed}-{n}"), NOW)
            except (CrmUnavailable, EffectUnsure):
                continue
        return sorted(crm.troubles.elements())

    assert await day(7) == await day(7) != await day(8)
