"""Other policies on past decisions: what they would have said, by effect and by rule."""

import shutil
import typing
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from bot.decisions.reruling import Reruling
from bot.decisions.ruling_differences import RulingDifferences, ruling_differences
from bot.decisions.setting_then import setting_then
from bot.domain.deals import Consent, ContactId
from bot.domain.decisions import Draft, LogNote, SendEmail
from bot.domain.facts import Fact, FactKind, Party, Source
from bot.domain.people import Person, Role
from bot.policy.policies import Policies
from bot.policy.rules import FOLDER
from bot.policy.rulings import Effect
from storage.codec import Codec
from storage.database import Database, ReadOnly
from storage.past import PastMissions
from storage.past_decisions import PastDecisions
from storage.tables.decisions import decisions
from tests.fakes.book import MONDAY, Book, context, question
from tests.fakes.clock import FakeClock
from tests.fakes.mornings import WORKSPACE, missions, rep

ANN = rep("ann")
IN_FORCE = Policies.load()
ALL_MAIL = """
- id: all_mail
  category: all_mail
  effect: needs_approval
  approver: manager
  actions: [send_email]
  reason: A manager sees every mail first. Nothing was sent.
  cases:
    holds: [{action: send_email}]
    passes: [{action: log_note}]
"""
FIFTEEN = "We can offer you a discount of 15 %."


def _other(
    place: Path, *changes: tuple[str, str], name: str = "3_content.yaml", more: str = ""
) -> Policies:
    folder = place / "rules"
    shutil.copytree(FOLDER, folder)
    text = (folder / name).read_text("utf-8")
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    (folder / name).write_text(text + more, "utf-8")
    return Policies.load(folder)


async def _stored(database: Database, whose: Person = ANN) -> str:
    book = Book(contexts={ANN.id: [context(ANN, number, asks=True) for number in range(3)]})
    morning = missions(database, [whose], FakeClock(MONDAY), book=book)
    assert len((await morning.run_due(MONDAY.replace(hour=8))).done) == 1
    (run_id,) = await morning.store.past.runs(MONDAY.date(), MONDAY.date())
    return run_id


async def _says(database: Database, body: str) -> str:
    """One of the decisions holds this text: as somebody has edited it."""
    async with database.write() as connection:
        query = select(decisions.c.id).where(decisions.c.action_type == "send_email")
        chosen = (await connection.scalars(query.order_by(decisions.c.id))).first()
        assert chosen is not None
        draft = Draft(to="anke@nordlicht.example", subject="Offer", body=body)
        await connection.execute(
            update(decisions)
            .where(decisions.c.id == chosen)
            .values(draft=Codec().draft.dump_json(draft).decode())
        )
    return str(chosen)


async def _found(database: Database, run_id: str, after: Policies) -> RulingDifferences:
    reading = database.read_only
    reruling = Reruling(
        past=PastMissions(database=reading, workspace=WORKSPACE),
        decisions=PastDecisions(database=reading, workspace=WORKSPACE),
        before=IN_FORCE,
        after=after,
    )
    return ruling_differences(await reruling.again(run_id), reruling.versions)


async def test_the_same_policies_say_the_same(database: Database) -> None:
    found = await _found(database, await _stored(database), IN_FORCE)
    assert (found.decisions, found.drafts) == (3, 3)
    assert (found.changes, found.effects, found.rules) == ((), {}, {})


async def test_a_new_rule_is_counted_with_every_decision_that_it_would_have_held_up(
    database: Database, tmp_path: Path
) -> None:
    after = _other(tmp_path, more=ALL_MAIL)
    found = await _found(database, await _stored(database), after)
    assert found.effects == {(Effect.ALLOW, Effect.NEEDS_APPROVAL): 3}
    assert found.rules == {"all_mail": {"stricter": 3}}
    assert found.versions == (IN_FORCE.version, after.version)
    (rule,) = found.changes[0].rules
    assert (rule.before, rule.after) == (None, Effect.NEEDS_APPROVAL)
    assert rule.reason.startswith("A manager sees every mail first.")


async def test_a_higher_limit_lets_through_what_needed_approval_and_shows_the_words(
    database: Database, tmp_path: Path
) -> None:
    run_id = await _stored(database)
    edited = await _says(database, FIFTEEN)
    found = await _found(database, run_id, _other(tmp_path, ("{rep: 10,", "{rep: 15,")))
    assert found.effects == {(Effect.NEEDS_APPROVAL, Effect.ALLOW): 1}
    assert found.rules == {"discount_over_limit": {"looser": 1}}
    (change,) = found.changes
    assert change.decision_id == edited
    assert "15 %" in change.rules[0].text
    assert (change.rules[0].before, change.rules[0].after) == (Effect.NEEDS_APPROVAL, None)


