"""What has to hold between the keys of one object: equal rows, known options, bounds in order.

Every rule takes an object as it came, so it looks before it trusts: what is not of the right
type is somebody else's fault to report.
"""

from collections.abc import Iterator, Mapping

from blocks.limits.faults import Problem, broken, step

CELL_TEXT = 10_000
Json = Mapping[str, object]


def objects(value: object) -> list[tuple[int, Json]]:
    """The objects of a list with their places; nothing if it is no list."""
    listed = value if isinstance(value, list) else []
    return [(place, item) for place, item in enumerate(listed) if isinstance(item, dict)]


def _lists(value: object) -> list[list[object]]:
    return [row for row in value if isinstance(row, list)] if isinstance(value, list) else []


def repeated(items: list[tuple[str, object]], what: str) -> Iterator[Problem]:
    """A problem at each place whose text was seen before."""
    seen: set[str] = set()
    for pointer, value in items:
        if isinstance(value, str) and value in seen:
            yield broken(pointer, f'`{what}` "{value[:80]}" already exists', "unique", what, value)
        if isinstance(value, str):
            seen.add(value)


def _offered(element: Json) -> list[tuple[str, Json]]:
    """Every option of an element with its pointer inside it, in groups or not."""
    found = [(f"/options/{place}", item) for place, item in objects(element.get("options"))]
    for group, inside in objects(element.get("option_groups")):
        at = f"/option_groups/{group}/options"
        found += [(f"{at}/{place}", item) for place, item in objects(inside.get("options"))]
    return found


def options_differ(element: Json, at: str) -> Iterator[Problem]:
    places = [(f"{at}{place}/value", item.get("value")) for place, item in _offered(element)]
    yield from repeated(places, "value")


def first_choice_is_offered(element: Json, at: str) -> Iterator[Problem]:
    known = [(item.get("text"), item.get("value")) for _, item in _offered(element)]
    chosen = [("/initial_option", element.get("initial_option"))]
    for place, item in objects(element.get("initial_options")):
        chosen.append((f"/initial_options/{place}", item))
    for place_, choice in chosen:
        if isinstance(choice, dict) and (choice.get("text"), choice.get("value")) not in known:
            yield broken(at + place_, "must be one of the provided options", "enum", "options")


def lengths_in_order(element: Json, at: str) -> Iterator[Problem]:
    low, high = element.get("min_length"), element.get("max_length")
    if isinstance(low, int) and isinstance(high, int) and low > high:
        text = "`min_length` must not be greater than `max_length`"
        yield broken(step(at, "min_length"), text, "maximum", high, low)


def values_in_order(element: Json, at: str) -> Iterator[Problem]:
    low, high = _figure(element.get("min_value")), _figure(element.get("max_value"))
    if low is not None and high is not None and low > high:
        text = "`min_value` must not be greater than `max_value`"
        yield broken(step(at, "min_value"), text, "maximum", high, low)


def _figure(value: object) -> float | None:
    try:
        return float(value) if isinstance(value, str) else None
    except ValueError:
        return None


def files_do_not_dispatch(block: Json, at: str) -> Iterator[Problem]:
    element = block.get("element")
    is_file = isinstance(element, dict) and element.get("type") == "file_input"
    if is_file and block.get("dispatch_action") is True:
        text = "`dispatch_action` cannot be used with `file_input`"
        yield broken(step(at, "dispatch_action"), text, "enum", [False], True)


def rows_are_even(block: Json, at: str) -> Iterator[Problem]:
    rows = block.get("rows")
    widths = [len(row) if isinstance(row, list) else None for row in _listed(rows)]
    for place, width in enumerate(widths):
        if width is not None and widths[0] is not None and width != widths[0]:
            text = "all rows must have the same number of cells"
            yield broken(f"{at}/rows/{place}", text, "row_length", widths[0], width)


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def cells_are_short_together(block: Json, at: str) -> Iterator[Problem]:
    total = sum(shown(cell) for row in _lists(block.get("rows")) for cell in row)
    if total > CELL_TEXT:
        text = f"must be less than {CELL_TEXT + 1} characters in all cells together"
        yield broken(step(at, "rows"), text, "max_length", CELL_TEXT, total)


def shown(value: object) -> int:
    """The characters that a person reads: titles, captions and texts, however deep they are."""
    total, left = 0, [value]
    while left:
        thing = left.pop()
        if isinstance(thing, list):
            left += thing
        if isinstance(thing, dict):
            left += thing.values()
            words = (thing.get(key) for key in ("text", "title", "caption"))
            total += sum(len(word) for word in words if isinstance(word, str))
    return total


def header_is_plain(block: Json, at: str) -> Iterator[Problem]:
    rows = _lists(block.get("rows"))[:1]
    for place, cell in objects(rows[0] if rows else None):
        if cell.get("type") == "rich_text":
            text = "unsupported type: rich_text"
            expected = ["raw_text", "raw_number"]
            yield broken(f"{at}/rows/0/{place}/type", text, "enum", expected, "rich_text")


def row_header_exists(block: Json, at: str) -> Iterator[Problem]:
    index, rows = block.get("row_header_column_index"), _lists(block.get("rows"))
    if isinstance(index, int) and rows and index >= len(rows[0]):
        text = "must be the index of a column"
        yield broken(step(at, "row_header_column_index"), text, "maximum", len(rows[0]) - 1, index)


def tasks_differ(block: Json, at: str) -> Iterator[Problem]:
    tasks = objects(block.get("tasks"))
    places = [(f"{at}/tasks/{place}/task_id", task.get("task_id")) for place, task in tasks]
    yield from repeated(places, "task_id")


def series_differ(chart: Json, at: str) -> Iterator[Problem]:
    series = objects(chart.get("series"))
    yield from repeated([(f"{at}/series/{n}/name", one.get("name")) for n, one in series], "name")


def series_follow_the_axis(chart: Json, at: str) -> Iterator[Problem]:
    axis = chart.get("axis_config")
    wanted = _listed(axis.get("categories")) if isinstance(axis, dict) else []
    for place, one in objects(chart.get("series")):
        labels = [point.get("label") for _, point in objects(one.get("data"))]
        if sorted(map(repr, labels)) != sorted(map(repr, wanted)):
            text = "must have one data point per category"
            yield broken(f"{at}/series/{place}/data", text, "categories", wanted, labels)


def only_what_folds_starts_folded(block: Json, at: str) -> Iterator[Problem]:
    if block.get("default_collapsed") is True and block.get("is_collapsible") is not True:
        text = "`default_collapsed` requires `is_collapsible`"
        yield broken(step(at, "default_collapsed"), text, "requires", "is_collapsible")


def what_folds_has_no_divider(block: Json, at: str) -> Iterator[Problem]:
    if block.get("has_header_divider") is True and block.get("is_collapsible") is True:
        text = "`has_header_divider` cannot be used with `is_collapsible`"
        yield broken(step(at, "has_header_divider"), text, "excludes", "is_collapsible")
