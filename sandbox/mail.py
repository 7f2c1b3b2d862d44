"""The sandbox's mailbox: an SMTP server on loopback that keeps every mail and passes on none."""

import asyncio
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from itertools import count

MOST_MAILS = 500
MOST_BYTES = 10 * 1024 * 1024
_LINE = 1024 * 1024
_MOST_RECIPIENTS = 100
_PATIENCE = 300.0
_GREETING = (
    "250-sandbox greets you",
    f"250-SIZE {MOST_BYTES}",
    "250-8BITMIME",
    "250-SMTPUTF8",
    "250 PIPELINING",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail as it came over the wire; sender and recipients are the envelope's."""

    id: str
    at: datetime
    sender: str
    recipients: tuple[str, ...]
    subject: str
    text: str
    from_line: str = ""
    message_id: str = ""
    reply_to: str = ""


class Mailbox:
    """The newest mails in memory; whoever watches is told of each new one."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self._clock = clock
        self._mails: deque[Mail] = deque(maxlen=MOST_MAILS)
        self._numbers = count(1)
        self._watchers: list[Callable[[Mail], None]] = []
        self.is_refusing = False

    @property
    def mails(self) -> tuple[Mail, ...]:
        """The newest first."""
        return tuple(reversed(self._mails))

    def find(self, id: str) -> Mail | None:
        return next((one for one in self._mails if one.id == id), None)

    def watch(self, watcher: Callable[[Mail], None]) -> None:
        self._watchers.append(watcher)

    def keep(self, sender: str, recipients: tuple[str, ...], raw: bytes) -> Mail:
        message = message_from_bytes(raw, policy=policy.default)
        mail = Mail(
            id=str(next(self._numbers)),
            at=self._clock(),
            sender=sender,
            recipients=recipients,
            subject=_header(message, "Subject"),
            text=_text(message),
            from_line=_header(message, "From"),
            message_id=_header(message, "Message-ID"),
            reply_to=_header(message, "Reply-To"),
        )
        self._mails.append(mail)
        for watcher in self._watchers:
            watcher(mail)
        return mail


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))[:2_000]


def _text(message: EmailMessage) -> str:
    """The plain part; of a mail that has none, its HTML as it is written."""
    body = message.get_body(preferencelist=("plain", "html"))
    if body is None:
        return ""
    try:
        return str(body.get_content())
    except (LookupError, UnicodeError, ValueError):  # a charset that nobody knows
        payload = body.get_payload(decode=True)
        return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else str(payload)


@dataclass(slots=True)
class _Envelope:
    sender: str | None = None
    recipients: list[str] = field(default_factory=list)


class SmtpSink:
    """Listens on loopback only; `start` gives the port."""

    def __init__(self, mailbox: Mailbox) -> None:
        self._mailbox = mailbox
        self._server: asyncio.Server | None = None
        self._open: set[asyncio.Task[None]] = set()

    async def start(self, port: int = 0) -> int:
        """Raises OSError if the port is taken."""
        self._server = await asyncio.start_server(self._meet, "127.0.0.1", port, limit=_LINE)
        bound: int = self._server.sockets[0].getsockname()[1]
        return bound

    async def close(self) -> None:
        if self._server is None:
            return
        self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        self._server = None

    async def _meet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(_Conversation(reader, writer, self._mailbox).runs())
        self._open.add(task)
        task.add_done_callback(self._open.discard)


class _Conversation:
    """One client's session: RFC 5321, as much of it as a client that sends mail needs."""

    def __init__(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, mailbox: Mailbox
    ) -> None:
        self._reader, self._writer, self._mailbox = reader, writer, mailbox
        self._is_greeted = False
        self._envelope = _Envelope()

    async def runs(self) -> None:
        try:
            await self._says("220 sandbox ESMTP, keeps everything and passes on nothing")
            while await self._hears():
                pass
        except (ConnectionError, TimeoutError, asyncio.IncompleteReadError):
            return  # the other side hung up
        except asyncio.LimitOverrunError:
            await self._says("500 5.5.2 that line is too long")
        finally:
            self._writer.close()

    async def _hears(self) -> bool:
        line = await self._line()
        verb, _, rest = line.decode("utf-8", "replace").strip().partition(" ")
        match verb.upper():
            case "QUIT":
                await self._says("221 2.0.0 bye")
                return False
            case "EHLO" | "HELO" if rest.strip():
                self._is_greeted, self._envelope = True, _Envelope()
                await self._says(*(_GREETING if verb.upper() == "EHLO" else ("250 sandbox",)))
            case "DATA":
                await self._data()
            case other:
                await self._says(self._answer(other, rest.strip()))
        return True

    def _answer(self, verb: str, rest: str) -> str:
        match verb:
            case "MAIL" | "RCPT" if not self._is_greeted:
                return "503 5.5.1 say EHLO first"
            case "MAIL":
                return self._from(rest)
            case "RCPT":
                return self._to(rest)
            case "RSET":
                self._envelope = _Envelope()
                return "250 2.0.0 forgotten"
            case "NOOP":
                return "250 2.0.0 still here"
            case "VRFY":
                return "252 2.5.0 send it and see"
            case _:
                return "500 5.5.2 that is no command of this server"

    def _from(self, rest: str) -> str:
        address = _address(rest, "FROM:")
        if address is None:
            return "501 5.5.4 MAIL FROM:<address>"
        if self._envelope.sender is not None:
            return "503 5.5.1 one mail at a time"
        if self._mailbox.is_refusing:
            return "451 4.3.0 this server takes no mail just now"
        self._envelope.sender = address
        return "250 2.1.0 ok"

    def _to(self, rest: str) -> str:
        address = _address(rest, "TO:")
        if not address:
            return "501 5.5.4 RCPT TO:<address>"
        if self._envelope.sender is None:
            return "503 5.5.1 MAIL comes first"
        if len(self._envelope.recipients) >= _MOST_RECIPIENTS:
            return "452 4.5.3 too many recipients"
        self._envelope.recipients.append(address)
        return "250 2.1.5 ok"

    async def _data(self) -> None:
        if not self._envelope.recipients:
            await self._says("503 5.5.1 RCPT comes first")
            return
        await self._says("354 end with a dot alone on a line")
        lines: list[bytes] = []
        size = 0
        while (line := await self._line()) != b".\r\n":
            size += len(line)
            if size <= MOST_BYTES:
                lines.append(line[1:] if line.startswith(b".") else line)
        envelope, self._envelope = self._envelope, _Envelope()
        if size > MOST_BYTES:
            await self._says("552 5.3.4 that mail is too large")
            return
        mail = self._mailbox.keep(
            envelope.sender or "", tuple(envelope.recipients), b"".join(lines)
        )
        await self._says(f"250 2.0.0 kept as {mail.id}")

    async def _line(self) -> bytes:
        # Only CRLF ends a line: a lone LF within a mail can't smuggle in another one.
        async with asyncio.timeout(_PATIENCE):
            return await self._reader.readuntil(b"\r\n")

    async def _says(self, *lines: str) -> None:
        self._writer.write("".join(f"{line}\r\n" for line in lines).encode())
        await self._writer.drain()


def _address(rest: str, word: str) -> str | None:
    """What stands between the angle brackets; parameters after them are ignored."""
    if not rest.upper().startswith(word):
        return None
    inside, closing, _ = rest[len(word) :].strip().removeprefix("<").partition(">")
    return inside.strip()[:320] if closing else None
