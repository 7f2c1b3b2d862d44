"""Open deals: asks a story to be written, then gives the deal a past that leads up to it."""

from dataclasses import replace
from datetime import timedelta
from random import Random

from sandbox.year.cast import Cast
from sandbox.year.casting import Casting
from sandbox.year.dealfields import DealTables, deal_name, deal_row, spoil
from sandbox.year.desk import Desk
from sandbox.year.hostile import hostile_name, poison
from sandbox.year.model import Account, Person, Story
from sandbox.year.script import Script
from sandbox.year.settings import PIPELINES
from sandbox.year.stages import Pace, history_rows, spans_until
from sandbox.year.stories.kinds import Kind
from sandbox.year.stories.opening import Span, write_opening
from sandbox.year.timeline import Timeline
from sandbox.year.wording import Wording

STAGE_WEIGHTS = {"Discovery": 18, "Qualification": 18, "Evaluation": 30, "Proposal": 20}
FEWEST, MOST = 7, 10  # activities of an ordinary open deal
HOSTILE = 0.025


class OpenDeals:
    """Writes the open deals of the year into the tables."""

    def __init__(self, desk: Desk, rng: Random, casting: Casting, tables: DealTables) -> None:
        self._desk = desk
        self._rng = rng
        self._casting = casting
        self._tables = tables
        self.stories: dict[str, Story] = {}
        self.accounts: dict[str, str] = {}  # deal id to account id, also where the file has none

    def write(self, rep: Person, accounts: list[Account], kinds: list[Kind], pace: Pace) -> None:
        """One deal per kind, all owned by `rep`."""
        places = self._casting.accounts_for(kinds, accounts)
        for kind, account in zip(kinds, places, strict=True):
            self._deal(rep, account, kind, pace)

    def _deal(self, rep: Person, account: Account, kind: Kind, pace: Pace) -> None:
        rng, deal_id = self._rng, self._tables.next_id()
        consent = _consent(rng, kind)
        cast = self._casting.open_deal(rep, account, kind, consent)
        script = self._script(cast, deal_id)
        story = kind.write(script)
        stage = self._stage(kind)
        spans = self._past(script, kind, stage, pace)
        tags = [*story.tags, *(["opted_out"] if cast.buyer.consent == "withdrawn" else [])]
        rows = script.rows()
        if not script.plan.bare and rng.random() < HOSTILE:
            tags.append("hostile")
            poison(self._desk, rng, rows)
        name = deal_name(rng, self._tables, script, kind.pipeline)
        if "hostile" in tags:
            name = hostile_name(self._desk, rng, name)
        row = deal_row(self._desk, script, deal_id, name, stage, spans[0].start)
        row["pipeline"] = kind.pipeline
        defects = spoil(rng, row, kind, script.plan.bare)
        if script.plan.bare:
            for activity in rows:
                activity["account_id"] = row["account_id"]
        self._desk.file(rows)
        self._history(script, deal_id, spans)
        self._tables.add_deal(row)
        self.accounts[deal_id] = account.id
        self._tables.add_contacts(rng, cast, deal_id, stage, script.plan)
        self.stories[deal_id] = replace(
            story, kind=kind.name, tags=tuple(dict.fromkeys([*tags, *defects]))
        )

    def _script(self, cast: Cast, deal_id: str) -> Script:
        home, zone = cast.account.country, cast.rep.timezone
        timeline = Timeline(self._desk.clock, self._rng, home, zone)
        return Script(Wording(self._desk, self._rng, cast), timeline, deal_id)

    def _stage(self, kind: Kind) -> str:
        weights = [STAGE_WEIGHTS.get(stage, 14) for stage in kind.stages]
        return self._rng.choices(kind.stages, weights)[0]

    def _past(self, script: Script, kind: Kind, stage: str, pace: Pace) -> list[Span]:
        on = self._desk.on
        if script.plan.opened:
            return [Span(stage, script.plan.opened, on)]
        first = script.first_moment()
        start = min(first.date() if first else on, on) - timedelta(days=2)
        order = PIPELINES[kind.pipeline]
        passed = order[: order.index(stage) + 1]
        spans = spans_until(self._rng, passed, start, script.cast.product.key, pace)
        wanted = self._rng.randint(FEWEST, MOST) - script.count()
        write_opening(script, spans, wanted)
        return spans

    def _history(self, script: Script, deal_id: str, spans: list[Span]) -> None:
        clock, country = self._desk.clock, script.cast.account.country
        moves = [(span.stage, clock.last_working(country, span.start)) for span in spans]
        self._tables.history += history_rows(self._rng, clock, deal_id, script.cast.rep, moves)


def _consent(rng: Random, kind: Kind) -> str:
    """The plan of `dead_go_away` comes too late for the contact, so it is known here."""
    if kind.name == "dead_go_away":
        return "withdrawn"
    return rng.choices(("granted", "unknown", "withdrawn"), (76, 21, 3))[0]
