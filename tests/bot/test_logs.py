"""Logs say what happened, in the form that was asked for."""

import json
import logging
from collections.abc import Iterator

import pytest

from bot.config import Settings
from bot.logs import set_up


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


def test_a_machine_reads_one_document_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings(log_format="json"))
    logging.getLogger("x").info("deliveries.round", extra={"shown": 3})
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["shown"], line["level"]) == ("deliveries.round", 3, "info")


def test_a_person_reads_a_sentence_with_fields(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings())
    logging.getLogger("x").warning("tick.failed", extra={"error": "Timeout"})
    assert "warning tick.failed error=Timeout" in capsys.readouterr().err


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings(log_level="ERROR"))
    logging.getLogger("x").warning("tick.failed")
    assert capsys.readouterr().err == ""
