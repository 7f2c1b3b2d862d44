"""Whatever stands in a record: no limit breaks, nobody is mentioned, nothing becomes a link."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from blocks import commands, home, ids, missions, problems, reasons
from blocks.kit import Json, Message
from blocks.limits import check
from bot.domain.briefs import Brief, CardState
from bot.domain.deals import DealId, Lead
from bot.domain.decisions import CreateTask, Draft
from bot.domain.facts import Source
from bot.domain.missions import DealVerdict, Evidence, Observation, ObservationKind
from bot.domain.people import WorkHours
from tests.blocks.drawn import surface_of
from tests.blocks.hostile import huge
from tests.blocks.scenes import (
    DANA,
    TUESDAY,
    brief,
    card,
    deal,
    mail,
    mission,
    of,
    verdict,
    watched,
)

_GOOD = "https://crm.example/activity/a1"
_slow = settings(deadline=None, max_examples=25, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def verdicts(draw: st.DrawFn) -> DealVerdict:
    evidence = Evidence(
        source=Source(record=draw(huge), field=draw(huge)),
        quote=draw(huge),
        url=draw(st.one_of(st.none(), st.just(_GOOD), huge)),
    )
    told = replace(evidence, source=Source(record="activity:a1", field="body"))
    kinds = st.sampled_from(list(ObservationKind))
    seen = tuple(
        Observation(kind=draw(kinds), text=draw(huge), evidence=draw(st.sampled_from(each)))
        for each in ((evidence, None), (told,), (evidence, told))
    )
    draft = Draft(to=draw(huge), subject=draw(huge), body=draw(huge))
    proposal = mail(draft=draft)
    if draw(st.booleans()):
        task = CreateTask(title=draw(huge), due=TUESDAY, note=draw(huge))
        proposal = mail(action=task, draft=None)
    return verdict(
        draw(st.text(max_size=50)),
        name=draw(huge),
        currency=draw(st.one_of(st.none(), huge)),
        observations=seen * draw(st.integers(0, 6)),
        would_change_if=tuple(draw(st.lists(huge, max_size=8))),
        proposal=proposal,
    )


@given(st.lists(verdicts(), min_size=1, max_size=5), st.data())
@_slow
def test_a_morning_message_holds_whatever_is_in_it(
    found: list[DealVerdict], data: st.DataObject
) -> None:
    found = [replace(one, deal_id=DealId(f"d{n}")) for n, one in enumerate(found)]
    states = [data.draw(st.sampled_from(list(CardState))) for _ in found]
    cards = [
        card(one, state=state, note=data.draw(huge))
        for one, state in zip(found, states, strict=True)
    ]
    drawn: Brief = brief(*cards)
    name = data.draw(huge)
    drawn = replace(drawn, mission=replace(drawn.mission, rep=replace(DANA, name=name)))
    _assert_inert(missions.morning_message(drawn))


@given(verdicts(), huge)
@_slow
def test_every_other_message_holds_too(one: DealVerdict, text: str) -> None:
    owned = deal(name=one.name, stage=text, next_step=text, currency=one.currency)
    near = [(DealId(text), text), (DealId("d2"), one.name)]
    for message in (
        reasons.why_message(of(one)),
        commands.list_message(mission(one, watched())),
        commands.deal_message(owned, text, of(one)),
        problems.problem_message(text),
        problems.choices_message(text, near, ids.SHOW_DEAL, ambiguous=True),
    ):
        _assert_inert(message)


@given(verdicts(), huge)
@_slow
def test_every_view_holds_too(one: DealVerdict, text: str) -> None:
    page = home.HomePage(
        person=DANA,
        hours=WorkHours(),
        zone=text,
        today=TUESDAY,
        mission=mission(one, replace(watched(), name=text)),
        problems=(text,),
        note=text,
        leads=[Lead(id=text, name=text, company=text, source=text)] * 7,
    )
    for view in (
        home.home_view(page),
        reasons.why_modal(of(one)),
        problems.problem_modal(text),
    ):
        _assert_shown(view)


def _assert_inert(message: Message) -> None:
    payload = message.payload()
    _assert_shown(payload)
    # A mention and a link begin with "<" in mrkdwn; an address is recognised by its dots.
    assert not re.search(r"[<>]", message.text)
    assert not re.search(r"@\w|\w:/|\w\.[^\W\d_]", message.text)
    assert payload["parse"] == "none"


def _assert_shown(payload: Json) -> None:
    json.dumps(payload, ensure_ascii=False).encode()
    assert check(payload, surface_of(payload)) == ()
    for part in _objects(payload):
        assert part.get("type") != "mrkdwn"
        assert part.get("type") not in ("user", "usergroup", "broadcast", "channel")
        if "url" in part:
            assert part["url"].startswith(("https://", "http://"))
            assert part["url"] == _GOOD or part["type"] == "link"
        text = part.get("text")
        if isinstance(text, str):
            assert not re.search(r"<[@!#]|[\u202a-\u202e\u2066-\u2069\x00]", text)


def _objects(value: object) -> Iterator[Json]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list | tuple):
        for inner in value:
            yield from _objects(inner)
