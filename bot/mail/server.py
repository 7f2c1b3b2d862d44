"""A mail server that mail is handed to, and what its answers mean."""

import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from email.message import EmailMessage
from urllib.parse import parse_qsl, unquote, urlsplit

import aiosmtplib

from bot.errors import BadSetting, EffectUnsure, MailRefused, MailUnavailable
from bot.mail.message import one_line

_OPTIONS = frozenset({"starttls"})
_TIMEOUT = 8.0  # seconds per step; an attempt has a few of them and must fit in its lease
_PERMANENT = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """`start_tls` None: if the server offers it. `repr` shows no password."""

    host: str
    port: int
    use_tls: bool
    start_tls: bool | None
    username: str | None
    password: str | None

    @classmethod
    def at(cls, url: str) -> "MailServer":
        """Takes `smtp://[user:password@]host[:port][?starttls]` or `smtps://…`.

        Raises BadSetting, without repeating the URL (it may hold a password).
        """
        try:
            parts = urlsplit(url)
            port = parts.port
        except ValueError:
            raise _bad_url() from None
        options = dict(parse_qsl(parts.query, keep_blank_values=True))
        if parts.scheme not in ("smtp", "smtps") or not parts.hostname or set(options) - _OPTIONS:
            raise _bad_url()
        secure = parts.scheme == "smtps"
        return cls(
            host=parts.hostname,
            port=port or (465 if secure else 587 if "starttls" in options else 25),
            use_tls=secure,
            start_tls=False if secure else True if "starttls" in options else None,
            username=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
        )

    def __repr__(self) -> str:
        return f"MailServer({self.host}:{self.port})"

    async def check(self) -> str:
        """Connects and logs in. Raises MailUnavailable."""
        async with self._session() as session:
            is_secure = session.get_transport_info("sslcontext") is not None
        return f"{self.host}:{self.port} answers, {'encrypted' if is_secure else 'not encrypted'}"

    async def hand_over(
        self, mail: EmailMessage, sender: str, to: str, begin: Callable[[], Awaitable[None]]
    ) -> None:
        """Hands one mail over. `begin` is called when the server has agreed to sender and
        recipient: until then the mail has surely not gone out.

        Raises MailUnavailable, MailRefused, or EffectUnsure where no answer came to the text.
        """
        async with self._session() as session:
            with _before_the_text():
                await session.mail(sender)
                await session.rcpt(to)
            await begin()
            try:
                await session.data(mail.as_bytes())
            except aiosmtplib.SMTPDataError as error:
                raise _refusal(error.code, error.message) from error
            except (aiosmtplib.SMTPException, OSError) as error:
                raise EffectUnsure(
                    "The mail server went away while it took the mail, so it may have gone out."
                    " It is not sent again. Look whether it arrived, then say so on the card."
                ) from error

    @asynccontextmanager
    async def _session(self) -> AsyncIterator[aiosmtplib.SMTP]:
        session = aiosmtplib.SMTP(
            hostname=self.host,
            port=self.port,
            username=self.username,
            password=self.password,
            use_tls=self.use_tls,
            start_tls=self.start_tls,
            timeout=_TIMEOUT,
        )
        with _before_the_text(is_about_us=True):
            await session.connect()
        try:
            yield session
            # What was handed over stays handed over, however the server says goodbye.
            with suppress(aiosmtplib.SMTPException, OSError):
                await session.quit()
        finally:
            session.close()


class _before_the_text:
    """Whatever fails here, no mail has gone out. `is_about_us`: a refusal is not the mail's."""

    def __init__(self, *, is_about_us: bool = False) -> None:
        self._is_about_us = is_about_us

    def __enter__(self) -> None: ...

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        if isinstance(error, aiosmtplib.SMTPResponseException) and not self._is_about_us:
            raise _refusal(error.code, error.message) from error
        if isinstance(error, aiosmtplib.SMTPException | OSError | ssl.SSLError):
            raise MailUnavailable(
                f"The mail server can't be used ({_said(error)}). Nothing was sent. It is tried"
                " again; if that goes on, check SMTP_URL: daybreak doctor"
            ) from error


def _refusal(code: int, words: str) -> MailRefused | MailUnavailable:
    said = one_line(words)[:200]
    if code < _PERMANENT:
        return MailUnavailable(
            f"The mail server does not take the mail just now (“{code} {said}”). Nothing was"
            " sent. It is tried again."
        )
    return MailRefused(
        f"The mail server refuses this mail (“{code} {said}”). Nothing was sent. Correct the"
        " address or the text, or write to somebody else."
    )


def _said(error: BaseException) -> str:
    if isinstance(error, aiosmtplib.SMTPAuthenticationError):
        return "it does not accept the user name and password"
    return one_line(str(error))[:200] or type(error).__name__


def _bad_url() -> BadSetting:
    return BadSetting(
        "SMTP_URL is not the address of a mail server. Nothing was started."
        " Use smtp://user:password@host:587?starttls or"
        " smtps://user:password@host:465."
    )
