"""Puts the page on the wire: loopback only, one clear sentence if the port is taken."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.errors import BadSetting

LOOPBACK = "127.0.0.1"


@asynccontextmanager
async def serving(app: web.Application, port: int) -> AsyncIterator[str]:
    """Gives the page's address; ends within a second, open pages or not. Port 0: any free one."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handle_signals=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, LOOPBACK, port).start()
        except OSError as error:
            raise BadSetting(
                f"Port {port} on this computer is taken or not allowed. The page was not opened."
                " Choose another one: daybreak sandbox --port 8711"
            ) from error
        yield f"http://{LOOPBACK}:{runner.addresses[0][1]}/"
    finally:
        await runner.cleanup()
