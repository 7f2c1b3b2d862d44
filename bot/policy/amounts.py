"""Amounts in many currencies before limits in one; what can't be compared counts as above them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

Code = Annotated[str, StringConstraints(pattern="[A-Z]{3}")]


@dataclass(frozen=True, slots=True, kw_only=True)
class Money:
    """An amount in the record's own currency; None is that of the limits."""

    amount: Decimal
    currency: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """What is at stake, in the currency of the limits. `unrated` names a currency in which a part
    of it is and for which there is no rate: nobody can say how much that is.
    """

    amount: Decimal = Decimal(0)
    unrated: str = ""

    def reaches(self, limit: Decimal) -> bool:
        return bool(self.unrated) or self.amount >= limit

    def exceeds(self, limit: Decimal) -> bool:
        return bool(self.unrated) or self.amount > limit


class Currencies(BaseModel):
    """`limits` is the currency of every limit, `rates` what one unit of another is worth in it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    limits: Code
    rates: Mapping[Code, Annotated[Decimal, Field(gt=0)]]

    def worth(self, sums: Iterable[Money]) -> Worth:
        """The largest of them; nothing at all where there are none."""
        known, unrated = [Decimal(0)], ""
        for one in sums:
            currency = (one.currency or self.limits).upper()
            rate = Decimal(1) if currency == self.limits else self.rates.get(currency)
            if not one.amount:
                continue
            if rate is None:
                unrated = currency
            else:
                known.append(one.amount * rate)
        return Worth(amount=max(known), unrated=unrated)

    def explained(self, worth: Worth) -> str:
        """Why it counts as above every limit; empty where it can be compared."""
        name = worth.unrated
        return name and (
            f"The amount is in {name}, the limits are in {self.limits}, and there is no rate"
            f" between them, so it counts as large."
        )
