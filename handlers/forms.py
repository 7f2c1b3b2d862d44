"""What somebody filled into a form, by the names of its fields."""

from collections.abc import Mapping
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
