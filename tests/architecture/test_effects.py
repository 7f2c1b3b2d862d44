"""Nothing reaches the world without an `Approved`, and only a claimed row makes one."""

import ast
import inspect
from collections.abc import Iterator
from pathlib import Path
from typing import get_type_hints

import pytest

from bot.crm.builtin_writer import BuiltinWriter
from bot.crm.port import CrmWriter
from bot.decisions.writing import Writing
from bot.domain.effects import Approved
from bot.mail.absent import NoMail
from bot.mail.port import Mail
from bot.mail.smtp import SmtpMail
from tests.architecture.source import PRODUCT, files, name_of, nodes_of

FILES = files(*PRODUCT)
MAKERS = {"storage/execution_rows.py"}
# What changes the built-in CRM, and who may have it: the writer, and files that a person loads.
WRITING_STORES = {
    "storage.crm.effects": ("bot/crm/builtin_writer.py", "bot/crm/writes/"),
    "storage.crm.loading": ("bot/crm/files.py", "bot/crm/loading/"),
    "storage.crm.store": ("sandbox/",),
}
# Asks how the server is, or whether an effect can be looked up; changes nothing.
HARMLESS = {"check", "can_look_up"}


def _calls(path: Path, name: str) -> bool:
    return any(
        isinstance(node, ast.Call)
        and (getattr(node.func, "id", None) == name or getattr(node.func, "attr", None) == name)
        for node in nodes_of(path)
    )


def _imports(path: Path) -> Iterator[str]:
    for node in nodes_of(path):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)


def test_only_a_claimed_row_becomes_an_approval() -> None:
    assert {name_of(path) for path in FILES if _calls(path, "Approved")} == MAKERS


def test_no_approval_is_changed_into_another() -> None:
    """`replace` would make one without a row; what holds one is never given to it."""
    forged = [
        name_of(path)
        for path in FILES
        for node in nodes_of(path)
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", None) == "replace"
        and node.args
        and "approved" in ast.unparse(node.args[0]).rpartition(".")[2]
    ]
    assert forged == []


@pytest.mark.parametrize("port", [CrmWriter, Mail, BuiltinWriter, Writing, SmtpMail, NoMail])
def test_every_way_out_takes_an_approval(port: type) -> None:
    methods = [
        member
        for name, member in inspect.getmembers(port, inspect.isfunction)
        if not name.startswith("_") and name not in HARMLESS
    ]
    assert methods
    for method in methods:
        assert get_type_hints(method)["approved"] is Approved, method


@pytest.mark.parametrize("store", WRITING_STORES)
def test_only_the_writer_has_what_changes_the_crm(store: str) -> None:
    users = {
        name_of(path)
        for path in FILES
        if store in _imports(path) and not name_of(path).startswith("storage/crm/")
    }
    assert users
    assert {user for user in users if not user.startswith(WRITING_STORES[store])} == set()
