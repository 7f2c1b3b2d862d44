"""Puts the page on the wire: loopback only, one clear sentence if the port is taken."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from aiohttp import web

from bot.errors import BadSetting

LOOPBACK = "127.0.0.1"


@contextmanager
def bound(port: int) -> Iterator[socket.socket]:
    """Takes the port before anything is made that would be for nothing. Port 0: any free one."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as taken:
        try:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind((LOOPBACK, port))
            # Two may bind what nobody listens at yet; only one may listen.
            taken.listen(128)
        except (OSError, OverflowError) as error:
            raise BadSetting(
                f"Port {port} on this computer is taken or not allowed. The page was not opened."
                " Choose another one: daybreak sandbox --port 8711"
            ) from error
        taken.setblocking(False)
        yield taken


@asynccontextmanager
async def serving(app: web.Application, at: socket.socket) -> AsyncIterator[str]:
    """Gives the page's address; ends within a second, open pages or not."""
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5, handle_signals=False)
    await runner.setup()
    try:
        await web.SockSite(runner, at).start()
        yield f"http://{LOOPBACK}:{at.getsockname()[1]}/"
    finally:
        await runner.cleanup()
