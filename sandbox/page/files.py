"""The page's own files, read once: what is not among them can't be asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from aiohttp import web

_ROOT = Path(__file__).parent / "static"
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".svg": "image/svg+xml",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    content: bytes
    type: str
    tag: str


def read_files(root: Path = _ROOT) -> Mapping[str, File]:
    """Every file by its path below the page; the page itself by the empty path too."""
    found = {
        path.relative_to(root).as_posix(): _file(path)
        for path in sorted(root.rglob("*"))
        if path.suffix in _TYPES
    }
    return {**found, "": found["index.html"]}


def _file(path: Path) -> File:
    content = path.read_bytes()
    return File(
        content=content,
        type=_TYPES[path.suffix],
        tag=f'"{sha256(content).hexdigest()[:20]}"',
    )


def answer(file: File, request: web.Request) -> web.Response:
    headers = {"ETag": file.tag, "Cache-Control": "no-cache"}
    if request.headers.get("If-None-Match") == file.tag:
        return web.Response(status=304, headers=headers)
    return web.Response(body=file.content, content_type=file.type, charset="utf-8", headers=headers)
