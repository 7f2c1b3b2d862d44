"""Logs say what happened, in the form that was asked for."""

import json
import logging
from typing import Literal

import pytest

from bot.config import Settings
from bot.logs import set_up

pytestmark = pytest.mark.usefixtures("logs_as_before")


def test_a_machine_reads_one_document_a_line(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings(log_format="json"))
    logging.getLogger("bot.x").info("deliveries.round", extra={"shown": 3})
    line = json.loads(capsys.readouterr().err)
    assert (line["event"], line["shown"], line["level"]) == ("deliveries.round", 3, "info")


def test_a_person_reads_a_sentence_with_fields(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings())
    logging.getLogger("bot.x").warning("tick.failed", extra={"error": "Timeout"})
    assert "warning tick.failed error=Timeout" in capsys.readouterr().err


def test_what_is_below_the_level_is_not_logged(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings(log_level="ERROR"))
    logging.getLogger("bot.x").warning("tick.failed")
    assert capsys.readouterr().err == ""


def test_a_library_is_not_heard_below_a_warning(capsys: pytest.CaptureFixture[str]) -> None:
    set_up(Settings(log_level="DEBUG"))
    logging.getLogger("aiosqlite").debug("executing … with 'a name'")
    logging.getLogger("bot.x").debug("heard")
    written = capsys.readouterr().err
    assert "a name" not in written
    assert "heard" in written


@pytest.mark.parametrize("form", ["text", "json"])
def test_an_error_is_logged_with_its_kind_and_place_and_without_its_words(
    form: Literal["text", "json"], capsys: pytest.CaptureFixture[str]
) -> None:
    set_up(Settings(log_format=form))
    words = "a name and its number"
    try:
        try:
            raise ValueError(words)
        except ValueError as inner:
            raise ExceptionGroup(words, [KeyError(words)]) from inner
    except ExceptionGroup as error:
        logging.getLogger("bot.x").error("tick.failed", exc_info=error)
    written = capsys.readouterr().err
    for kind in ("ExceptionGroup", "builtins.ValueError", "builtins.KeyError", "test_logs.py"):
        assert kind in written
    assert "its number" not in written
