"""Names and fields as conditions: "in the West", "except GTX Pro", "without a next step", "my"."""

from collections.abc import Iterable, Mapping, Sequence

from bot.answers.answer import Refused, Status
from bot.answers.parser.asking import Ambiguous
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.sheet import Sheet, declined
from bot.answers.parser.values import Kind, Match, Value
from bot.answers.plan import Filter, Op

_PEOPLE_FIRST = ("region", "team", "territory")
_OR = ("or", "oder", "ou", "o")
_PLUS = "+"
_BETWEEN = ("between", "zwischen", "entre")
_JOINING = ("and", "versus")
_MOST_CHOICES = 5


class NotKnown(Exception):
    """A name that the asker may not hear is a word that is not known."""

    def __init__(self, piece: Piece) -> None:
        super().__init__(piece.text)
        self.piece = piece


def read_names(sheet: Sheet, chosen: Mapping[str, Value]) -> None:
    """Every name becomes a condition on its field; several of one field are alternatives."""
    negated = False
    last: int | None = None
    for at, piece in sheet:
        if not piece.named or at in sheet.used:
            continue
        if last is None or not _are_joined(sheet, last, at) or _is_excepted(sheet, last, at):
            negated = _is_negated(sheet, at)
        sibling = last if last is not None and _are_joined(sheet, last, at) else None
        value = chosen.get(piece.text.casefold()) or _meant(sheet, at, piece, sibling)
        sheet.use(at)
        _absorb(sheet, at, value)
        _add(sheet, at, value, negated=negated)
        if last is not None and _sets_apart(sheet, last, at):
            sheet.compared.append(_field(sheet, at, value))
        last = at


def _are_joined(sheet: Sheet, first: int, second: int) -> bool:
    between = range(first + 1, second)
    return all(
        sheet.role(at, *_JOINING, "except", "more", "less")
        or sheet.dimension(at)
        or sheet.pieces[at].text == _PLUS
        for at in between
    )


def _is_excepted(sheet: Sheet, first: int, second: int) -> bool:
    """ "in the West except GTX Pro": the second name is left out, whatever the first is."""
    return any(sheet.role(at, "except") for at in range(first + 1, second))


def _is_negated(sheet: Sheet, at: int) -> bool:
    for place in (at - 1, at - 2):
        piece = sheet.piece(place)
        if piece is None:
            return False
        if piece.role("except") or (piece.role("empty") and place not in sheet.used):
            sheet.use(place)
            return True
        if not (piece.is_fill or sheet.dimension(place)):
            return False
    return False


def _sets_apart(sheet: Sheet, first: int, second: int) -> bool:
    """ "East vs West", "compare A and B", "A or B" where one of them is asked for."""
    between = [sheet.pieces[at] for at in range(first + 1, second)]
    places = [at for at in range(first + 1, second) if sheet.free(at)]
    than = [at for at in places if sheet.role(at, "more", "less")]
    sheet.use(*than)  # "did Ana win more than Tom"
    sheet.use(*(at for at in range(first + 1, second) if sheet.pieces[at].text == _PLUS))
    if _is_between(sheet, first - 1):
        sheet.use(first - 1)  # "the difference between East and West"
        sheet.take("change")
        return True
    if than or any(piece.role("versus") for piece in between):
        return True
    if any(piece.text.casefold() in _OR for piece in between):
        return "more" in sheet.words or sheet.says("which", "who", "compare", "most")
    both = "both" in sheet.words[: sheet.pieces[second].start]
    return both or sheet.says("compare", "versus") or sheet.subject is not None


def _is_between(sheet: Sheet, at: int) -> bool:
    piece = sheet.free(at)
    return piece is not None and piece.role("between") and piece.text.casefold() in _BETWEEN


def _meant(sheet: Sheet, at: int, piece: Piece, sibling: int | None) -> Value:
    """The one value that the words stand for here: "Spain and Italy" are both countries.

    Raises Ambiguous, NotKnown or Refused.
    """
    known = [match for match in piece.matches if _fits(sheet, at, match.value)]
    if sibling is not None and sheet.filters:
        alike = [match for match in known if match.value.field == sheet.filters[-1].field]
        known = alike or known
    if not known:
        label = sheet.reader.model.entities[sheet.entity].many
        raise declined(f"I don’t know what “{piece.text}” means for {label}.")
    seen = [match for match in known if _is_seen(sheet, match.value)]
    people = [match for match in known if match.value.kind is Kind.PERSON]
    if not seen and people:
        raise Refused(
            Status.FORBIDDEN,
            f"Figures of {_one_or_several(people, piece.text)} are outside what you may see."
            " This says nothing about whether there are any.",
        )
    if not seen:
        raise NotKnown(piece)
    return _one(sheet, at, piece, seen)


def _one_or_several(people: Sequence[Match], said: str) -> str:
    return people[0].value.shown if len(people) == 1 else f"people called {said}"


def _is_seen(sheet: Sheet, value: Value) -> bool:
    if value.kind is Kind.PERSON:
        return value.lies_within(sheet.reader.owners) or value.is_seen_by(sheet.reader.owners)
    return value.kind is Kind.CHOICE or value.is_seen_by(sheet.reader.owners)


def _fits(sheet: Sheet, at: int, value: Value) -> bool:
    if value.entity is not None and value.entity != sheet.entity:
        return False
    return sheet.has_field(_field(sheet, at, value)) or value.field.startswith("custom.")


def _field(sheet: Sheet, at: int, value: Value) -> str:
    match value.kind:
        case Kind.PERSON:
            return _person_field(sheet, at, value)
        case Kind.DEAL:
            return "id" if sheet.entity == "deals" else "deal"
        case Kind.ACCOUNT if _is_parent(sheet, at):
            return "parent"
        case _:
            return value.field


