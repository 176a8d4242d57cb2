"""The staff at their console, in Chromium, on a venue that trades."""

import re

import pytest
from playwright.sync_api import Page, expect

from glassbook.cli.staff import added
from tests.browser.conftest import no_serious_finding
from tests.browser.people import PASSWORD, customer
from tests.browser.test_security import turn_factor_on

EVIL = "<img src=x onerror=alert(1)>"
ROLES = {"olga": "operator", "otto": "operator", "clara": "compliance", "carl": "compliance"}


@pytest.fixture(scope="module")
def staff(venue):
    """Who works here: by name, what he needs to log in."""
    return {name: added(venue.data, name, role) for name, role in ROLES.items()}


@pytest.fixture
def member(visit, staff):
    """Open the console for a member: `member(name, **window)` returns his page."""

    def entered(name: str, **window) -> Page:
        page = visit("/console", **window).page
        page.get_by_label("Name").fill(name)
        page.get_by_label("Password", exact=True).fill(staff[name]["password"])
        page.get_by_label("Code of the authenticator").fill(staff[name]["recovery codes"].pop())
        page.keyboard.press("Enter")
        expect(page.get_by_text(f"{name}, {ROLES[name]}")).to_be_visible()
        return page

    return entered


def find(page: Page, account_id: int) -> None:
    page.get_by_role("link", name="Accounts").click()
    page.get_by_label("Account", exact=True).fill(str(account_id))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name=f"Account {account_id}")).to_be_visible()


def set_status(page: Page, status: str, reason: str) -> None:
    form = page.locator("form").filter(has=page.get_by_label("New status"))
    form.get_by_label("New status").select_option(status)
    form.get_by_label("Reason").fill(reason)
    form.get_by_role("button").click()


def propose(page: Page, button: str, reason: str, **fields: str):
    """Fill a form of the console by the labels of its fields, and send it; return the form."""
    form = page.locator("form").filter(has=page.get_by_role("button", name=button, exact=True))
    for name, text in fields.items():
        form.get_by_label(name.replace("_", " "), exact=True).fill(text)
    form.get_by_label("Reason").fill(reason)
    form.get_by_role("button", name=button).click()
    return form


def allow(page: Page, reason: str) -> None:
    page.get_by_role("link", name="Actions").click()
    waiting = page.get_by_role("listitem").filter(has_text=reason)
    waiting.get_by_role("button", name="Allow").click()
    expect(waiting).to_contain_text("Done")


def test_one_halts_a_symbol_by_keyboard_and_two_open_it_and_its_ticket_says_so(visit, member):
    page = member("olga")
    page.get_by_role("link", name="Symbols").press("Enter")
    page.get_by_role("button", name="Change ETHUSDT").press("Enter")
    form = page.locator("form").filter(has=page.get_by_label("New status"))
    form.get_by_role("button").press("Enter")
    expect(form.get_by_role("alert")).to_be_visible()
    form.get_by_label("Reason").focus()
    page.keyboard.type(f"halted {EVIL}")
    page.keyboard.press("Enter")
    expect(form.get_by_role("status")).to_contain_text("Done, as command")
    expect(page.get_by_role("row", name="ETHUSDT")).to_contain_text("Halt: nothing is accepted")
    market = customer(visit("/login").page, "halted@example.org", "/trade/ETHUSDT")
    ticket = market.get_by_role("region", name="Order", exact=True)
    expect(ticket).to_contain_text("No orders are taken now: Halted.")
    expect(ticket.get_by_role("button", name="Buy ETH")).to_be_disabled()
    set_status(page, "TRADING", "all clear")
    expect(form.get_by_role("status")).to_contain_text("Proposed")
    allow(member("otto"), "all clear")
    page.get_by_role("link", name="Actions").click()
    page.get_by_role("link", name="Symbols").click()
    expect(ticket.get_by_role("button", name="Buy ETH")).to_be_enabled()
    expect(page.get_by_role("row", name="ETHUSDT")).to_contain_text("Trading")
    rates = page.get_by_role("region", name="Commission")
    expect(rates.get_by_role("row", name=re.compile(r"^0 USD [0-9.]+% [0-9.]+%$"))).to_be_visible()
    page.get_by_role("link", name="Actions").click()
    expect(page.get_by_text(f"halted {EVIL}")).to_be_visible()


