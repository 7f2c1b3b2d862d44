"""How long, how often: the numbers that keep two attempts apart."""

from datetime import timedelta

import pytest

from bot.decisions.pace import Pace
from tests.fakes.book import MONDAY
from tests.fakes.executions import DRAFT, MAIL, NOTE, approved_note

PACE = Pace()


def test_a_lease_that_could_end_within_an_attempt_is_refused() -> None:
    with pytest.raises(ValueError, match="outlast"):
        Pace(lease=timedelta(seconds=25))


def test_waits_double_up_to_the_longest() -> None:
    waits = [PACE.wait(n).total_seconds() for n in (1, 2, 3, 4, 40)]
    assert waits == [2, 4, 8, 16, 900]


def test_only_a_mail_waits_so_that_it_can_be_recalled() -> None:
    assert PACE.due_first(approved_note(action=MAIL, draft=DRAFT).action, MONDAY) == (
        MONDAY + timedelta(seconds=60)
    )
    assert PACE.due_first(NOTE.action, MONDAY) == MONDAY
