"""Plans that list records: which of them, of which days, in which order."""

from dataclasses import replace

from bot.answers.parser.asking import which_time
from bot.answers.parser.sheet import Sheet, asked_back, declined
from bot.answers.parser.timing import Timing, time_field
from bot.answers.plan import Filter, Intent, Plan
from bot.answers.plan import Sort as SortBy


def list_plan(sheet: Sheet, timing: Timing) -> Plan:
    on = time_field(sheet)
    if timing.periods and on is None:
        raise which_time(sheet)
    if timing.compare_to is not None:
        raise declined("I can compare figures of two periods, not lists.")
    sort, limit = _list_order(sheet)
    filters = [*status_filters(sheet), *sheet.filters]
    return Plan(
        intent=Intent.LIST,
        entity=sheet.entity,
        filters=tuple(filters),
        periods=tuple(replace(period, on=on) for period in timing.periods),
        as_of=timing.as_of,
        sort=sort,
        limit=limit,
        columns=_columns(sheet),
    )


def _columns(sheet: Sheet) -> tuple[str, ...]:
    """What such a list always shows, and what was asked for beside it."""
    shows = sheet.reader.model.entities[sheet.entity].shows
    return (*shows, *sheet.columns) if sheet.columns else ()


def status_filters(sheet: Sheet) -> list[Filter]:
    if sheet.entity != "deals":
        return []
    values: list[str] = []
    for name in sheet.status_names():
        values += {"closed": ["won", "lost"], "closing": ["open"], "created": []}.get(name, [name])
    if not values or any(each.field == "status" for each in sheet.filters):
        return []
    return [Filter(field="status", values=tuple(dict.fromkeys(values)))]


def _list_order(sheet: Sheet) -> tuple[tuple[SortBy, ...], int | None]:
    rank = sheet.rank
    if rank is None:
        return _said_order(sheet), None
    name = sheet.ranked
    if name is None or not sheet.has_field(name):
        name = _order_field(sheet, rank.word)
    limit = limit_of(rank.number, single=rank.single, few=1)
    return (SortBy(name=name, descending=rank.descending),), limit


def _said_order(sheet: Sheet) -> tuple[SortBy, ...]:
    """ "won deals, biggest first"."""
    if not sheet.says("descending", "ascending") or not sheet.has_field("amount"):
        return ()
    return (SortBy(name="amount", descending=sheet.says("descending")),)


def _order_field(sheet: Sheet, word: str) -> str:
    closed = {"won", "lost", "closed"} & set(sheet.status_names())
    if word in ("newest", "oldest"):
        return "closed_at" if closed and sheet.entity == "deals" else _created(sheet)
    if sheet.entity == "deals":
        if word in ("longest", "shortest"):
            if not sheet.statuses:
                sheet.statuses.append((0, "open"))
            return "cycle" if closed else "age"
        return "amount"
    if sheet.entity == "accounts":
        raise asked_back(
            "Largest by number of employees, by their revenue, or by what we sold them?"
        )
    raise declined("I can’t tell by what to rank them.")


def _created(sheet: Sheet) -> str:
    name = sheet.reader.model.entities[sheet.entity].time
    return "created_at" if sheet.has_field("created_at") else name or "name"


def limit_of(number: int | None, *, single: bool, few: int) -> int | None:
    if number is not None:
        return number
    return few if single else None
