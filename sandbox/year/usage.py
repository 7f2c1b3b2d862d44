"""Daily usage of customer accounts: weekdays, holidays, growth, real drops, a missing feed."""

from datetime import date, timedelta
from random import Random

from sandbox.year.clock import Clock
from sandbox.year.model import Account, Row

DAYS = 180
DROP_DAYS, MISSING_DAYS, PAUSE_DAYS = 21, 26, 18
SECOND_METRIC = 0.25


def usage_rows(
    rng: Random, clock: Clock, accounts: list[Account], moods: dict[str, str]
) -> list[Row]:
    """`moods` maps account ids to drop, missing or pause; everyone else is well."""
    rows: list[Row] = []
    start = clock.on - timedelta(days=DAYS)
    days = [start + timedelta(days=n) for n in range(DAYS)]
    for account in accounts:
        if account.customer_since is None:
            continue
        shares = _shares(clock, account.country, days)
        mood = moods.get(account.id, "")
        metrics = ["logins"] + (["jobs_closed"] if rng.random() < SECOND_METRIC else [])
        for metric in metrics:
            rows += _series(rng, account.id, metric, days, shares, mood)
    return rows


def _shares(clock: Clock, country: str, days: list[date]) -> list[float]:
    """How much of a normal day's use happens on each day in that country."""
    return [_share(clock, country, day) for day in days]


def _share(clock: Clock, country: str, day: date) -> float:
    if clock.is_holiday(country, day):
        return 0.07
    share = (1.0, 1.04, 1.02, 1.0, 0.88, 0.14, 0.06)[day.weekday()]
    return share * 0.4 if clock.is_pause(country, day) else share


def _series(
    rng: Random, account_id: str, metric: str, days: list[date], shares: list[float], mood: str
) -> list[Row]:
    level = rng.lognormvariate(4.3, 0.7)
    growth = rng.uniform(-0.0006, 0.0016)
    kept = len(days) - MISSING_DAYS if mood == "missing" else len(days)
    rows = []
    for index in range(kept):
        left = len(days) - index
        value = level * (1 + growth * index) * shares[index] * (0.93 + rng.random() * 0.14)
        value *= _mood_factor(mood, left)
        rows.append(
            {
                "account_id": account_id,
                "metric": metric,
                "day": days[index].isoformat(),
                "value": str(int(value)),
            }
        )
    return rows


def _mood_factor(mood: str, left: int) -> float:
    """What the story of the account does to a day that lies `left` days before the day."""
    if mood == "drop" and left <= DROP_DAYS:
        return 0.42 if left > 7 else 0.33
    if mood == "pause" and left <= PAUSE_DAYS:
        return 0.18
    return 1.0
