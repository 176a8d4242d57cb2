"""Customers as they come and go, in Chromium: letters, log-in, and what strangers write."""

from playwright.sync_api import expect

from tests.browser.people import PASSWORD, account_menu, customer, log_in, sign_up

EVIL = "Firefox <img src=x onerror=alert(1)><script>alert(2)</script>"


def test_a_newcomer_signs_up_reads_his_letter_and_is_in_until_he_logs_out(visit, venue):
    seen = visit("/signup")
    page = seen.page
    sign_up(page, "newcomer@example.org")
    log_in(page, "newcomer@example.org")
    expect(page).to_have_url(f"{venue.http}/markets")
    page.reload()
    account_menu(page).click()
    page.get_by_role("button", name="Log out").click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()
    assert seen.complaints == []


def test_a_poor_password_is_refused_beside_its_field(visit):
    page = visit("/signup").page
    page.get_by_label("E-mail address").fill("poor@example.org")
    page.get_by_label("Password", exact=True).fill("short")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("12 to 128 characters")
    field = page.get_by_label("Password", exact=True)
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_attribute("autocomplete", "new-password")
    page.get_by_role("button", name="Show Password").click()
    expect(field).to_have_attribute("type", "text")


def test_a_forgotten_password_is_set_anew_by_keyboard_alone(visit):
    email = "forgetful@example.org"
    page = customer(visit("/login").page, email)
    other = visit("/login").page
    other.goto("/forgotten")
    other.get_by_label("E-mail address").focus()
    other.keyboard.type(email)
    other.keyboard.press("Enter")
    other.get_by_role("link", name="Open the local mailbox").press("Enter")
    letter = other.get_by_role("article").filter(has_text=f"To {email}").first
    letter.get_by_role("link", name="/reset").press("Enter")
    other.get_by_label("New password", exact=True).focus()
    other.keyboard.type("another long password")
    other.keyboard.press("Enter")
    expect(other.get_by_text("Your new password is set.")).to_be_visible()
    log_in(other, email, PASSWORD)
    expect(other.get_by_role("alert")).to_contain_text("not how anybody logs in here")
    log_in(other, email, "another long password")
    expect(account_menu(other)).to_be_visible()
    page.reload()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def test_what_a_stranger_calls_his_browser_is_shown_as_text(visit):
    seen = visit("/login", user_agent=EVIL)
    email = "evil'&{1+1}`@example.org"
    page = customer(seen.page, email)
    page.goto("/mailbox")
    expect(page.get_by_role("article").first).to_contain_text("<img src=x")
    expect(page.get_by_role("article").first).to_contain_text(f"To {email}")
    assert seen.complaints == []


def test_a_link_to_the_log_in_leads_to_pages_of_ours_alone(visit, venue):
    email = "careful@example.org"
    customer(visit("/login").page, email)
    page = visit("/login?then=//evil.example/markets").page
    log_in(page, email)
    expect(page).to_have_url(f"{venue.http}/markets")
