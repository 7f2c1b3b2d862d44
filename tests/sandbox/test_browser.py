"""A browser is found where it was named, on the PATH, or where Playwright keeps its own."""

from pathlib import Path

from sandbox.browser import find_chromium


def test_a_browser_that_was_named_and_is_not_there_is_not_replaced(tmp_path: Path) -> None:
    assert find_chromium(str(tmp_path / "nowhere"), str(tmp_path)) is None


def test_a_browser_that_was_named_is_taken(tmp_path: Path) -> None:
    named = tmp_path / "my-chromium"
    named.write_text("#!/bin/sh\n")
    named.chmod(0o755)
    assert find_chromium(str(named)) == named
