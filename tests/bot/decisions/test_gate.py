"""Policies are asked twice: when an action is proposed, and again right before it happens."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.decisions.gate import Gate
from bot.domain.deals import Consent, ContactId, DealId, DealStatus
from bot.domain.decisions import ChangeStage, CreateTask, Draft, SendEmail, UpdateField
from bot.domain.effects import Approved
from bot.domain.people import REVOPS, Person, PersonId, Role
from bot.errors import NotAllowed
from bot.policy.policies import Policies
from bot.policy.rulings import Effect
from bot.policy.situation import Cap
from storage.caps import Caps
from storage.codec import Codec
from storage.database import Database
from storage.mirror.rows import Record
from storage.mirror.syncing import MirrorSync
from storage.overrides import Overrides
from storage.recipients import Recipients
from tests.fakes.business import account, contact, deal, link, person

NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)  # a Wednesday
ADA = person()
BOSS = person("boss", role=Role.MANAGER)
OFFICER = person("officer", role=Role.COMPLIANCE)
ANNA = contact(timezone="Europe/Berlin", email_consent=Consent.GRANTED)
ACME = account(domain="acme.example")
KINDS = {"Person": "person", "Account": "account", "Contact": "contact", "Deal": "deal"}
MAIL = SendEmail(contact_id=ContactId("anna"), sender_id=PersonId("ada"))
DRAFT = Draft(to="anna@acme.example", subject="Offer", body="Dear Anna, here is our offer.")


async def put(database: Database, *records: Record) -> None:
    sync = MirrorSync(database, "home")
    state = await sync.begin("test", NOON, full=False)
    for record in records:
        kind = KINDS.get(type(record).__name__, "deal_contact")
        await sync.apply(state, kind, [record], [], NOON)


async def gate(database: Database, *records: Record, most: int = 3) -> Gate:
    await put(database, ADA, BOSS, ACME, ANNA, deal(), link(), *records)
    policies = Policies.load()

    async def people() -> list[Person]:
        return [ADA, BOSS, OFFICER]

    return Gate(
        policies=policies,
        recipients=Recipients(
            database=database, workspace="home", no_contact=policies.limits.no_contact_fields
        ),
        caps=Caps(database=database, workspace="home", most=dict.fromkeys(policies.caps, most)),
        overrides=Overrides(database=database, workspace="home"),
        people=people,
        codec=Codec(),
    )


def approved(draft: Draft | None = DRAFT, by: Person = ADA, effect: str = "e1") -> Approved:
    return Approved(
        effect_id=effect,
        workspace="home",
        decision_id="x1",
        deal_id=DealId("d1"),
        action=MAIL,
        draft=draft,
        by=by.id,
        attempt=1,
        approved_at=NOON,
    )


def rules(matched: Sequence[object]) -> list[str]:
    return [getattr(each, "rule", "") for each in matched]


async def test_an_innocent_mail_may_go(database: Database) -> None:
    asked = await gate(database)
    ruling = await asked.at_proposal(MAIL, DRAFT, DealId("d1"), ADA, NOON)
    assert (ruling.effect, ruling.matched) == (Effect.ALLOW, ())
    assert (await asked.at_execution(approved(), NOON)).effect is Effect.ALLOW
    assert ruling.policy_version == asked.policies.version


async def test_consent_withdrawn_after_the_approval_blocks_the_mail(database: Database) -> None:
    asked = await gate(database)
    assert (await asked.at_proposal(MAIL, DRAFT, DealId("d1"), ADA, NOON)).effect is Effect.ALLOW
    await put(database, replace(ANNA, email_consent=Consent.WITHDRAWN, version=2))
    ruling = await asked.at_execution(approved(), NOON)
    assert (ruling.effect, rules(ruling.matched)) == (Effect.DENY, ["consent_withdrawn"])
    assert "Anna has withdrawn the consent" in ruling.sentence
    assert "Nothing was sent" in ruling.sentence


async def test_who_unsubscribed_under_one_record_has_under_the_other(database: Database) -> None:
    twin = contact("twin", email="Anna@ACME.example", email_consent=Consent.WITHDRAWN)
    asked = await gate(database, twin)
    ruling = await asked.at_execution(approved(), NOON)
    assert rules(ruling.matched) == ["consent_withdrawn"]


async def test_hands_off_in_a_field_of_the_crm_means_calls_too(database: Database) -> None:
    asked = await gate(database, replace(ANNA, custom={"Do Not Contact": "TRUE"}))
    task = CreateTask(title="Call", due=NOON.date(), contact_id=ContactId("anna"))
    ruling = await asked.at_proposal(task, None, DealId("d1"), ADA, NOON)
    assert rules(ruling.matched) == ["do_not_contact"]


async def test_at_night_it_waits_for_their_morning(database: Database) -> None:
    asked = await gate(database, replace(ANNA, timezone="Asia/Tokyo"))
    ruling = await asked.at_execution(approved(), NOON + timedelta(hours=4))
    assert ruling.effect is Effect.LATER
    assert ruling.until == datetime(2026, 11, 25, 22, 30, tzinfo=UTC)
    assert "Thu 26 Nov 07:30 JST" in ruling.sentence


async def test_a_full_cap_says_when_there_is_a_place(database: Database) -> None:
    asked = await gate(database, most=1)
    assert (await asked.at_execution(approved(), NOON)).effect is Effect.ALLOW
    assert (await asked.at_execution(approved(), NOON)).effect is Effect.ALLOW  # a retry
    ruling = await asked.at_execution(approved(effect="e2"), NOON)
    assert (ruling.effect, ruling.until) == (Effect.LATER, NOON + timedelta(days=7))
    await asked.caps.give_back("e1")
    assert (await asked.at_execution(approved(effect="e2"), NOON)).effect is Effect.ALLOW


async def test_a_mail_counts_for_whose_it_is_whoever_approved(database: Database) -> None:
    asked = await gate(database, most=9)
    few = replace(asked.caps, most={**asked.caps.most, Cap.REP_DAY: 1})
    asked = replace(asked, caps=few)
    assert (await asked.at_execution(approved(by=BOSS), NOON)).effect is Effect.ALLOW
    assert (await asked.at_execution(approved(effect="e2"), NOON)).effect is Effect.LATER


@pytest.mark.parametrize(
    ("action", "draft", "rule"),
    [
        (SendEmail(contact_id=ContactId("nobody")), DRAFT, "recipient_not_in_crm"),
        (SendEmail(contact_id=ContactId("else")), DRAFT, "recipient_not_of_deal"),
        (MAIL, replace(DRAFT, to="evil@elsewhere.example"), "address_not_in_crm"),
        (MAIL, replace(DRAFT, body="See https://bit.ly/x"), "foreign_link"),
    ],
)
async def test_whom_and_where_to_comes_from_the_crm_alone(
    database: Database, action: SendEmail, draft: Draft, rule: str
) -> None:
    asked = await gate(database, contact("else", account_id=None))
    ruling = await asked.at_proposal(action, draft, DealId("d1"), ADA, NOON)
    assert ruling.effect is Effect.DENY
    assert rule in rules(ruling.matched)


async def test_links_to_us_and_to_the_customer_may_be_there(database: Database) -> None:
    asked = await gate(database)
    draft = replace(DRAFT, body="https://us.example/docs and https://portal.acme.example/x")
    assert (await asked.at_proposal(MAIL, draft, DealId("d1"), ADA, NOON)).effect is Effect.ALLOW


async def test_a_closed_deal_is_locked_but_may_be_reopened(database: Database) -> None:
    asked = await gate(database, deal(status=DealStatus.WON, version=2))
    update = UpdateField(record="deal:d1", field="amount", old="1", new="2")
    ruling = await asked.at_proposal(update, None, DealId("d1"), ADA, NOON)
    assert (ruling.effect, rules(ruling.matched)) == (Effect.DENY, ["closed_deal_is_locked"])
    reopen = ChangeStage(from_stage="Won", to_stage="Proposal")
    ruling = await asked.at_proposal(reopen, None, DealId("d1"), ADA, NOON)
    assert (ruling.effect, ruling.approver) == (Effect.NEEDS_APPROVAL, Role.MANAGER)
    word = replace(approved(None, BOSS), action=reopen)
    assert (await asked.at_execution(word, NOON)).effect is Effect.ALLOW
    assert (await asked.at_execution(replace(word, by=ADA.id), NOON)).effect is not Effect.ALLOW


async def test_nothing_of_weight_happens_by_itself(database: Database) -> None:
    asked = await gate(database)
    amount = UpdateField(record="deal:d1", field="amount", old="1", new="2")
    closing = ChangeStage(from_stage="Proposal", to_stage="Won", to_status="won")
    for action in (amount, closing):
        ruling = await asked.at_proposal(action, None, DealId("d1"), ADA, NOON, automatic=True)
        assert ruling.effect is Effect.DENY
    ruling = await asked.at_proposal(MAIL, DRAFT, DealId("d1"), ADA, NOON, automatic=True)
    assert ruling.effect is not Effect.ALLOW


async def lift(asked: Gate, draft: Draft, by: Person, reason: str, rule: str) -> None:
    await asked.override("x1", MAIL, draft, rule, by=by, reason=reason, at=NOON)


async def test_an_override_holds_for_its_content_and_its_time_only(database: Database) -> None:
    asked = await gate(database)
    draft = replace(DRAFT, body="See https://partner.example/x")
    with pytest.raises(NotAllowed, match="manager, revops only"):
        await lift(asked, draft, ADA, "I want to", "foreign_link")
    with pytest.raises(NotAllowed, match="needs a reason"):
        await lift(asked, draft, BOSS, " ", "foreign_link")
    await lift(asked, draft, BOSS, "Our partner's page", "foreign_link")
    assert (await asked.at_execution(approved(draft), NOON)).effect is Effect.ALLOW
    edited = replace(draft, body="See https://other.example/x")
    assert (await asked.at_execution(approved(edited), NOON)).effect is Effect.DENY
    later = NOON + timedelta(days=7)
    assert (await asked.at_execution(approved(draft), later)).effect is Effect.DENY
    said = await asked.overrides.since(NOON)
    assert [(each.by, each.reason) for each in said] == [("boss", "Our partner's page")]


async def test_consent_can_be_lifted_by_compliance_alone(database: Database) -> None:
    asked = await gate(database, replace(ANNA, email_consent=Consent.WITHDRAWN))
    for who in (BOSS, REVOPS):
        with pytest.raises(NotAllowed):
            await lift(asked, DRAFT, who, "Please", "consent_withdrawn")
    await lift(asked, DRAFT, OFFICER, "Legal notice", "consent_withdrawn")
    assert (await asked.at_execution(approved(), NOON)).effect is Effect.ALLOW


async def test_an_approver_who_has_left_approves_nothing(database: Database) -> None:
    asked = await gate(database)
    ruling = await asked.at_execution(replace(approved(), by=PersonId("gone")), NOON)
    assert (ruling.effect, rules(ruling.matched)) == (Effect.DENY, ["approver_unknown"])
