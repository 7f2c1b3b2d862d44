"""How things stood: "as of 1 May", "at the end of March", and what is open "today"."""

from bot.answers.calendar import Span
from bot.answers.parser.said import Edge, Said
from bot.answers.parser.sheet import Sheet, asked_back, declined
from bot.answers.periods import Lean, NotAPeriod, Period, resolve

_STANDING = frozenset(
    {"pipeline", "weighted_pipeline", "list_pipeline", "open_deals", "average_age"}
)
_PAST = frozenset(
    {"was", "were", "had", "did", "waren", "war", "hatten", "etaient", "avions", "estaban"}
)


def read_standing(sheet: Sheet) -> Period | None:
    """The day whose end is meant, taken out of what was said of time. Raises Refused."""
    found: Period | None = None
    for place in reversed(range(len(sheet.times))):
        said = sheet.times[place][1]
        span = _span(sheet, said)
        if span is None or said.versus is not None:
            continue
        if said.edge is Edge.AT or (_is_open(sheet) and _is_day(said)):
            del sheet.times[place]
            found = _at(sheet, said, span)
        elif _is_open(sheet):
            _refuse_past(sheet, said, span)
    return found


_ONLY_OPEN = (
    "How it stood on a day I can tell of what was open. Of what was won, lost or created, name the"
    " time in which it was."
)


def _at(sheet: Sheet, said: Said, span: Span) -> Period | None:
    """None for today, which is how it stands anyhow."""
    if "closing" in sheet.status_names():
        raise asked_back("Expected to close in that time, or by its end? Say which.")
    if not _is_open(sheet):
        raise declined(_ONLY_OPEN)
    return said.period if span.last < sheet.reader.today else None


def _is_open(sheet: Sheet) -> bool:
    """Whether it is about what is open, and nothing is said of when that closes or was created."""
    names, figures = set(sheet.status_names()), set(sheet.measures)
    stands = bool(figures) and figures <= _STANDING
    return sheet.entity == "deals" and (names == {"open"} or (not names and stands))


def _is_day(said: Said) -> bool:
    return said.is_day and said.edge is Edge.WITHIN and said.to is None


def _span(sheet: Sheet, said: Said) -> Span | None:
    if said.period is None:
        return None
    try:
        return resolve(said.period, sheet.reader.today, sheet.reader.model.days, Lean.PAST)
    except NotAPeriod as error:
        raise declined(f"That period makes no sense: {error}.") from None


def _refuse_past(sheet: Sheet, said: Said, span: Span) -> None:
    """ "were open in March" and "open since March" say nothing of expected close dates."""
    past = span.last < sheet.reader.today
    if past and said.edge is Edge.WITHIN and not _PAST.isdisjoint(sheet.words):
        raise asked_back("Open at the end of that time, or expected to close in it? Say which.")
    if span.start <= sheet.reader.today and said.edge in (Edge.SINCE, Edge.AFTER):
        raise asked_back("Created since then, or expected to close since then? Say which.")
