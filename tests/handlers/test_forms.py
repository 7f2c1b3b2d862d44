"""Forms: what was filled in arrives, errors stand at their fields, nothing typed is lost."""

import json
from collections.abc import Awaitable, Callable
from datetime import date, timedelta
from itertools import count
from typing import Any

import pytest
from slack_bolt.async_app import AsyncAck
from slack_sdk.web.async_client import AsyncWebClient

from blocks import forms, kit
from blocks.forms import Corrections, NextView, Suggestions
from blocks.home import away_form
from bot.errors import BadInput
from handlers.boundary import Boundary, Heard
from handlers.calls import Answer
from handlers.forms import entered
from tests.fakes.business import NOW
from tests.fakes.slack import TEAM
from tests.handlers.room import ADA, Room

TODAY = NOW.date()
FORM = away_form(TODAY)
_ids = count()


def chosen(**days: date | None) -> dict[str, dict[str, Any]]:
    return {
        name: {"value": {"type": "datepicker", "selected_date": day and day.isoformat()}}
        for name, day in days.items()
    }


async def _away(here: Room) -> dict[str, Any]:
    await here.clicks({"type": "button", "action_id": "hours.away", "value": "away"}, channel=None)
    return here.fake.views[-1]


async def test_days_off_are_noted_and_shown_on_home(here: Room) -> None:
    await here.morning()
    form = await _away(here)
    tomorrow = TODAY + timedelta(days=1)
    assert await here.sends(form, chosen(first=tomorrow, last=tomorrow)) is None
    assert "You are away on" in json.dumps(here.fake.homes[ADA])
    ada = await here.daybreak.people.find("ada")
    hours = await here.daybreak.calendar.hours([ada], TODAY, tomorrow)
    assert hours[ada.id].days_off == {tomorrow}
    back = next(
        block["accessory"]
        for block in here.fake.homes[ADA]["blocks"]
        if block.get("accessory", {}).get("action_id", "").startswith("hours.back")
    )
    click = {key: back[key] for key in ("type", "action_id", "value")}
    for note in ("not away from", "not there any more"):
        await here.clicks(click, channel=None)
        assert note in json.dumps(here.fake.homes[ADA])
    assert await here.daybreak.calendar.leave(TODAY, tomorrow) == []


async def test_wrong_days_are_named_at_their_fields_and_a_second_try_counts(here: Room) -> None:
    await here.morning()
    form = await _away(here)
    for first, last, wrong in (
        (None, None, {"first", "last"}),
        (TODAY, None, {"last"}),
        (TODAY, TODAY - timedelta(days=1), {"last"}),
        (TODAY - timedelta(days=9), TODAY - timedelta(days=3), {"last"}),
        (TODAY, TODAY + timedelta(days=500), {"last"}),
    ):
        answer = await here.sends(form, chosen(first=first, last=last))
        assert answer["response_action"] == "errors"
        assert set(answer["errors"]) == wrong
    assert await here.daybreak.calendar.leave(TODAY, TODAY) == []
    assert await here.sends(form, chosen(first=TODAY, last=TODAY)) is None
    assert len(await here.daybreak.calendar.leave(TODAY, TODAY)) == 1


async def test_a_stranger_reads_why_above_the_form(here: Room) -> None:
    await here.morning()
    here.fake.join("U0NEW", "new@us.example")
    answer = await here.sends(FORM, chosen(first=TODAY, last=TODAY), user="U0NEW")
    assert answer["response_action"] == "push"
    assert "not linked" in json.dumps(answer["view"])


async def test_what_this_version_does_not_know_is_answered(here: Room) -> None:
    await here.morning()
    answer = await here.sends({**FORM, "callback_id": "old.form"}, {})
    assert answer["response_action"] == "push"
    assert "can't read any more" in json.dumps(answer["view"])
    assert await here.types("old.search", "a") == []


async def test_an_odd_form_is_refused_without_a_fault(here: Room) -> None:
    views: list[Any] = [None, [], {}, {"callback_id": 5}, "x"]
    states: list[Any] = [None, [], {"values": []}, {"values": {"first": 3}}]
    for view in views:
        for kind in ("view_submission", "view_closed"):
            body = json.dumps({"type": kind, "user": {"id": ADA}, "view": view})
            assert (await here.post(body, "application/json"))[0] == 400
    for state in states:
        body = json.dumps(
            {
                "type": "view_submission",
                "team": {"id": TEAM},
                "user": {"id": ADA},
                "trigger_id": f"t-{state}",
                "view": {**FORM, "state": state},
            }
        )
        assert (await here.post(body, "application/json"))[0] == 200


