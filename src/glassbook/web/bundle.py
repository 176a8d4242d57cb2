"""The built files of the browser application, read once and kept, plain and compressed."""

import gzip
from dataclasses import dataclass
from pathlib import Path

#: Where the build puts them: `tools/web_bundle.py`.
STATIC = Path(__file__).with_name("static")
INDEX = "/index.html"
ASSETS = "/assets/"  # names below it hold a hash of what they contain

KINDS = {
    ".html": b"text/html; charset=utf-8",
    ".js": b"text/javascript; charset=utf-8",
    ".css": b"text/css; charset=utf-8",
    ".svg": b"image/svg+xml",
    ".png": b"image/png",
    ".json": b"application/json; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class File:
    """One file as it is sent; `compressed` is by gzip."""

    kind: bytes
    body: bytes
    compressed: bytes


def read(folder: Path = STATIC) -> dict[str, File]:
    """Return the files by the paths they are asked for by; none when nothing was built."""
    return {
        f"/{path.relative_to(folder).as_posix()}": _file(path)
        for path in sorted(folder.rglob("*"))
        if path.suffix in KINDS
    }


def _file(path: Path) -> File:
    body = path.read_bytes()
    return File(KINDS[path.suffix], body, gzip.compress(body, 9, mtime=0))
