"""Whether somebody says "not" of a claim."""

from collections.abc import Iterator

from bot.policy.content.clauses import Place, has_between, is_cut
from bot.policy.content.lexicon import Mark
from bot.policy.content.saying import Saying

_RELATIVE = frozenset(("that", "which", "who", "qui", "que"))
_FRENCH = frozenset(("ne", "n"))
_SHORT_REACH = 6  # "no discounts or free months": so far a mere "no" reaches
_LONG_REACH = 26
_BACK_REACH = 12  # "… is not something that we can do"


def negated(saying: Saying, place: Place) -> bool:
    """Somebody says "not" of it: before it in its clause, or behind it with a verb; or the whole
    sentence is a refusal.
    """
    if saying.has("refusal"):
        return True
    if any(_denies(saying, place, mark) for mark in _denials(saying, place, "neg")):
        return True
    return any(
        _reaches(saying, place, mark)
        or any(0 <= own.first - mark.last <= 1 for own in place.marks if own.first > place.first)
        for mark in _denials(saying, place, "no")
    )


def denied(saying: Saying, place: Place) -> bool:
    """As `negated`, for claims that are made of a "not" themselves: only a plain denial before
    them counts.
    """
    return any(
        mark.last <= place.first and _denies(saying, place, mark)
        for mark in _denials(saying, place, "neg")
    ) or any(_reaches(saying, place, mark) for mark in _denials(saying, place, "no"))


def _denials(saying: Saying, place: Place, concept: str) -> Iterator[Mark]:
    """Denials that are not part of the claim itself, nor of a phrase such as "not only"."""
    harmless = list(saying.of("not_neg"))
    for mark in saying.of(concept):
        if any(_spells(saying, own, mark) for own in place.marks):
            continue
        if not any(each.first <= mark.first < each.last for each in harmless):
            yield mark


def _reaches(saying: Saying, place: Place, mark: Mark) -> bool:
    """A mere "no" reaches a few words forward."""
    near = 0 <= place.first - mark.last < _SHORT_REACH
    return near and not is_cut(saying, mark.last, place.first)


def _spells(saying: Saying, own: Mark, denial: Mark) -> bool:
    """Whether the claim's own phrase says the "not", and not somebody in a gap of it."""
    if own.first <= denial.first < own.last:
        return saying.word(denial.first) in own.words
    # French says it twice: "ne" is the phrase's, "pas" follows.
    return own.last <= denial.first <= own.last + 1 and bool(_FRENCH & own.words)


def _is_seal(saying: Saying, place: Place) -> bool:
    """ "…, guaranteed.": a word or two behind a comma at the end stand by themselves."""
    rest = len([word for word in saying.line.words[place.last :] if word.text.isalnum()])
    return saying.word(place.first - 1) == "," and place.last - place.first <= 2 and rest <= 1


def _denies(saying: Saying, place: Place, mark: Mark) -> bool:
    if place.first <= mark.first < place.last:
        return True
    if _is_seal(saying, place):
        return False
    if mark.last <= place.first:
        if place.first - mark.last > _LONG_REACH or _answers_if(saying, mark, place.first):
            return False
        return not is_cut(saying, mark.last, place.first, mark)
    if mark.first - place.last > _BACK_REACH:
        return False
    if is_cut(saying, place.last, mark.first) or _comma(saying, place.last, mark.first):
        return False
    # "… a gadget that does not work" does not deny the gadget.
    if any(saying.word(number) in _RELATIVE for number in range(place.last, mark.first)):
        return False
    if has_between(saying, ("if",), place.last, mark.first):
        return False
    # In German the "not" stands behind what it denies, the subject between them.
    between = ("and",) if "de" in saying.languages else ("and", "we", "you")
    return not has_between(saying, between, place.last, mark.first)


def _answers_if(saying: Saying, denial: Mark, end: int) -> bool:
    """ "If you do not sign, I …": the denial belongs to the condition, not to what follows."""
    conditions = any(
        mark.first < denial.first
        and not _comma(saying, mark.last, denial.first)
        and not has_between(saying, ("but",), mark.last, denial.first)
        for mark in saying.of("if")
    )
    return conditions and has_between(saying, ("we", "you", "fin"), denial.last, end)


def _comma(saying: Saying, start: int, end: int) -> bool:
    return any(saying.word(number) == "," for number in range(start, end))
