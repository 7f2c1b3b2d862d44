"""Who may talk to the page: this computer's own browser, on this page, and nobody else."""

from collections.abc import Awaitable, Callable
from urllib.parse import urlsplit

from aiohttp import web

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SAFE = frozenset({"GET", "HEAD"})
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "connect-src 'self'",
        "img-src 'self' data:",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
        "require-trusted-types-for 'script'",
        "trusted-types 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cache-Control": "no-store",
}
FOREIGN = "This page answers its own browser window on this computer only. Nothing was done."


@web.middleware
async def guarded(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses names that are not loopback (DNS rebinding) and other pages' requests (forgery)."""
    if not _is_own(request):
        return secured(web.json_response({"error": FOREIGN}, status=403))
    if request.method not in _SAFE and request.content_type != "application/json":
        return secured(web.json_response({"error": FOREIGN}, status=415))
    try:
        answer = await handler(request)
    except web.HTTPException as refusal:
        error = {"error": f"There is nothing here ({refusal.status}). Nothing was done."}
        return secured(web.json_response(error, status=refusal.status))
    return answer if answer.prepared else secured(answer)


def secured(answer: web.StreamResponse) -> web.StreamResponse:
    for name, value in HEADERS.items():
        answer.headers.setdefault(name, value)
    return answer


def _is_own(request: web.Request) -> bool:
    host = request.headers.get("Host", "")
    if _name(f"//{host}") not in _LOOPBACK:
        return False
    origin = request.headers.get("Origin")
    if origin is None and request.method not in _SAFE:
        return False
    if origin is not None and origin.lower() != f"http://{host}".lower():
        return False
    return request.headers.get("Sec-Fetch-Site", "same-origin") in {"same-origin", "none"}


def _name(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        parts.port  # noqa: B018 -- raises for what is no port
    except ValueError:
        return None
    return parts.hostname if parts.username is None and not parts.path else None