async def test_another_approver_is_a_change_though_the_effect_is_the_same(
    database: Database, tmp_path: Path
) -> None:
    run_id = await _stored(database)
    await _says(database, FIFTEEN)
    found = await _found(database, run_id, _other(tmp_path, ("manager: 20,", "manager: 12,")))
    assert (found.effects, found.rules) == ({}, {"discount_over_limit": {"approver": 1}})


async def test_it_is_ruled_before_anybody_has_agreed_whoever_the_deal_belongs_to(
    database: Database, tmp_path: Path
) -> None:
    run_id = await _stored(database, replace(ANN, role=Role.MANAGER))
    await _says(database, FIFTEEN)
    found = await _found(database, run_id, _other(tmp_path, ("{rep: 10,", "{rep: 15,")))
    assert found.effects == {(Effect.NEEDS_APPROVAL, Effect.ALLOW): 1}


async def test_a_denial_beside_a_change_of_effect_stands_after_it(
    database: Database, tmp_path: Path
) -> None:
    run_id = await _stored(database)
    await _says(database, "We guarantee that you will double your revenue.")
    found = await _found(database, run_id, _other(tmp_path, more=ALL_MAIL))
    assert [one.before is one.after for one in found.changes] == [False, False, True]
    assert found.effects == {(Effect.ALLOW, Effect.NEEDS_APPROVAL): 2}
    assert found.rules == {"all_mail": {"stricter": 3}}


async def test_quiet_hours_are_those_of_the_moment_of_the_proposal(
    database: Database, tmp_path: Path
) -> None:
    later = _other(tmp_path, ('ends: "07:30"', 'ends: "10:00"'), name="limits.yaml")
    found = await _found(database, await _stored(database), later)
    assert found.effects == {(Effect.ALLOW, Effect.LATER): 3}


async def test_what_no_mission_has_proposed_is_asked_for_in_vain(database: Database) -> None:
    with pytest.raises(LookupError):
        await _found(database, "r9", IN_FORCE)


async def test_a_decision_of_another_workspace_is_not_looked_at(database: Database) -> None:
    run_id = await _stored(database)
    other = PastDecisions(database=database.read_only, workspace="elsewhere")
    assert await other.of_run(run_id) == []


def test_what_the_mission_knew_of_the_recipient_is_what_counts() -> None:
    known = context(ANN, 1)
    (contact,) = known.contacts
    mail = SendEmail(contact_id=contact.id)
    nobody = replace(known, contacts=())
    twin = replace(contact, id=ContactId("twin"), email_consent=Consent.WITHDRAWN)
    barred = replace(contact, custom={"Do Not Call": "yes"})
    assert setting_then(nobody, mail, ()).recipient is None
    assert setting_then(known, LogNote(text="x"), ()).recipient is None
    seen = setting_then(replace(known, contacts=(contact, twin)), mail, ()).recipient
    assert seen is not None
    assert seen.withdrawn_on == "contact:twin"
    held = setting_then(replace(known, contacts=(barred,)), mail, ("donotcall",)).recipient
    assert held is not None
    assert held.flags == ("Do Not Call",)


def test_who_opted_out_and_has_talked_with_us_since_may_be_written_to() -> None:
    known = context(ANN, 1)
    (contact,), (first,) = known.contacts, known.touches
    mail = SendEmail(contact_id=contact.id)
    out = Fact(
        kind=FactKind.OPT_OUT,
        source=Source(record="activity:a1", field="body", at=first.at),
        quote="Please write to me no more.",
        by=Party.THEM,
        confidence=0.9,
    )
    left = replace(known, facts=(out,))
    gone = setting_then(left, mail, ()).recipient
    assert gone is not None
    assert gone.opt_out is not None
    assert gone.opt_out.quote == out.quote
    at = first.at + timedelta(days=1)
    asked = question(contact, at)
    back = replace(asked, source=replace(asked.source, record="activity:a2"))
    again = replace(left, touches=(first, replace(first, id="a2", at=at)), facts=(out, back))
    returned = setting_then(again, mail, ()).recipient
    assert returned is not None
    assert returned.opt_out is None


def test_ruling_again_is_given_nothing_that_can_write() -> None:
    kinds = typing.get_type_hints(Reruling)
    assert set(kinds) == {"past", "decisions", "before", "after"}
    assert typing.get_type_hints(PastDecisions)["database"] is ReadOnly
    assert {each.name for each in fields(PastDecisions)} == {"database", "workspace", "codec"}
