"""A stage for each test, spoken to over HTTP or looked at in a real browser."""

import os
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import aiohttp
import pytest
from playwright.async_api import Browser, Page, async_playwright
from playwright.sync_api import sync_playwright

from sandbox.browser import FLAGS, find_chromium
from sandbox.crm_view import CrmView
from sandbox.slack.shapes import Json
from storage.database import Database
from tests.sandbox.page.stage import Stage, staged


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    async with staged() as made:
        yield made


@pytest.fixture
async def crm_stage(crm_database: Database) -> AsyncIterator[Stage]:
    """A stage with a CRM beside it."""
    async with staged(lambda workspace: CrmView(crm_database, workspace.clock)) as made:
        yield made


@dataclass(frozen=True, slots=True, kw_only=True)
class Client:
    """Asks as the page would."""

    http: aiohttp.ClientSession
    base: str

    async def get(self, path: str, **query: str) -> Json:
        async with self.http.get(f"{self.base}api/{path}", params=query) as answer:
            found: Json = await answer.json()
            return found

    async def post(self, path: str, **body: object) -> Json:
        headers = {"Origin": self.base.rstrip("/")}
        async with self.http.post(f"{self.base}api/{path}", json=body, headers=headers) as answer:
            found: Json = await answer.json()
            return found


@pytest.fixture
async def client(stage: Stage) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as http:
        yield Client(http=http, base=stage.url)


@pytest.fixture
async def crm_client(crm_stage: Stage) -> AsyncIterator[Client]:
    async with aiohttp.ClientSession() as http:
        yield Client(http=http, base=crm_stage.url)


@dataclass(slots=True, kw_only=True)
class Screens:
    """Opens pages, and remembers whatever a browser complains about."""

    browser: Browser
    complaints: list[str] = field(default_factory=list)

    async def open(
        self, url: str, *, width: int = 1280, height: int = 800, scheme: str = "light"
    ) -> Page:
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if scheme == "dark" else "light",
            reduced_motion="reduce",
        )
        page = await context.new_page()
        page.set_default_timeout(8_000)
        page.on("console", lambda said: self._note(said.type, said.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))
        await page.goto(url)
        await page.wait_for_selector(".room-head")
        return page

    def _note(self, kind: str, text: str) -> None:
        if kind in {"error", "warning"}:
            self.complaints.append(f"{kind}: {text}")


@pytest.fixture(scope="session")
def chromium() -> Path:
    """A browser of this machine, else one that Playwright may be able to fetch, else a skip."""
    given = os.environ.get("CHROMIUM_PATH")
    found = find_chromium(given)
    if found is None and given is None:
        found = _fetched()
    if found is None:
        pytest.skip(reason="no Chromium: install one, or name it in CHROMIUM_PATH")
    return found


def _fetched() -> Path | None:
    """Playwright's own browser: fetched once per machine, where the network allows."""
    with sync_playwright() as playwright:
        own = Path(playwright.chromium.executable_path)
    if not own.exists():
        with suppress(subprocess.TimeoutExpired):
            command = [sys.executable, "-m", "playwright", "install", "chromium"]
            subprocess.run(command, capture_output=True, check=False, timeout=120)
    return own if own.exists() else None


@pytest.fixture
async def screens(chromium: Path) -> AsyncIterator[Screens]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium, args=list(FLAGS))
        made = Screens(browser=browser)
        yield made
        await browser.close()
        assert made.complaints == []
