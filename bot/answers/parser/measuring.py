"""Which figures are asked for: those that are named, fitted to the statuses beside them."""

from collections.abc import Mapping

from bot.answers.parser.asking import which_average, which_figure
from bot.answers.parser.implying import OPEN, Flags, implied, with_status
from bot.answers.parser.lexicon import Sort
from bot.answers.parser.sheet import Sheet
from bot.answers.plan import Op

_CYCLES: Mapping[str, tuple[str, str]] = {
    "won": ("won_cycle", "median_won_cycle"),
    "lost": ("lost_cycle", "lost_cycle"),
}


def read_measures(sheet: Sheet) -> None:
    """Fills `sheet.measures`; a plan that lists records may end up with none."""
    named = _named(sheet)
    flags = Flags(sheet)
    sheet.measures.extend(_adjusted(sheet, name, flags) for name in named)
    asks = flags.count or flags.much or flags.average
    if not sheet.measures and sheet.having and not asks:
        sheet.measures.extend(having.measure for having in sheet.having)
    if not sheet.measures or _counts_besides(sheet, flags):
        others = implied(sheet, flags)
        sheet.measures[:0] = [name for name in others if name not in sheet.measures]
    sheet.measures[:] = dict.fromkeys(sheet.measures)
    _settle_their(sheet)
    _settle_list_price(sheet)
    _settle_conversion(sheet)


def _settle_their(sheet: Sheet) -> None:
    """ "the top 3 reps and their win rate": the best at selling, and what else is asked of them."""
    ranks = sheet.rank is not None and sheet.rank.word in ("top", "bottom") and sheet.subject
    if ranks and "their" in sheet.words and len(sheet.measures) == 1 and not sheet.statuses:
        sheet.measures[:] = dict.fromkeys(["bookings", *sheet.measures])
        sheet.ranked = "bookings"


def _settle_list_price(sheet: Sheet) -> None:
    """ "pipeline at list price" is one figure, not two."""
    if "list_pipeline" in sheet.measures:
        others = ("pipeline", "open_deals")
        sheet.measures[:] = [name for name in sheet.measures if name not in others]


def _settle_conversion(sheet: Sheet) -> None:
    """From which stage to which: of the deals that were ever in the first."""
    stages = [each for each in sheet.filters if each.field == "stage" and each.op is Op.IS]
    if sheet.measures == ["win_rate"] and stages and _says_conversion(sheet):
        sheet.measures[:] = ["stage_conversion"]
    if "stage_conversion" not in sheet.measures or not stages:
        return
    values = list(stages[0].values)
    if len(values) == 1:
        closed = next((n for n in sheet.status_names() if n in ("won", "lost", "closed")), "closed")
        values.append(closed)
    sheet.about = values[:2]
    sheet.measures += ["stage_reached", "stage_passed"]
    sheet.filters.remove(stages[0])


def _says_conversion(sheet: Sheet) -> bool:
    return any(piece.text.casefold().startswith("conver") for piece in sheet.pieces)


def _named(sheet: Sheet) -> list[str]:
    found = []
    for at, piece in sheet:
        name = piece.sense(Sort.MEASURE)
        if name is None or at in sheet.used:
            continue
        if piece.text.casefold().startswith("at closing") and not _is_of_speed(sheet):
            raise which_figure()  # "better at closing" may be of many things
        sheet.use(at)
        found.append(name)
    return list(dict.fromkeys(found))


def _is_of_speed(sheet: Sheet) -> bool:
    return sheet.rank is not None and sheet.rank.word in ("longest", "shortest")


def _counts_besides(sheet: Sheet, flags: Flags) -> bool:
    """ "how many deals did we win and how much revenue" asks for two figures."""
    return flags.count and sheet.measures[0] == "bookings" and "won" in sheet.status_names()


def _adjusted(sheet: Sheet, name: str, flags: Flags) -> str:
    statuses = set(sheet.status_names())
    if name == "average_age" and flags.median:
        return "median_age"
    if name == "amount_lost" and flags.average:
        sheet.statuses.append((0, "lost"))
        return with_status(sheet, "average_amount")
    match name:
        case "pipeline":
            if flags.average:
                return "average_open_deal"
            return "open_deals" if flags.count else name
        case "bookings":
            _refuse_two_averages(sheet, flags)
            return _bookings(statuses, flags)
        case "average_deal_size":
            return _size(sheet, statuses, flags)
        case "sales_cycle" | "won_cycle":
            return _cycle(name, statuses, flags)
        case "emails":
            return _emails(sheet)
        case "tasks" if statuses & OPEN:
            sheet.statuses.clear()
            return "open_tasks"
        case _:
            return name


def _refuse_two_averages(sheet: Sheet, flags: Flags) -> None:
    """ "average revenue by rep" may be of the deals, or of the reps."""
    grouped = bool(sheet.groups or sheet.subject)
    if flags.average and grouped and not (sheet.counts or sheet.averaged):
        raise which_average()


def _emails(sheet: Sheet) -> str:
    if sheet.take("inbound"):
        return "emails_received"
    return "emails_sent" if sheet.take("outbound") else "emails"


def _bookings(statuses: set[str], flags: Flags) -> str:
    if "lost" in statuses and "won" not in statuses:
        return "amount_lost"
    if statuses & OPEN:
        return "pipeline"
    if flags.median:
        return "median_deal_size"
    if flags.average:
        return "average_deal_size"
    return "deals_won" if flags.count and not flags.much else "bookings"


def _size(sheet: Sheet, statuses: set[str], flags: Flags) -> str:
    if flags.median:
        return "median_deal_size" if not statuses & OPEN else with_status(sheet, "median_amount")
    if statuses & OPEN:
        return "average_open_deal"
    if "lost" in statuses:
        return with_status(sheet, "average_amount")
    return "average_deal_size"


def _cycle(name: str, statuses: set[str], flags: Flags) -> str:
    status = next((each for each in ("won", "lost") if each in statuses), None)
    if status is None and name == "won_cycle":
        status = "won"
    plain, median = _CYCLES.get(status or "", ("sales_cycle", "median_sales_cycle"))
    return median if flags.median else plain
