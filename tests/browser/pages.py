"""Every page there is, and a window for whoever may look: one list for all that pages must do."""

from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, Page, expect

from glassbook.cli.staff import added
from tests.browser.people import customer
from tests.browser.visits import Visit
from tests.clients.venue import RunningVenue

WIDE = {"width": 1440, "height": 900}
PHONE = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Shown:
    """A page. `who` looks at it; `sign` is a selector of what is there once it is all there."""

    path: str
    sign: str
    who: str = "anybody"


EVERY_PAGE = (
    Shown("/", "tbody tr"),
    Shown("/markets", "tbody tr"),
    Shown("/trade/BTCUSD", "tbody.bid tr:nth-child(9)"),
    Shown("/trade/BTCUSD?view=depth", "tbody.bid tr:nth-child(9)"),
    Shown("/trade/DOGEUSD", "text=is not traded here"),
    Shown("/transparency", "tbody tr"),
    Shown("/signup", "form"),
    Shown("/confirm", "h1"),
    Shown("/login", "form"),
    Shown("/forgotten", "form"),
    Shown("/reset", "h1"),
    Shown("/mailbox", "h1"),
    Shown("/console", "form"),
    Shown("/trade/BTCUSD", "[data-testid=available]:not(:text-is('–'))", "customer"),
    Shown("/security", "section:nth-of-type(6)", "customer"),
    Shown("/keys", "h1", "customer"),
    Shown("/wallet", "[data-testid=statement]", "customer"),
    Shown("/console", "[data-testid=tiles]", "staff"),
    Shown("/console/symbols", "tbody tr", "staff"),
    Shown("/console/accounts", "form", "staff"),
    Shown("/console/incidents", "section[aria-label=Incidents]", "staff"),
    Shown("/console/actions", "main ul", "staff"),
    Shown("/console/password", "form", "staff"),
)


class Windows:
    """A window for each kind of visitor, opened when it is first asked for and used again.

    `name` is that of the customer and of the member; nobody else of the venue has it.
    """

    def __init__(self, browser: Browser, venue: RunningVenue, name: str) -> None:
        self._browser = browser
        self._venue = venue
        self._name = name
        self._opened: dict[str, Visit] = {}

    def visit(self, who: str) -> Visit:
        if who not in self._opened:
            seen = Visit(self._browser, self._venue, viewport=WIDE, color_scheme="light")
            seen.page.goto("/login")
            if who == "customer":
                customer(seen.page, f"{self._name}@example.org")
            elif who == "staff":
                enter(seen.page, self._venue.data, self._name, "compliance")
            self._opened[who] = seen
        return self._opened[who]

    def show(self, shown: Shown, viewport: dict[str, int], theme: str) -> Visit:
        """Return the window with the page in it, whole."""
        seen = self.visit(shown.who)
        seen.complaints.clear()
        seen.page.set_viewport_size(viewport)  # type: ignore[arg-type]
        seen.page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        seen.page.goto(shown.path)
        expect(seen.page.locator(shown.sign).first).to_be_attached()
        expect(seen.page.get_by_text("Loading")).to_have_count(0)
        return seen

    def close(self) -> None:
        for each in self._opened.values():
            each.close()


def enter(page: Page, data: Path, name: str, role: str) -> Page:
    """Make a member of the staff, and let him in without the form: one story fills that in."""
    made = added(data, name, role)
    origin = urlsplit(page.url)
    shown = {"name": name, "password": made["password"], "code": made["recovery codes"][0]}
    door = f"{origin.scheme}://{origin.netloc}/web/v1/staff/session"
    assert page.request.post(door, data=shown).ok
    return page
