"""A Bolt app written for nobody else lives in the sandbox, over HTTP and over Socket Mode."""

from sandbox.slack.transport import HttpTransport
from tests.sandbox.slack.bot import Heard
from tests.sandbox.slack.conftest import Room
from tests.sandbox.slack.refusals import refusal


async def test_a_message_to_the_app_is_answered(lively: Room) -> None:
    await lively.workspace.as_("dana").says("hello <b>").sees("You said: hello &lt;b&gt;")


async def test_a_mention_reaches_the_app_twice_and_is_answered_in_the_thread(
    lively: Room, heard: Heard
) -> None:
    await lively.workspace.as_("omar").says("@daybreak help", in_="#sales").sees("At your service")
    kinds = sorted(one["event"]["type"] for one in heard.events if "bot_id" not in one["event"])
    assert kinds == ["app_mention", "message"]


async def test_a_click_replaces_the_card(lively: Room, heard: Heard) -> None:
    dana = await lively.workspace.as_("dana").says("card Acme").clicks("Approve", near="Acme")
    await dana.sees("Done with d1").sees_nothing_of("Approve")
    (click,) = heard.clicks
    assert click["user"]["id"] == lively.dana
    assert click["container"]["channel_id"] == lively.dm
    assert click["channel"]["name"] == "directmessage"
    assert click["actions"][0]["value"] == "d1"


async def test_an_entry_of_a_menu_is_chosen_by_its_words(lively: Room) -> None:
    dana = lively.workspace.as_("dana")
    await dana.says("card").clicks("Snooze").sees("Chosen: snooze")
    assert lively.workspace.as_("omar").screen.count("Chosen") == 0


async def test_a_modal_with_an_error_takes_a_second_try(lively: Room) -> None:
    dana = await lively.workspace.as_("dana").says("card").clicks("Edit").sees("Subject")
    dana = await dana.fills({"Subject": "Hi"}).submits().sees("Say a little more")
    dana = await dana.fills({"Subject": "Renewal"}).submits().sees("Saved: Renewal")
    assert not lively.workspace.seeing.modals(lively.workspace.person("dana"))


async def test_what_is_required_is_asked_for_before_anything_is_sent(
    lively: Room, heard: Heard
) -> None:
    dana = lively.workspace.as_("dana").says("card").clicks("Edit").submits()
    await dana.sees("Please complete this required field.")
    assert [one for one in heard.views if one["state"]["values"]] == heard.views[:1]


async def test_a_closed_modal_tells_the_app(lively: Room, heard: Heard) -> None:
    await lively.workspace.as_("dana").says("card").clicks("Edit").closes()
    assert [one["is_cleared"] for one in heard.closed] == [False]


async def test_a_modal_on_a_modal_on_a_modal_is_the_last(lively: Room) -> None:
    lively.workspace.sockets.ack_within = 0.5
    dana = lively.workspace.as_("dana").says("card").clicks("Edit")
    await dana.clicks("Again").clicks("Again").clicks("Again")
    assert len(lively.workspace.seeing.modals(lively.workspace.person("dana"))) == 3
    assert lively.workspace.calls[-1].error == "push_limit_reached"


async def test_an_outside_source_is_asked_for_options(lively: Room) -> None:
    await lively.workspace.as_("dana").says("card").clicks("Edit").sees("Subject")
    user = lively.workspace.person("dana")
    (view,) = lively.workspace.seeing.modals(user)
    found = await lively.workspace.acting.suggest(user, view, "which", "deal", "Ac")
    assert [one["text"]["text"] for one in found] == ["Deal Ac"]


async def test_a_command_answers_alone_and_then_everybody(lively: Room) -> None:
    dana = lively.workspace.as_("dana").runs("/deals acme & co", in_="#sales")
    dana = await dana.sees("Looking for acme &amp; co").sees("Two deals")
    omar = await lively.workspace.as_("omar").sees("Two deals")
    assert "Looking" not in omar.screen


async def test_home_is_published_when_it_is_opened(lively: Room) -> None:
    await lively.workspace.as_("dana").opens_home().sees("Three deals today")
    assert "Three deals" not in lively.workspace.as_("omar").screen


async def test_prompts_are_there_when_messages_are_opened(lively: Room) -> None:
    await lively.workspace.as_("dana").opens_messages()
    assert lively.workspace.state.prompts[lively.dm].prompts[0][0] == "My list"


async def test_a_run_is_streamed_as_a_plan(lively: Room, heard: Heard) -> None:
    dana = await lively.workspace.as_("dana").says("stream please").sees("Two promises")
    dana = await dana.sees("**Done** with it.").clicks("Good")
    state = lively.workspace.state
    root = state.messages.latest(lively.dm) or ""
    streamed = next(one for one in state.messages.thread(lively.dm, root).messages if one.is_app)
    plan, said, feedback = streamed.blocks
    assert [plan["type"], said["type"], feedback["type"]] == [
        "plan",
        "markdown",
        "context_actions",
    ]
    assert plan["tasks"][0]["status"] == "complete"
    assert state.sessions[(lively.dm, streamed.root_ts)].status == "active"
    assert heard.clicks[-1]["actions"][0]["value"] == "up"


async def test_a_reaction_is_heard_and_answered(lively: Room) -> None:
    await lively.workspace.as_("omar").says("look at this", in_="#sales")
    await lively.workspace.as_("dana").reacts("tada", to="look at this")
    latest = lively.workspace.state.messages.latest(lively.sales)
    found = lively.workspace.state.messages.find(lively.sales, latest or "")
    assert found is not None
    assert [name for name, _ in found.reactions] == ["tada", "eyes"]


async def test_an_address_gives_the_challenge_back(lively: Room) -> None:
    transport = lively.workspace.delivery.transport
    if isinstance(transport, HttpTransport):
        assert await lively.workspace.verifies(transport.url)
        assert not await lively.workspace.verifies(f"{lively.address.base}/nowhere")


async def test_who_is_uninstalled_hears_of_it(lively: Room, heard: Heard) -> None:
    lively.workspace.sockets.ack_within = 0.2
    lively.workspace.uninstalls()
    await lively.workspace.settled()
    kinds = {one.type for one in lively.workspace.delivery.log}
    assert kinds == {"tokens_revoked", "app_uninstalled"}
    assert await refusal(lively.client.auth_test()) == "token_revoked"


async def test_an_unknown_command_never_reaches_the_app(lively: Room) -> None:
    await lively.workspace.as_("dana").runs("/weather").sees("/weather is not a valid command.")
    assert lively.workspace.delivery.log == type(lively.workspace.delivery.log)()
