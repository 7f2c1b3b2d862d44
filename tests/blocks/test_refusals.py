"""Every refusal says what was not done, and tells nothing of what may not be seen."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from blocks.refusals import refusal, typing, waits
from bot.domain.deals import ContactId, DealId
from bot.domain.decisions import SendEmail
from bot.domain.lifecycle import (
    Decision,
    DecisionState,
    Execution,
    ExecutionState,
    Word,
    WordKind,
)
from bot.domain.outcomes import (
    Changed,
    Fault,
    Faulty,
    Forbidden,
    NeedsTyping,
    NobodyMay,
    NoSuch,
    NotInBulk,
    NotPossible,
    NotYours,
    Over,
    Part,
    Refused,
    TooLate,
    Waits,
    Why,
)
from bot.domain.people import PersonId

BERLIN = ZoneInfo("Europe/Berlin")
NOON = datetime(2026, 11, 25, 11, tzinfo=UTC)
OPEN = Decision(
    id="d1",
    risk="d1",
    occurrence=1,
    rep_id=PersonId("ada"),
    assignee_id=PersonId("ada"),
    deal_id=DealId("secret-deal"),
    run_id="r",
    state=DecisionState.OPEN,
    version=1,
    digest="0" * 64,
    action=SendEmail(contact_id=ContactId("secret-contact")),
    draft=None,
    options=(),
    reason="A secret reason.",
    read_versions={},
    created_at=NOON,
    updated_at=NOON,
    proposed_at=NOON,
)
SAID = Word(by=PersonId("ada"), at=NOON, event=WordKind.APPROVE, version=1)
APPROVED = replace(
    OPEN,
    state=DecisionState.APPROVED,
    words=(SAID,),
    execution=Execution(id="d1.1", state=ExecutionState.DONE, attempt=1, due_at=NOON, tries_left=1),
)


def said(why: Why, verb: WordKind = WordKind.APPROVE) -> str:
    return refusal(Refused(verb=verb, why=why), BERLIN)


@pytest.mark.parametrize(
    ("why", "sentence"),
    [
        (
            Over(decision=APPROVED, by="Mona", yourself=False),
            "Mona has approved this already, on Wed 25 Nov at 12:00. It is done."
            " Nothing was changed.",
        ),
        (
            Over(decision=APPROVED, by="Ada", yourself=True),
            "You have approved this already, on Wed 25 Nov at 12:00. It is done.",
        ),
        (
            Over(decision=replace(OPEN, state=DecisionState.EXPIRED), by="", yourself=False),
            "It has expired: nobody answered in time. Nothing was changed."
            " /deals shows today's list.",
        ),
        (
            NotYours(waits_for="Ada Field"),
            "This is for Ada Field to decide. Nothing was changed.",
        ),
        (
            TooLate(what=Part.UNDO, decision=APPROVED, until=NOON + timedelta(minutes=10)),
            "It could be taken back until Wed 25 Nov at 12:10. Nothing was changed.",
        ),
        (
            TooLate(what=Part.RECALL, decision=APPROVED),
            "It is too late to stop it. It is done.",
        ),
        (
            Forbidden(sentence="It claims too much.", rules=("x",), lifted_by=("compliance",)),
            "It claims too much. Somebody in compliance may allow it.",
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_refusal_reads(why: Why, sentence: str) -> None:
    assert said(why) == sentence


@pytest.mark.parametrize(
    "why",
    [
        NoSuch(),
        NotYours(waits_for="Ada"),
        Over(decision=APPROVED, by="Ada", yourself=False),
        Changed(decision=OPEN),
        *(NotPossible(what=part, decision=OPEN) for part in Part),
        *(TooLate(what=part, decision=APPROVED) for part in Part),
        Faulty(faults=(Fault(field="to", sentence="Choose."),)),
        Forbidden(sentence="No. Nothing was done."),
        NobodyMay(reasons=("It is large.",)),
        NotInBulk(),
    ],
    ids=repr,
)
def test_every_refusal_is_a_sentence_without_deal_data(why: Why) -> None:
    sentence = said(why)
    assert sentence.endswith(".")
    assert "secret" not in sentence


def test_who_has_to_agree_and_what_has_to_be_typed_is_said() -> None:
    asked = Waits(
        decision=OPEN, asked=PersonId("mona"), asked_name="Mona", reasons=("It is large.",)
    )
    assert waits(asked) == "Your yes is kept. Mona has to agree too. It is large."
    wanted = NeedsTyping(decision=OPEN, phrase="Acme 2026", reasons=("It leaves.",))
    assert typing(wanted) == "It leaves. Type “Acme 2026” to approve it."