def test_money_moves_not_without_a_second_member(member):
    olga = member("olga")
    find(olga, 4)
    form = propose(
        olga, "Propose the rates", "agreed by contract 9", **{"Maker,_parts_per_million": "300"}
    )
    expect(form.get_by_role("status")).to_contain_text("a second member")
    expect(olga.get_by_text("0.1%, 0.1%")).to_be_visible()
    shares = {
        "Account_of_the_partner": "3",
        "To_the_partner,_parts_per_million": "200000",
        "Back_to_this_account,_parts_per_million": "50000",
    }
    form = propose(olga, "Propose the partner", "brought by account 3", **shares)
    expect(form.get_by_role("status")).to_contain_text("a second member")
    olga.get_by_role("link", name="Actions").click()
    own = olga.get_by_role("listitem").filter(has_text="contract 9")
    expect(own.get_by_role("button", name="Withdraw")).to_be_visible()
    expect(own.get_by_role("button", name="Allow")).to_have_count(0)
    otto = member("otto")
    expect(otto.get_by_text("to decide")).to_be_visible()
    allow(otto, "contract 9")
    allow(otto, "brought by account 3")
    find(olga, 4)
    expect(olga.get_by_text("0.03%, 0.1%")).to_be_visible()
    expect(olga.get_by_text("Account 3: 20% of its commission, and 5% back to it")).to_be_visible()


def test_compliance_freezes_at_once_and_opens_again_by_two(member):
    clara = member("clara")
    find(clara, 4)
    acts = clara.get_by_role("region", name="Limits and rates")
    freeze = acts.locator("form").filter(has=clara.get_by_role("button", name="Freeze"))
    freeze.get_by_label("Reason").fill("court order 17")
    freeze.get_by_role("button").click()
    account = clara.get_by_role("region", name="Account 4")
    expect(account).to_contain_text("Frozen")
    again = acts.locator("form").filter(has=clara.get_by_role("button", name="Unfreeze"))
    again.get_by_label("Reason").fill("order 17 lifted")
    again.get_by_role("button").click()
    expect(again.get_by_role("status")).to_contain_text("Proposed")
    carl = member("carl")
    carl.get_by_role("link", name="Actions").click()
    waiting = carl.get_by_role("listitem").filter(has_text="order 17 lifted")
    waiting.get_by_role("button", name="Allow").click()
    expect(waiting).to_contain_text("Done")
    find(clara, 4)
    expect(account).to_contain_text("Open")


def test_whose_an_account_is_is_read_for_a_reason(visit, member):
    email = "known@example.org"
    customer(visit("/login").page, email)
    page = member("clara")
    page.get_by_role("link", name="Accounts").click()
    page.get_by_label("Account", exact=True).fill(email)
    page.keyboard.press("Enter")
    whose = page.get_by_role("region", name="Whose it is")
    whose.get_by_label("Reason").fill("subpoena 4")
    whose.get_by_role("button").click()
    expect(whose).to_contain_text(email)


def test_a_customers_session_is_nobody_at_the_console(visit):
    page = customer(visit("/login").page, "curious@example.org")
    page.goto("/console/actions")
    expect(page.get_by_role("heading", name="Staff log-in")).to_be_visible()


