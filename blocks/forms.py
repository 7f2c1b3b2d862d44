"""Forms: modals that people fill in, and what can be answered to a form that was sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from blocks import kit
from blocks.kit import Choice, Json
from blocks.text import clip, inert, one_line

_LABEL, _HINT, _PLACEHOLDER, _ERROR = 200, 300, 150, 300
_LONGEST = 3000
# What an input calls its element: an input block holds exactly one, so one name is enough.
VALUE = "value"


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrections:
    """What is wrong, by the name of the field; the form stays open, filled in as it was."""

    errors: Mapping[str, str]

    def payload(self) -> dict[str, str]:
        return {name: inert(clip(one_line(text), _ERROR)) for name, text in self.errors.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class NextView:
    """The view to see now: in place of the one that was sent, or above it."""

    view: Json
    is_above: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestions:
    """What a search field offers for what has been typed; Slack shows at most 100."""

    choices: Sequence[Choice]

    def payload(self) -> list[Json]:
        return [kit.option(choice) for choice in self.choices[:100]]


def form(title: str, name: str, blocks: Sequence[Json], *, submit: str, metadata: str = "") -> Json:
    """A modal that is sent; `name` is its callback_id, by which `handlers/routes.py` knows it."""
    return kit.modal(title, blocks, metadata=metadata) | {
        "callback_id": name,
        "submit": kit.plain(submit, 24),
        "close": kit.plain("Cancel", 24),
    }


def field(
    name: str, label: str, element: Json, *, hint: str = "", is_optional: bool = False
) -> Json:
    """An input with its label; `name` is its block_id, by which answers and errors know it."""
    made: Json = {
        "type": "input",
        "block_id": name,
        "label": kit.plain(label, _LABEL),
        "element": {"action_id": VALUE} | element,
        "optional": is_optional,
    }
    return made | ({"hint": kit.plain(hint, _HINT)} if hint else {})


def text(initial: str = "", *, lines: bool = False, most: int = _LONGEST) -> Json:
    """Takes up to `most` characters; what is longer to begin with must not be lost unseen."""
    if len(initial) > most:
        raise ValueError(f"{len(initial)} characters do not fit into a field for {most}")
    made: Json = {"type": "plain_text_input", "multiline": lines, "max_length": most}
    return made | ({"initial_value": initial} if initial else {})


def day(initial: date | None = None) -> Json:
    made: Json = {"type": "datepicker"}
    return made | ({"initial_date": initial.isoformat()} if initial else {})


def instant(initial: datetime | None = None) -> Json:
    """A day and a time, shown and entered where the person lives."""
    made: Json = {"type": "datetimepicker"}
    return made | ({"initial_date_time": int(initial.timestamp())} if initial else {})


def one_of(choices: Sequence[Choice], initial: Choice | None = None) -> Json:
    """A menu of up to 100 choices."""
    made: Json = {"type": "static_select", "options": [kit.option(one) for one in choices[:100]]}
    return made | ({"initial_option": kit.option(initial)} if initial else {})


def searched(action_id: str, placeholder: str, *, at_least: int = 1) -> Json:
    """A field that asks for suggestions while one types; the route of `action_id` gives them."""
    return {
        "type": "external_select",
        "action_id": action_id,
        "placeholder": kit.plain(placeholder, _PLACEHOLDER),
        "min_query_length": at_least,
    }
