"""What a board asks: each question as a plan, and as the SQL that a person would write for it.

The SQL is the baseline: SQLite's, over the same tables, with the same conditions on what counts.
"""

from bench.statements import (
    ACCOUNT,
    AGE,
    CLOSED,
    CYCLE,
    FOURTH,
    OPEN,
    OWNER,
    PRODUCT,
    RATE,
    SUM,
    THIRD,
    WON,
    WON_CYCLE,
    YEAR,
    Question,
)
from bot.answers.calendar import Grain
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Comparison, Filter, Group, Intent, Op, Plan, Sort, Versus


def of(name: str, *values: str, op: Op = Op.IS) -> Filter:
    return Filter(field=name, op=op, values=values)


def named(grain: Grain, number: int = 1) -> tuple[Period, ...]:
    return (Period(kind=PeriodKind.NAMED, grain=grain, number=number, year=2017),)


def by(name: str) -> tuple[Group, ...]:
    return (Group(field=name),)


_QUARTER = Grain.QUARTER
_REP = of("owner", "p3")

QUESTIONS = (
    Question(
        name="open deals",
        said="How many open deals are in the pipeline right now?",
        plan=Plan(measures=("open_deals",)),
        what="count(*)",
        where=OPEN,
    ),
    Question(
        name="deals in a stage",
        said="How many deals are in Engaging?",
        plan=Plan(measures=("deals",), filters=(of("stage", "Engaging"),)),
        what="count(*)",
        where="d.stage = 'Engaging'",
    ),
    Question(
        name="bookings of a year",
        said="What is our total won revenue in 2017?",
        plan=Plan(measures=("bookings",), periods=named(Grain.YEAR)),
        what=SUM,
        where=f"{WON} AND {YEAR}",
    ),
    Question(
        name="win rate",
        said="What is our overall win rate?",
        plan=Plan(measures=("win_rate",)),
        what=RATE,
        where=CLOSED,
    ),
    Question(
        name="win rate over a list price",
        said="win rate for deals with a list price over 5k",
        plan=Plan(measures=("win_rate",), filters=(of("list_price", "5000", op=Op.OVER),)),
        what=RATE,
        joins=PRODUCT,
        where=f"{CLOSED} AND p.list_price > 50000000",
    ),
    Question(
        name="win rate by region",
        said="Show win rate by region",
        plan=Plan(measures=("win_rate",), group_by=by("region")),
        what=f"o.region, {RATE}",
        joins=OWNER,
        where=CLOSED,
        after="GROUP BY 1",
    ),
    Question(
        name="top reps",
        said="Who are our top 5 reps by revenue?",
        plan=Plan(
            measures=("bookings",), group_by=by("owner"), sort=(Sort(name="bookings"),), limit=5
        ),
        what=f"o.name, {SUM}",
        joins=OWNER,
        where=WON,
        after="GROUP BY d.owner_id ORDER BY 2 DESC LIMIT 5",
    ),
    Question(
        name="lowest win rate",
        said="Which 3 reps have the lowest win rate?",
        plan=Plan(
            measures=("win_rate",),
            group_by=by("owner"),
            sort=(Sort(name="win_rate", descending=False),),
            limit=3,
        ),
        what=f"o.name, {RATE}",
        joins=OWNER,
        where=CLOSED,
        after="GROUP BY d.owner_id ORDER BY 2 LIMIT 3",
    ),
    Question(
        name="sales cycle",
        said="How long is our sales cycle on average?",
        plan=Plan(measures=("sales_cycle",)),
        what=CYCLE,
        where=CLOSED,
    ),
    Question(
        name="cycle by industry",
        said="time to win by industry",
        plan=Plan(measures=("won_cycle",), group_by=by("industry")),
        what=f"a.industry, {CYCLE}",
        joins=ACCOUNT,
        where=WON,
        after="GROUP BY 1",
    ),
    Question(
        name="rate and size by family",
        said="Compare win rate and average deal size by product family",
        plan=Plan(measures=("win_rate", "average_deal_size"), group_by=by("family")),
        what=f"p.family, {RATE}, avg(CASE WHEN {WON} THEN d.amount END)",
        joins=PRODUCT,
        where=CLOSED,
        after="GROUP BY 1",
    ),
    Question(
        name="quarter against quarter",
        said="Compare won revenue Q4 vs Q3 2017",
        plan=Plan(
            measures=("bookings",),
            periods=named(_QUARTER, 4),
            compare_to=Comparison(versus=Versus.PERIOD, period=named(_QUARTER, 3)[0]),
        ),
        what=f"sum(CASE WHEN {FOURTH} THEN d.amount END), sum(CASE WHEN {THIRD} THEN d.amount END)",
        where=f"{WON} AND d.closed_at >= '2017-07-01' AND d.closed_at < '2018-01-01'",
    ),
    Question(
        name="open for long",
        said="Which open deals are older than 300 days?",
        plan=Plan(
            intent=Intent.LIST,
            filters=(of("status", "open"), of("age", "300", op=Op.OVER)),
        ),
        what="d.id, d.name, a.name, o.name, d.stage, d.amount, d.close_date, count(*) OVER ()",
        joins=f"{ACCOUNT} {OWNER}",
        where=f"{OPEN} AND {AGE} > 300",
        after="ORDER BY d.amount DESC, d.id LIMIT 50",
    ),
    Question(
        name="older than a won cycle",
        said="How many open deals are older than the average time to win?",
        plan=Plan(measures=("open_deals",), filters=(of("age", "won_cycle", op=Op.BEATS),)),
        what="count(*)",
        where=f"{OPEN} AND {AGE} > ({WON_CYCLE})",
    ),
    Question(
        name="without an account",
        said="How many open deals have no account?",
        plan=Plan(measures=("open_deals",), filters=(of("account", op=Op.EMPTY),)),
        what="count(*)",
        where=f"{OPEN} AND d.account_id IS NULL",
    ),
    Question(
        name="top accounts",
        said="Top 3 accounts by won revenue",
        plan=Plan(
            measures=("bookings",), group_by=by("account"), sort=(Sort(name="bookings"),), limit=3
        ),
        what=f"a.name, {SUM}",
        joins=ACCOUNT,
        where=WON,
        after="GROUP BY d.account_id ORDER BY 2 DESC LIMIT 3",
    ),
    Question(
        name="sold to an account",
        said="How much have we sold to Account 7?",
        plan=Plan(measures=("bookings",), filters=(of("account", "a7"),)),
        what=SUM,
        where=f"{WON} AND d.account_id = 'a7'",
    ),
    Question(
        name="a team's quarter",
        said="How much did Manager 0's team win in Q2 2017?",
        plan=Plan(
            measures=("bookings",), filters=(of("manager", "m0"),), periods=named(_QUARTER, 2)
        ),
        what=SUM,
        joins=OWNER,
        where=f"{WON} AND o.manager_id = 'm0'"
        " AND d.closed_at >= '2017-04-01' AND d.closed_at < '2017-07-01'",
    ),
    Question(
        name="a product's wins",
        said="How many Product 1 deals did we win?",
        plan=Plan(measures=("deals_won",), filters=(of("product", "pr1"),)),
        what="count(*)",
        where=f"{WON} AND d.product_id = 'pr1'",
    ),
    Question(
        name="discount",
        said="average discount on won Product 1 deals",
        plan=Plan(measures=("average_discount",), filters=(of("product", "pr1"),)),
        what="100.0 * avg(1 - 1.0 * d.amount / p.list_price)",
        joins=PRODUCT,
        where=f"{WON} AND d.product_id = 'pr1'",
    ),
    Question(
        name="pipeline at list price",
        said="pipeline at list price",
        plan=Plan(measures=("list_pipeline",)),
        what="sum(p.list_price) / 10000.0, count(*)",
        joins=PRODUCT,
        where=OPEN,
    ),
    Question(
        name="stage conversion",
        said="stage conversion from Engaging to closed",
        plan=Plan(measures=("stage_conversion",), about=("Engaging", "closed")),
        what="count(*), sum(d.status != 'open')",
        where="(d.stage = 'Engaging' OR EXISTS (SELECT 1 FROM mirror_stage_changes s"
        " WHERE s.workspace = d.workspace AND s.deal_id = d.id AND s.deleted_at IS NULL"
        " AND 'Engaging' IN (s.to_stage, s.from_stage)))",
    ),
    Question(
        name="a rep's wins",
        said="How many deals did Rep 3 win and for how much?",
        plan=Plan(measures=("deals_won", "bookings"), filters=(_REP,)),
        what=SUM,
        where=f"{WON} AND d.owner_id = 'p3'",
    ),
    Question(
        name="a rep's wins with a product",
        said="How many Product 0 deals did Rep 3 win and for how much?",
        plan=Plan(measures=("deals_won", "bookings"), filters=(_REP, of("product", "pr0"))),
        what=SUM,
        where=f"{WON} AND d.owner_id = 'p3' AND d.product_id = 'pr0'",
    ),
    Question(
        name="subsidiaries",
        said="How much did we win from subsidiaries?",
        plan=Plan(measures=("accounts_won", "bookings"), filters=(of("parent", op=Op.FILLED),)),
        what=f"count(DISTINCT d.account_id), {SUM}",
        joins=ACCOUNT,
        where=f"{WON} AND a.parent_id IS NOT NULL",
    ),
    Question(
        name="open at an account",
        said="How many open deals does Account 7 have?",
        plan=Plan(measures=("open_deals",), filters=(of("account", "a7"),)),
        what="count(*)",
        where=f"{OPEN} AND d.account_id = 'a7'",
    ),
    Question(
        name="who closed nothing",
        said="Which reps have closed how many deals?",
        plan=Plan(
            intent=Intent.LIST,
            entity="people",
            filters=(of("role", "rep"),),
            measures=("deals_closed",),
            columns=("name",),
        ),
        what="d.owner_id, o.name, count(*)",
        joins=OWNER,
        where=CLOSED,
        after="GROUP BY d.owner_id",
    ),
)