def _is_parent(sheet: Sheet, at: int) -> bool:
    return any(
        piece is not None and piece.has(Sort.FIELD, "parent")
        for piece in (sheet.piece(at - 1), sheet.piece(at - 2))
    )


def _person_field(sheet: Sheet, at: int, value: Value) -> str:
    """Whose deals: the person's, or those of everybody who reports to them."""
    around = [sheet.piece(place) for place in (at - 2, at - 1, at + 1, at + 2)]
    near = [piece for piece in around if piece is not None]
    if any(piece.has(Sort.FIELD, "team") or "team" in piece.text.casefold() for piece in near[-2:]):
        return "manager" if value.leads else "owner"
    if sheet.entity == "people":
        says_manager = any(piece.has(Sort.FIELD, "manager") for piece in near)
        below = value.leads and (says_manager or _asks_for_reps(sheet))
        return "manager" if below and not _asks_for_manager(sheet, at) else "owner"
    if any(piece.has(Sort.FIELD, "manager") for piece in near[:2]):
        return "manager"
    return "manager" if value.leads and not value.owns else "owner"


def _asks_for_reps(sheet: Sheet) -> bool:
    """ "which reps work for Melvin", "list Celia's reps"."""
    return any(p.sense(Sort.ENTITY) == "people" and not p.named for p in sheet.pieces)


def _asks_for_manager(sheet: Sheet, at: int) -> bool:
    """ "who manages Darcel" asks upwards, "who reports to Celia" downwards."""
    text = " ".join(sheet.before(at))
    return "manages" in text or "manager of" in text or "boss of" in text


def _one(sheet: Sheet, at: int, piece: Piece, seen: Sequence[Match]) -> Value:
    values = _of_nearby_field(sheet, at, [match.value for match in seen])
    values = _preferred(values)
    if len(values) == 1:
        return values[0]
    fields = {value.field for value in values}
    if len(fields) == 1 and values[0].kind is Kind.PRODUCT:
        return _all_of(values, piece.text)
    asks = f"What does “{piece.text}” mean here?"
    raise Ambiguous(piece.text.casefold(), asks, values[:_MOST_CHOICES])


def _of_nearby_field(sheet: Sheet, at: int, values: list[Value]) -> list[Value]:
    """The noun beside a name says what it is: "the Services family", "region West"."""
    for place in (at + 1, at - 1):
        name = sheet.dimension(place)
        near = [value for value in values if value.field == name]
        if near:
            return near
    return values


def _preferred(values: list[Value]) -> list[Value]:
    """A region before a team or a territory of the same name, a status before a mere choice."""
    for name in _PEOPLE_FIRST:
        if any(value.field == name for value in values):
            rest = [v for v in values if v.field not in _PEOPLE_FIRST or v.field == name]
            return [v for v in rest if v.field == name] if _is_only_people(values) else rest
    return values


def _is_only_people(values: Iterable[Value]) -> bool:
    return all(value.field in _PEOPLE_FIRST for value in values)


def _all_of(values: Sequence[Value], said: str) -> Value:
    """All products of a line: "HydroMax" is HydroMax 100 and HydroMax 200."""
    first = values[0]
    return Value(
        kind=first.kind,
        field=first.field,
        values=tuple(value for each in values for value in each.values),
        shown=", ".join(value.shown for value in values),
    )


def _absorb(sheet: Sheet, at: int, value: Value) -> None:
    """The noun beside a name says no more than the name: "the West region", "Dustin's team"."""
    places = [at + 1, at - 1]
    if sheet.role(at + 1, "poss"):
        sheet.use(at + 1)
        places.append(at + 2)
    for place in places:
        piece = sheet.free(place)
        if piece is None or piece.named:
            continue
        name = sheet.dimension(place) or piece.sense(Sort.FIELD)
        is_own = name in (value.field, _field(sheet, at, value))
        beside = ("team", "manager", "owner") if sheet.entity == "deals" else ("team", "owner")
        is_team = value.kind is Kind.PERSON and name in beside
        is_office = value.field in _PEOPLE_FIRST and name in (*_PEOPLE_FIRST, "owner")
        is_own = is_own or (value.field == "pipeline" and _names_pipeline(sheet, place))
        if ((is_own or is_team or is_office) and not sheet.role(place - 1, "by")) or (
            (piece.role("myteam") and value.kind is Kind.PERSON)
            or (piece.role("myteam") and value.field in _PEOPLE_FIRST)
        ):
            sheet.use(place)


def _names_pipeline(sheet: Sheet, at: int) -> bool:
    """ "win rate of the Renewal pipeline": which one, where another figure is asked for."""
    others = [p for n, p in sheet if n != at and (p.sense(Sort.MEASURE) or p.role("count"))]
    return sheet.pieces[at].sense(Sort.MEASURE) == "pipeline" and bool(others)


def _add(sheet: Sheet, at: int, value: Value, *, negated: bool) -> None:
    name = _field(sheet, at, value)
    op = Op.IS_NOT if negated else Op.IS
    shown = tuple(value.shown.split(", ")) if len(value.values) > 1 else (value.shown,)
    if len(shown) != len(value.values):
        shown = (value.shown,) * len(value.values)
    for place, known in enumerate(sheet.filters):
        if known.field == name and known.op is op:
            values = tuple(dict.fromkeys((*known.values, *value.values)))
            names = tuple(dict.fromkeys((*known.shown, *shown)))
            names = names if len(names) == len(values) else (*known.shown, *shown)
            sheet.filters[place] = Filter(field=name, op=op, values=values, shown=names)
            return
    sheet.filters.append(Filter(field=name, op=op, values=value.values, shown=shown))
