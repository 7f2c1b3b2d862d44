"""What takes a claim back: it is denied, asked for, quoted, somebody else's, or a name."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from bot.policy.content.lexicon import Mark
from bot.policy.content.saying import Saying

_CUTS = frozenset(";:()")
_SHORT_REACH = 6  # "no discounts or free months": so far a mere "no" reaches
_LONG_REACH = 26
_BACK_REACH = 12  # "… is not something that we can do"
_ASIDE = 4  # words between two commas that do not end a thought
_ASK_REACH = 18
_NEAR = 7


@dataclass(frozen=True, slots=True)
class Place:
    """The words of a claim, and what of them is excused only if all else is."""

    first: int
    last: int
    marks: tuple[Mark, ...]


Excuse = Callable[[Saying, Place], bool]


def negated(saying: Saying, place: Place) -> bool:
    """Somebody says "not" of it: before it in its clause, or behind it with a verb; or the whole
    sentence is a refusal.
    """
    if saying.has("refusal"):
        return True
    if any(_denies(saying, place, mark) for mark in _denials(saying, place, "neg")):
        return True
    return any(
        0 <= place.first - mark.last < _SHORT_REACH and not _cut(saying, mark.last, place.first)
        for mark in _denials(saying, place, "no")
    )


def denied(saying: Saying, place: Place) -> bool:
    """As `negated`, for claims that are made of a "not" themselves: only a plain denial before
    them counts.
    """
    return any(
        mark.last <= place.first and _denies(saying, place, mark)
        for mark in _denials(saying, place, "neg")
    ) or any(
        0 <= place.first - mark.last < _SHORT_REACH and not _cut(saying, mark.last, place.first)
        for mark in _denials(saying, place, "no")
    )


def asked(saying: Saying, place: Place) -> bool:
    """The customer asked for it, and nobody says yes."""
    if granted(saying):
        return False
    return any(
        0 <= place.first - mark.last <= _ASK_REACH
        and not _has_between(saying, ("but",), mark.last, place.first)
        for mark in saying.of("asked")
    )


def wished(saying: Saying, place: Place) -> bool:
    """As `asked`, also where that is said behind it: "the 30 % that you asked for"."""
    if granted(saying):
        return False
    return asked(saying, place) or any(
        mark.first < place.last + _NEAR and place.first < mark.last
        for mark in saying.of("asked", "asked_adj")
    )


def granted(saying: Saying) -> bool:
    """Somebody says yes to what was asked for."""
    return any(
        mark.first not in saying.quoted
        and not negated(saying, Place(mark.first, mark.last, (mark,)))
        for mark in saying.of("grant")
    )


def theirs(saying: Saying, place: Place) -> bool:
    """It is said of others: the customer's own business, another vendor, people at large."""
    who = _nearest(saying, place, ("we", "you", "third"))
    return who is not None and who.concept == "third"


def yours(saying: Saying, place: Place) -> bool:
    """It is the customer who does, has or needs it."""
    who = _nearest(saying, place, ("we", "you", "third"))
    if who is None or who.concept == "we":
        return False
    return not any(
        mark.first < who.first and not _cut(saying, mark.last, place.first)
        for mark in saying.of("ours")
    )


def questioned(saying: Saying, place: Place) -> bool:
    """A question that wants to know, and offers nothing."""
    return saying.line.asks and not saying.has("offering", "rhetorical")


def quoted(saying: Saying, place: Place) -> bool:
    """Words of theirs between quotation marks."""
    inside = all(number in saying.quoted for number in range(place.first, place.last))
    return inside and saying.has("asked", "said", "wrote") and not granted(saying)


def reported(saying: Saying, place: Place) -> bool:
    """Somebody else says so."""
    before = any(0 <= place.first - mark.last <= _LONG_REACH for mark in saying.of("said"))
    return before or any(mark.first >= place.last for mark in saying.of("said_after"))


def hedged(saying: Saying, place: Place) -> bool:
    return any(mark.first < place.last + _NEAR for mark in saying.of("hedge"))


def internal(saying: Saying, place: Place) -> bool:
    """It has still to be asked for in our own house."""
    return saying.has("internal") and not granted(saying)


EXCUSES: Mapping[str, Excuse] = {
    "negated": negated,
    "denied": denied,
    "asked": asked,
    "wished": wished,
    "theirs": theirs,
    "yours": yours,
    "questioned": questioned,
    "quoted": quoted,
    "reported": reported,
    "hedged": hedged,
    "internal": internal,
}


