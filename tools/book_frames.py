"""How much script a book frame costs in Chromium: one line, in milliseconds.

    .venv/bin/python tools/book_frames.py http://127.0.0.1:8080 [seconds [e-mail password]]

All script of the trading page (book, tape, candles, decoding) is divided by the frames in which
the book was drawn anew, so the figure is more than a book frame costs, never less. It is what the
page's thread takes of a processor: other work on the machine is no part of it. With a customer's
address and password it is his page, his ticket filled.
"""

import shutil
import sys

from playwright.sync_api import CDPSession, Page, sync_playwright

WATCH = """() => {
  window.drawn = 0;
  const rows = document.querySelector("tbody.bid").parentElement;
  new MutationObserver(() => { window.drawn += 1; }).observe(
    rows, { subtree: true, childList: true, characterData: true, attributes: true });
}"""


def script_seconds(session: CDPSession) -> float:
    metrics = session.send("Performance.getMetrics")["metrics"]
    return next(each["value"] for each in metrics if each["name"] == "ScriptDuration")


def log_in(page: Page, address: str, email: str, password: str) -> None:
    page.goto(f"{address}/login?then=/trade/BTCUSD")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.keyboard.press("Enter")
    ticket = page.get_by_role("region", name="Order", exact=True)
    ticket.get_by_role("textbox", name="Price").fill("100")
    ticket.get_by_role("textbox", name="Quantity").fill("1")


def measure(address: str, seconds: float, *customer: str) -> str:
    """Return the line; `customer` is nobody, or an e-mail address and a password."""
    with sync_playwright() as playwright:
        options = {"executable_path": shutil.which("chromium"), "args": ["--no-sandbox"]}
        browser = playwright.chromium.launch(**options)
        page = browser.new_page(viewport={"width": 1440, "height": 900})
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        if customer:
            log_in(page, address, *customer)
        else:
            page.goto(f"{address}/trade/BTCUSD")
        page.wait_for_selector("tbody.bid td.price")
        page.evaluate(WATCH)
        before = script_seconds(session)
        page.wait_for_timeout(seconds * 1000)
        drawn, spent = page.evaluate("window.drawn"), script_seconds(session) - before
        browser.close()
    return f"{drawn} book frames in {seconds:.0f} s, {1000 * spent / max(drawn, 1):.2f} ms each"


if __name__ == "__main__":
    print(measure(sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 20, *sys.argv[3:]))
