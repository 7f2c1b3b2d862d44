"""How large a discount is, in percent of what it is taken from, as far as the words tell."""

from collections.abc import Callable, Mapping

from bot.policy.content.clauses import Place
from bot.policy.content.saying import Saying

_MONTHS_OF_A_TERM = 12  # where nothing else is said, prices are by the year
_TERM = 36  # no larger number of months is taken for a term
Size = Callable[[Saying, Place], float | None]


def stated(saying: Saying, place: Place) -> float | None:
    """As a percentage or fraction that is part of the claim; the largest of several."""
    values = [m.value for m in place.marks if m.concept in ("percent", "fraction")]
    return max((value for value in values if value is not None), default=None)


def rest(saying: Saying, place: Place) -> float | None:
    """What is left to pay is said."""
    left = stated(saying, place)
    return None if left is None or left >= 100 else 100 - left


def whole(saying: Saying, place: Place) -> float | None:
    return next((mark.value for mark in place.marks if mark.value is not None), None)


def whole_number(saying: Saying, place: Place) -> float | None:
    """The first number of the claim, as in "minus twenty-five"."""
    inside = (m.value for m in saying.of("number") if place.first <= m.first < place.last)
    return next(inside, None)


def months(saying: Saying, place: Place) -> float | None:
    """Free months of the term. Without a term nobody can tell, so a rep's own limit is not enough
    even for one month of twelve.
    """
    numbers = [mark for mark in saying.of("number") if mark.value]
    free = next((m.value for m in numbers if place.first <= m.first < place.last), 1.0)
    if free is None:
        return None
    units = (m.value for m in saying.of("period") if place.first <= m.first < place.last)
    unit = next(units, 1.0) or 1.0
    term = _term(saying, place)
    if term is not None:
        return 100 * free * unit / term
    return max(100 * free * unit / _MONTHS_OF_A_TERM, 10.1)


def bundle(saying: Saying, place: Place) -> float | None:
    """ "Buy four, get one", "three for two", "fourteen months for the price of twelve"."""
    inside = [m.value for m in saying.of("number") if place.first <= m.first < place.last]
    numbers = [value for value in inside if value]
    kind = next((mark.value for mark in place.marks), None)
    if len(numbers) < 2:
        return None
    first, second = numbers[0], numbers[1]
    if kind == 1:  # buy n, get m more
        return 100 * second / (first + second)
    more, less = max(first, second), min(first, second)
    return 100 * (more - less) / more if more > less else None


def amounts(saying: Saying, place: Place) -> float | None:
    """Two prices, one instead of the other."""
    inside = [m.value for m in saying.of("number") if place.first <= m.first < place.last]
    numbers = [value for value in inside if value]
    if len(numbers) < 2:
        return None
    high, low = max(numbers), min(numbers)
    return 100 * (high - low) / high if high > low else None


def unknown(saying: Saying, place: Place) -> float | None:
    return None


def adds(saying: Saying, place: Place) -> bool:
    """Whether it comes on top of what was said before."""
    return any(0 <= place.first - mark.last <= 1 for mark in saying.of("more_on_top"))


SIZES: Mapping[str, Size] = {
    "stated": stated,
    "rest": rest,
    "whole": whole,
    "whole_number": whole_number,
    "months": months,
    "bundle": bundle,
    "amounts": amounts,
    "unknown": unknown,
    "vague": unknown,
}


def _term(saying: Saying, place: Place) -> float | None:
    """The months of the contract, if the sentence says them."""
    for mark in saying.of("term"):
        if mark.value is not None and not (place.first <= mark.first < place.last):
            return mark.value
    return None
