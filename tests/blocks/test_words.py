"""A card quotes what somebody wrote, not what a field holds."""

import json
from dataclasses import replace

from blocks.reasons import why_message
from blocks.words import said
from bot.domain.facts import Source
from bot.domain.missions import DealVerdict, Evidence, Observation, ObservationKind
from tests.blocks.scenes import of, verdict

_INSTANT = "2026-02-26 09:30:00+00:00"


def _dated() -> Observation:
    source = Source(record="activity:a9", field="at")
    evidence = Evidence(source=source, quote=_INSTANT)
    return Observation(kind=ObservationKind.EVIDENCE, text="Nothing since then.", evidence=evidence)


def _verdict() -> DealVerdict:
    made = verdict()
    return replace(made, observations=(_dated(), *made.observations))


def test_the_time_of_an_activity_is_not_quoted_as_words() -> None:
    found = said(_verdict())
    assert found is not None
    assert found.source.field == "body"


def test_an_instant_reads_as_the_day_that_it_was() -> None:
    message = why_message(of(_verdict()))
    for shown in (message.text, json.dumps(message.blocks)):
        assert _INSTANT not in shown
        assert "Thu 26 Feb" in shown
