"""What keeps an account safe, in Chromium: second factor, passkeys, sessions, API keys, closing."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import Page, expect

from glassbook.cli.identity_files import PEOPLE_FILE
from tests.browser.conftest import no_serious_finding
from tests.browser.people import PASSWORD, Authenticator, account_menu, customer, log_in

EVIL = "<img src=x onerror=alert(1)>"
RESIDENT = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def section(page: Page, name: str):
    return page.get_by_role("region", name=re.compile(f"^{name}"))


def security(visit, email, **window):
    return customer(visit("/login", **window).page, email, "/security")


def turn_factor_on(page: Page) -> tuple[Authenticator, list[str]]:
    factor = section(page, "Second factor")
    factor.get_by_role("button", name="Turn on").click()
    factor.get_by_label("Your password", exact=True).fill(PASSWORD)
    factor.get_by_role("button", name="Continue").click()
    expect(factor.get_by_role("img", name="QR code")).to_be_visible()
    authenticator = Authenticator(factor.locator("pre").inner_text())
    factor.get_by_label("The six digits").fill(authenticator.code())
    factor.get_by_role("button", name="Turn on").click()
    codes = factor.get_by_role("group", name="Recovery codes").locator("pre").inner_text().split()
    factor.get_by_role("button", name="I have kept them").click()
    expect(factor).to_contain_text("Recovery codes left: 10")
    return authenticator, codes


def test_a_second_factor_is_turned_on_shown_at_log_in_and_replaced_by_a_recovery_code(visit):
    page = security(visit, "factor@example.org")
    authenticator, codes = turn_factor_on(page)
    assert len(set(codes)) == 10
    elsewhere = visit("/login").page
    log_in(elsewhere, "factor@example.org")
    expect(elsewhere.get_by_label("Code", exact=True)).to_be_focused()
    elsewhere.keyboard.type("000000")
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("alert")).to_contain_text("six digits")
    elsewhere.get_by_label("Code", exact=True).fill(authenticator.code())
    elsewhere.keyboard.press("Enter")
    expect(account_menu(elsewhere)).to_be_visible()
    third = visit("/login?then=/security").page
    log_in(third, "factor@example.org")
    third.get_by_label("Code", exact=True).fill(codes[3])
    third.keyboard.press("Enter")
    expect(section(third, "Second factor")).to_contain_text("Recovery codes left: 9")


def test_sessions_and_log_ins_are_shown_and_ended(visit):
    email = "sessions@example.org"
    elsewhere = visit("/login", user_agent=f"Phone {EVIL}")
    customer(elsewhere.page, email)
    page = visit("/login?then=/security").page
    log_in(page, email, "not the password")
    expect(page.get_by_role("alert")).to_be_visible()
    log_in(page, email)
    sessions = section(page, "Devices and sessions")
    expect(sessions.get_by_role("listitem")).to_have_count(2)
    other = sessions.get_by_role("listitem").filter(has_text=f"Phone {EVIL}")
    expect(section(page, "Log-ins").locator("tbody tr").first).to_contain_text("1")
    other.get_by_role("button").click()
    expect(sessions.get_by_role("listitem")).to_have_count(1)
    expect(sessions).to_contain_text("This one")
    elsewhere.page.goto("/security")
    expect(elsewhere.page.get_by_role("heading", name="Log in")).to_be_visible()
    assert elsewhere.complaints == []


def test_a_changed_password_opens_and_the_old_one_does_not(visit):
    page = security(visit, "changes@example.org")
    section(page, "Password").get_by_role("button", name="Change password").click()
    page.get_by_label("Present password", exact=True).fill("not the present one")
    page.get_by_label("New password", exact=True).fill("another long password")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("not your password")
    page.get_by_label("Present password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_text("Your password was changed.")).to_be_visible()
    other = visit("/login").page
    log_in(other, "changes@example.org", "another long password")
    expect(account_menu(other)).to_be_visible()


def test_a_passkey_is_made_opens_the_account_and_is_deleted(visit, venue):
    """At a name: no browser keeps passkeys for an address of numbers."""
    base = f"http://localhost:{urlsplit(venue.http).port}"
    page = visit(f"{base}/login", base_url=base).page
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": RESIDENT})
    customer(page, "passkey@example.org", "/security")
    passkeys = section(page, "Passkeys")
    passkeys.get_by_role("button", name="Add a passkey").click()
    passkeys.get_by_label("What you call it").fill(f"Phone {EVIL}")
    passkeys.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(passkeys.get_by_role("listitem")).to_contain_text(f"Phone {EVIL}")
    expect(passkeys.get_by_role("listitem")).to_contain_text("never used")
    account_menu(page).click()
    page.get_by_role("button", name="Log out").click()
    page.get_by_role("link", name="Log in").click()
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(account_menu(page)).to_be_visible()
    page.goto(f"{base}/security")
    passkeys.get_by_role("button", name="Delete Phone").click()
    passkeys.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(passkeys.get_by_text("You have none.")).to_be_visible()


def test_a_key_is_made_its_secret_shown_once_and_deleted(visit, data):
    page = customer(visit("/login").page, "keys@example.org")
    account_menu(page).click()
    page.get_by_role("link", name="API keys").click()
    page.get_by_role("button", name="Make a key").click()
    page.get_by_label("Name").fill(f"bot {EVIL}")
    page.get_by_role("checkbox", name="TRADE").check()
    page.get_by_label("Addresses it may").fill("203.0.113.0/33")
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("203.0.113.0/24")
    page.get_by_label("Addresses it may").fill("203.0.113.0/24\n198.51.100.7")
    page.get_by_label("Expires on").fill("2099-01-01")
    page.get_by_role("button", name="Make a key").click()
    expect(page.get_by_test_id("made")).to_be_visible()
    key, secret = page.get_by_test_id("made").locator("pre").all_inner_texts()
    listed = page.get_by_role("article", name="bot <img")
    expect(listed).to_contain_text("READ, TRADE")
    expect(listed).to_contain_text("198.51.100.7/32, 203.0.113.0/24")
    expect(listed).to_contain_text("2099")
    page.reload()
    expect(listed).to_contain_text(key)
    assert secret not in page.content()
    listed.get_by_role("button", name="Delete bot").click()
    listed.get_by_role("button", name="Delete", exact=True).click()
    expect(listed).to_have_count(0)
    assert secret.encode() not in (data / PEOPLE_FILE).read_bytes()


def test_what_may_withdraw_takes_a_second_factor(visit):
    page = customer(visit("/login").page, "withdraws@example.org", "/keys")
    page.get_by_role("button", name="Make a key").click()
    page.get_by_role("checkbox", name="WITHDRAW").check()
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("second factor that is on")


def test_a_closed_account_is_out_at_once(visit):
    page = security(visit, "closes@example.org")
    page.get_by_role("button", name="Close the account").click()
    page.get_by_label("Your password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Close my account").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    page.goto("/security")
    expect(page.get_by_role("heading", name="Log in")).to_be_visible()


def test_the_pages_of_an_account_have_no_serious_finding_and_fit_a_phone(visit):
    window = {"bypass_csp": True, "viewport": {"width": 390, "height": 844}}
    page = security(visit, "narrow@example.org", **window)
    # At an address of numbers no browser has passkeys.
    expect(section(page, "Passkeys")).to_contain_text("open http://localhost:")
    for path, button in (("/security", "Turn on"), ("/keys", "Make a key")):
        page.goto(path)
        page.get_by_role("button", name=button).click()
        expect(page.get_by_label("Your password", exact=True)).to_be_visible()
        no_serious_finding(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
