"""One file as it is sent: its rules, how long it lasts, and compressed for whoever takes it."""

import re
from collections.abc import Iterable

from glassbook.web.bundle import File
from glassbook.web.security import HEADERS

Header = tuple[bytes, bytes]
Answer = tuple[int, list[Header], bytes]  # status, headers, body

FOREVER = b"public, max-age=31536000, immutable"
ASK_AGAIN = b"no-cache"


def answer(
    status: int,
    file: File,
    lasting: bytes,
    asked: Iterable[Header],
    rules: Iterable[Header] = HEADERS,
) -> Answer:
    """Return a file with the rules under which it is shown; `asked` are the request's headers."""
    headers = [*rules, (b"content-type", file.kind), (b"cache-control", lasting)]
    if not file.compressed:
        return status, headers, file.body
    headers.append((b"vary", b"accept-encoding"))
    if takes_gzip(asked):
        return status, [*headers, (b"content-encoding", b"gzip")], file.compressed
    return status, headers, file.body


def takes_gzip(headers: Iterable[Header]) -> bool:
    """Does a request accept gzip? One that refuses it by `q=0` does not."""
    accepted = b",".join(value for name, value in headers if name == b"accept-encoding")
    for one in accepted.lower().split(b","):
        coding, _, weight = one.partition(b";")
        if coding.strip() in {b"gzip", b"*"}:
            return not re.fullmatch(rb"\s*q\s*=\s*0(\.0*)?\s*", weight)
    return False