def test_the_forms_of_a_symbol_have_no_serious_finding_and_fit_a_phone(member):
    window = {"color_scheme": "dark", "bypass_csp": True, "viewport": {"width": 390, "height": 844}}
    page = member("olga", **window)
    page.get_by_role("link", name="Symbols").click()
    page.get_by_role("button", name="Change BTCUSDT").click()
    expect(page.get_by_label("New status")).to_be_visible()
    no_serious_finding(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_a_member_changes_his_own_password_and_enters_by_it(visit, member, staff):
    page = member("otto")
    page.get_by_role("link", name="Your password").click()
    for label, text in (
        ("Present password", staff["otto"]["password"]),
        ("Code of the authenticator", staff["otto"]["recovery codes"].pop()),
        ("New password", "Password1234!"),
    ):
        page.get_by_label(label, exact=True).fill(text)
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("most common passwords")
    staff["otto"]["password"] = "a lighthouse in the fog"
    page.get_by_label("New password", exact=True).fill(staff["otto"]["password"])
    page.get_by_label("Code of the authenticator").fill(staff["otto"]["recovery codes"].pop())
    page.keyboard.press("Enter")
    expect(page.get_by_text("Changed. Your other sessions have ended.")).to_be_visible()
    member("otto")


def test_who_lost_every_factor_is_helped_by_two_and_reads_when(visit, member):
    email = "lost@example.org"
    turn_factor_on(customer(visit("/login").page, email, "/security"))
    clara, carl = member("clara"), member("carl")
    for page in (clara, carl):
        page.get_by_role("link", name="Accounts").click()
        page.get_by_label("Account", exact=True).fill(email)
        page.keyboard.press("Enter")
    help_of = clara.get_by_role("region", name="Lost second factor")
    help_of.get_by_label("Reason").fill("video call 12")
    help_of.get_by_role("button").click()
    expect(help_of.get_by_role("status")).to_contain_text("a second member")
    carl.get_by_role("link", name="Actions").click()
    waiting = carl.get_by_role("listitem").filter(has_text="video call 12")
    waiting.get_by_role("button", name="Allow").click()
    expect(waiting).to_contain_text("Done")
    letter = visit("/mailbox").page.get_by_role("article").filter(has_text=f"To {email}").first
    expect(letter).to_contain_text("Your second factor will be taken off")
    clara.get_by_role("button", name="Find").click()
    expect(clara.get_by_text("Second factor is taken off")).to_be_visible()
    help_of.get_by_label("Reason").fill("he found his codes")
    help_of.get_by_role("button", name="Leave them on").click()
    expect(clara.get_by_text("Second factor is taken off")).to_have_count(0)


def test_who_closed_his_account_is_forgotten_by_two(visit, member):
    email = "forgotten@example.org"
    gone = customer(visit("/login").page, email, "/security")
    clara = member("clara")
    clara.get_by_role("link", name="Accounts").click()
    clara.get_by_label("Account", exact=True).fill(email)
    clara.keyboard.press("Enter")
    heading = clara.get_by_role("heading", name=re.compile(r"^Account \d+$"))
    number = int(heading.inner_text().split()[1])
    closed = gone.request.post(
        "/web/v1/account/close",
        data={"password": PASSWORD},
        headers={"x-glassbook-writing": gone.request.get("/web/v1/session").json()["writingToken"]},
    )
    assert closed.ok
    find(clara, number)
    panel = clara.get_by_role("region", name="Forget the former customer")
    panel.get_by_label("Reason").fill("seven years are over")
    panel.get_by_role("button").click()
    expect(panel.get_by_role("status")).to_contain_text("Proposed")
    allow(member("carl"), "seven years are over")
    find(clara, number)
    expect(clara.get_by_role("region", name="Limits and rates")).to_be_visible()
    expect(panel).to_have_count(0)


def test_a_limit_of_an_account_takes_two_and_is_told_by_the_ticket(visit, member):
    email = "limited@example.org"
    trader = customer(visit("/login").page, email, "/trade/BTCUSDT")
    clara, carl = member("clara"), member("carl")
    clara.get_by_role("link", name="Accounts").click()
    clara.get_by_label("Account", exact=True).fill(email)
    clara.keyboard.press("Enter")
    form = clara.locator("form").filter(has=clara.get_by_role("button", name="Propose the limit"))
    form.get_by_label("Limit", exact=True).select_option("OPEN_ORDERS_MAX")
    form.get_by_label("At most").fill("1")
    form.get_by_label("Reason").fill("case 12")
    form.get_by_role("button").click()
    expect(form.get_by_role("status")).to_contain_text("Proposed")
    carl.get_by_role("link", name="Actions").click()
    waiting = carl.get_by_role("listitem").filter(has_text="case 12")
    waiting.get_by_role("button", name="Allow").click()
    expect(waiting).to_contain_text("Done")
    clara.get_by_role("button", name="Find").click()
    expect(clara.get_by_text("Open orders at most").locator("..")).to_contain_text("1")
    ticket = trader.get_by_role("region", name="Order", exact=True)
    for said in ("Order placed", "Refused"):
        ticket.get_by_role("textbox", name="Price").fill("100")
        ticket.get_by_role("textbox", name="Quantity").fill("0.2")
        trader.keyboard.press("Enter")
        expect(ticket).to_contain_text(said)


def test_a_market_is_there_and_costs_what_two_operators_want(visit, member):
    olga, otto = member("olga"), member("otto")
    symbols = olga.get_by_role("link", name="Symbols")
    symbols.click()
    made = {"Name_of_the_asset": "SOL", "Decimals_of_its_smallest_amount": "8"}
    form = propose(olga, "Propose the asset", "sol is wanted", **made)
    expect(form.get_by_role("status")).to_contain_text("a second member")
    expect(olga.get_by_label("Base asset").locator("option", has_text="SOL")).to_have_count(0)
    allow(otto, "sol is wanted")
    olga.reload()
    olga.get_by_label("Base asset").select_option("SOL")
    terms = {
        "Tick,_the_step_of_prices": "0.01",
        "Lot,_the_step_of_quantities": "0.001",
        "Highest_price": "100000.005",
        "Greatest_quantity": "90000",
        "Least_value_of_an_order": "5",
    }
    form = propose(olga, "Propose the symbol", "and its market", **terms)
    price = form.get_by_label("Highest price")
    expect(price).to_have_accessible_description(re.compile("a multiple of 0.01"))
    price.fill("100000")
    form.get_by_role("button").click()
    expect(form.get_by_role("status")).to_contain_text("a second member")
    markets = visit("/markets").page
    expect(markets.get_by_role("row", name="ETH/USDT")).to_be_visible()
    expect(markets.get_by_role("row", name="SOL/USD")).to_have_count(0)
    allow(otto, "and its market")
    olga.reload()
    expect(olga.get_by_role("row", name="SOLUSD")).to_contain_text("Not open")
    olga.get_by_role("button", name="Change SOLUSD").click()
    set_status(olga, "TRADING", "the first day")
    allow(otto, "the first day")
    markets.reload()
    expect(markets.get_by_role("row", name="SOL/USD")).to_be_visible()
    market = customer(visit("/login").page, "sol@example.org", "/trade/SOLUSD")
    ticket = market.get_by_role("region", name="Order", exact=True)
    ticket.get_by_role("textbox", name="Price").fill("150")
    ticket.get_by_role("textbox", name="Quantity").fill("0.1")
    expect(ticket).to_contain_text("0.0001 SOL")  # what it costs is known: it can be sent
    market.keyboard.press("Enter")
    expect(ticket.get_by_test_id("done")).to_have_text("Order placed: Buy 0.1 SOL/USD")
    fees = {"Maker's_fee,_parts_per_million": "0", "Taker's_fee,_parts_per_million": "5000"}
    form = propose(olga, "Propose the fees", "sol is dear", **fees)
    expect(form.get_by_role("status")).to_contain_text("a second member")
    expect(olga.get_by_role("row", name="SOLUSD")).to_contain_text("none")
    allow(otto, "sol is dear")
    olga.reload()
    expect(olga.get_by_role("row", name="SOLUSD")).to_contain_text("0% / 0.5%")
    market.reload()
    ticket.get_by_role("textbox", name="Price").fill("150")
    ticket.get_by_role("textbox", name="Quantity").fill("0.1")
    expect(ticket.get_by_test_id("fee")).to_have_text("0.0006 SOL")
    expect(market.get_by_test_id("on-top")).to_contain_text("SOLUSD costs 0.00% as maker")


def test_an_operator_tells_of_a_trouble_and_everybody_reads_each_word_of_it(visit, member):
    olga = member("olga")
    olga.get_by_role("link", name="Incidents").click()
    begin = olga.get_by_role("region", name="Tell of a new one")
    begin.get_by_label("Words for everybody").fill("a")
    begin.get_by_label("Reason").fill("ticket 12")
    begin.get_by_role("button").click()
    expect(begin.get_by_role("alert")).to_be_visible()
    begin.get_by_label("Words for everybody").fill(f"Orders are slow {EVIL}")
    begin.get_by_role("button").click()
    more = olga.get_by_role("region", name="Tell more of one")
    more.get_by_label("What to tell").select_option(label="That it is over")
    more.get_by_label("Words for everybody").fill("They are as quick as before")
    more.get_by_label("Reason").fill("ticket 12 closed")
    more.get_by_role("button").click()
    expect(more).to_have_count(0)
    told = visit("/transparency").page.get_by_role("region", name="Incidents")
    expect(told.get_by_role("listitem").first).to_contain_text("Over")
    expect(told).to_contain_text(f"Orders are slow {EVIL}")
    expect(told).to_contain_text("They are as quick as before")
    expect(told).not_to_contain_text("ticket")


def test_a_limit_of_everybody_takes_two_and_health_tells_how_long_it_took(member):
    olga = member("olga")
    olga.get_by_role("link", name="Symbols").click()
    limits = olga.get_by_role("region", name="Limits of everybody")
    limits.get_by_label("Limit", exact=True).select_option("ASSET_UNITS_MAX")
    limits.get_by_label("Asset").select_option("ETH")
    limits.get_by_label("At most").fill("9 coins")
    limits.get_by_label("Reason").fill("rule book 3")
    limits.get_by_role("button").click()
    expect(limits.get_by_role("alert").first).to_be_visible()
    limits.get_by_label("At most").fill("900000000000000")
    limits.get_by_role("button").click()
    expect(limits.get_by_role("status")).to_contain_text("Proposed")
    otto = member("otto")
    allow(otto, "rule book 3")
    otto.get_by_role("link", name="Health").click()
    took = otto.get_by_role("region", name="How long commands took in the last minute")
    expect(took.get_by_role("row", name=re.compile("99 of 100 [0-9.,]+ ms"))).to_be_visible()
