"""A thousand members and fifty thousand messages: fast, and bounded."""

import tracemalloc
from datetime import timedelta
from time import process_time

import pytest

from sandbox.slack import App, Clock, Workspace
from sandbox.slack.changes import Change, Changes, Kind
from sandbox.slack.messages import MOST_BYTES, MOST_MESSAGES, Messages
from sandbox.slack.people import Full
from sandbox.slack.shapes import Message, packed
from tests.sandbox.slack import cards
from tests.sandbox.slack.conftest import NOW


def _message(number: int, **others: object) -> Message:
    values: dict[str, object] = {
        "channel": "C1",
        "ts": f"{1_700_000_000 + number}.000000",
        "user": "U1",
        "text": f"message {number}",
        **others,
    }
    return Message(**values)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def full() -> Workspace:
    workspace = Workspace(App(), clock=Clock(NOW, is_still=True))
    for number in range(1_000):
        workspace.hires(f"user{number}")
    workspace.opens("#sales", ["user0", "user1"])
    body = packed({"blocks": cards.card("Acme")})
    channel = workspace.state.people.place("#sales").id
    for number in range(MOST_MESSAGES):
        workspace.state.messages.add(_message(number, channel=channel, body=body))
    return workspace


def test_the_thousand_and_first_is_one_too_many(full: Workspace) -> None:
    with pytest.raises(Full):
        full.hires("latecomer")


def test_a_full_workspace_is_fast(full: Workspace) -> None:
    user = full.person("user0")
    channel = full.state.people.place("#sales")
    began = process_time()
    before = None
    for _ in range(20):
        page = full.seeing.messages(user, channel, before=before)
        shown = [full.seeing.message_json(one) for one in page]
        before = shown[0]["ts"]
        full.seeing.conversation_json(user, channel)
    for number in range(100):
        full.acting.say(user, f"still quick {number}", channel)
    assert process_time() - began < 1.0
    assert len(full.state.messages) == MOST_MESSAGES


def test_the_oldest_goes_when_it_is_full() -> None:
    messages = Messages(most=10)
    for number in range(25):
        messages.add(_message(number))
    kept = messages.history("C1", limit=100).messages
    assert [one.text for one in kept] == [f"message {n}" for n in range(24, 14, -1)]
    assert messages.find("C1", "1700000000.000000") is None


def test_large_messages_count_by_their_size() -> None:
    messages = Messages(most_bytes=100_000)
    for number in range(100):
        messages.add(_message(number, body=b"x" * 10_000))
    assert len(messages) < 10
    assert messages.size <= 100_000


def test_replies_outlive_their_root() -> None:
    messages = Messages(most=3)
    messages.add(_message(0))
    root = "1700000000.000000"
    for number in range(1, 4):
        messages.add(_message(number, thread_ts=root))
    assert [one.text for one in messages.thread("C1", root).messages] == [
        f"message {n}" for n in (1, 2, 3)
    ]
    messages.remove("C1", "1700000002.000000")
    assert messages.reply_count("C1", root) == 2


def test_memory_stays_within_its_bounds() -> None:
    tracemalloc.start()
    try:
        messages = Messages()
        body = packed({"blocks": cards.card("Acme") * 4})
        for number in range(MOST_MESSAGES):
            messages.add(_message(number, body=bytes(bytearray(body))))
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert held < MOST_BYTES * 2


async def test_who_watches_slowly_is_told_to_look_anew() -> None:
    changes = Changes()
    with changes.watched(lambda change: True) as queue:
        for _ in range(5_000):
            changes.announce(Change(kind=Kind.CLOCK))
        kinds = [queue.get_nowait().kind for _ in range(queue.qsize())]
    assert len(kinds) <= 1_001
    assert Kind.RESYNC in kinds
    assert changes.watchers == 0


def test_what_was_said_before_is_in_its_place() -> None:
    workspace = Workspace(App(), clock=Clock(NOW, is_still=True))
    workspace.hires("dana")
    workspace.opens("#sales", ["dana"])
    for days in (1, 3, 2):
        at = NOW - timedelta(days=days)
        workspace.remembers("dana", f"{days} days ago", in_="#sales", at=at)
    user, channel = workspace.person("dana"), workspace.state.people.place("#sales")
    said = [one.text for one in workspace.seeing.messages(user, channel)]
    assert said == ["3 days ago", "2 days ago", "1 days ago"]
