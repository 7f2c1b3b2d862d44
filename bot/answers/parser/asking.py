"""One question back, with the readings to choose from: which time, which figure, whom."""

from collections.abc import Sequence

from bot.answers.answer import Refused, Status
from bot.answers.parser.sheet import Sheet
from bot.answers.parser.values import Kind, Value
from bot.answers.plan import Filter


class Ambiguous(Exception):
    """Words that may stand for several things; `key` is how an answer to it is remembered."""

    def __init__(self, key: str, asks: str, options: Sequence[Value]) -> None:
        super().__init__(key)
        self.key, self.asks, self.options = key, asks, tuple(options)


def _reading(field: str, shown: str, *values: str) -> Value:
    return Value(kind=Kind.CHOICE, field=field, values=values, shown=shown)


TIME, FIGURE, CLOSED, SHARE = "which time", "which figure", "closed", "share"
_TIMES = (
    _reading("status", "created then", "created"),
    _reading("status", "won then", "won"),
    _reading("status", "lost then", "lost"),
    _reading("status", "open and expected to close then", "closing"),
)
_FIGURES = (
    _reading("measure", "how many deals", "deals"),
    _reading("measure", "bookings", "bookings"),
    _reading("measure", "win rate", "win_rate"),
    _reading("measure", "open pipeline", "pipeline"),
)
_CLOSED = (
    _reading("status", "won deals", "won"),
    _reading("status", "won and lost deals", "won", "lost"),
)
_FORECASTS = (
    _reading("measure", "weighted pipeline", "weighted_pipeline"),
    _reading("measure", "commit", "commit"),
    _reading("measure", "open pipeline", "pipeline"),
)


_AVERAGES = (
    _reading("measure", "average deal size of each", "average_deal_size"),
    _reading("measure", "revenue of each", "bookings"),
)
_SHARES = (
    _reading("share", "of each one’s own total", "row"),
    _reading("share", "of the total of all", "total"),
)


def which_share() -> Exception:
    return Ambiguous(SHARE, "A share of what?", _SHARES)


def which_time(sheet: Sheet) -> Exception:
    if sheet.entity != "deals":
        reason = f"{sheet.entity.capitalize()} have no date to go by."
        return Refused(Status.UNSUPPORTED, reason)
    return Ambiguous(TIME, "Deals of that time by what?", _TIMES)


def which_figure() -> Exception:
    return Ambiguous(FIGURE, "Which figure do you want?", _FIGURES)


def which_forecast() -> Exception:
    asks = "I make no forecast of my own from a question. Which of these do you want?"
    return Ambiguous(FIGURE, asks, _FORECASTS)


def which_average() -> Exception:
    return Ambiguous(FIGURE, "An average per deal, or the revenue of each?", _AVERAGES)


def which_part(named: Sequence[Filter]) -> Exception:
    """Whose share it is, where several names may be meant."""
    options = [_reading("share", f"the share of {' and '.join(f.shown)}", f.field) for f in named]
    return Ambiguous(SHARE, "Whose share?", options)


def what_closed(said: str) -> Exception:
    return Ambiguous(CLOSED, f"What does “{said}” mean here?", _CLOSED)
