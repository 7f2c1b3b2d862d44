"""House rules that a machine can see: sizes, imports inside functions, broad excepts."""

import ast
from collections.abc import Iterator

from tests.architecture.source import PRODUCT, files, module_of, name_of, nodes_of, text_of

FILES = files(*PRODUCT, "bench", "tests")
FILE_LINES, FUNCTION_LINES = 300, 40
# The two edges that must go on whatever happens; each logs what it caught.
BROAD = {"handlers/boundary.py", "handlers/schedule.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _functions() -> Iterator[tuple[str, Function]]:
    for path in FILES:
        for node in nodes_of(path):
            if isinstance(node, Function):
                yield f"{name_of(path)}: {node.name}", node


def test_a_file_fits_in_one_look() -> None:
    assert [name_of(path) for path in FILES if text_of(path).count("\n") > FILE_LINES] == []


def test_a_function_fits_on_a_screen() -> None:
    long = [
        name
        for name, node in _functions()
        if (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


def test_imports_stand_at_the_top() -> None:
    inside = [
        name
        for name, node in _functions()
        if any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]
    assert inside == []


def test_only_the_two_edges_catch_everything() -> None:
    broad = {
        name_of(path)
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    }
    assert broad == BROAD


def test_a_module_says_what_it_is_for() -> None:
    silent = [
        name_of(path)
        for path in FILES
        if text_of(path).strip() and not ast.get_docstring(module_of(path))
    ]
    assert silent == []


def test_only_settings_read_the_environment() -> None:
    allowed = {"bot/__main__.py"}  # hands it to Settings, once
    readers = {
        name_of(path)
        for path in files(*PRODUCT)
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= allowed
