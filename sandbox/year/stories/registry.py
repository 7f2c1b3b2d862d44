"""Which stories a rep's open deals tell, and how often each."""

from random import Random

from sandbox.year.stories import (
    act_dates,
    act_promises,
    act_requests,
    act_waits,
    ended,
    fine,
    watch,
)
from sandbox.year.stories.kinds import Kind

ACT_KINDS = (
    *act_promises.KINDS,
    *act_waits.KINDS,
    *act_dates.KINDS,
    *act_requests.KINDS,
)
KINDS: dict[str, Kind] = {
    kind.name: kind for kind in (*ACT_KINDS, *watch.KINDS, *fine.KINDS, *ended.KINDS)
}

# Out of a hundred open deals of a rep. The rest, after rounding, is `fine`.
SHARE_ACT, SHARE_WATCH, SHARE_ENDED = 0.125, 0.35, 0.05
# How often a kind is in its deck; once unless said otherwise.
OFTEN = {
    "question_unanswered": 2,
    "our_promise_missed": 2,
    "their_promise_missed": 2,
    "close_past": 2,
    "wait_over": 2,
    "discount": 2,
    "meeting_today": 2,
    "waits_for_date": 8,
    "waits_for_event": 6,
    "budget_freeze": 4,
    "conditional_yes": 2,
    "out_of_office": 6,
    "their_promise_pending": 6,
    "our_promise_pending": 4,
    "awaiting_reply": 6,
    "review_running": 4,
    "quiet": 10,
    "thin": 4,
    "moving": 14,
    "moving_meeting": 12,
    "answered_by_phone": 5,
    "promise_kept": 4,
    "their_promise_kept": 3,
    "resumed": 2,
    "renewal_moving": 4,
    "dead_competitor": 2,
    "dead_project": 2,
    "dead_indirect": 3,
}


class Decks:
    """Deals kinds so that over all reps every kind comes up, and none by accident only."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._decks: dict[str, list[Kind]] = {"act": [], "watch": [], "fine": [], "ended": []}

    def hand(self, count: int) -> list[Kind]:
        """The kinds of one rep's open deals, in random order."""
        act = round(count * SHARE_ACT)
        watched = round(count * SHARE_WATCH)
        dead = round(count * SHARE_ENDED)
        portions = {"act": act, "watch": watched, "ended": dead}
        portions["fine"] = count - sum(portions.values())
        kinds = [self._deal(deck) for deck, size in portions.items() for _ in range(size)]
        self._rng.shuffle(kinds)
        return kinds

    def _deal(self, deck: str) -> Kind:
        if not self._decks[deck]:
            self._decks[deck] = self._shuffled(deck)
        return self._decks[deck].pop()

    def _shuffled(self, deck: str) -> list[Kind]:
        pages = {
            "act": ACT_KINDS,
            "watch": watch.KINDS,
            "fine": fine.KINDS,
            "ended": ended.KINDS,
        }
        cards = [kind for kind in pages[deck] for _ in range(OFTEN.get(kind.name, 1))]
        self._rng.shuffle(cards)
        return cards