@pytest.mark.parametrize(
    ("element", "found"),
    [
        ({"type": "plain_text_input", "value": "Hello"}, "Hello"),
        ({"type": "plain_text_input", "value": None}, None),
        ({"type": "datepicker", "selected_date": "2026-03-04"}, "2026-03-04"),
        ({"type": "timepicker", "selected_time": "08:30"}, "08:30"),
        ({"type": "static_select", "selected_option": {"value": "won"}}, "won"),
        ({"type": "external_select", "selected_option": None}, None),
        ({"type": "checkboxes", "selected_options": [{"value": "a"}, {"value": "b"}]}, ("a", "b")),
        ({"type": "checkboxes", "selected_options": []}, ()),
        ({"type": "users_select", "selected_user": "U1"}, "U1"),
        ({"type": "multi_users_select", "selected_users": ["U1", "U2"]}, ("U1", "U2")),
    ],
)
def test_every_kind_of_field_is_read(element: dict[str, Any], found: object) -> None:
    assert entered({"state": {"values": {"field": {"value": element}}}}) == {"field": found}


Done = list[tuple[str, dict[str, Any]]]


class _Client(AsyncWebClient):
    """Notes which views were asked for."""

    def __init__(self) -> None:
        super().__init__(token="x")
        self.done: Done = []

    async def views_open(self, **given: Any) -> Any:
        self.done.append(("open", given))

    async def views_push(self, **given: Any) -> Any:
        self.done.append(("push", given))

    async def views_update(self, **given: Any) -> Any:
        self.done.append(("update", given))


async def _answered(
    here: Room, body: dict[str, Any], answer: Callable[[Heard], Awaitable[Answer]]
) -> tuple[Any, Done]:
    boundary = Boundary(
        identities=here.slack.deliverer.identities, inbox=here.slack.inbox, now=lambda: NOW
    )
    ack, client = AsyncAck(), _Client()  # type: ignore[no-untyped-call]
    body = {"user": {"id": ADA}, "trigger_id": f"t{next(_ids)}", **body}
    await boundary.guarded(answer)(ack, body, body.get("view") or {}, client)
    assert ack.response is not None
    return json.loads(ack.response.body or "null"), client.done


def _always(answer: Answer) -> Callable[[Heard], Awaitable[Answer]]:
    async def listener(heard: Heard) -> Answer:
        return answer

    return listener


async def test_a_listener_answers_a_form_with_what_comes_next(here: Room) -> None:
    await here.morning()
    view = kit.modal("Next", [kit.section("Next")])
    message = kit.Message(text="Done", blocks=(kit.section("Done"),))
    sent = {"type": "view_submission", "view": {**FORM, "id": "V1"}}
    for answer, action in (
        (NextView(view=view), "update"),
        (NextView(view=view, is_above=True), "push"),
        (message, "update"),
        (Corrections(errors={"first": "<!channel>"}), "errors"),
    ):
        said, called = await _answered(here, sent, _always(answer))
        assert said["response_action"] == action
        assert called == []
    assert (await _answered(here, sent, _always(None)))[0] is None


async def test_a_click_opens_changes_or_stacks_a_view(here: Room) -> None:
    await here.morning()
    view = kit.modal("Next", [kit.section("Next")])
    for stands_in, is_above, method in (
        (None, False, "open"),
        ({"type": "home", "id": "V1"}, False, "open"),
        ({"type": "modal", "id": "V1", "hash": "h"}, False, "update"),
        ({"type": "modal", "id": "V1", "hash": "h"}, True, "push"),
    ):
        answer = NextView(view=view, is_above=is_above)
        body = {"type": "block_actions", "view": stands_in}
        _, called = await _answered(here, body, _always(answer))
        assert [name for name, _ in called] == [method]


async def test_a_search_field_is_offered_what_the_listener_found(here: Room) -> None:
    await here.morning()
    many = [kit.Choice(f"Colleague {n}", str(n)) for n in range(150)]
    typed = {"type": "block_suggestion", "action_id": "x.y", "value": "col"}
    said, _ = await _answered(here, typed, _always(Suggestions(choices=many)))
    assert len(said["options"]) == 100
    assert said["options"][0]["value"] == "0"


async def test_a_fault_behind_a_form_keeps_what_was_typed(here: Room) -> None:
    await here.morning()
    sent = {"type": "view_submission", "view": {**FORM, "id": "V1"}}

    async def fails(heard: Heard) -> Answer:
        raise ZeroDivisionError

    async def refuses(heard: Heard) -> Answer:
        raise BadInput("That can't be. Nothing was done.")

    for listener, words in ((fails, "code"), (refuses, "can't be")):
        said, _ = await _answered(here, sent, listener)
        assert said["response_action"] == "push"
        assert words in json.dumps(said["view"])


def test_a_draft_too_long_for_its_field_is_not_cut_unseen() -> None:
    assert forms.text("x" * 3000)["initial_value"] == "x" * 3000
    with pytest.raises(ValueError, match="do not fit"):
        forms.text("x" * 3001)
