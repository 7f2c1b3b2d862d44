"""A mail server on loopback that fails where it is told to."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

GO_AWAY = "(hangs up)"


@dataclass
class FailingServer:
    """`answers` maps a verb to what is said to it: a line, or GO_AWAY. `TEXT` is the end of a
    mail, `HELLO` the greeting. `texts` are the mails that were read to their end.
    """

    answers: dict[str, str] = field(default_factory=dict)
    texts: list[bytes] = field(default_factory=list)
    port: int = 0

    async def meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            return
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self._say(writer, "HELLO", "220 here"):
            return
        while True:
            line = await reader.readuntil(b"\r\n")
            verb = line.split()[0].decode().upper()
            if not self._say(writer, verb, "354 go on" if verb == "DATA" else "250 ok"):
                return
            if verb == "DATA" and "DATA" not in self.answers:
                self.texts.append(await reader.readuntil(b"\r\n.\r\n"))
                if not self._say(writer, "TEXT", "250 kept"):
                    return

    def _say(self, writer: asyncio.StreamWriter, verb: str, usual: str) -> bool:
        answer = self.answers.get(verb, usual)
        if answer != GO_AWAY:
            writer.write(f"{answer}\r\n".encode())
        return answer != GO_AWAY and verb != "QUIT"


@asynccontextmanager
async def failing_server(**answers: str) -> AsyncIterator[FailingServer]:
    made = FailingServer(answers=answers)
    server = await asyncio.start_server(made.meet, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        await server.wait_closed()
