"""Which address shows what: the pages, the files they are made of, nothing else.

    PAGES and /trade/SYMBOL                       the application, which reads the address itself
    /assets/...  /icon.svg                        its files
    /web/rates                                    what trading costs, as JSON
    /docs/...                                     the handbook: see handbook.py

An address of a symbol that is not listed shows the application, too, with status 404: it says so
in the visitor's language of pages rather than in the API's.
"""

import re
from collections.abc import Callable, Iterable, Mapping

import msgspec

from glassbook.web.bundle import ASSETS, INDEX, File
from glassbook.web.handbook_pages import Handbook
from glassbook.web.rates import RatesView
from glassbook.web.sending import ASK_AGAIN, FOREVER, Answer, Header, answer

PAGES = frozenset(
    f"/{name}"
    for name in (
        "",
        "markets",
        "transparency",
        "signup",
        "confirm",
        "login",
        "forgotten",
        "reset",
        "mailbox",
        "security",
        "keys",
        "wallet",
        "console",
        "console/symbols",
        "console/accounts",
        "console/actions",
        "console/incidents",
        "console/password",
    )
)
RATES = "/web/rates"
TRADE = re.compile(r"/trade/([A-Z0-9]{1,20})", re.ASCII)

NOT_BUILT = b"""\
<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>Glassbook: the pages were not built</title></head>
<body>
<h1>The pages were not built</h1>
<p>The venue is open, and everything but its pages works: <a href="/docs/api">the REST API</a>,
streams at <code>/ws</code> and <code>/stream</code>, <a href="/health">health</a>.</p>
<p>In the repository, <code>make env</code> builds the pages and says why if it cannot.
Then start the venue again.</p>
</body>
</html>
"""


class Site:
    """The pages of one venue.

    Arguments
        files      the built files by path, as `bundle.read` returns them
        is_listed  whether a symbol of this name is traded here
        rates      says what trading costs now
        handbook   the built documentation
    """

    def __init__(
        self,
        files: Mapping[str, File],
        is_listed: Callable[[str], bool],
        rates: Callable[[], RatesView],
        handbook: Handbook,
    ) -> None:
        self._rates = rates
        self._files = {path: file for path, file in files.items() if path != INDEX}
        self._index = files.get(INDEX)
        self._is_listed = is_listed
        self._handbook = handbook

    def shows(self, path: str) -> bool:
        """Is this an address of a page or of one of its files?"""
        return (
            path in PAGES
            or path == RATES
            or path in self._files
            or path.startswith(ASSETS)
            or self._handbook.shows(path)
            or TRADE.fullmatch(path) is not None
        )

    def page(self, path: str, headers: Iterable[Header]) -> Answer:
        """Return what is shown at an address that `shows` knows; `headers` are the request's."""
        if self._handbook.shows(path):
            return self._handbook.page(path, headers)
        if path == RATES:
            body = msgspec.json.encode(self._rates())
            file = File(b"application/json;charset=UTF-8", body, b"")
            return answer(200, file, ASK_AGAIN, headers)
        if path in self._files:
            lasting = FOREVER if path.startswith(ASSETS) else ASK_AGAIN
            return answer(200, self._files[path], lasting, headers)
        if path.startswith(ASSETS):
            gone = File(b"text/plain; charset=utf-8", b"This file is of another version.\n", b"")
            return answer(404, gone, ASK_AGAIN, ())
        if self._index is None:
            built = File(b"text/html; charset=utf-8", NOT_BUILT, b"")
            return answer(503, built, b"no-store", ())
        return answer(self._status(path), self._index, ASK_AGAIN, headers)

    def _status(self, path: str) -> int:
        named = TRADE.fullmatch(path)
        return 404 if named is not None and not self._is_listed(named[1]) else 200
