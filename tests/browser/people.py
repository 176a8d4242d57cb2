"""What the stories do again and again: signing up by way of the mailbox, logging in, codes."""

import re
import time
from base64 import b32decode
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, expect

from glassbook.identity.one_time_codes import STEP_NS, code

PASSWORD = "correct horse battery"


def sign_up(page: Page, email: str) -> None:
    """Sign up and confirm, as somebody does who reads his letters."""
    page.goto("/signup")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign up").click()
    page.get_by_role("link", name="Open the local mailbox").click()
    letter = page.get_by_role("article").filter(has_text=f"To {email}").first
    letter.get_by_role("link", name="/confirm").click()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Open the account").click()
    expect(page.get_by_text("Your account is open.")).to_be_visible()


def log_in(page: Page, email: str, password: str = PASSWORD) -> None:
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Log in", exact=True).click()


def customer(page: Page, email: str, path: str = "/transparency") -> Page:
    """Return the window of somebody who has signed up and is in, without the forms: one story
    fills them in for all.
    """
    origin = urlsplit(page.url)
    door, pair = f"{origin.scheme}://{origin.netloc}/web/v1", {"email": email, "password": PASSWORD}
    assert page.request.post(f"{door}/signup", data=pair).status == 202
    letters = page.request.get(f"{door}/mailbox").json()
    text = next(each["text"] for each in letters if each["to"] == email)
    shown = {"token": text.partition("#")[2].split()[0], "password": PASSWORD}
    assert page.request.post(f"{door}/signup/confirm", data=shown).ok
    assert page.request.post(f"{door}/session", data=pair).ok
    page.goto(f"{origin.scheme}://{origin.netloc}{path}")
    expect(account_menu(page)).to_be_visible()
    return page


def account_menu(page: Page) -> Locator:
    return page.get_by_role("button", name=re.compile(r"^Account \d+$"))


class Authenticator:
    """Shows codes, each once: it goes on to the next step rather than show one again."""

    def __init__(self, secret: str) -> None:
        self._secret = b32decode(secret)
        self._last = 0

    def code(self) -> str:
        """Return a code that the venue takes now and was not shown before."""
        self._last = max(self._last + 1, time.time_ns() // STEP_NS - 1)
        return code(self._secret, self._last)
