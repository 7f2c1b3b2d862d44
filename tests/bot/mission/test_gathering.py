"""What a verdict may look at: all of each open deal, nothing later, nothing hidden."""

from datetime import timedelta
from decimal import Decimal

import pytest

from bot.crm.port import CrmSchema
from bot.domain.deals import AccountId, ActivityKind, ContactId, DealId, DealStatus, Direction
from bot.domain.missions import Moment
from bot.domain.people import PersonId, Role
from storage.database import Database
from tests.fakes.business import (
    MOMENT,
    NOW,
    TODAY,
    account,
    contact,
    days_ago,
    deal,
    link,
    loose,
    mail,
    person,
    step,
    use,
)
from tests.fakes.workspace import Workspace

LATER = Moment(now=NOW + timedelta(days=1), today=TODAY + timedelta(days=1), zone="Europe/Berlin")


@pytest.fixture
def workspace(database: Database) -> Workspace:
    return Workspace(database)


async def test_every_open_deal_of_the_rep_comes_once_and_no_other(workspace: Workspace) -> None:
    gone = deal("d9")
    await workspace.hold(
        *(person(), person("bea"), account(), gone),
        *(deal("d1"), deal("d2", account_id=None), deal("d3", status=DealStatus.WON)),
        deal("d4", owner_id=PersonId("bea")),
    )
    workspace.crm.remove(gone)
    await workspace.hold()

    assert list(await workspace.contexts()) == ["d1", "d2"]


async def test_a_context_holds_all_that_hangs_on_the_deal(workspace: Workspace) -> None:
    await workspace.hold(
        *(person(), account(), contact(), contact("carl"), contact("dora", account_id=None)),
        *(deal(custom={"tier": "gold"}), link(), link(contact_key="dora")),
        *(step("Proposal", 3), step("Lead", 9)),
        *(mail("m2", at=days_ago(1)), mail("m1", at=days_ago(5))),
        *(use(TODAY - timedelta(days=1), 2.5), use(TODAY - timedelta(days=3), 4.0)),
    )

    context = await workspace.context()

    assert context.deal == deal(custom={"tier": "gold"})
    assert context.account == account()
    assert [c.id for c in context.contacts] == ["anna", "carl", "dora"]
    assert list(context.roles) == [link(), link(contact_key="dora")]
    assert [touch.id for touch in context.touches] == ["m1", "m2"]
    assert list(context.stage_changes) == [step("Lead", 9), step("Proposal", 3)]
    assert context.usage[0].values == (4.0, 2.5)


async def test_facts_are_exactly_what_the_reader_said(workspace: Workspace) -> None:
    await workspace.hold(person(), contact(), deal(), mail())

    context = await workspace.context()

    read = await workspace.reader.read(workspace.reader.read_documents[:1])
    assert context.facts == read[0].facts
    assert context.touches[0].language == "en"


async def test_nothing_that_happens_later_is_known(workspace: Workspace) -> None:
    soon = NOW + timedelta(hours=1)
    await workspace.hold(
        *(
            person(),
            account(),
            deal(),
            mail(at=soon),
            mail("note", kind=ActivityKind.NOTE, at=soon),
        ),
        *(step("Lead", 9), step("Won", -1)),
        *(use(TODAY), use(TODAY + timedelta(days=1)), use(TODAY - timedelta(days=1))),
        mail("task", kind=ActivityKind.TASK, at=days_ago(1), done_at=soon),
        now=LATER.now,
    )

    context = await workspace.context()

    assert [(touch.id, touch.done_at) for touch in context.touches] == [("task", None)]
    assert [change.to_stage for change in context.stage_changes] == ["Lead"]
    assert context.usage[0].days == (TODAY - timedelta(days=1),)


async def test_planned_meetings_and_tasks_are_known_but_not_what_they_say(
    workspace: Workspace,
) -> None:
    soon = NOW + timedelta(days=2)
    await workspace.hold(
        *(person(), deal()),
        mail("meeting", kind=ActivityKind.MEETING, at=soon),
        mail("task", kind=ActivityKind.TASK, at=soon, due_at=soon),
        now=soon,
    )

    context = await workspace.context()

    assert [touch.id for touch in context.touches] == ["meeting", "task"]
    assert context.facts == ()


async def test_a_contact_is_known_by_the_address_where_no_id_is_given(workspace: Workspace) -> None:
    await workspace.hold(
        *(person(), contact(), deal()),
        mail("m1", contact_id=None, custom={"From": "Anna <ANNA@acme.example>"}),
        mail("m2", contact_id=ContactId("anna@acme.example"), at=days_ago(1)),
        mail("m3", contact_id=ContactId("nobody@acme.example"), at=days_ago(0.5)),
    )

    context = await workspace.context()

    assert [t.contact_id for t in context.touches] == ["anna", "anna", "nobody@acme.example"]


async def test_an_activity_of_the_account_counts_to_its_only_open_deal(
    workspace: Workspace,
) -> None:
    await workspace.hold(
        *(person(), account(), contact(), deal(), deal("d2", status=DealStatus.LOST)),
        loose("on_account", account_id=AccountId("acme")),
        loose("on_contact", contact_id=ContactId("anna")),
        loose("on_address", custom={"email": "anna@acme.example"}),
        loose("on_nothing"),
    )

    context = await workspace.context()

    found = {touch.id for touch in context.touches}
    assert found == {"on_account", "on_contact", "on_address"}
    assert {fact.source.record for fact in context.facts} == {f"activity:{id_}" for id_ in found}


