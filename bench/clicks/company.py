"""A company of one rep, with as many notes waiting for a yes as a bench wants to click on."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import insert, select

from bot.cli.crm import load_files
from bot.domain.briefs import DecisionRef
from bot.domain.deals import DealId
from bot.domain.decisions import LogNote
from bot.domain.lifecycle import Decision, DecisionState
from bot.domain.people import PersonId
from bot.main import WORKSPACE, Daybreak, real_time
from storage.codec import Codec
from storage.decision_rows import row_of
from storage.tables.decisions import decisions

EMAIL = "ann@us.example"
_FILES = {
    "people.csv": f"id,email,name,role\nann,{EMAIL},Ann Lee,rep\n",
    "accounts.csv": "id,name\nacme,Acme\n",
    "deals.csv": "id,name,account_id,owner_id,stage,status\nd1,Acme seats,acme,ann,Demo,open\n",
}


async def founded(daybreak: Daybreak, place: Path) -> None:
    for name, text in _FILES.items():
        (place / name).write_text(text, "utf-8")
    await load_files(daybreak, place)
    await daybreak.catch_up(real_time())


async def waiting(daybreak: Daybreak, names: Sequence[str]) -> list[DecisionRef]:
    """Opens one decision by each name, looked at by the clock."""
    codec = Codec()
    rows = [row_of(replace(_note(), id=name, risk=name), WORKSPACE, codec) for name in names]
    async with daybreak.database.write() as connection:
        await connection.execute(insert(decisions), rows)
    # As the clock does with all that is proposed: the policies have spoken before anybody clicks.
    while await daybreak.decisions.to_look_at(real_time()):
        await daybreak.services.decisions.clock.by_time(real_time())
    return [DecisionRef(id=row["id"], version=row["version"], digest=row["digest"]) for row in rows]


async def approved(daybreak: Daybreak) -> set[str]:
    query = select(decisions.c.id).where(decisions.c.state == DecisionState.APPROVED)
    async with daybreak.database.read() as connection:
        return set(await connection.scalars(query))


def _note() -> Decision:
    now = datetime.now(UTC)
    return Decision(
        id="",
        risk="",
        occurrence=1,
        rep_id=PersonId("ann"),
        assignee_id=PersonId("ann"),
        deal_id=DealId("d1"),
        run_id="run",
        state=DecisionState.OPEN,
        version=1,
        digest="",
        action=LogNote(text="They want SAML."),
        draft=None,
        options=(),
        reason="They asked.",
        read_versions={},
        proposed_at=now,
        created_at=now,
        updated_at=now,
    )
