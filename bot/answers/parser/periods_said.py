"""Finds the periods of a question: base stretches of time, and which side of them is meant."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.answers.parser.period_bases import Reading
from bot.answers.parser.period_words import Grammar
from bot.answers.parser.said import Edge, Said
from bot.answers.parser.tokens import Token
from bot.answers.periods import Period, PeriodKind

_LINKS = ("and", "to", "und", "et", "y")
_AHEAD = (Edge.UNTIL, Edge.BEFORE)
# Words around a figure that is no year.
_COMPARES = frozenset(
    [
        "over",
        "above",
        "under",
        "below",
        "than",
        "least",
        "most",
        "exceeding",
        "als",
        "unter",
        "uber",
        "mindestens",
        "plus",
        "moins",
        "superieur",
        "mas",
        "menos",
        ">",
        "<",
        ">=",
        "<=",
    ]
)
_COUNTED = frozenset(
    [
        "dollars",
        "dollar",
        "usd",
        "eur",
        "euro",
        "euros",
        "gbp",
        "pounds",
        "$",
        "€",
        "£",
        "%",
        "percent",
        "employees",
        "deals",
        "days",
        "people",
        "reps",
        "accounts",
        "customers",
        "leads",
    ]
)
_COMPARING = ("compar", "vergleich", "vs", "versus")


@dataclass(frozen=True, slots=True, kw_only=True)
class Timekeeper:
    """Reads periods on one day."""

    grammars: tuple[Grammar, ...]
    today: date

    def said(self, tokens: Sequence[Token]) -> list[Said]:
        """All that is said of time, in order, without overlaps."""
        found: list[Said] = []
        at = 0
        text, starts = _joined(tokens)
        while at < len(tokens):
            best = self._best(tokens, text, starts, at, _before(found, at))
            if best is None:
                at += 1
                continue
            found.append(best)
            at = best.end
        return _with_years(_in_ranges(found, tokens, self.grammars))

    def _best(
        self, tokens: Sequence[Token], text: str, starts: Sequence[int], at: int, after: int
    ) -> Said | None:
        best: Said | None = None
        for grammar in self.grammars:
            if not grammar.starters.fullmatch(tokens[at].word):
                continue
            for name, pattern in grammar.bases:
                match = pattern.match(text, starts[at])
                if match is None:
                    continue
                end = starts.index(match.end() + 1, at) if match.end() < len(text) else len(tokens)
                if best is not None and end <= best.end:
                    continue
                read = Reading(grammar=grammar, today=self.today, match=match)
                said = read.said(name, at, end)
                if said is not None and not _is_shy(said, name, tokens, grammar):
                    best = _with_edge(said, tokens, after, grammar, self.today)
        return best


def _before(found: Sequence[Said], at: int) -> int:
    return found[-1].end if found else 0


def _joined(tokens: Sequence[Token]) -> tuple[str, list[int]]:
    starts, length = [], 0
    for token in tokens:
        starts.append(length)
        length += len(token.word) + 1
    return " ".join(token.word for token in tokens), starts


def _is_shy(said: Said, name: str, tokens: Sequence[Token], grammar: Grammar) -> bool:
    """A word like "may" that is a month only where it looks like one."""
    if name == "year" and _is_amount(said, tokens):
        return True
    if said.end - said.start > 1 or name not in ("month", "weekday"):
        return False
    token = tokens[said.start]
    if token.word not in grammar.words.shy:
        return False
    if said.start and tokens[said.start - 1].word in grammar.links:
        return False
    return not (token.is_capital and said.start > 0)


def _is_amount(said: Said, tokens: Sequence[Token]) -> bool:
    """ "over 2000" and "2000 dollars" name no year."""
    before = tokens[said.start - 1].word if said.start else ""
    after = tokens[said.end].word if said.end < len(tokens) else ""
    return before in _COMPARES or after in _COUNTED


def _with_edge(
    said: Said, tokens: Sequence[Token], after: int, grammar: Grammar, today: date
) -> Said:
    """Takes the preposition in front of a period along, with what it says."""
    if said.period is None:
        return said
    for length in (4, 3, 2, 1):
        begin = said.start - length
        if begin < after:
            continue
        edge = grammar.edges.get(tuple(token.word for token in tokens[begin : said.start]))
        if edge is not None:
            said = replace(said, start=begin, core=said.start, edge=_edge(edge, said))
            return _ahead(said, today) if said.edge in _AHEAD else said
    return said


def _ahead(said: Said, today: date) -> Said:
    """By Friday is by the coming one."""
    day = said.period.start if said.period else None
    if not said.is_weekday or day is None or day >= today:
        return said
    day += timedelta(days=7)
    return replace(said, period=Period(kind=PeriodKind.ABSOLUTE, start=day, end=day))


def _edge(name: str, said: Said) -> Edge:
    if name == "from":
        return Edge.SINCE if said.is_day else Edge.WITHIN
    if name == "to":
        return Edge.UNTIL if said.edge is Edge.WITHIN and said.is_day else Edge.WITHIN
    if name == "before" and said.is_end:
        return Edge.UNTIL
    return Edge(name)


def _in_ranges(
    found: Sequence[Said], tokens: Sequence[Token], grammars: Sequence[Grammar]
) -> list[Said]:
    """Joins "from March to May", "between Q1 and Q2" and "Q1 to Q3"."""
    joined: list[Said] = []
    for said in found:
        last = joined[-1] if joined else None
        if last is not None and _is_range(last, said, tokens, grammars):
            joined[-1] = replace(last, end=said.end, to=said.period, edge=Edge.WITHIN)
        else:
            joined.append(said)
    return joined


def _is_range(
    first: Said, second: Said, tokens: Sequence[Token], grammars: Sequence[Grammar]
) -> bool:
    if first.period is None or second.period is None or first.to is not None:
        return False
    begin = tokens[first.start].word
    link = tuple(token.word for token in tokens[first.end : second.end])[:1]
    if second.start == first.end:  # the link was taken along as the second one's edge
        link = (tokens[second.start].word,)
    elif second.start != first.end + 1:
        return False
    for grammar in grammars:
        opens = grammar.edges.get((begin,)) in ("from", "since") or begin in ("from", "between")
        if opens and (grammar.edges.get(link) in ("to", "until") or link[0] in _LINKS):
            return True
    if any(token.word.startswith(_COMPARING) for token in tokens):
        return False
    return link[0] in ("to", "through", "thru", "bis", "until", "till", "hasta")


def _with_years(found: Sequence[Said]) -> list[Said]:
    """In "Q4 vs Q3 2017" the year belongs to both."""
    periods = [period for said in found for period in (said.period, said.to) if period]
    undated = {(p.grain, p.number) for p in periods if p.kind is PeriodKind.NAMED and not p.year}
    if any((p.grain, p.number) in undated for p in periods if p.year):
        return list(found)  # "Q1 against Q1 2025" are of two years
    known = {p.year for p in periods if p.kind is PeriodKind.NAMED and p.year}
    if len(known) != 1:
        return list(found)
    return [_of_year(said, min(known)) for said in found]


def _of_year(said: Said, year: int) -> Said:
    def dated(period: Period | None) -> Period | None:
        if period is None or period.kind is not PeriodKind.NAMED or period.year:
            return period
        return replace(period, year=year)

    return replace(said, period=dated(said.period), to=dated(said.to))
