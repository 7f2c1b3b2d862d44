"""A simple forecast of the quarter that runs: what is won, what is likely, what is possible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from blocks import kit
from blocks.figures import bars, said
from blocks.kit import Json, Message
from blocks.text import fallback, money

_HOW = (
    "Likely: won so far, and each open deal that closes this quarter times how often deals in its"
    " stage were won. Up to: won so far, and all of these open deals."
)
_NOTHING = "Nothing was won this quarter, and no open deal closes in it."
_MOST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """Amounts of one quarter in one currency; `weighted` and `open` of deals that close in it."""

    currency: str
    won: Decimal
    weighted: Decimal
    open: Decimal

    @property
    def likely(self) -> Decimal:
        return self.won + self.weighted

    @property
    def most(self) -> Decimal:
        return self.won + self.open


def forecast_message(
    forecasts: Sequence[Forecast], scope: str, data_as_of: datetime | None
) -> Message:
    """The currency with most in it first; each is forecast by itself."""
    ordered = sorted(forecasts, key=lambda one: (-one.most, one.currency))[:_MOST]
    leads = [_lead(one) for one in ordered] or [_NOTHING]
    as_of = data_as_of
    when = f"as of {said(as_of)}, {as_of:%H:%M} UTC" if as_of else "as of an unknown time"
    small = f"{scope} · {when}" if scope else when
    lines = [kit.line(kit.words(lead, 400, bold=place == 0)) for place, lead in enumerate(leads)]
    charts = [_chart(ordered[0])] if ordered else []
    return Message(
        text=fallback([*leads, _HOW, small]),
        blocks=(kit.rich(*lines), *charts, kit.aside(_HOW, small)),
    )


def _lead(one: Forecast) -> str:
    return (
        f"{_money(one.likely, one)} likely this quarter: {_money(one.won, one)} won so far,"
        f" up to {_money(one.most, one)}."
    )


def _chart(one: Forecast) -> Json:
    shown = {"Won so far": one.won, "Likely": one.likely, "Up to": one.most}
    return bars("This quarter", one.currency or "Amount", shown)


def _money(value: Decimal, of: Forecast) -> str:
    return money(value.quantize(Decimal(1)), of.currency or None)
