"""A document is read once by each version of a reader, and its reading is kept exactly."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.deals import AccountId, ActivityKind, ContactId, DealStatus, Direction
from bot.domain.facts import Dated, Document, Fact, FactKind, Party, Reading, Source
from storage.database import Database
from storage.readings import BATCH, decoded, encoded
from tests.fakes.business import MOMENT, NOW, account, contact, days_ago, deal, loose, mail, person
from tests.fakes.reader import FakeReader
from tests.fakes.workspace import Workspace

AT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
DOCUMENT = Document(
    id="activity:a1",
    deal_id=None,
    kind=ActivityKind.EMAIL,
    direction=Direction.INBOUND,
    at=AT,
    subject="",
    body="",
)
_TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
_SPANS = st.builds(Dated, first=st.dates(), last=st.dates(), reading=_TEXTS)
_SOURCES = st.builds(
    Source,
    record=st.sampled_from(["activity:a1", "activity:b2"]),
    field=st.sampled_from(["body", "subject"]),
    at=st.sampled_from([None, AT, AT + timedelta(microseconds=1)]),
)
_FACTS = st.builds(
    Fact,
    kind=st.sampled_from(FactKind),
    source=_SOURCES,
    quote=_TEXTS,
    by=st.sampled_from(Party),
    confidence=st.floats(0, 1),
    when=st.none() | _SPANS,
    about=st.none() | _TEXTS,
)
_READINGS = st.builds(
    Reading,
    language=st.sampled_from(["en", "de", "und"]),
    automatic=st.booleans(),
    facts=st.lists(_FACTS, max_size=3).map(tuple),
)


@pytest.fixture
def workspace(database: Database) -> Workspace:
    return Workspace(database)


def read(workspace: Workspace) -> list[str]:
    return sorted(document.id for document in workspace.reader.read_documents)


@given(reading=_READINGS)
def test_a_reading_comes_back_as_it_was_stored(reading: Reading) -> None:
    assert decoded(encoded(reading, DOCUMENT), DOCUMENT.id, DOCUMENT.at) == reading


async def test_what_open_deals_say_is_read_and_nothing_else(workspace: Workspace) -> None:
    await workspace.hold(
        *(person(), account(), contact(), deal(), deal("d2", status=DealStatus.WON)),
        mail("now"),
        mail("later", at=NOW + timedelta(hours=1)),
        mail("empty", subject=" ", body=None),
        mail("closed", deal_id="d2"),
        loose("on_account", account_id=AccountId("acme")),
        loose("on_contact", contact_id=ContactId("anna"), at=days_ago(1)),
        loose("elsewhere", account_id=AccountId("other")),
    )

    assert read(workspace) == ["activity:now", "activity:on_account", "activity:on_contact"]


async def test_a_document_is_read_once_whatever_happens_to_its_deal(workspace: Workspace) -> None:
    await workspace.hold(person(), account(), contact(), deal(), mail())

    await workspace.hold(deal(stage="Won soon"), mail(version=2, thread_id="t9"))
    await workspace.mirror.sync(full=True, now=NOW)
    await workspace.hold()

    assert read(workspace) == ["activity:m1"]


async def test_copies_of_one_text_are_read_once_and_serve_each_deal(workspace: Workspace) -> None:
    same = {"subject": "Hello", "body": "One text. For two", "at": days_ago(1)}
    await workspace.hold(
        *(person(), contact(), deal(), deal("d2")),
        *(mail("m1", **same), mail("m2", deal_id="d2", **same)),
    )

    assert len(read(workspace)) == 1
    for context in (await workspace.contexts()).values():
        touch = context.touches[0]
        assert {fact.source.record for fact in context.facts} == {f"activity:{touch.id}"}


async def test_a_text_that_changed_is_read_again(workspace: Workspace) -> None:
    await workspace.hold(person(), contact(), deal(), mail(body="What now. Anna"))

    await workspace.hold(mail(version=2, body="What else. Anna"))

    assert len(read(workspace)) == 2
    assert (await workspace.context()).facts[0].quote == "What else"


async def test_words_are_read_in_their_authors_zone(workspace: Workspace) -> None:
    await workspace.hold(
        *(person(), contact(timezone="America/Lima"), contact("carl"), deal()),
        mail("theirs"),
        mail("ours", direction=Direction.OUTBOUND),
        mail("zoneless", contact_id=ContactId("carl"), person_id=None),
        mail("unknown", contact_id=None, person_id=None, direction=None),
    )

    zones = {document.id: document.zone for document in workspace.reader.read_documents}
    assert zones == {
        "activity:theirs": "America/Lima",
        "activity:ours": "Europe/Berlin",
        "activity:zoneless": "Europe/Berlin",
        "activity:unknown": "Europe/Berlin",
    }


async def test_a_contact_who_moves_is_read_anew_and_right_away(workspace: Workspace) -> None:
    await workspace.hold(person(), contact(timezone="Europe/Paris"), deal(), mail())

    await workspace.hold(contact(timezone="Asia/Tokyo"))

    when = (await workspace.context()).facts[0].when
    assert when is not None
    assert when.reading == "“tomorrow” in Asia/Tokyo"
    assert len(read(workspace)) == 2


async def test_a_zone_that_does_not_exist_is_read_as_utc(workspace: Workspace) -> None:
    await workspace.hold(person(), contact(timezone="Mars/Olympus"), deal(), mail())

    assert workspace.reader.read_documents[0].zone == "UTC"
    assert len((await workspace.context()).facts) == 2


async def test_a_new_reader_reads_all_again_and_the_old_readings_stay(
    workspace: Workspace,
) -> None:
    await workspace.hold(person(), contact(), deal(), mail())
    old = workspace.gatherer

    workspace.reader = FakeReader(version="fake-2")
    assert (await workspace.context()).facts == ()
    await workspace.hold()

    assert len((await workspace.context()).facts) == 2
    assert len((await old.gather(person(), MOMENT))[0].facts) == 2


async def test_many_documents_are_read_in_batches(workspace: Workspace) -> None:
    many = [mail(f"m{n}", at=days_ago(1 + n / 1000)) for n in range(BATCH + 1)]
    workspace.crm.put(person(), contact(), deal(), *many)
    await workspace.mirror.sync(full=False, now=NOW)

    assert await workspace.readings.read_new(workspace.reader, NOW) == BATCH + 1
    assert await workspace.readings.read_new(workspace.reader, NOW) == 0
