"""Visitors, and the windows they look through.

A new window costs a second of a processor: Chromium starts processes for it, and compiles every
script again. So the next story gets the window of one before it, left as nobody had ever used it.
"""

from typing import Any

from playwright.sync_api import Browser, Dialog, Page

from tests.clients.venue import RunningVenue

PATIENCE_MS = 60_000  # a busy machine; a story that is well waits for nothing
FORGET = "() => { localStorage.clear(); sessionStorage.clear(); }"


class Visit:
    """One visitor's window, with everything that must not happen in it written down.

    One that was opened as something particular, or made so, is nobody else's: `is_kept` says it.
    """

    def __init__(self, browser: Browser, venue: RunningVenue, **window: Any) -> None:
        self._context = browser.new_context(**{"base_url": venue.http} | window)
        self._context.set_default_timeout(PATIENCE_MS)
        self.page: Page = self._context.new_page()
        self.is_kept = not window
        self.complaints: list[str] = []
        self.hosts: set[str] = set()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: self._listen(said.type, said.text))
        self.page.on("request", lambda asked: self.hosts.add(asked.url.split("/")[2]))
        self.page.on("dialog", self._dismiss)

    def _listen(self, kind: str, text: str) -> None:
        if kind == "error":
            self.complaints.append(text)

    def _dismiss(self, dialog: Dialog) -> None:
        """None of our pages opens one."""
        self.complaints.append(dialog.message)
        dialog.dismiss()

    def empty(self) -> None:
        """Make the window that of a visitor who comes for the first time."""
        self.page.evaluate(FORGET)
        self.page.goto("about:blank")
        self._context.clear_cookies()
        self.complaints.clear()
        self.hosts.clear()

    def close(self) -> None:
        self._context.close()


class Windows:
    """The windows of one browser."""

    def __init__(self, browser: Browser, venue: RunningVenue) -> None:
        self._browser = browser
        self._venue = venue
        self._free: list[Visit] = []

    def take(self, **window: Any) -> Visit:
        if self._free and not window:
            return self._free.pop()
        return Visit(self._browser, self._venue, **window)

    def give_back(self, visit: Visit) -> None:
        if visit.is_kept:
            visit.empty()
            self._free.append(visit)
        else:
            visit.close()

    def close(self) -> None:
        for each in self._free:
            each.close()
