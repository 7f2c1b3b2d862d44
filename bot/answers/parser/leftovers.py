"""What is left of a question when all was read: words that repeat, and words not understood."""

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.sheet import LINKED, Sheet, declined

# Roles that change the meaning, so that one that was not used means something was not understood.
_MEANT = ("except", "empty", "more", "less", "atleast", "atmost", "between", "versus", "share",
          "average", "median", "nothing", "inbound", "outbound", "ormore", "orless", "sort",
          "change")  # fmt: skip
# Conditions that say all that these nouns would say.
_SAID_BY = {
    "accounts": frozenset(
        {"account", "industry", "country", "employees", "company_size", "parent", "customer_since"}
    ),
    "people": frozenset(
        {"owner", "manager", "team", "region", "territory", "organisation", "role"}
    ),
    "products": frozenset({"product", "family"}),
    "contacts": frozenset({"contact", "contact_role"}),
}


_BESIDE = frozenset({"with", "together", "including", "and", "mit", "samt", "avec", "con"})


def absorb_rest(sheet: Sheet) -> None:
    """Nouns that only repeat what is known, and small words that held the sentence together."""
    for at, piece in sheet:
        if at in sheet.used or piece.named or piece.amount is not None:
            continue
        entity, name = piece.sense(Sort.ENTITY), piece.sense(Sort.FIELD)
        if piece.role(*_MEANT) or piece.sense(Sort.MEASURE) or piece.sense(Sort.CONDITION):
            continue
        linked = LINKED.get(entity or "") if _stands_beside(sheet, at) else None
        column = name or linked
        if (column is not None and _is_column(sheet, at, column)) or (
            (entity is not None and _is_noise(sheet, at, entity))
            or (name is not None and _repeats(sheet, name))
            or (entity is None and name is None and piece.senses and piece.sense(Sort.UNIT) is None)
            or any(sense.sort is Sort.FILL for sense in piece.senses)
        ):
            sheet.use(at)


def _stands_beside(sheet: Sheet, at: int) -> bool:
    """ "the five largest deals with the account and the rep"."""
    before = sheet.words[max(0, sheet.pieces[at].start - 4) : sheet.pieces[at].start]
    return not _BESIDE.isdisjoint(before)


def _is_column(sheet: Sheet, at: int, name: str) -> bool:
    """ "open deals with their next steps": one more thing to see of each record."""
    if not sheet.lists or sheet.groups or not sheet.has_field(name):
        return False
    following = sheet.piece(at + 1)
    if following is not None and (following.said is not None or following.amount is not None):
        return False  # a condition that was not understood, not a thing to see
    entity = sheet.reader.model.entities[sheet.entity]
    if "filter" in entity.fields[name].only:
        return False
    if name not in entity.shows and name not in sheet.columns:
        sheet.columns.append(name)
    return True


def _is_noise(sheet: Sheet, at: int, entity: str) -> bool:
    """ "from customers in Germany": who else would buy; "deals" beside a figure of deals."""
    if entity == "deals":
        return True
    fields = {each.field for each in sheet.filters}
    if fields & _SAID_BY.get(entity, frozenset()):
        return True
    grouped = {group.field for group in sheet.groups} | {sheet.subject}
    if bool(grouped & _SAID_BY.get(entity, frozenset())):
        return True
    before = sheet.piece(at - 1)
    plain = (
        before is None or before.is_fill or before.sense(Sort.STATUS) or before.sense(Sort.MEASURE)
    )
    return entity in ("accounts", "people") and bool(plain)


def _repeats(sheet: Sheet, name: str) -> bool:
    fields = {each.field for each in sheet.filters} | {group.field for group in sheet.groups}
    fields |= {sheet.subject or "", sheet.ranked or ""}
    if name in fields:
        return True
    measures = [sheet.reader.model.measures.get(measure) for measure in sheet.measures]
    return any(measure is not None and measure.of == name for measure in measures) or (
        (name == "amount" and bool(sheet.measures)) or (name == "close_date" and sheet.lists)
    )


def refuse_rest(sheet: Sheet) -> None:
    """Whatever nothing has used changes the question in a way that is not known."""
    rest = [piece for at, piece in sheet if at not in sheet.used and not _is_harmless(piece)]
    if rest:
        raise declined(
            f"I understand the words, but not how “{rest[0].text}” is meant here."
            " Say it another way, or leave it out."
        )


def _is_harmless(piece: Piece) -> bool:
    if piece.role(*_MEANT):
        return any(sense.sort is Sort.FILL for sense in piece.senses)
    return piece.is_fill or piece.role("and", "poss", "by")
