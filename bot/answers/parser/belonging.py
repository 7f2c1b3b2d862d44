"""Whose: "my deals", "my team", "the whole company"."""

from bot.answers.answer import Refused, Status
from bot.answers.parser.sheet import Sheet
from bot.answers.plan import Filter
from bot.domain.people import Role


def read_belonging(sheet: Sheet) -> None:
    """Adds whose records are meant; "show me" and "our" mean nobody's in particular."""
    _read_everyone(sheet)
    mine, team = sheet.says("me") or _acts_themselves(sheet), sheet.says("myteam")
    sheet.take("me", "myteam")
    named = any(each.field in ("owner", "manager", "organisation") for each in sheet.filters)
    if named or not (mine or team):
        return
    if team:
        _add_team(sheet)
    else:
        _add_mine(sheet)


def _acts_themselves(sheet: Sheet) -> bool:
    """ "deals I lost", "what did I win"."""
    for at, _ in sheet.statuses:
        before = sheet.before(at)[-3:]
        if before[-1:] == ("i",) or before[-2:] == ("i", "have") or {"did", "i"} <= set(before):
            return True
    return False


def _read_everyone(sheet: Sheet) -> None:
    if sheet.take("everyone") and sheet.reader.owners is not None:
        raise Refused(
            Status.FORBIDDEN,
            "Figures of the whole company are outside what you may see."
            " Ask for your own, or leave out “company”.",
        )


def _add_team(sheet: Sheet) -> None:
    reader = sheet.reader
    if reader.owners is None and not reader.leads:
        return  # whoever sees everything has everybody for a team
    if not reader.leads:
        if any(each.field in ("team", "region", "territory") for each in sheet.filters):
            return
        raise Refused(
            Status.FORBIDDEN,
            "Figures of your team are outside what you may see; your own are not."
            " Ask for yours, as in “my win rate”.",
        )
    _add_below(sheet)


def _add_mine(sheet: Sheet) -> None:
    reader = sheet.reader
    if reader.owners is None and not reader.owns and not reader.leads:
        return
    if reader.leads and (not reader.owns or _is_about_others(sheet)):
        _add_below(sheet)
        return
    if sheet.has_field("owner"):
        me = Filter(field="owner", values=(str(reader.person.id),), shown=("you",))
        sheet.add_filter(me)


def _is_about_others(sheet: Sheet) -> bool:
    """A manager's "my top rep" is somebody below."""
    groups = {group.field for group in sheet.groups}
    return (
        sheet.subject == "owner"
        or "owner" in groups
        or (sheet.reader.person.role is not Role.REP and (sheet.entity == "people"))
    )


def _add_below(sheet: Sheet) -> None:
    person = sheet.reader.person
    if sheet.entity == "people":
        sheet.add_filter(Filter(field="manager", values=(str(person.id),), shown=("you",)))
    elif sheet.has_field("organisation"):
        sheet.add_filter(Filter(field="organisation", values=(str(person.id),), shown=("you",)))
