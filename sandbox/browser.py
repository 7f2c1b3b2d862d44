"""Finds a Chromium on this machine, for screenshots and for tests in a real browser."""

import shutil
from pathlib import Path

# The sandbox page is the only address that is opened; everything else is switched off.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")


def find_chromium(given: str | None, own: str | None = None) -> Path | None:
    """The one that was given, else one on the PATH, else Playwright's `own`, if it is there."""
    if given:
        found = shutil.which(given)
        return Path(found) if found else None
    on_path = (shutil.which(name) for name in _NAMES)
    chosen = next((one for one in on_path if one), own)
    return Path(chosen) if chosen and Path(chosen).exists() else None
