"""Days and amounts as people say them, as the CRM's fields hold them."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from bot.answers.changes.words import words
from bot.answers.parser.numbers import amount_at
from bot.answers.parser.parser import Parser
from bot.answers.parser.periods_said import Timekeeper
from bot.answers.parser.said import Said
from bot.answers.parser.tokens import cleaned, folded, tokens_of
from bot.answers.periods import Lean, NotAPeriod, PeriodKind, resolve

_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_HAS_YEAR = re.compile(r"\d{4}|yesterday|last")
_LONGEST = 6  # words of a day: "the end of the next quarter"


@dataclass(frozen=True, slots=True, kw_only=True)
class Valuing:
    """Reads values on one day."""

    parser: Parser
    today: date

    def day(self, text: str) -> date | None:
        """One day, the next of its name where no year is said; None for a longer time."""
        tokens = tokens_of(cleaned(text))
        if not tokens:
            return None
        said = Timekeeper(grammars=self.parser.grammars, today=self.today).said(tokens)
        if len(said) != 1 or (said[0].start, said[0].end) != (0, len(tokens)):
            return None
        found = self._last_day(said[0])
        if found is None or found >= self.today or _HAS_YEAR.search(text):
            return found
        if said[0].is_weekday:
            return found + _WEEK
        return _a_year_on(found) if said[0].is_day else found

    def _last_day(self, said: Said) -> date | None:
        """The end of what ends or is counted from today; else only what is a day by itself."""
        period = said.period
        if period is None or said.to is not None:
            return None
        try:
            span = resolve(period, self.today, self.parser.model.days, Lean.FUTURE)
        except NotAPeriod:
            return None
        counted = period.kind is PeriodKind.ROLLING and period.offset > 0
        return span.end - _DAY if said.is_end or counted or span.days == 1 else None

    def taken(self, text: str) -> tuple[str, date | None]:
        """The text without the day that it begins or ends with, and that day."""
        said = text.split()
        for count in range(min(_LONGEST, len(said) - 1), 0, -1):
            for part, rest in ((said[-count:], said[:-count]), (said[:count], said[count:])):
                bare = part[1:] if len(part) > 1 and folded(part[0]) in words().due else part
                found = self.day(" ".join(bare).strip(" ,.;:"))
                if found is not None:
                    return " ".join(rest).rstrip(" ,;"), found
        return text, None

    def amount(self, text: str) -> tuple[Decimal, str | None] | None:
        """With the currency, if one was said."""
        numbers, tokens = self.parser.lexicon.numbers, tokens_of(cleaned(text))
        currency = numbers.currencies.get(tokens[0].word) if tokens else None
        tokens = tokens[1:] if currency else tokens
        found = amount_at(tokens, 0, numbers) if tokens else None
        if found is None or found.end != len(tokens):
            return None
        return found.value, currency or found.currency


def _a_year_on(day: date) -> date:
    try:
        return day.replace(year=day.year + 1)
    except ValueError:
        return day + timedelta(days=366)
