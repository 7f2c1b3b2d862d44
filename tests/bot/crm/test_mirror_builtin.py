"""The mirror follows the built-in CRM, whose composite keys and deletions it must understand."""

from dataclasses import replace
from datetime import timedelta

from bot.crm.builtin import BuiltinCrm
from bot.crm.mirror import Mirror
from storage.crm.store import CrmStore
from storage.database import Database
from storage.mirror.syncing import MirrorSync
from tests.bot.crm.test_mirror import rows
from tests.fakes.business import NOW, TODAY, account, contact, deal, link, mail, person, step, use

CHANGE = replace(step("100% / sure", 3), at=NOW - timedelta(days=3, microseconds=1))
LINK = link("d1", "an/na")
USE = use(TODAY, 0.1, "ac%me")
KEYS = {
    "stage_change": "d1/2026-03-09T06:59:59.999999/100%25 %2F sure",
    "deal_contact": "d1/an%2Fna",
    "usage": "ac%25me/logins/2026-03-12",
    "activity": "m1",
}


async def test_what_comes_and_goes_there_comes_and_goes_here(
    database: Database, crm_database: Database
) -> None:
    crm = CrmStore(crm_database)
    mirror = Mirror(BuiltinCrm(crm_database), MirrorSync(database, "home"))
    people = (person(), account("ac%me"), contact("an/na", account_id=None))
    await crm.put([*people, deal(account_id=None), CHANGE, LINK, mail(), USE], NOW)

    first = await mirror.sync(full=False, now=NOW)
    held = await rows(database)
    for kind, key in KEYS.items():
        await crm.delete(kind, [key])
    second = await mirror.sync(full=False, now=NOW)

    assert first.complete
    assert all(len(held[kind]) == 1 for kind in KEYS)
    assert (second.full, second.gone) == (False, len(KEYS))
    left = await rows(database)
    assert not any(left[kind] for kind in KEYS)
