"""States that deals are in: "without a next step", "overdue", "gone quiet", "stalled"."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from bot.answers.parser.lexicon import Sort
from bot.answers.parser.pieces import Piece
from bot.answers.parser.sheet import Sheet, declined
from bot.answers.parser.tokens import folded
from bot.answers.periods import Lean, NotAPeriod, resolve
from bot.answers.plan import Filter, Op

_BEFORE = frozenset(
    {"without", "no", "with", "have", "has", "had", "having", "ohne", "kein", "keine", "keinen",
     "sans", "sin"}
)  # fmt: skip
QUIET_DAYS = 30  # without activity, from which a deal counts as quiet where no number is said


def read_states(sheet: Sheet) -> None:
    _read_empty(sheet)
    for at, piece in sheet:
        name = None if at in sheet.used else piece.sense(Sort.CONDITION)
        if name is not None:
            sheet.use(at)
            _STATES[name](sheet, at)


def _read_empty(sheet: Sheet) -> None:
    """ "no", "without" and "missing" in front of a field, and "with a" likewise."""
    for at, piece in sheet:
        if at in sheet.used or not piece.role("empty", "filled"):
            continue
        name = _field_at(sheet, at + 1)
        op = Op.EMPTY if piece.role("empty") else Op.FILLED
        place = at + 1
        if name is None and piece.role("empty") and not _precedes(piece):
            name, place = _field_at(sheet, at - 1), at - 1
        if name is not None:
            sheet.use(at, place)
            if op is Op.EMPTY and _is_excluded(sheet, at):
                sheet.add_filter(Filter(field=name, op=Op.FILLED))
                continue  # "excluding deals without an account" are those with one
            sheet.add_filter(Filter(field=name, op=op))
            if sheet.entity == "deals" and not sheet.statuses and not _in_stage(sheet):
                sheet.statuses.append((at, "open"))  # what closed deals lack, nobody mends


def _precedes(piece: Piece) -> bool:
    """ "without" and "no" stand before what is lacking, "missing" and "blank" may follow it."""
    return folded(piece.text).split()[0] in _BEFORE


def _is_excluded(sheet: Sheet, at: int) -> bool:
    for place in (at - 1, at - 2):
        if sheet.role(place, "except") and sheet.free(place):
            sheet.use(place)
            return True
    return False


def _in_stage(sheet: Sheet) -> bool:
    return any(match.value.field == "stage" for p in sheet.pieces for match in p.matches)


def lacks_deals(sheet: Sheet, at: int) -> bool:
    """ "accounts without open deals", "reps with no wins"."""
    if not sheet.role(at, "empty") or not _is_about_deals(sheet, at + 1):
        return False
    if _field_at(sheet, at + 1) is not None:
        return False
    measure = sheet.reader.model.measures.get(sheet.pieces[at + 1].sense(Sort.MEASURE) or "")
    return measure is None or measure.entity in ("deals", "activities")


def _field_at(sheet: Sheet, at: int) -> str | None:
    piece = sheet.free(at)
    if piece is None or piece.named:
        return None
    if piece.has(Sort.STATUS, "closing") and "date" in piece.text.casefold():
        return "close_date"
    name = sheet.dimension(at) or piece.sense(Sort.FIELD)
    if piece.sense(Sort.MEASURE) == "average_deal_size":
        name = "amount"
    if piece.sense(Sort.MEASURE) == "emails" and sheet.has_field("email"):
        name = "email"
    return name if name is not None and sheet.has_field(name) else None


def _is_about_deals(sheet: Sheet, at: int) -> bool:
    piece = sheet.piece(at)
    return (
        piece is not None
        and not piece.named
        and bool(
            piece.sense(Sort.STATUS) or piece.has(Sort.ENTITY, "deals") or piece.sense(Sort.MEASURE)
        )
    )


def _open(sheet: Sheet, at: int) -> None:
    if not {"won", "lost", "closed"} & set(sheet.status_names()):
        sheet.statuses.append((at, "open"))


def _overdue(sheet: Sheet, at: int) -> None:
    if sheet.entity == "activities":
        _overdue_task(sheet, at)
        return
    _open(sheet, at)
    sheet.add_filter(Filter(field="overdue", values=("true",)))


def _overdue_task(sheet: Sheet, at: int) -> None:
    today = sheet.reader.today.isoformat()
    sheet.measures.append("open_tasks")
    sheet.add_filter(Filter(field="due_at", op=Op.UNDER, values=(today,)))


def _overdue_step(sheet: Sheet, at: int) -> None:
    _open(sheet, at)
    today = sheet.reader.today.isoformat()
    sheet.add_filter(Filter(field="next_step_due", op=Op.UNDER, values=(today,)))


def _stalled(sheet: Sheet, at: int) -> None:
    """Stuck in a stage is in that stage; stuck by itself is open longer than a win takes."""
    if any(match.value.field == "stage" for piece in sheet.pieces for match in piece.matches):
        return
    _beats("won_cycle")(sheet, at)


def _beats(measure: str) -> Callable[[Sheet, int], None]:
    def read(sheet: Sheet, at: int) -> None:
        _open(sheet, at)
        sheet.add_filter(Filter(field="age", op=Op.BEATS, values=(measure,)))

    return read


def _quiet(sheet: Sheet, at: int) -> None:
    if not any(each.field == "idle" for each in sheet.filters):
        _add_idle(sheet, at, QUIET_DAYS)


def _no_activity(sheet: Sheet, at: int) -> None:
    """For so many days, or within a period up to today."""
    if any(each.field == "idle" for each in sheet.filters):
        _open(sheet, at)
        return
    for place, (number, said) in enumerate(sheet.times):
        if said.period is None:
            continue
        try:
            span = resolve(said.period, sheet.reader.today, sheet.reader.model.days, Lean.PAST)
        except NotAPeriod as error:
            raise declined(f"That period makes no sense: {error}.") from None
        if not span.start <= sheet.reader.today:
            continue
        del sheet.times[place]
        # "in 60 days" without a touch are the past ones, though the words alone mean the coming.
        ahead = span.start == sheet.reader.today and span.days > 1
        days = span.days - 1 if ahead else (sheet.reader.today - span.start).days
        _add_idle(sheet, number, days)
        return
    _quiet(sheet, at)


def _add_idle(sheet: Sheet, at: int, days: int) -> None:
    if sheet.entity == "accounts":
        since = sheet.reader.today - timedelta(days=days)
        sheet.add_filter(Filter(field="last_activity", op=Op.UNDER, values=(since.isoformat(),)))
        return
    if not sheet.has_field("idle"):
        raise declined(f"I know no activity of {sheet.entity}.")
    _open(sheet, at)
    sheet.add_filter(Filter(field="idle", op=Op.AT_LEAST, values=(str(days),)))


def _filter(name: str, op: Op, *values: str) -> Callable[[Sheet, int], None]:
    def read(sheet: Sheet, at: int) -> None:
        if not sheet.has_field(name):
            raise declined(f"{sheet.entity.capitalize()} have no {name.replace('_', ' ')}.")
        sheet.add_filter(Filter(field=name, op=op, values=values))

    return read


def _against_list(op: Op) -> Callable[[Sheet, int], None]:
    """Below or above list price: what was sold, unless another status is said."""

    def read(sheet: Sheet, at: int) -> None:
        if not sheet.has_field("discount"):
            raise declined(f"{sheet.entity.capitalize()} have no discount.")
        if not sheet.statuses:
            sheet.statuses.append((at, "won"))
        sheet.add_filter(Filter(field="discount", op=op, values=("0",)))

    return read


def _company(name: str) -> Callable[[Sheet, int], None]:
    """Accounts of a size band of the model."""

    def read(sheet: Sheet, at: int) -> None:
        field = sheet.reader.model.entities[sheet.entity].fields.get("company_size")
        bands = field.bands if field is not None else ()
        place = next((n for n, band in enumerate(bands) if band.name == name), None)
        if place is None:
            raise declined(f"I don’t know which {sheet.entity} count as {name}.")
        low = f"{bands[place].from_}"
        if place + 1 == len(bands):
            sheet.add_filter(Filter(field="employees", op=Op.AT_LEAST, values=(low,)))
            return
        sheet.add_filter(
            Filter(field="employees", op=Op.UNDER, values=(f"{bands[place + 1].from_}",))
        )
        if place:
            sheet.add_filter(Filter(field="employees", op=Op.AT_LEAST, values=(low,)))

    return read


def _role(role: str) -> Callable[[Sheet, int], None]:
    """Contacts in a role; of deals, whether they have one in it."""

    def read(sheet: Sheet, at: int) -> None:
        name = "role" if sheet.entity == "contacts" else "contact_role"
        if not sheet.has_field(name):
            raise declined(f"{sheet.entity.capitalize()} have no such role.")
        without = sheet.role(at - 1, "empty", "except")
        if without:
            sheet.use(at - 1)
            if sheet.entity == "deals" and not sheet.statuses and not _in_stage(sheet):
                sheet.statuses.append((at, "open"))  # as with any other thing that they lack
        sheet.add_filter(Filter(field=name, op=Op.IS_NOT if without else Op.IS, values=(role,)))

    return read


_STATES: Mapping[str, Callable[[Sheet, int], None]] = {
    "overdue": _overdue,
    "stalled": _stalled,
    "quiet": _quiet,
    "no_activity": _no_activity,
    "older_than_cycle": _beats("sales_cycle"),
    "older_than_won_cycle": _beats("won_cycle"),
    "overdue_step": _overdue_step,
    "overdue_task": _overdue_task,
    "subsidiaries": _filter("parent", Op.FILLED),
    "customers": _filter("customer_since", Op.FILLED),
    "existing": _filter("business", Op.IS, "existing"),
    "new_business": _filter("business", Op.IS, "new"),
    "below_list": _against_list(Op.OVER),
    "above_list": _against_list(Op.UNDER),
    "enterprise": _company("enterprise"),
    "mid_market": _company("mid-market"),
    "small_company": _company("small"),
    "withdrawn": _filter("email_consent", Op.IS, "withdrawn"),
    "unowned": _filter("owner", Op.EMPTY),
    "champion": _role("champion"),
    "decision_maker": _role("economic_buyer"),
    "blockers": _role("blocker"),
    "technical_contacts": _role("technical"),
    "legal_contacts": _role("legal"),
    "user_contacts": _role("user"),
}
