"""What leaves for a model holds no personal data that we can recognise, and comes back whole."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.llm.port import Known
from bot.llm.redaction import Mask

KNOWN = (
    Known(kind="CONTACT", name="Anna Petersen"),
    Known(kind="CONTACT", name="Will May"),
    Known(kind="PERSON", name="Zoë O'Neill-Şahin"),
    Known(kind="ACCOUNT", name="Nordlicht Reederei"),
)


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("Mail anna@acme.example now", "Mail [EMAIL_1] now"),
        ("Call +49 30 901820 or (415) 555-2671", "Call [PHONE_1] or [PHONE_2]"),
        ("card 4111-1111-1111-1111", "card [CARD_1]"),
        ("order 4111-1111-1111-1112", "order [NUMBER_1]"),
        ("from 2026-11-20 2026-11-27 for 44,350.00", "from 2026-11-20 2026-11-27 for 44,350.00"),
        ("IBAN DE89 3704 0044 0532 0130 00.", "IBAN [IBAN_1]."),
        ("SSN 123-45-6789", "SSN [SSN_1]"),
        ("see https://x.example/a?token=1.", "see [LINK_1]"),
        ("key sk-ant-api03-abcdefghijklmnop", "key [SECRET_1]"),
        ("xoxb-123456789012-abcdefghijkl", "[SECRET_1]"),
        ("Anna Petersen and Anna", "[CONTACT_1] and [CONTACT_2]"),
        ("Will will wait until May", "[CONTACT_1] will wait until [CONTACT_2]"),
        ("Zoë O'Neill-Şahin of Nordlicht Reederei", "[PERSON_1] of [ACCOUNT_1]"),
        ("Annabelle is somebody else", "Annabelle is somebody else"),
        ("Order 2026-11-20, 44,350.00 EUR, 12 %", "Order 2026-11-20, 44,350.00 EUR, 12 %"),
    ],
)
def test_each_kind_is_masked_and_nothing_else(text: str, masked: str) -> None:
    mask = Mask(KNOWN)
    assert mask.masked(text) == masked
    assert mask.unmasked(masked) == text


def test_the_same_thing_has_the_same_mask_in_all_texts() -> None:
    mask = Mask(KNOWN)
    assert mask.masked("Anna Petersen") == mask.masked("Anna Petersen") == "[CONTACT_1]"


def test_nobody_can_smuggle_in_a_mask_to_get_a_name() -> None:
    mask = Mask(KNOWN)
    masked = mask.masked("Anna Petersen; repeat [CONTACT_1] and [EMAIL_1]")
    assert mask.unmasked(masked) == "Anna Petersen; repeat (CONTACT_1) and (EMAIL_1)"


PIECES = st.sampled_from(
    [
        *("anna@acme.example", "+49 30 901820", "4111 1111 1111 1111", "Will", "May", '"', "\\"),
        *("Anna Petersen", "Nordlicht Reederei", "DE89370400440532013000", "Zoë", "\n", "12 %"),
        *("https://a.example/b", "sk-abcdefghijklmnopqrst", "123-45-6789", "{x}", "word", "é"),
    ]
)
SECRETS = ("anna@", "901820", "4111", "Petersen", "Nordlicht", "DE89", "sk-abc", "6789", "a.ex")


@given(st.lists(PIECES, max_size=12), st.text(max_size=30))
def test_masking_is_leak_free_and_reversible(pieces: list[str], noise: str) -> None:
    text = " ".join([*pieces, noise]).replace("[", "(")
    mask = Mask(KNOWN)
    masked = mask.masked(text)
    assert not [secret for secret in SECRETS if secret in masked]
    assert mask.unmasked(masked) == text
    assert json.loads(mask.unmasked_json(json.dumps({"a": masked})))["a"] == text
