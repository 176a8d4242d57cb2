"""Two operators name who has a share of a customer's commission, and the journal says why."""

import pytest

WHY = "ticket 12"
ALICE, BOB = 2, 3
TERMS = {
    "accountId": BOB,
    "partnerId": ALICE,
    "sharePpm": 200_000,
    "kickbackPpm": 50_000,
    "reason": WHY,
}


def name(browser, **changed):
    return browser.post("console/acts/partner", TERMS | changed)


def shown(browser):
    account = browser.post("console/accounts/find", {"what": str(BOB)}).json
    return account["partnerId"], account["sharePpm"], account["kickbackPpm"]


def terms(office):
    return office.house.exchange.projections.rebates.terms


def test_a_partner_is_named_by_two_and_the_journal_has_it(office, olga):
    otto = office.member("otto")
    proposal = {"action": name(olga).json["action"]}
    assert terms(office) == {}
    assert otto.post("console/actions/approve", proposal).status == 200
    assert terms(office) == {BOB: (ALICE, 200_000, 50_000)}
    assert shown(olga) == (ALICE, 200_000, 50_000)
    said = office.documents[-1]
    assert said.schema == "rebate-terms"
    assert said.body == {
        "account": BOB,
        "partner": ALICE,
        "share_ppm": 200_000,
        "kickback_ppm": 50_000,
        "why": f"{office.id_of('olga')} and {office.id_of('otto')}: {WHY}",
    }
    proposal = {"action": name(olga, sharePpm=0, kickbackPpm=0).json["action"]}
    assert otto.post("console/actions/approve", proposal).status == 200
    assert terms(office) == {}, "shares of nothing end it"
    assert shown(olga) == (None, 0, 0)


@pytest.fixture(scope="module")
def beneath(office):
    """The number of a sub-account of Bob's."""
    house = office.house
    master = house.keys.create("bob", permissions=house.bob.permissions | 4)
    path, opened = "/sapi/v1/sub-account/virtualSubAccount", {"subAccountString": "desk"}
    assert house.ask("POST", path, key=master, **opened).status == 200
    return house.exchange.projections.directory.subaccounts(BOB)[0].account_id


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"accountId": 1}, "accountId"),
        ({"partnerId": 1}, "partnerId"),
        ({"partnerId": 999}, "partnerId"),
        ({"partnerId": BOB}, "partnerId"),
        ({"sharePpm": 1_000_001}, "sharePpm"),
        ({"sharePpm": -1}, "sharePpm"),
        ({"kickbackPpm": 800_001}, "kickbackPpm"),
    ],
)
def test_what_shares_nothing_or_too_much_is_refused(office, olga, changed, field):
    documents = list(office.documents)
    answer = name(olga, **changed)
    assert (answer.status, answer.problem["field"]) == (400, field)
    assert answer.problem["accepted"]
    assert office.documents == documents


def test_a_sub_account_is_neither_a_customer_of_its_own_nor_its_customer_s_partner(olga, beneath):
    assert name(olga, accountId=beneath).problem["field"] == "accountId"
    assert name(olga, partnerId=beneath).problem["field"] == "partnerId"
    assert name(olga, accountId=ALICE, partnerId=beneath).status == 200
