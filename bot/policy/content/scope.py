"""What takes a claim back: it is denied, asked for, quoted, somebody else's, or a name."""

from collections.abc import Callable, Mapping

from bot.policy.content.clauses import NEAR, Place, has_between, is_near, nearest
from bot.policy.content.denials import denied, negated
from bot.policy.content.saying import Saying

_LONG_REACH = 26
_ASK_REACH = 18

Excuse = Callable[[Saying, Place], bool]


def asked(saying: Saying, place: Place) -> bool:
    """The customer asked for it, and nobody says yes."""
    if granted(saying):
        return False
    return any(
        0 <= place.first - mark.last <= _ASK_REACH
        and not has_between(saying, ("but",), mark.last, place.first)
        for mark in saying.of("asked")
    )


def wished(saying: Saying, place: Place) -> bool:
    """As `asked`, also where that is said behind it: "the 30 % that you asked for"."""
    if granted(saying):
        return False
    return asked(saying, place) or any(
        mark.first < place.last + NEAR and place.first < mark.last
        for mark in saying.of("asked", "asked_adj")
    )


def granted(saying: Saying) -> bool:
    """Somebody says yes to what was asked for."""
    return any(
        mark.first not in saying.quoted
        and not negated(saying, Place(mark.first, mark.last, (mark,)))
        and not any(0 <= mark.first - each.last <= 2 for each in saying.of("whether"))
        for mark in saying.of("grant")
    )


def theirs(saying: Saying, place: Place) -> bool:
    """It is said of others: the customer's own business, another vendor, people at large."""
    who = nearest(saying, place, ("we", "you", "third"))
    return who is not None and who.concept == "third"


def yours(saying: Saying, place: Place) -> bool:
    """It is the customer who does, has or needs it."""
    who = nearest(saying, place, ("we", "you", "third"))
    if who is None or who.concept == "we":
        return False
    return not any(mark.first < who.first for mark in saying.of("ours"))


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


def own_deed(saying: Saying, place: Place) -> bool:
    """What is vowed is something that we do ourselves: to call, to be there."""
    for mark in saying.of("deed"):
        if place.first <= mark.first <= place.last + NEAR or mark.last == place.first:
            return not any(each.first > mark.first for each in saying.of("outcome"))
    return False


def asked_whether(saying: Saying, place: Place) -> bool:
    """The customer wants to know whether: "you asked if the app will be live in May"."""
    return any(
        mark.first < each.first < place.last
        for mark in saying.of("asked")
        for each in saying.of("whether")
    )


def about_it(saying: Saying, place: Place) -> bool:
    """A proposal, a call or a training about a feature is none itself."""
    features = [mark for mark in place.marks if mark.concept.startswith("feature")]
    return any(
        0 <= feature.first - other.last <= 3 or 0 <= other.first - feature.last <= 1
        for feature in features
        for other in saying.of("not_feature")
    )


def told(saying: Saying, place: Place) -> bool:
    """The customer said so themselves."""
    before = any(0 <= place.first - mark.last <= _LONG_REACH for mark in saying.of("you_said"))
    return before or any(mark.first >= place.last for mark in saying.of("said_after"))


def hedged(saying: Saying, place: Place) -> bool:
    return any(mark.first < place.last + NEAR for mark in saying.of("hedge"))


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
    "told": told,
    "about_it": about_it,
    "asked_whether": asked_whether,
    "own_deed": own_deed,
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
            is_near(saying, mark, place) and (name == given or mark.first <= place.first)
            for mark in saying.of(name)
        ):
            return name
    return None
