"""Answers: the figure first, how it was read, a table or a picture, and what may be asked next."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from blocks import ids, kit
from blocks.figures import chart_block, rows_shown, said, table_block
from blocks.kit import Json, Message
from blocks.text import clip, counted, fallback, one_line
from bot.answers.answer import Answer, Choice, Meant, Status
from bot.answers.plan import NotAPlan, Plan, plan_json, plan_of

_TEXT, _READ, _NOTE, _BUTTON = 1500, 900, 400, 75
# What fits into a button; a longer plan has no button, and can be asked for in words.
_VALUE = 2000
_MOST_CHOICES = 5
_QUESTION = 300
_TEXT_ROWS = 20
# A status of Slack's own, behind the app's name.
LOOKING = "is looking …"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a button carries: a plan, and the question that it is one reading of, if it is."""

    plan: Plan
    question: str = ""


def answer_message(answer: Answer, question: str = "", note: str = "") -> Message:
    """`question` is kept with the readings that are offered; `note` stands before everything."""
    blocks = [kit.aside(note)] if note else []
    # A figure is to be seen at once; a sentence that says why there is none is to be read.
    is_figure = answer.status is Status.ANSWERED
    blocks.append(kit.rich(kit.line(kit.words(answer.text, _TEXT, bold=is_figure))))
    blocks += _figures(answer)
    typed = [one.label for one in answer.choices if one.plan is None and one.change is None]
    if typed:
        blocks.append(kit.rich(kit.listed([kit.words(one, 200)] for one in typed[:_MOST_CHOICES])))
    small = [*_how(answer)]
    if small:
        blocks.append(kit.aside(*small))
    buttons = [*_buttons(answer, question)]
    if buttons:
        blocks.append(kit.actions(*buttons))
    text = [*([note] if note else []), *_as_text(answer)]
    return Message(text=fallback(text), blocks=tuple(blocks))


def definition_modal(definition: str) -> Json:
    return kit.modal("What it means", [kit.section(definition, most=2900)])


def looking_message() -> Message:
    """Stands where the answer will be."""
    return Message(text="Looking …", blocks=(kit.section("Looking …"),))


def _figures(answer: Answer) -> Iterator[Json]:
    table = answer.table
    if answer.status is not Status.ANSWERED or table is None or not table.rows:
        return
    if len(table.rows) == 1 and len(table.headings) == 1:
        return  # the sentence says it
    chart = chart_block(table, answer.interpretation)
    if chart is not None:
        yield chart
    drawn = table_block(table)
    yield drawn
    total = max(table.total, len(table.rows))
    if rows_shown(drawn) < total:
        yield kit.aside(f"The first {rows_shown(drawn)} of {counted(total, 'row')}.")


def _how(answer: Answer) -> Iterator[str]:
    if answer.status is Status.PROPOSED:
        yield from (clip(one_line(note), _NOTE) for note in answer.notes)
    if answer.status is not Status.ANSWERED:
        return
    if answer.interpretation:
        yield clip(f"Read as: {one_line(answer.interpretation)}", _READ)
    as_of = answer.data_as_of
    when = f"as of {said(as_of)}, {as_of:%H:%M} UTC" if as_of else "as of an unknown time"
    yield clip(f"{one_line(answer.scope)} · {when}" if answer.scope else when, _NOTE)
    yield from (clip(one_line(note), _NOTE) for note in answer.notes[:4])


def _buttons(answer: Answer, question: str) -> Iterator[Json]:
    is_answered = answer.status is Status.ANSWERED
    held = "" if is_answered else question
    for place, choice in enumerate(_offered(answer)):
        named, value = ids.ASK_PLAN, plan_value(choice.plan, held)
        if choice.change is not None:
            named, value = ids.ASK_CHANGE, _change_value(choice.change)
        if value is not None:
            label = clip(one_line(choice.label), _BUTTON)
            yield kit.button(label, f"{named}.{place}", value)
    value = plan_value(answer.plan)
    if not is_answered or value is None:
        return
    if answer.table is not None and len(answer.table.rows) > 1:
        yield kit.button("As CSV", ids.ASK_FILE, value)
    if answer.definition:
        yield kit.button("Definition", ids.DEFINE, value)


def _offered(answer: Answer) -> Iterator[Choice]:
    if answer.status is not Status.ANSWERED:
        yield from answer.choices[:_MOST_CHOICES]
        return
    if answer.records is not None:
        yield Choice(label="Show the records", plan=answer.records)
    yield from answer.suggestions[:2]


def asked_in(value: object) -> Asked | None:
    """None for whatever is not exactly what a button carries."""
    if not isinstance(value, str):
        return None
    try:
        found = json.loads(value)
        if not isinstance(found, Mapping) or not isinstance(found.get("p"), Mapping):
            return None
        return Asked(plan=plan_of(found["p"]), question=str(found.get("q", "")))
    except (ValueError, RecursionError, NotAPlan):
        return None


def change_in(value: object) -> Meant | None:
    """The same for a change."""
    try:
        match json.loads(value) if isinstance(value, str) else None:
            case {"d": str(deal_id), "q": str(question)}:
                return Meant(deal_id=deal_id, question=question)
            case _:
                return None
    except (ValueError, RecursionError):
        return None


def _change_value(change: Meant) -> str | None:
    held = {"d": change.deal_id, "q": change.question}
    value = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    return value if len(value) <= _VALUE else None


def plan_value(plan: Plan | None, question: str = "") -> str | None:
    """What a button carries; None where it would not fit into one."""
    if plan is None:
        return None
    held = {"p": plan_json(plan)} | ({"q": question[:_QUESTION]} if question else {})
    value = json.dumps(held, ensure_ascii=False, separators=(",", ":"))
    return value if len(value) <= _VALUE else None


def _as_text(answer: Answer) -> Sequence[str]:
    lines = [clip(one_line(answer.text), _TEXT)]
    table = answer.table
    if answer.status is Status.ANSWERED and table is not None and len(table.headings) > 1:
        for row in table.rows[:_TEXT_ROWS]:
            cells = zip(row, table.headings, strict=False)
            lines.append(" · ".join(clip(said(cell, of.unit), 80) for cell, of in cells))
    lines += [f"• {clip(one_line(choice.label), 100)}" for choice in answer.choices]
    return [*lines, *_how(answer)]
