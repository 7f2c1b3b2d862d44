"""Which records a question is about: deals, unless it plainly speaks of something else."""

from collections.abc import Sequence
from itertools import pairwise

from bot.answers.model import Model
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.values import Kind

_OF_CONTACTS = frozenset({"withdrawn", "champion", "decision_maker", "blockers",
                          "technical_contacts", "legal_contacts", "user_contacts"})  # fmt: skip
_OWN = ("leads", "contacts", "activities")
_PLAIN = ("accounts", "people", "products")
# Words that are said of leads and accounts as well as of deals.
_SHARED = ("created", "open", "closed")


def entity_of(pieces: Sequence[Piece], model: Model) -> str:
    named = [piece.sense(Sort.ENTITY) for piece in pieces]
    measured = [
        model.measures[name].entity for piece in pieces if (name := piece.sense(Sort.MEASURE))
    ]
    conditions = {piece.sense(Sort.CONDITION) for piece in pieces}
    for entity in measured:
        if entity in ("activities", "leads", "decisions", "missions") and not _is_address(pieces):
            return entity
    if "overdue_task" in conditions:
        return "activities"
    deals = _speaks_of_deals(pieces, measured) or _is_ranked_by_sales(pieces)
    for entity in _OWN:
        if (
            entity in named
            and not (deals and entity == "contacts")
            and not _is_part(pieces, entity)
        ):
            return entity
    if conditions & _OF_CONTACTS and "deals" not in named:
        return "contacts"
    if deals or "deals" in named:
        return "deals"
    of_accounts = any(p.has(Sort.FIELD, "employees", "account_revenue") for p in pieces)
    if of_accounts and not measured:
        return "accounts"
    priced = any(p.has(Sort.FIELD, "list_price") and not p.role("list") for p in pieces)
    if priced and not measured:
        return "products"
    return next((each for each in named if each in _PLAIN), None) or _by_field(pieces, measured)


def _is_address(pieces: Sequence[Piece]) -> bool:
    """ "contacts without an e-mail": an address, not a message."""
    return any(
        first.role("empty", "filled") and second.sense(Sort.MEASURE) == "emails"
        for first, second in pairwise(pieces)
    )


def _is_ranked_by_sales(pieces: Sequence[Piece]) -> bool:
    """ "our best customers", "top rep": by what was sold, unless it says by what else."""
    if any(piece.has(Sort.FIELD, "employees", "account_revenue", "list_price") for piece in pieces):
        return False
    return any(piece.role("top", "bottom", "most", "least", "earning") for piece in pieces)


def _is_part(pieces: Sequence[Piece], entity: str) -> bool:
    """ "deals without a contact" is about deals."""
    return any(piece.has(Sort.ENTITY, "deals") for piece in pieces) and entity != "leads"


def _speaks_of_deals(pieces: Sequence[Piece], measured: Sequence[str]) -> bool:
    statuses = {piece.sense(Sort.STATUS) for piece in pieces} - {None, *_SHARED}
    conditions = {piece.sense(Sort.CONDITION) for piece in pieces}
    forecast = any(piece.sense(Sort.FORECAST) for piece in pieces)
    if any(piece.sense(Sort.STATUS) in ("open", "closed") for piece in pieces):
        statuses |= {"open"}
    of_deals = {"stalled", "quiet", "overdue", "overdue_step", "older_than_cycle", "existing",
                "new_business", "older_than_won_cycle"}  # fmt: skip
    return bool(statuses) or "deals" in measured or forecast or bool(conditions & of_deals)


def _by_field(pieces: Sequence[Piece], measured: Sequence[str]) -> str:
    """ "who manages Darcel", "who reports to Celia", "who is on Dustin's team"."""
    figures = bool(measured) or any(piece.role("much", "count") for piece in pieces)
    if not figures and any(piece.role("who") for piece in pieces):
        kinds = {match.value.kind for piece in pieces if piece.named for match in piece.matches}
        return "accounts" if kinds == {Kind.ACCOUNT} else "people"  # "who owns Kan-code"
    if any(piece.has(Sort.FIELD, "manager") for piece in pieces):
        return "people"
    if any(piece.has(Sort.CONDITION, "subsidiaries", "customers") for piece in pieces):
        return "accounts"
    return "deals"
