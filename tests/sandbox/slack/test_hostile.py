"""Whatever stands in names, messages and fields: the server neither falls over nor changes it."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sandbox.slack import App, Clock, Workspace
from sandbox.slack.compose import composed
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import NOW, Room

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "javascript:alert(1)",
    "\u202eevil\u202c",
    "\x00\x07\x1b[31m",
    "\ud800",
    "<!channel> <@U0SANDBOX1>",
    "a" * 3000,
]


@pytest.mark.parametrize("text", HOSTILE)
async def test_hostile_content_comes_back_as_it_went(room: Room, text: str) -> None:
    posted = await room.client.chat_postMessage(
        channel=room.dana, text="x", blocks=[cards.section(text)]
    )
    found = await room.client.conversations_history(channel=room.dm)
    (block,) = found["messages"][0]["blocks"]
    assert block["text"]["text"] == text
    url = f"{room.address.control_url}/people/dana/messages"
    async with room.session.get(url) as answer:
        assert answer.content_type == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert (await answer.json())["messages"][0]["ts"] == posted["ts"]


@settings(max_examples=200, deadline=None)
@given(st.text())
def test_nothing_that_is_typed_makes_a_mention_by_itself(typed: str) -> None:
    workspace = Workspace(App(), clock=Clock(NOW, is_still=True))
    text, blocks = composed(typed.replace("@", "").replace("#", ""), workspace.state.people)
    outside = text.replace("<https://", "").replace("<http://", "")
    assert "<" not in outside
    json.dumps(blocks)


@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    method=st.sampled_from(["chat.postMessage", "views.open", "chat.update", "conversations.open",
                            "assistant.threads.setSuggestedPrompts", "files.completeUploadExternal",
                            "chat.startStream", "views.publish", "blocks.validate"]),
    body=st.dictionaries(
        st.sampled_from(["channel", "text", "blocks", "view", "users", "prompts", "files", "ts",
                         "chunks", "metadata", "attachments", "channel_id", "user_id", "message"]),
        st.recursive(
            st.none() | st.booleans() | st.integers() | st.text(max_size=20),
            lambda inner: st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["type", "text", "blocks", "id"]), inner, max_size=3),
            max_leaves=8,
        ),
        max_size=6,
    ),
)  # fmt: skip
async def test_random_arguments_are_refused_without_falling_over(
    room: Room, method: str, body: dict[str, object]
) -> None:
    room.workspace.state.rates.is_on = False
    headers = {"Authorization": f"Bearer {room.workspace.app.bot_token}"}
    arguments = {"channel": room.dana, "trigger_id": "x", **body}
    url = f"{room.address.api_url}{method}"
    async with room.session.post(url, json=arguments, headers=headers) as answer:
        assert answer.status == 200
        assert "ok" in await answer.json()
