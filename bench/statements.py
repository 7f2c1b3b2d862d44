"""Parts of the SQL that a person would write for what a board asks, in SQLite's dialect."""

from dataclasses import dataclass

from bot.answers.plan import Plan


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """`sql` begins after the rows of the workspace are chosen; see `baseline`."""

    name: str
    said: str
    plan: Plan
    what: str
    joins: str = ""
    where: str = ""
    after: str = ""

    @property
    def baseline(self) -> str:
        return (
            f"SELECT {self.what} FROM mirror_deals d {self.joins}"  # noqa: S608 - our own text
            " WHERE d.workspace = 'bench' AND d.deleted_at IS NULL"
            f" {f'AND {self.where}' if self.where else ''} {self.after}"
        )


OPEN, WON, CLOSED = "d.status = 'open'", "d.status = 'won'", "d.status IN ('won', 'lost')"
SUM = "sum(d.amount) / 10000.0, count(*)"
RATE = "100.0 * sum(d.status = 'won') / count(*), count(*)"
CYCLE = "avg(julianday(d.closed_at) - julianday(d.created_at))"
OWNER = "LEFT JOIN mirror_people o ON o.workspace = d.workspace AND o.id = d.owner_id"
ACCOUNT = "LEFT JOIN mirror_accounts a ON a.workspace = d.workspace AND a.id = d.account_id"
PRODUCT = "LEFT JOIN mirror_products p ON p.workspace = d.workspace AND p.id = d.product_id"
FOURTH = "d.closed_at >= '2017-10-01' AND d.closed_at < '2018-01-01'"
THIRD = "d.closed_at >= '2017-07-01' AND d.closed_at < '2017-10-01'"
YEAR = "d.closed_at >= '2017-01-01' AND d.closed_at < '2018-01-01'"
AGE = "julianday('2017-12-31') - julianday(date(d.created_at))"
WON_CYCLE = (
    "SELECT avg(julianday(w.closed_at) - julianday(w.created_at)) FROM mirror_deals w"
    " WHERE w.workspace = 'bench' AND w.status = 'won' AND w.deleted_at IS NULL"
)
