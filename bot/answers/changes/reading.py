"""What change somebody asks for, from the words after the verb: pure, and only what was said.

Words can be cut in several ways ("move Rollout in Berlin to Negotiation"), so there may be several
readings, the likeliest first; which of them names a deal is found out by whoever knows the deals.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.answers.changes.words import words
from bot.text.folding import fold


class About(StrEnum):
    MOVE = "move"  # to a stage or a status, or the close date to a day
    FIELD = "field"
    OWNER = "owner"
    TASK = "task"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """`deal` and `value` are as they were written; `field` is the CRM's name of what is set."""

    about: About
    deal: str
    value: str
    field: str = ""
    reason: str = ""


_MOVES = ("move", "set", "mark")
_ARTICLE = re.compile(
    r"(?:the|our|my|an?|der|die|das|den|dem|le|la|les|l'|el|los|un|une|una|ein|eine) ?\b"
)
_KIND = re.compile(r"(?:deal|opportunity|stage|account)\b:? ?")
_AFTER = re.compile(r"(?:'s|'| deal| opportunity| stage| phase| please| bitte| thanks)$")
_CLOSING = re.compile(r"[\s.?!,;]+$")
_QUOTED = "\"'“”„«»‘’ "


def changes(kind: str, said: str) -> Iterator[Change]:
    """`kind` is the lexicon's name of the verb, `said` what came after it; nothing if there is no
    change that could be proposed in it.
    """
    text = _CLOSING.sub("", said)
    match kind:
        case "assign":
            yield from _owner(text)
        case "task":
            yield from _entry(text)
        case "remind":
            yield from _entry(f"task {text}")
        case "note":
            yield from _entry(f"note {text}")
        case "reopen":
            yield from _moves(text, "open")
        case "rename":
            for left, right in _splits(text, words().to):
                name = right.strip(_QUOTED)
                yield Change(about=About.FIELD, deal=named(left), value=name, field="name")
        case _ if kind in _MOVES:
            yield from _set(text)
            yield from _moved(text)
        case _:
            return


def is_about_several(deal: str) -> bool:
    """ "All deals of Ben": a wish for many changes at once."""
    first, _, rest = fold(deal).partition(" ")
    return first in words().several or (first in ("my", "our") and rest.endswith("s"))


def named(text: str) -> str:
    """A name without article, quotes and what kind of thing it is."""
    before = None
    while text != before:
        before = text = text.strip(_QUOTED)
        for pattern in (_ARTICLE, _KIND):
            found = pattern.match(fold(text))
            text = text[found.end() :] if found and found.end() < len(text) else text
        found = _AFTER.search(fold(text))
        text = text[: found.start()] if found and found.start() else text
    return text


def _set(text: str) -> Iterator[Change]:
    """A field of a deal to a value, in either order."""
    known = words()
    for left, right in _splits(text, known.to):
        found = re.fullmatch(
            rf"(?:.+? )?(?P<field>{known.field}) (?:{known.of}) (?P<deal>.+)", fold(left)
        )
        found = found or re.fullmatch(
            rf"(?P<deal>.+?)(?:'s|')? (?P<field>{known.field})", fold(left)
        )
        if found is None:
            continue
        field = known.fields[found["field"]]
        deal = named(left[slice(*found.span("deal"))])
        if field == "owner":
            yield Change(about=About.OWNER, deal=deal, value=named(right))
        elif field in ("stage", "status"):
            yield from (replace(one, deal=deal) for one in _moves(deal, right))
        else:
            yield Change(about=About.FIELD, deal=deal, value=right.strip(_QUOTED), field=field)


def _moved(text: str) -> Iterator[Change]:
    """A deal to a stage, a status or a day."""
    known = words()
    for left, right in reversed([*_splits(text, known.to)]):
        yield from _moves(left, right)
        start, found, _ = left.partition(" from ")
        if found:
            yield from _moves(start, right)
    ends = re.fullmatch(
        rf"(?P<deal>.+?) (?P<status>(?:{'|'.join(known.statuses)})(?: .*)?)", fold(text)
    )
    if ends is not None:
        yield from _moves(text[slice(*ends.span("deal"))], text[slice(*ends.span("status"))])


def _moves(deal: str, value: str) -> Iterator[Change]:
    # "Lost: too dear" gives a reason without saying that it is one.
    found = re.search(rf"[,;:(]? ?\b(?:{words().because})(?= )|[:,;] ", fold(value))
    reason = value[found.end() :].strip(f"{_QUOTED}:)") if found else ""
    value = value[: found.start()] if found else value
    yield Change(about=About.MOVE, deal=named(deal), value=named(value), reason=reason)


def _owner(text: str) -> Iterator[Change]:
    for left, right in reversed([*_splits(text, words().to)]):
        yield Change(about=About.OWNER, deal=named(left), value=named(right))


def _entry(text: str) -> Iterator[Change]:
    """A task or a note."""
    known = words()
    task, note = f"(?P<task>{known.task})", f"(?P<note>{known.note})"
    article = "(?:(?:an?|the|eine?n?|une?|una) )?"
    found = re.match(rf"{article}(?:{task}|{note})(?: |:|$)", fold(text))
    if found is None:
        return
    about = About.TASK if found["task"] else About.NOTE
    rest = text[found.end() :].strip()
    for deal, value in _deal_and_text(rest):
        if value:
            yield Change(about=about, deal=named(deal), value=value)


def _deal_and_text(rest: str) -> Iterator[tuple[str, str]]:
    """ "for DEAL: TEXT", "for DEAL to TEXT", "to TEXT for DEAL", "TEXT for DEAL"."""
    known = words()
    head, colon, tail = rest.partition(":")
    inner = re.match(rf"(?:{known.about}|to) (?P<deal>.+)", fold(head))
    if colon and inner is not None:
        yield head[slice(*inner.span("deal"))], _sentence(tail)
    if inner is not None and not fold(rest).startswith("to "):
        for deal, text in _splits(rest[inner.start("deal") :], "to|that|dass|que|zu"):
            yield deal, _sentence(text)
    start = re.match(r"(?:to|that|:|dass|que|de|zu) ?", fold(rest))
    text = rest[start.end() :] if start else rest
    for value, deal in reversed([*_splits(text, known.about)]):
        yield deal, _sentence(value)


def _sentence(text: str) -> str:
    text = text.strip(_QUOTED)
    return text[:1].upper() + text[1:]


def _splits(text: str, connectors: str) -> Iterator[tuple[str, str]]:
    """Left and right of each of the connecting words."""
    for found in re.finditer(rf" (?:{connectors}) ", fold(text)):
        yield text[: found.start()].strip(), text[found.end() :].strip()
