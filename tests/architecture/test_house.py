"""House rules that a machine can see: sizes, imports inside functions, broad excepts."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGES = ("bot", "handlers", "blocks", "storage", "sandbox", "bench", "tests")
FILES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
FILE_LINES, FUNCTION_LINES = 300, 40
# The two edges that must go on whatever happens; each logs what it caught.
BROAD = {"handlers/boundary.py", "handlers/schedule.py"}
Function = ast.FunctionDef | ast.AsyncFunctionDef


def _nodes(path: Path) -> Iterator[ast.AST]:
    yield from ast.walk(ast.parse(path.read_text("utf-8")))


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_file_fits_in_one_look(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_function_fits_on_a_screen(path: Path) -> None:
    long = [
        node.name
        for node in _nodes(path)
        if isinstance(node, Function)
        and (node.end_lineno or node.lineno) - node.lineno >= FUNCTION_LINES
    ]
    assert long == []


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_stand_at_the_top(path: Path) -> None:
    inside = [
        node.name
        for node in _nodes(path)
        if isinstance(node, Function)
        and any(isinstance(inner, ast.Import | ast.ImportFrom) for inner in ast.walk(node))
    ]
    assert inside == []


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_only_the_two_edges_catch_everything(path: Path) -> None:
    broad = [
        node.lineno
        for node in _nodes(path)
        if isinstance(node, ast.ExceptHandler)
        and (node.type is None or getattr(node.type, "id", "") in {"Exception", "BaseException"})
    ]
    assert broad == [] or _name(path) in BROAD


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_a_module_says_what_it_is_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert not text.strip() or ast.get_docstring(ast.parse(text))


def test_only_settings_read_the_environment() -> None:
    allowed = {"bot/__main__.py"}  # hands it to Settings, once
    readers = {
        _name(path)
        for path in FILES
        if not _name(path).startswith(("tests/", "bench/"))
        for node in _nodes(path)
        if isinstance(node, ast.Attribute) and node.attr in {"environ", "getenv"}
    }
    assert readers <= allowed
