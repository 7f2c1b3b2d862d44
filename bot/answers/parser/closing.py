"""What "close" means: won, won or lost, or expected to close."""

from collections.abc import Mapping

from bot.answers.parser.asking import CLOSED, what_closed
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import Sheet
from bot.answers.parser.values import Value

_PRESENT = ("close", "closes", "cierran", "schliessen", "ferment")
_PAST = frozenset({"did", "have", "has", "had", "hat", "haben", "a", "avons", "ha", "hemos"})
_SELLERS = frozenset({"did", "have", "has", "i", "we"})


def settle_closed(sheet: Sheet, chosen: Mapping[str, Value]) -> None:
    """Deals "we closed" were won, deals that "close this month" are open; "closed deals" can be
    both won and lost, and that is asked.
    """
    _settle_closing(sheet)
    places = [at for at, name in sheet.statuses if name == CLOSED]
    names = set(sheet.status_names()) - {"closed"}
    if not places:
        return
    if names:
        # "closed and won", "lost deals of all closed ones": the other word says which.
        _replace(sheet, None)
        return
    if any(p.has(Sort.MEASURE, "pipeline", "weighted_pipeline") for p in sheet.pieces):
        _replace(sheet, "closing")  # pipeline is open: it can only be expected to close
        return
    if sheet.nothing or any(p.sense(Sort.MEASURE) for p in sheet.pieces):
        return
    reading = _reading(sheet, places[0], chosen)
    if reading is not None:
        _replace(sheet, reading)


def settle_present(sheet: Sheet) -> None:
    """ "which ones close this year" of what is open: those that are expected to."""
    for place, (at, name) in enumerate(sheet.statuses):
        if name == CLOSED and _is_ahead(sheet, at):
            sheet.statuses[place] = (at, "closing")


def _settle_closing(sheet: Sheet) -> None:
    """ "who is closing the most": whoever wins."""
    for place, (at, name) in enumerate(sheet.statuses):
        alone = name == "closing" and sheet.pieces[at].text.casefold() == "closing"
        if alone and sheet.rank is not None and sheet.subject in ("owner", "team", "region"):
            sheet.statuses[place] = (at, "won")


def _reading(sheet: Sheet, at: int, chosen: Mapping[str, Value]) -> str | None:
    piece = sheet.pieces[at]
    picked = chosen.get(CLOSED)
    if picked is not None:
        return "won" if picked.values == ("won",) else None
    if sheet.rank is not None and sheet.rank.word in ("longest", "shortest"):
        return "won"
    if _is_ahead(sheet, at):
        return "closing"
    if sheet.says("much") or _has_seller(sheet, at):
        return "won"
    raise what_closed(piece.text)


def _is_ahead(sheet: Sheet, at: int) -> bool:
    """The present tense without a question of the past: "deals that close this month"."""
    words = sheet.pieces[at].text.casefold().split()
    if words[-1] not in _PRESENT:
        return False
    return not _PAST & set(sheet.before(at))


def _has_seller(sheet: Sheet, at: int) -> bool:
    """Somebody closed them: "did we close", "has Ana closed", "who closed the most"."""
    active = bool(_SELLERS & set(sheet.before(at)))
    people = any(each.field in ("owner", "manager", "organisation") for each in sheet.filters)
    return active or people or sheet.subject == "owner" or sheet.says("who")


def _replace(sheet: Sheet, name: str | None) -> None:
    found = [(at, name if each == CLOSED else each) for at, each in sheet.statuses]
    sheet.statuses[:] = [(at, each) for at, each in found if each is not None]
