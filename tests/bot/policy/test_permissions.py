"""Who sees whose deals and which fields; what is not clearly allowed is hidden."""

import pytest

from bot.domain.deals import ContactRole
from bot.domain.missions import Touch
from bot.domain.people import REVOPS, PersonId, Role
from bot.policy.permissions import Fields, sight
from tests.fakes.business import NOW, account, contact, deal, link, person, step

BOSS = person("boss", role=Role.MANAGER)
LEAD = person("lead", role=Role.MANAGER, manager_id=PersonId("boss"))
ADA = person("ada", manager_id=PersonId("lead"))
BEA = person("bea", manager_id=PersonId("other"))
PEOPLE = (BOSS, LEAD, ADA, BEA)
TOUCH = Touch(id="m1", kind="email", direction="inbound", at=NOW, subject="Price", thread_id="t")


def hiding(*names: str) -> Fields:
    return Fields.hidden_from(Role.REP, {"rep": names})


def test_a_rep_sees_their_own_deals_only() -> None:
    seen = sight(ADA, PEOPLE)

    assert seen.covers(ADA.id)
    assert not seen.covers(BEA.id)
    assert not seen.covers(LEAD.id)


def test_a_manager_sees_everybody_below_at_any_depth() -> None:
    assert sight(BOSS, PEOPLE).owners == {"boss", "lead", "ada"}
    assert sight(LEAD, PEOPLE).owners == {"lead", "ada"}


def test_reporting_in_a_circle_ends() -> None:
    circle = (person("a", role=Role.MANAGER, manager_id=PersonId("b")), person("b", manager_id="a"))

    assert sight(circle[0], circle).owners == {"a", "b"}


@pytest.mark.parametrize("role", [Role.REVOPS, Role.COMPLIANCE, Role.AUDITOR])
def test_some_roles_see_everything(role: Role) -> None:
    assert sight(person(role=role), PEOPLE).covers(BEA.id)
    assert sight(REVOPS, ()).covers(BEA.id)


@pytest.mark.parametrize("role", list(Role))
def test_who_has_left_sees_nothing(role: Role) -> None:
    seen = sight(person(role=role, active=False), PEOPLE)

    assert not seen.everything
    assert not seen.owners


def test_enablement_sees_no_deals() -> None:
    assert not sight(person(role=Role.ENABLEMENT), PEOPLE).covers(PersonId("ada"))


def test_a_hidden_field_is_none_and_a_hidden_name_is_the_id() -> None:
    fields = hiding("deal.next_step", "deal.stage", "account.name")

    assert fields.deal(deal(next_step="Call")) == deal(stage="")
    assert fields.account(account()) == account(name="acme")


def test_what_says_whose_it_is_stays() -> None:
    shown = hiding("deal.*").deal(deal(amount=None, custom={"a": "b"}))

    assert (shown.id, shown.owner_id, shown.status) == ("d1", "ada", "open")
    assert (shown.name, shown.stage, shown.account_id, shown.custom) == ("d1", "", None, {})


@pytest.mark.parametrize("name", ["phone", "Opportunity.phone", "*.phone", "contact.*", ".phone"])
def test_a_name_that_cannot_be_read_hides_the_field_everywhere(name: str) -> None:
    assert hiding(name).contact(contact(phone="1")).phone is None


def test_another_roles_hidden_fields_are_shown() -> None:
    fields = Fields.hidden_from(Role.MANAGER, {"rep": ["contact.phone"]})

    assert fields.contact(contact(phone="1")).phone == "1"


def test_a_role_in_a_deal_is_hidden_with_the_contacts_own() -> None:
    assert hiding("contact.role").link(link(role=ContactRole.CHAMPION)).role is None
    assert hiding("deal_contact.role").link(link(role=ContactRole.CHAMPION)).role is None


def test_a_hidden_stage_hides_the_way_there() -> None:
    assert hiding("deal.stage").stage_change(step("Lead", 1)) is None
    assert hiding("stage_change.at").stage_change(step("Lead", 1)) is None
    kept = hiding("stage_change.by").stage_change(step("Lead", 1, by="ada", from_stage="New"))
    assert kept == step("Lead", 1, from_stage="New")


def test_a_touch_loses_what_is_hidden_or_goes_altogether() -> None:
    shown = hiding("activity.subject", "activity.contact_id").touch(TOUCH)

    assert shown is not None
    assert (shown.subject, shown.thread_id) == (None, "t")
    assert hiding("activity.at").touch(TOUCH) is None


def test_use_is_hidden_by_metric_or_altogether() -> None:
    assert not hiding("usage.logins").usage("logins")
    assert hiding("usage.logins").usage("seats")
    assert not hiding("usage.value").usage("seats")
