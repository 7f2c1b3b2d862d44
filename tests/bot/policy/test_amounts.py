"""Amounts before limits: compared in one currency, and large where they can't be."""

from decimal import Decimal

import pytest
from pydantic import ValidationError

from bot.policy.amounts import Currencies, Money, Worth
from bot.policy.approvals import Approvals

EUROS = Currencies(limits="EUR", rates={"USD": Decimal("0.9")})


def money(amount: int, currency: str | None = "EUR") -> Money:
    return Money(amount=Decimal(amount), currency=currency)


@pytest.mark.parametrize(
    ("sums", "worth"),
    [
        ([], Worth()),
        ([money(5)], Worth(amount=Decimal(5))),
        ([money(5, None)], Worth(amount=Decimal(5))),
        ([money(10, "usd")], Worth(amount=Decimal(9))),
        ([money(10, "USD"), money(8)], Worth(amount=Decimal(9))),
        ([money(10, "BHD"), money(8)], Worth(amount=Decimal(8), unrated="BHD")),
        ([money(0, "BHD")], Worth()),
    ],
)
def test_the_largest_counts_and_what_has_no_rate_is_named(sums: list[Money], worth: Worth) -> None:
    assert EUROS.worth(sums) == worth


def test_what_can_not_be_compared_is_above_every_limit() -> None:
    unrated = EUROS.worth([money(1, "BHD")])
    assert unrated.exceeds(Decimal("1e30"))
    assert unrated.reaches(Decimal("1e30"))
    assert "in BHD, the limits are in EUR" in EUROS.explained(unrated)
    assert not EUROS.explained(EUROS.worth([money(1)]))


@pytest.mark.parametrize("rates", [{"USD": 0}, {"USD": -1}, {"dollars": 1}])
def test_rates_that_are_none_are_refused_when_the_rules_are_read(rates: dict[str, int]) -> None:
    with pytest.raises(ValidationError):
        Currencies.model_validate({"limits": "EUR", "rates": rates})


def test_the_rules_in_force_have_a_currency() -> None:
    assert Approvals.load().currencies.limits == "EUR"
