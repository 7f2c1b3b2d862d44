"""The questions of the public set as plans written by hand, to see that every one can be said."""

from bot.answers.calendar import Grain
from bot.answers.periods import Period, PeriodKind
from bot.answers.plan import Comparison, Filter, Group, Having, Intent, Op, Plan, Sort, Versus


def of(name: str, *values: str, op: Op = Op.IS) -> Filter:
    return Filter(field=name, op=op, values=values)


def quarter(number: int, year: int = 0) -> Period:
    return Period(kind=PeriodKind.NAMED, grain=Grain.QUARTER, number=number, year=year)


OPEN, DARCEL = of("status", "open"), of("owner", "darcel-schlecht")
BASIC = of("product", "gtx-basic")

GOLD: dict[str, Plan] = {
    "g02": Plan(measures=("open_deals",)),
    "g03": Plan(measures=("deals",), filters=(of("stage", "Engaging"),)),
    "g04": Plan(
        measures=("bookings",),
        periods=(Period(kind=PeriodKind.NAMED, grain=Grain.YEAR, year=2017),),
    ),
    "g09": Plan(measures=("win_rate",)),
    "g11": Plan(measures=("win_rate",), filters=(of("amount", "5000", op=Op.OVER),)),
    "g12": Plan(
        measures=("win_rate",),
        group_by=(Group(field="region"),),
        sort=(Sort(name="region", descending=False),),
    ),
    "g14": Plan(
        measures=("bookings",),
        group_by=(Group(field="owner"),),
        sort=(Sort(name="bookings"),),
        limit=5,
    ),
    "g16": Plan(
        measures=("win_rate",),
        group_by=(Group(field="owner"),),
        sort=(Sort(name="win_rate", descending=False),),
        limit=3,
    ),
    "g17": Plan(measures=("sales_cycle",)),
    "g19": Plan(
        measures=("won_cycle",),
        group_by=(Group(field="industry"),),
        sort=(Sort(name="won_cycle"),),
    ),
    "g20": Plan(
        measures=("win_rate", "average_deal_size"),
        group_by=(Group(field="family"),),
        sort=(Sort(name="family", descending=False),),
    ),
    "g23": Plan(
        measures=("bookings",),
        periods=(quarter(4, 2017),),
        compare_to=Comparison(versus=Versus.PERIOD, period=quarter(3, 2017)),
    ),
    "g25": Plan(intent=Intent.LIST, filters=(OPEN, of("age", "300", op=Op.OVER))),
    "g26": Plan(measures=("open_deals",), filters=(of("age", "won_cycle", op=Op.BEATS),)),
    "g28": Plan(measures=("open_deals",), filters=(of("account", op=Op.EMPTY),)),
    "g29": Plan(
        measures=("bookings",),
        group_by=(Group(field="account"),),
        sort=(Sort(name="bookings"),),
        limit=3,
    ),
    "g30": Plan(measures=("bookings",), filters=(of("account", "kan-code"),)),
    "g31": Plan(
        measures=("bookings",),
        filters=(of("manager", "dustin-brinkmann"),),
        periods=(quarter(2),),
    ),
    "g32": Plan(measures=("deals_won",), filters=(of("product", "gtx-pro"),)),
    "g33": Plan(measures=("average_discount",), filters=(of("product", "gtx-pro"),)),
    "g34": Plan(
        intent=Intent.LIST,
        entity="people",
        filters=(of("role", "rep"),),
        measures=("deals_closed",),
        having=(Having(measure="deals_closed", op=Op.IS, values=("0",)),),
        sort=(Sort(name="name", descending=False),),
        columns=("name",),
    ),
    "g35": Plan(measures=("list_pipeline",)),
    "g36": Plan(
        measures=("stage_reached", "stage_passed", "stage_conversion"),
        about=("Engaging", "closed"),
    ),
    "g38": Plan(measures=("deals_won", "bookings"), filters=(DARCEL,)),
    "g39": Plan(measures=("deals_won", "bookings"), filters=(DARCEL, BASIC)),
    "g40": Plan(measures=("deals_won", "bookings"), filters=(DARCEL, BASIC), periods=(quarter(4),)),
    "g43": Plan(measures=("accounts_won", "bookings"), filters=(of("parent", op=Op.FILLED),)),
    "g46": Plan(measures=("open_deals",), filters=(of("account", "hottechi"),)),
    "g47": Plan(measures=("deals_won", "bookings"), filters=(of("owner", "vicki-laflamme"),)),
}
