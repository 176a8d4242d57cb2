"""Whatever somebody may write somewhere is text wherever it is shown, or is not taken at all.

Names of keys, passkeys and browsers, and reasons of the staff, are written so in the stories of
their pages; here are the texts that are left: a member's name, a sub-account's, an order's own id,
and the address of a page.
"""

import pytest
from playwright.sync_api import expect

from tests.browser.pages import enter
from tests.browser.people import customer

EVIL = "<img src=x onerror=alert(1)>"
ORDER = "symbol=BTCUSD&side=BUY&type=LIMIT&timeInForce=GTC&price=1&quantity=1"
PLACE = """async (query) => {
  const { standing } = await (await fetch("/web/v1/visitor")).json();
  const headers = { "X-Glassbook-Writing": standing.writingToken };
  const answer = await fetch(`/web/v1/api/v3/order?${query}`, { method: "POST", headers });
  return [answer.status, (await answer.json()).msg];
}"""


@pytest.fixture
def window(visit):
    """Open a page: `window(path)`. In the end nothing ran, and nothing broke the policy."""
    opened = []

    def entered(path):
        seen = visit(path)
        opened.append(seen)
        return seen.page

    yield entered
    said = [each for seen in opened for each in seen.complaints]
    assert [each for each in said if "the server responded with a status of 4" not in each] == []


def test_the_name_of_a_member_is_text_at_the_console_and_in_what_he_did(window, venue):
    page = window("/login")
    enter(page, venue.data, f"mia {EVIL}", "compliance").goto("/console/accounts")
    expect(page.get_by_text(f"mia {EVIL}, compliance")).to_be_visible()
    page.get_by_label("Account", exact=True).fill("4")
    page.keyboard.press("Enter")
    form = page.locator("form").filter(has=page.get_by_role("button", name="Propose the group"))
    form.get_by_label("Reason").fill(f"because {EVIL}")
    form.get_by_role("button").click()
    expect(form.get_by_role("status")).to_contain_text("Proposed")
    page.get_by_role("link", name="Actions").click()
    done = page.get_by_role("listitem").filter(has_text=f"because {EVIL}")
    expect(done).to_contain_text(f"mia {EVIL}")


def test_the_name_of_a_sub_account_and_an_orders_own_id_hold_no_signs(window):
    page = customer(window("/login"), "signs@example.org", "/wallet")
    opening = page.get_by_role("region", name="Open a sub-account")
    opening.get_by_label("Name").fill(EVIL)
    opening.get_by_role("button").click()
    expect(opening.get_by_role("alert")).to_be_visible()
    status, said = page.evaluate(PLACE, f"{ORDER}&newClientOrderId=%3Cimg%20src%3Dx%3E")
    assert (status, "newClientOrderId" in said, "<img" in said) == (400, True, False)


@pytest.mark.parametrize(
    "path",
    [
        f"/trade/BTCUSD?interval={EVIL}&view={EVIL}",
        f"/login?then=javascript:alert(1)//{EVIL}",
        f"/reset#{EVIL}",
        f"/confirm#{EVIL}",
    ],
)
def test_what_stands_in_an_address_is_nothing_that_runs(window, path):
    page = window(path)
    expect(page.get_by_role("heading").first).to_be_visible()
    assert page.locator("img[src=x]").count() == 0
