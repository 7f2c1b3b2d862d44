"""The settings that people read about are the settings that there are."""

import re
from pathlib import Path

import pytest

from bot.config import Settings
from bot.errors import BadSetting

ROOT = Path(__file__).parents[2]
NAMES = {name.upper() for name in Settings.model_fields}


def test_the_readme_lists_every_setting_and_no_other() -> None:
    table = re.findall(r"^\| `([A-Z_]+)` \|", (ROOT / "README.md").read_text("utf-8"), re.M)
    assert set(table) == NAMES


def test_the_example_file_lists_every_setting_and_no_other() -> None:
    lines = re.findall(r"^#? ?([A-Z_]+)=", (ROOT / ".env.example").read_text("utf-8"), re.M)
    assert set(lines) == NAMES


def test_a_wrong_setting_is_named_and_no_value_is_printed() -> None:
    environ = {"LOG_LEVEL": "very-secret-value", "DATABASE_URL": "postgresql://u:hunter2@h/d"}
    with pytest.raises(BadSetting) as raised:
        Settings.from_env(environ)
    assert "LOG_LEVEL" in str(raised.value)
    assert "very-secret-value" not in str(raised.value)
    assert "hunter2" not in str(raised.value)


def test_an_empty_variable_means_unset() -> None:
    assert Settings.from_env({"DATABASE_URL": ""}) == Settings.from_env({})
