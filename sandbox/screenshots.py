"""Takes the README's screenshots: starts the sandbox, lives a little in it, and looks at it."""

import asyncio
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import aiohttp
import click
from playwright.async_api import Browser, Page, async_playwright

from bot.errors import BadSetting, DaybreakError
from sandbox.browser import FLAGS, find_chromium

PATIENCE = 180.0
DESKTOP, TELEPHONE = (1280, 800), (390, 844)
Scene = Callable[[Page], Awaitable[None]]


@click.command()
@click.option(
    "--into",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("docs/screenshots"),
    show_default=True,
    help="Where the pictures go.",
)
@click.option("--url", help="A sandbox page that is open already; by default one is started.")
@click.option("--port", default=8717, show_default=True, help="Where the started one listens.")
@click.option("--chromium", envvar="CHROMIUM_PATH", help="The browser, if it is not on the PATH.")
def screenshots(into: Path, url: str | None, port: int, chromium: str | None) -> None:
    """Looks at the sandbox in light and dark, on a desk and on a telephone."""
    try:
        into.mkdir(parents=True, exist_ok=True)
        asyncio.run(_take(into, url, port, chromium))
    except DaybreakError as error:
        raise click.ClickException(str(error)) from None


async def _take(into: Path, url: str | None, port: int, chromium: str | None) -> None:
    async with _opened(url, port) as address, async_playwright() as playwright:
        path = find_chromium(chromium, playwright.chromium.executable_path)
        if path is None:
            raise BadSetting(
                "No Chromium was found, so no screenshots were taken."
                " Install one, or name it: CHROMIUM_PATH=/path/to/chromium make screenshots"
            )
        browser = await playwright.chromium.launch(executable_path=path, args=list(FLAGS))
        # Whoever has most to do is known once the morning is done; the page opens as them then.
        await _shoot(browser, address, None, DESKTOP, "light", _morning)
        for name, (size, scheme, scene) in _SCENES.items():
            await _shoot(browser, address, into / f"{name}.png", size, scheme, scene)
            click.echo(into / f"{name}.png")
        await browser.close()


async def _shoot(
    browser: Browser,
    url: str,
    file: Path | None,
    size: tuple[int, int],
    scheme: str,
    scene: Scene,
) -> None:
    width, height = size
    context = await browser.new_context(
        viewport={"width": width, "height": height},
        color_scheme="dark" if scheme == "dark" else "light",
        device_scale_factor=2,
        reduced_motion="reduce",
        locale="en-GB",
    )
    page = await context.new_page()
    await page.goto(url)
    await page.get_by_role("button", name="More actions").first.wait_for(timeout=PATIENCE * 1000)
    await scene(page)
    await page.wait_for_timeout(400)
    if file is not None:
        await page.screenshot(path=file)
    await page.keyboard.press("Escape")  # what is open stays open for whoever comes next
    await page.wait_for_timeout(200)
    await context.close()


async def _morning(page: Page) -> None:
    await page.evaluate("() => { document.querySelector('.scroll').scrollTop = 0 }")


async def _why(page: Page) -> None:
    await page.get_by_role("button", name="More actions").first.click()
    await page.get_by_role("menuitem", name="Why?").click()
    await page.get_by_role("dialog").wait_for()
    await page.get_by_role("dialog").get_by_text("Priority").first.wait_for()


async def _record(page: Page) -> None:
    await page.get_by_role("button", name="CRM", exact=True).click()
    await page.locator(".row-button").first.click()
    await page.locator(".record").first.wait_for()


async def _home(page: Page) -> None:
    await page.get_by_role("tab", name="Home").click()
    await page.locator(".home-inside .block").first.wait_for()


_SCENES: dict[str, tuple[tuple[int, int], str, Scene]] = {
    "morning": (DESKTOP, "light", _morning),
    "morning-dark": (DESKTOP, "dark", _morning),
    "morning-telephone": (TELEPHONE, "light", _morning),
    "why": (DESKTOP, "light", _why),
    "home": (DESKTOP, "light", _home),
    "record": (DESKTOP, "light", _record),
}


@asynccontextmanager
async def _opened(url: str | None, port: int) -> AsyncIterator[str]:
    """The page that was named, else that of a sandbox of our own, which ends with the block."""
    if url is not None:
        yield url
        return
    address = f"http://127.0.0.1:{port}/"
    # A fresh company each time, so that yesterday's clicks are in no picture.
    with TemporaryDirectory() as home:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "bot", "sandbox", "--port", str(port)),
            env={"DAYBREAK_HOME": home, "PATH": "/usr/bin:/bin"},
            stdout=asyncio.subprocess.DEVNULL,
        )
        try:
            await _until_open(address, process)
            yield address
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()


async def _until_open(address: str, process: asyncio.subprocess.Process) -> None:
    async with asyncio.timeout(PATIENCE), aiohttp.ClientSession() as session:
        while process.returncode is None:
            try:
                async with session.get(address) as answer:
                    if answer.status == 200:
                        return
            except aiohttp.ClientConnectionError:
                await asyncio.sleep(0.3)
    raise BadSetting("The sandbox did not start, so no screenshots were taken. See above.")


if __name__ == "__main__":
    screenshots()