def excused(saying: Saying, place: Place, names: tuple[str, ...]) -> str | None:
    """The first excuse that holds; the name of a concept holds where it stands near the claim, with
    "<" only if it stands before it.
    """
    for given in names:
        name = given.lstrip("<")
        if name in EXCUSES:
            if EXCUSES[name](saying, place):
                return name
        elif any(
            _is_near(saying, mark, place) and (name == given or mark.first <= place.first)
            for mark in saying.of(name)
        ):
            return name
    return None


def _denials(saying: Saying, place: Place, concept: str) -> Iterator[Mark]:
    """Denials that are not part of the claim itself, nor of a phrase such as "not only"."""
    harmless = list(saying.of("not_neg"))
    for mark in saying.of(concept):
        if any(_spells(saying, own, mark) for own in place.marks):
            continue
        if not any(each.first <= mark.first < each.last for each in harmless):
            yield mark


def _spells(saying: Saying, own: Mark, denial: Mark) -> bool:
    """Whether the claim's own phrase says the "not", and not somebody in a gap of it."""
    inside = own.first <= denial.first < own.last
    return inside and saying.word(denial.first) in own.words


def _denies(saying: Saying, place: Place, mark: Mark) -> bool:
    if place.first <= mark.first < place.last:
        return True
    if mark.last <= place.first:
        if place.first - mark.last > _LONG_REACH or _answers_if(saying, mark, place.first):
            return False
        return not _cut(saying, mark.last, place.first, mark)
    if mark.first - place.last > _BACK_REACH:
        return False
    if _cut(saying, place.last, mark.first) or _comma(saying, place.last, mark.first):
        return False
    german = saying.languages == ("de",) or "de" in saying.languages
    return german or not _has_between(saying, ("and", "we", "you"), place.last, mark.first)


def _answers_if(saying: Saying, denial: Mark, end: int) -> bool:
    """ "If you do not sign, I …": the denial belongs to the condition, not to what follows."""
    conditions = any(mark.first < denial.first for mark in saying.of("if"))
    return conditions and _has_between(saying, ("we", "you", "fin"), denial.last, end)


def _cut(saying: Saying, start: int, end: int, denial: Mark | None = None) -> bool:
    """Whether another thought begins between two words."""
    if any(saying.word(number) in _CUTS for number in range(start, end)):
        return True
    if _has_between(saying, ("but",), start, end):
        return True
    for number in range(start, end):
        if saying.word(number) == "," and _begins_anew(saying, number, end, denial):
            return True
    return any(
        _has_between(saying, ("we", "you", "third"), mark.last, min(mark.last + 1, end))
        for mark in saying.of("and")
        if start <= mark.first < end
    )


def _begins_anew(saying: Saying, comma: int, end: int, denial: Mark | None) -> bool:
    """After a comma comes another clause if it has its own verb, or ends an "if"."""
    aside = [n for n in range(comma + 1, end) if saying.word(n) == ","]
    if aside and aside[0] - comma <= _ASIDE + 1:
        return False
    if denial is not None and any(mark.first < denial.first for mark in saying.of("if")):
        return True
    until = aside[0] if aside else end + 3
    return _has_between(saying, ("fin", "we", "you"), comma, until)


def _comma(saying: Saying, start: int, end: int) -> bool:
    return any(saying.word(number) == "," for number in range(start, end))


def _has_between(saying: Saying, concepts: tuple[str, ...], start: int, end: int) -> bool:
    return any(start <= mark.first < end for mark in saying.of(*concepts))


def _nearest(saying: Saying, place: Place, concepts: tuple[str, ...]) -> Mark | None:
    """The subject: the last of these before the claim, in its own part of the sentence."""
    # "your data", "to you": whose it is, not who does it.
    objects = list(saying.of("object"))
    subjects = (
        mark
        for mark in saying.of(*concepts)
        if mark.first < place.first
        and not any(each.first <= mark.first < each.last for each in objects)
        and not _cut(saying, mark.last, place.first)
    )
    return max(subjects, key=lambda mark: mark.first, default=None)


def _is_near(saying: Saying, mark: Mark, place: Place) -> bool:
    """Close by, in the same clause."""
    if _gap(mark, place) > _NEAR:
        return False
    start, end = (
        sorted((mark.last, place.first)) if mark.first < place.first else (place.last, mark.first)
    )
    return not _cut(saying, start, end)


def _gap(mark: Mark, place: Place) -> int:
    return max(mark.first - place.last, place.first - mark.last, 0)
