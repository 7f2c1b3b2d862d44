"""The first look at a file: can it be read as text, and does it hold characters to watch for."""

from dataclasses import dataclass
from pathlib import Path

from bot.crm.loading.faults import UnreadableFile

_CHUNK = 1 << 20
# Everything that is not a control character; tabs and line ends have their uses.
_FINE = bytes(b for b in range(256) if (b >= 32 and b != 127) or b in b"\t\n\r")
_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vetted:
    """A file that is UTF-8 throughout; `has_controls`: some cell holds a control character."""

    path: Path
    size: int
    has_controls: bool

    @property
    def name(self) -> str:
        return self.path.name


def vetted(path: Path) -> Vetted:
    """Reads the whole file once. Raises UnreadableFile for one that is empty or not UTF-8."""
    has_controls = False
    offset, line, tail = 0, 1, b""
    with path.open("rb") as file:
        _refuse_other_encodings(path.name, file.read(256))
        file.seek(0)
        while chunk := file.read(_CHUNK):
            block = tail + chunk
            tail = _undecoded(path.name, block, offset, line)
            whole = block[: len(block) - len(tail)]
            has_controls = has_controls or bool(whole.translate(None, _FINE))
            offset += len(whole)
            line += whole.count(b"\n")
    if tail:
        raise _not_utf8(path.name, tail, 0, offset, line)
    return Vetted(path=path, size=offset, has_controls=has_controls)


def _refuse_other_encodings(name: str, start: bytes) -> None:
    if not start.strip(b"\xef\xbb\xbf \t\r\n"):
        raise UnreadableFile(name, "the file is empty; it needs a header and rows.")
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            raise UnreadableFile(name, f"the file is {encoding}; save it as UTF-8.", line=1)
    if start[:64].count(0) * 3 > len(start[:64]):
        raise UnreadableFile(name, "the file looks like UTF-16; save it as UTF-8.", line=1)


def _undecoded(name: str, block: bytes, offset: int, line: int) -> bytes:
    """The bytes at the end that begin a character; the rest of it is in the next block."""
    try:
        block.decode("utf-8")
    except UnicodeDecodeError as error:
        if error.reason != "unexpected end of data":
            raise _not_utf8(name, block, error.start, offset, line) from None
        return block[error.start :]
    return b""


def _not_utf8(name: str, block: bytes, at: int, offset: int, line: int) -> UnreadableFile:
    byte = block[at]
    looks = "Windows-1252" if byte < 0xA0 else "Latin-1"
    return UnreadableFile(
        name,
        f"byte {offset + at} (0x{byte:02X}) is not UTF-8, the file looks like {looks};"
        " save it as UTF-8.",
        line=line + block[:at].count(b"\n"),
    )
