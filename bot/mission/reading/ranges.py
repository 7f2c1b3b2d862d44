"""Puts two dates together that are one stretch: "from Monday to Thursday", "3.8. bis 21.8."."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from bot.mission.reading.days import Span
from bot.mission.reading.moments import Found, shifted

# What stands between the two days; "and" joins them only after "between".
_TO = re.compile(
    r"(?: ,)? (?:to|til|till|until|through|thru|up to|-|bis|bis zum|bis zur|bis einschliesslich"
    r"|bis einschl|bis inkl|au|jusqu au|jusqu a|a|al|hasta|hasta el)"
    r" (?:and including |including |the |le |el |zum |am |und mit )?$"
)
_AND = re.compile(r" (?:and|und|et|y) (?:the |dem |den |le |el )?$")
_BETWEEN = re.compile(r" (?:between|zwischen|entre) (?:the |dem |den |le |el )?$")
# A date's own words may begin with the joint: "until 20 April", "to 21.8".
_JOINT = re.compile(r"(?:(?:to|til|till|until|by|on|the|bis|zum|am|au|al|le|el|hasta|and) )+")
# "Moved from Tuesday to Thursday" leaves only the Thursday.
_MOVED = re.compile(
    r" (?:mov|postpon|push|shift|reschedul|chang|slip|delay|brought|verschob|verschieb|verleg"
    r"|vorgezog|report|decal|deplac|avanc|aplaz|cambi|traslad|retras)"
)
_NUMBER = re.compile(r" (\d{1,2})(?:st|nd|rd|th|er)?(?: \.)? ?$")


@dataclass(frozen=True, slots=True)
class _Joint:
    """Where the first of two dates ends, and whether they are between rather than from and to."""

    end: int
    between: bool


def joined(plain: str, found: Sequence[Found]) -> list[Found]:
    """The dates of a sentence, left to right, those that are one stretch as one."""
    moved = _MOVED.search(plain) is not None
    kept: list[Found] = []
    for each in found:
        joint = _joint(plain, each, kept)
        whole = _whole(plain, kept, each, joint) if joint else None
        if whole is None:
            kept.append(each)
            continue
        kept = [earlier for earlier in kept if earlier.end <= whole.start]
        kept.append(each if moved else whole)
    return kept


def _joint(plain: str, found: Found, kept: list[Found]) -> _Joint | None:
    own = _JOINT.match(plain, found.start, found.end)
    head = plain[: own.end() if own else found.start]
    to = _TO.search(head)
    if to is not None:
        return _Joint(to.start() + 1, between=False)
    both = _AND.search(head)
    if both is None:
        return None
    end = both.start() + 1
    begin = kept[-1].start if kept and kept[-1].end >= end else _number_start(plain[:end])
    if begin is None or not _BETWEEN.search(plain[:begin]):
        return None
    return _Joint(end, between=True)


def _number_start(head: str) -> int | None:
    number = _NUMBER.search(head)
    return number.start() + 1 if number else None


def _whole(plain: str, kept: list[Found], last: Found, joint: _Joint) -> Found | None:
    """The two as one: a bare number takes the month of the later date."""
    head = plain[: joint.end]
    number = _NUMBER.search(head)
    earlier = kept[-1] if kept and kept[-1].end >= joint.end - 2 else None
    if number is not None and last.span[0] == last.span[1]:
        day = int(number[1])
        if 1 <= day < last.span[1].day:
            first = last.span[1].replace(day=day)
            return _stretch(plain, number.start() + 1, last, (first, last.span[1]), joint)
    if earlier is None:
        return None
    first, end = earlier.span[0], last.span[1]
    while end < first and (first - end).days < 7:
        end += timedelta(days=7)  # "Wednesday to Tuesday"
    if end < first and (first - end).days > 200:
        end = end.replace(year=end.year + 1, day=min(end.day, 28) if end.month == 2 else end.day)
    if end < first:
        return None
    return _stretch(plain, earlier.start, last, (first, end), joint)


def _stretch(plain: str, start: int, last: Found, span: Span, joint: _Joint) -> Found:
    """Who says "from … to …" is free after it; "between" leaves every day of it."""
    onward = span if joint.between else shifted((span[1], span[1]), "after", span[1])
    said = plain[start : last.end].strip()
    return Found(start, last.end, said, span, onward, "between" if joint.between else "during")
