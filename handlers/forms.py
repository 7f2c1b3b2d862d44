"""What somebody filled into a form, by the names of its fields."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Entered = str | tuple[str, ...] | None
# Where Slack puts what was entered, by the kind of the element.
_ONE = (
    "value",
    "selected_date",
    "selected_time",
    "selected_user",
    "selected_conversation",
    "selected_channel",
)
_MANY = ("selected_users", "selected_conversations", "selected_channels")


def entered(view: Mapping[str, Any]) -> dict[str, Entered]:
    """None where nothing was entered; fields that Slack did not build are left out."""
    values = (view.get("state") or {}).get("values")
    if not isinstance(values, Mapping):
        return {}
    return {
        name: _entry(element)
        for name, elements in values.items()
        if isinstance(elements, Mapping)
        for element in elements.values()
        if isinstance(element, Mapping)
    }


def _entry(element: Mapping[str, Any]) -> Entered:
    if element.get("selected_date_time") is not None:
        return datetime.fromtimestamp(int(element["selected_date_time"]), UTC).isoformat()
    if "selected_options" in element:
        return tuple(_value(option) for option in element["selected_options"] or ())
    if "selected_option" in element:
        option = element["selected_option"]
        return _value(option) if option else None
    for key in _MANY:
        if key in element:
            return tuple(str(one) for one in element[key] or ())
    found = next((element[key] for key in _ONE if element.get(key) is not None), None)
    return None if found is None else str(found)


def _value(option: object) -> str:
    return str(option.get("value", "")) if isinstance(option, Mapping) else ""


def texts(entered: Mapping[str, Entered]) -> dict[str, str]:
    """What stands in plain fields; a long text that was shown in parts is one again."""
    values: dict[str, str] = {}
    for name, given in entered.items():
        whole, _, _ = name.partition("+")
        values[whole] = values.get(whole, "") + (given if isinstance(given, str) else "")
    return values
