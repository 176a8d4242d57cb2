"""The handbook at /docs/: the documentation as it was built from docs/, under rules as strict.

Its pages have a few scripts of their own in them, cells of tables say on which side they stand, and
the script of the search brings a style sheet. Each of these is allowed by its hash and nothing else
is: what anybody else put in would not run.

*Source*: Content Security Policy Level 3, sections 2.3.1 and 6.7.2
"""

import hashlib
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from pathlib import Path

from glassbook.web.bundle import File
from glassbook.web.security import HEADERS, policy_with
from glassbook.web.sending import ASK_AGAIN, Answer, Header, answer

#: Where the build puts it: `tools/web_bundle.py`.
BUILT = Path(__file__).with_name("handbook")
ROOT = "/docs"
FIRST = "/index.html"
HTML, SCRIPT = b"text/html", b"text/javascript"

#: A sheet in a script is a text of some length that begins with a selector and has no code in it.
_sheets = re.compile(rb"'(?=([.:@*][^'\\]{200,})')").findall
_code = re.compile(rb"=>|function|return ").search
_scripts = re.compile(rb"<script(?:\s[^>]*)?>(.*?)</script>", re.DOTALL).findall
_styles = re.compile(rb'\sstyle="([^"]*)"').findall


class Handbook:
    """The pages below ROOT; of a venue that has none, nothing is shown there."""

    def __init__(self, files: Mapping[str, File]) -> None:
        self._files = {f"{ROOT}{path}": file for path, file in files.items()}
        if f"{ROOT}{FIRST}" in self._files:
            self._files[f"{ROOT}/"] = self._files[f"{ROOT}{FIRST}"]
        sheets = [sheet for file in files.values() for sheet in sheets_in(file)]
        self._rules = {
            path: rules_of(file.body, sheets)
            for path, file in self._files.items()
            if file.kind.startswith(HTML)
        }

    def shows(self, path: str) -> bool:
        """Is this a page of the handbook, or a file that one is made of?"""
        return path in self._files or (path == ROOT and bool(self._files))

    def page(self, path: str, headers: Iterable[Header]) -> Answer:
        """Return what is shown at an address that `shows` knows."""
        if path == ROOT:  # the pages name each other from the folder that they are in
            status, told, body = answer(308, File(HTML, b"", b""), ASK_AGAIN, ())
            return status, [*told, (b"location", f"{ROOT}/".encode())], body
        rules = self._rules.get(path, HEADERS)
        return answer(200, self._files[path], ASK_AGAIN, headers, rules)


def sheets_in(file: File) -> list[bytes]:
    """Return the style sheets that a script brings."""
    if not file.kind.startswith(SCRIPT):
        return []
    return [each for each in _sheets(file.body) if b"{" in each and not _code(each)]


def rules_of(page: bytes, sheets: Iterable[bytes] = ()) -> tuple[Header, ...]:
    """Return the rules under which a page is shown: what stands in it is allowed by its hash."""
    scripts = b" ".join(map(_hashed, sorted({each for each in _scripts(page) if each})))
    styles = sorted({*_styles(page), *sheets})
    hashed = b" ".join([b"'unsafe-hashes'", *map(_hashed, styles)]) if styles else b""
    policy = policy_with(scripts, hashed)
    return tuple(
        (name, policy if name == b"content-security-policy" else value) for name, value in HEADERS
    )


def _hashed(text: bytes) -> bytes:
    return b"'sha256-" + b64encode(hashlib.sha256(text).digest()) + b"'"