async def test_an_activity_that_may_mean_two_deals_counts_to_none(workspace: Workspace) -> None:
    await workspace.hold(
        *(person(), person("bea"), account(), contact(), contact("carl")),
        *(deal(), deal("d2", owner_id=PersonId("bea")), link("d1", "anna")),
        loose("of_anna", account_id=AccountId("acme"), contact_id=ContactId("anna")),
        loose("of_carl", account_id=AccountId("acme"), contact_id=ContactId("carl")),
    )

    mine = await workspace.context()
    beas = (await workspace.contexts(person("bea")))["d2"]

    assert [touch.id for touch in mine.touches] == ["of_anna"]  # named on one of the two
    assert beas.touches == ()


async def test_hidden_fields_come_as_none_and_are_never_quoted(workspace: Workspace) -> None:
    names = ("deal.amount", "deal.name", "deal.custom.margin", "account.revenue")
    more = ("contact.phone", "activity.body", "usage.value", "deal_contact.role")
    workspace.crm.described = CrmSchema(hidden={Role.REP: frozenset({*names, *more})})
    await workspace.hold(
        *(person(), account(revenue=Decimal(5)), contact(phone="1"), link(), mail()),
        deal(amount=Decimal(7), custom={"margin": "9", "tier": "gold"}),
        use(TODAY - timedelta(days=1)),
    )

    context = await workspace.context()

    assert (context.deal.amount, context.deal.name) == (None, "d1")
    assert context.deal.custom == {"tier": "gold"}
    assert context.account is not None
    assert context.account.revenue is None
    assert context.contacts[0].phone is None
    assert [fact.source.field for fact in context.facts] == ["subject"]
    assert context.usage == ()
    assert context.sources[-1].newest_at is None


async def test_what_one_role_may_not_see_others_may(workspace: Workspace) -> None:
    workspace.crm.described = CrmSchema(hidden={Role.MANAGER: frozenset({"deal.next_step"})})
    await workspace.hold(person(), deal(next_step="Call"))

    assert (await workspace.context()).deal.next_step == "Call"
    as_manager = await workspace.contexts(person(role=Role.MANAGER))
    assert as_manager["d1"].deal.next_step is None


async def test_without_any_activity_there_is_no_newest_one(workspace: Workspace) -> None:
    await workspace.hold(person(), deal())

    state = await workspace.source("activities")

    assert (state.newest_at, state.stale) == (None, False)


async def test_activities_are_stale_when_the_whole_workspace_fell_silent(
    workspace: Workspace,
) -> None:
    silent = [mail(f"m{n}", deal_id=DealId(f"d{n}"), at=days_ago(11)) for n in range(1, 31)]
    note = mail("note", kind=ActivityKind.NOTE, at=days_ago(1), direction=Direction.INTERNAL)
    await workspace.hold(person(), *(deal(f"d{n}") for n in range(1, 31)), *silent, note)

    assert (await workspace.source("activities")).stale

    await workspace.hold(mail("fresh", deal_id=DealId("d30"), at=days_ago(9)))
    assert not (await workspace.source("activities")).stale


async def test_few_deals_with_activities_prove_no_feed(workspace: Workspace) -> None:
    await workspace.hold(person(), deal(), mail(at=days_ago(40)))

    state = await workspace.source("activities")

    assert (state.newest_at, state.stale) == (days_ago(40), False)


async def test_the_mirror_is_stale_a_day_after_the_last_complete_sync(workspace: Workspace) -> None:
    await workspace.hold(person(), deal())

    assert not (await workspace.source("crm")).stale
    workspace.crm.fails_after = 0
    late = Moment(now=NOW + timedelta(hours=25), today=TODAY + timedelta(days=1), zone="UTC")
    await workspace.mirror.sync(full=False, now=late.now)
    state = await workspace.source("crm", late)
    assert (state.newest_at, state.stale) == (NOW, True)


async def test_use_that_nobody_reports_is_not_no_use(workspace: Workspace) -> None:
    await workspace.hold(
        *(person(), account(), account("beta"), account("old"), deal()),
        *(deal("d2", account_id=AccountId("beta")), deal("d3", account_id=AccountId("old"))),
        use(TODAY - timedelta(days=2)),
        use(TODAY - timedelta(days=300), account_key="old"),
    )

    contexts = await workspace.contexts()

    states = {key: context.sources[-1] for key, context in contexts.items()}
    assert states["d2"].newest_at is None
    assert not states["d2"].stale
    assert states["d3"].stale
    assert states["d3"].newest_at is not None
    assert contexts["d3"].usage == ()
    assert not states["d1"].stale


async def test_a_usage_feed_that_stopped_is_stale_for_everybody(workspace: Workspace) -> None:
    await workspace.hold(
        *(person(), account(), account("beta"), deal()),
        *(deal("d2", account_id=AccountId("beta")), use(TODAY - timedelta(days=8))),
    )

    contexts = await workspace.contexts()

    assert all(context.sources[-1].stale for context in contexts.values())


async def test_a_rep_without_deals_gets_none(workspace: Workspace) -> None:
    await workspace.hold(person())

    assert await workspace.contexts() == {}
    assert await workspace.contexts(moment=MOMENT) == {}
