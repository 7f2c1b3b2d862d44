"""Superlatives: "top 5 reps", "which region has the lowest win rate", "the three largest deals"."""

import itertools

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import RANKS, Rank, Sheet, declined
from bot.answers.parser.tokens import folded

_PLURAL = ("s", "people", "en", "x", "mitarbeiter", "verkaufer", "vertriebler")
_OF = frozenset({"de", "d'", "del", "du"})
_MOST_ROWS = 1_000


def read_rank(sheet: Sheet) -> None:
    """The first superlative, with its number; a second one is more than can be told apart."""
    places = [at for at, piece in sheet if piece.role(*RANKS) and at not in sheet.used]
    if not places:
        return
    if len(places) > 1 and not _are_one(sheet, places):
        raise declined("I can rank by one thing at a time. Ask for one of the two.")
    at = places[0]
    sheet.use(*places)
    word = next(name for name in RANKS if sheet.role(places[-1], name))
    if word in ("top", "bottom") and len(places) > 1:
        word = next(name for name in RANKS if sheet.role(places[0], name))
    number = next(filter(None, (_number(sheet, [at]) for at in places)), None)
    number = number or _number_of_noun(sheet)
    sheet.rank = Rank(word=word, number=number, single=_is_single(sheet, places[-1], number), at=at)


def _are_one(sheet: Sheet, places: list[int]) -> bool:
    """ "the best and biggest", or "bring the most? top 3"."""
    words = {name for at in places for name in RANKS if sheet.role(at, name)}
    if words in ({"most", "top"}, {"least", "bottom"}):
        return True
    if "oldest" in words and words & {"most", "top"}:
        return False  # "most common first" puts in order, it does not choose
    return all(second - first <= 1 for first, second in itertools.pairwise(places))


def _number(sheet: Sheet, places: list[int]) -> int | None:
    for at in (places[-1] + 1, places[0] - 1):
        piece = sheet.free(at)
        if piece is None or piece.amount is None or piece.amount.value % 1:
            continue
        if 1 <= piece.amount.value <= _MOST_ROWS:
            sheet.use(at)
            return int(piece.amount.value)
    return None


def _number_of_noun(sheet: Sheet) -> int | None:
    """ "which five customers spent the most"."""
    for at, piece in sheet:
        if piece.amount is None or at in sheet.used or piece.amount.value % 1:
            continue
        following = sheet.piece(at + 1)
        noun = sheet.dimension(at + 1) or (following and following.sense(Sort.ENTITY))
        if noun and 1 <= piece.amount.value <= _MOST_ROWS:
            sheet.use(at)
            return int(piece.amount.value)
    return None


def _is_single(sheet: Sheet, at: int, number: int | None) -> bool:
    """ "the largest deal", "which rep": one is asked for, and the next ones help to see it."""
    if number is not None:
        return number == 1
    before = [place for place in range(at) if sheet.dimension(place)]
    for place in (*before, *range(at + 1, len(sheet.pieces)), *range(at - 1, -1, -1)):
        piece = sheet.pieces[place]
        if piece.role("who"):
            return True
        if sheet.dimension(place) or piece.sense(Sort.ENTITY):
            return not _noun(folded(piece.text)).endswith(_PLURAL)
    return True


def _noun(text: str) -> str:
    """The word that is singular or plural: the first of "motivos de perdida", else the last."""
    words = text.split()
    return words[0] if _OF & set(words) else text
