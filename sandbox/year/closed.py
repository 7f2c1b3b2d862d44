"""Closed deals: a year of wins and losses, with seasons, habits of reps and a slow stage."""

from datetime import date, timedelta
from itertools import accumulate
from random import Random

from sandbox.year.cast import Cast
from sandbox.year.casting import Casting
from sandbox.year.dealfields import COLUMNS, DealTables, deal_name
from sandbox.year.desk import Desk
from sandbox.year.model import Account, Person, Row
from sandbox.year.script import Script
from sandbox.year.settings import LOST, LOST_FROM, PIPELINES, SEASON, WON
from sandbox.year.stages import Pace, history_rows, stage_days
from sandbox.year.timeline import Timeline
from sandbox.year.wording import Wording

RENEWALS = 0.22  # of the deals of customers
REASONS = (
    "price",
    "competitor",
    "no budget",
    "no decision",
    "missing feature",
    "timing",
    "champion left",
    "project cancelled",
)
REASON_WEIGHTS = (19, 18, 14, 20, 9, 9, 5, 6)


def closing_days(desk: Desk, country: str) -> tuple[list[date], list[float]]:
    """Working days of the past year with cumulated weights; quarters end busily."""
    start = desk.on - timedelta(days=365)
    days = [day for day in desk.clock.working_days(country) if start <= day < desk.on]
    weights = [
        SEASON[day.month - 1] * (2.2 if day.month % 3 == 0 and day.day > 23 else 1.0)
        for day in days
    ]
    return days, list(accumulate(weights))


class ClosedDeals:
    """Writes the closed deals of the year into the tables."""

    def __init__(self, desk: Desk, rng: Random, casting: Casting, tables: DealTables) -> None:
        self._desk = desk
        self._rng = rng
        self._casting = casting
        self._tables = tables
        self._calendars: dict[str, tuple[list[date], list[float]]] = {}

    def write(self, rep: Person, accounts: list[Account], count: int, pace: Pace) -> None:
        for _ in range(count):
            self._deal(rep, self._rng.choice(accounts), pace)

    def _deal(self, rep: Person, account: Account, pace: Pace) -> None:
        rng, deal_id = self._rng, self._tables.next_id()
        cast = self._casting.closed_deal(rep, account)
        renewal = account.customer_since is not None and rng.random() < RENEWALS
        pipeline = "Renewal" if renewal else "New business"
        won = rng.random() < self._odds(cast, pace, renewal)
        closed = self._closing_day(account.country)
        moves = self._moves(cast, pipeline, won, closed, pace)
        history = history_rows(rng, self._desk.clock, deal_id, rep, moves)
        self._tables.history += history
        timeline = Timeline(self._desk.clock, rng, account.country, rep.timezone)
        script = Script(Wording(self._desk, rng, cast), timeline, deal_id)
        reason = "" if won else rng.choices(REASONS, REASON_WEIGHTS)[0]
        self._write_end(script, closed, reason)
        self._desk.file(script.rows())
        row = self._row(script, deal_id, pipeline, history)
        row["lost_reason"] = reason if rng.random() > 0.06 else ""
        self._tables.add_deal(row)
        if rng.random() < 0.9:
            stage = "Proposal" if won else "Discovery"
            self._tables.add_contacts(rng, cast, deal_id, stage, script.plan)

    def _odds(self, cast: Cast, pace: Pace, renewal: bool) -> float:
        """Reps differ most; a big deal is harder, a customer easier, a renewal easiest."""
        if renewal:
            return 0.84
        odds = pace.win_rate
        if cast.account.customer_since:
            odds += 0.07
        if cast.amount > 60_000:
            odds -= 0.06
        return odds + (0.04 if cast.product.key == "insight" else 0.0)

    def _closing_day(self, country: str) -> date:
        if country not in self._calendars:
            self._calendars[country] = closing_days(self._desk, country)
        days, weights = self._calendars[country]
        return self._rng.choices(days, cum_weights=weights)[0]

    def _moves(
        self, cast: Cast, pipeline: str, won: bool, closed: date, pace: Pace
    ) -> list[tuple[str, date]]:
        rng, country, clock = self._rng, cast.account.country, self._desk.clock
        order = PIPELINES[pipeline]
        last = len(order)
        if not won and pipeline == "New business":
            lost_from = rng.choices(tuple(LOST_FROM), tuple(LOST_FROM.values()))[0]
            last = order.index(lost_from) + 1
        moves, day = [(WON if won else LOST, closed)], closed
        for stage in reversed(order[:last]):
            spent = stage_days(rng, stage, cast.product.key, pace)
            day = clock.last_working(country, day - timedelta(days=spent))
            moves.insert(0, (stage, day))
        return moves

    def _write_end(self, s: Script, closed: date, reason: str) -> None:
        """One to three activities around the last day."""
        key = f"lost.note.{reason.replace(' ', '_')}" if reason else "won.note"
        english = s.cast.language == "en"
        if english and self._rng.random() < (0.5 if reason else 0.6):
            s.open("subject.end" if reason else "subject.terms")
            s.buyer(closed, "lost.mail" if reason else "won.mail")
        s.closing(closed, key)
        if english and not reason and self._rng.random() < 0.45:
            s.rep(s.time.later(closed, 0, 1), "won.kickoff")
        if s.count() < 3 and self._rng.random() < 0.3:
            s.time.rewind()
            s.call(s.time.later(closed, -24, -9), "note.call")

    def _row(self, script: Script, deal_id: str, pipeline: str, history: list[Row]) -> Row:
        cast, rng = script.cast, self._rng
        won = history[-1]["to_stage"] == WON
        closed = history[-1]["at"]
        expected = date.fromisoformat(closed[:10]) - timedelta(days=rng.choice((-9, 0, 0, 6, 20)))
        row = dict.fromkeys(COLUMNS, "")
        row |= {
            "id": deal_id,
            "name": deal_name(rng, self._tables, script, pipeline),
            "account_id": cast.account.id,
            "owner_id": cast.rep.id,
            "product_id": cast.product.id if rng.random() > 0.02 else "",
            "pipeline": pipeline,
            "stage": history[-1]["to_stage"],
            "status": "won" if won else "lost",
            "amount": str(cast.amount) if won or rng.random() > 0.05 else "",
            "currency": cast.account.currency,
            "created_at": history[0]["at"],
            "close_date": expected.isoformat(),
            "closed_at": closed,
            "forecast_category": "closed",
            "updated_at": closed,
        }
        return row
