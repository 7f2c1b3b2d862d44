"""What a button carries comes back as it was, fits anywhere, and nothing else is taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from blocks import ids
from bot.domain.briefs import DecisionRef
from bot.domain.deals import DealId

_names = st.from_regex(r"[A-Za-z0-9_-]{1,48}", fullmatch=True)
_digests = st.from_regex(r"[0-9a-f]{16}", fullmatch=True)


@given(_names, st.integers(0, 999_999_999), _digests)
def test_a_decision_comes_back(name: str, version: int, digest: str) -> None:
    ref = DecisionRef(id=name, version=version, digest=digest)
    written = ids.encode_decision(ref)
    assert ids.decode_decision(written) == ref
    for choice in (ids.REASONS, ids.SNOOZE, ids.DONE, ids.DELEGATE, ids.ASK):
        in_menu = ids.encode_choice(choice, written)
        assert len(in_menu) <= 150
        assert ids.decode_choice(in_menu) == (choice, written)


@given(_names, st.text())
def test_a_verdict_comes_back_whatever_the_deals_id(run: str, deal_id: str) -> None:
    ref = ids.VerdictRef(run_id=run, deal=ids.deal_name(DealId(deal_id)))
    assert ids.decode_verdict(ids.encode_verdict(ref)) == ref
    assert ids.decode_deal(ids.encode_deal(DealId(deal_id))) == ref.deal
    assert ids.decode_lead(ids.encode_lead(deal_id)) == ids.lead_name(deal_id)


@given(st.one_of(st.text(), st.none(), st.integers(), st.lists(st.text())))
def test_nothing_else_is_taken(value: object) -> None:
    for decode in (ids.decode_decision, ids.decode_verdict, ids.decode_deal, ids.decode_lead):
        assert decode(value) is None


@pytest.mark.parametrize(
    "value",
    ["d.a.1.0123456789abcdef.x", "d.a.1", "d.a.1.0123456789ABCDEF", "d.a b.1.0123456789abcdef"],
)
def test_a_part_too_many_too_few_or_odd_is_refused(value: str) -> None:
    assert ids.decode_decision(value) is None


def test_what_could_not_be_read_back_is_not_written() -> None:
    with pytest.raises(ValueError, match="read back"):
        ids.encode_decision(DecisionRef(id="a.b", version=1, digest="0" * 16))
