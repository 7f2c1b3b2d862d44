"""Activities that hang on an account only: somebody forgot the deal, or there was none."""

from random import Random

from sandbox.year.casting import Casting
from sandbox.year.desk import Desk
from sandbox.year.model import Account
from sandbox.year.script import Script
from sandbox.year.timeline import Timeline
from sandbox.year.wording import Wording

SHARE = 0.3  # of the customers


def write_loose(desk: Desk, rng: Random, casting: Casting, accounts: list[Account]) -> None:
    """A talk here and there with customers, long before the day."""
    for account in accounts:
        if account.customer_since is None or rng.random() > SHARE:
            continue
        cast = casting.closed_deal(account.owner, account)
        timeline = Timeline(desk.clock, rng, account.country, account.owner.timezone)
        script = Script(Wording(desk, rng, cast), timeline, "")
        script.call(timeline.ago(70, 220), "note.account_review")
        desk.file(script.rows())
