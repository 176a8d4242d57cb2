"""Commission that is shared: a partner earns, is paid at midnight, and sees what he was paid."""

import asyncio

import pytest

from glassbook.fees.rebates import RebateDesk
from glassbook.projection.rebates import LABELS, REBATE_TERMS, Purpose
from glassbook.protocol import commands
from glassbook.protocol.accounts import FEES, FIRST_CUSTOMER, WORLD
from glassbook.protocol.batches import SequencedDocument
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import QueueFull
from tests.unit.gateway.rest.house import BTC, USD, WHOLE

PATH = "/sapi/v1/rebate/taxQuery"
ALICE, BOB = FIRST_CUSTOMER, FIRST_CUSTOMER + 1
DAY_S, DAY_MS = 86_400, 86_400_000


def share(house, share_ppm, kickback_ppm=0, *, customer=BOB, partner=ALICE):
    body = {
        "account": customer,
        "partner": partner,
        "share_ppm": share_ppm,
        "kickback_ppm": kickback_ppm,
        "why": "olga and otto: ticket 12",
    }
    place = house.exchange.engine.sequence, house.clock()
    house.exchange.projections.follow(SequencedDocument(*place, Document(REBATE_TERMS, 1, body)))


def trade(house, key, quantity="1"):
    """Have Bob, or a sub-account of his, take from Alice: it pays 0.0015 of what it buys."""
    house.place(house.alice, "SELL", quantity, 30_000)
    assert house.place(key, "BUY", quantity, 30_000).json["status"] == "FILLED"


def settle(house):
    desk = RebateDesk(house.exchange.projections, house.exchange, house.clock)
    return asyncio.run(desk.settle())


def paid(house, key, **parameters):
    """Return (type, asset, amount) of what an account was paid, a page of it."""
    told = house.ask("GET", PATH, key=key, **parameters).json
    assert (told["status"], told["type"], told["code"]) == ("OK", "GENERAL", "000000000")
    return [(each["type"], each["asset"], each["amount"]) for each in told["data"]["data"]]


def test_a_partner_is_paid_at_midnight_once_and_sees_it(house):
    share(house, 200_000)
    trade(house, house.bob)
    assert settle(house) == 0, "the day is not over"
    house.clock.wait(DAY_S)
    assert settle(house) == 1
    assert paid(house, house.alice) == [(1, "BTC", "0.00030000")]
    assert paid(house, house.bob) == [], "he gets nothing back"
    assert settle(house) == 0, "nothing is paid twice"
    trade(house, house.bob, "0.5")
    house.clock.wait(DAY_S)
    settle(house)
    assert paid(house, house.alice) == [(1, "BTC", "0.00030000"), (1, "BTC", "0.00015000")]
    rows = house.ask("GET", "/sapi/v1/asset/assetDistributionHistory", key=house.alice).json["rows"]
    assert {each["enInfo"] for each in rows} == {"Commission rebate"}


def test_a_customer_has_his_own_share_and_all_of_it_sums_to_what_he_paid(house):
    share(house, 600_000, 400_000)
    trade(house, house.bob)
    house.clock.wait(DAY_S)
    assert settle(house) == 2
    assert paid(house, house.alice) == [(1, "BTC", "0.00090000")]
    assert paid(house, house.bob) == [(2, "BTC", "0.00060000")]
    balances = house.exchange.projections.balances
    assert balances.of_asset(FEES, BTC) == (0, 0)
    held = [sum(balances.of_asset(each, BTC)) for each in (WORLD, FEES, ALICE, BOB)]
    assert sum(held) == 0


def test_what_a_sub_account_pays_is_its_customer_s(house):
    master = house.keys.create("bob", permissions=house.bob.permissions | 4)
    path, opened = "/sapi/v1/sub-account/virtualSubAccount", {"subAccountString": "desk"}
    beneath = house.ask("POST", path, key=master, **opened).json["email"]
    sent = {"toEmail": beneath, "asset": "USD", "amount": 40_000}
    house.ask("POST", "/sapi/v3/sub-account/transfer", key=master, **sent)
    share(house, 100_000)
    trade(house, house.keys.create(beneath))
    house.clock.wait(DAY_S)
    settle(house)
    assert paid(house, house.alice) == [(1, "BTC", "0.00015000")]


def test_whose_share_ends_is_paid_what_he_earned_before(house):
    share(house, 100_000)
    trade(house, house.bob)
    share(house, 0)
    trade(house, house.bob)
    house.clock.wait(DAY_S)
    settle(house)
    assert paid(house, house.alice) == [(1, "BTC", "0.00015000")]


def test_what_the_house_does_not_hold_is_paid_when_it_does(house):
    share(house, 600_000, 400_000)
    trade(house, house.bob)
    house.exchange.apply(commands.transfer(FEES, BOB, BTC, WHOLE // 1_000))
    house.clock.wait(DAY_S)
    assert settle(house) == 1, "there is nothing left for the second"
    assert paid(house, house.alice) == [(1, "BTC", "0.00050000")]
    assert settle(house) == 0
    trade(house, house.bob, "2")
    assert settle(house) == 2
    assert paid(house, house.alice)[1:] == [(1, "BTC", "0.00040000")]
    assert paid(house, house.bob) == [(2, "BTC", "0.00060000")]


def test_a_full_queue_leaves_it_for_later(house):
    share(house, 100_000)
    trade(house, house.bob)
    house.clock.wait(DAY_S)
    house.exchange.trouble = QueueFull()
    with pytest.raises(QueueFull):
        settle(house)
    house.exchange.trouble = None
    assert settle(house) == 1


def test_other_payments_of_the_house_are_no_rebates(house):
    house.exchange.apply(commands.deposit(ALICE, USD, WHOLE))
    trade(house, house.bob)
    house.exchange.apply(commands.transfer(FEES, ALICE, BTC, 5))
    assert paid(house, house.alice) == []
    rows = house.ask("GET", "/sapi/v1/asset/assetDistributionHistory", key=house.alice).json["rows"]
    assert [each["enInfo"] for each in rows] == [""]


def test_payments_are_shown_by_time_and_page(house):
    trade(house, house.bob)
    payment = commands.transfer(FEES, ALICE, BTC, 1), LABELS[Purpose.REBATE]
    began_ms = house.clock() // 1_000_000
    for _ in range(201):
        house.exchange.apply(*payment)
    house.clock.wait(8 * DAY_S)
    house.exchange.apply(*payment)
    assert len(paid(house, house.alice)) == 1, "of the last seven days"
    told = house.ask("GET", PATH, key=house.alice, startTime=began_ms, page=2).json["data"]
    assert (told["page"], told["totalRecords"], told["totalPageNum"]) == (2, 202, 2)
    assert [each["updateTime"] for each in told["data"]] == [began_ms, began_ms + 8 * DAY_MS]
    assert paid(house, house.alice, startTime=began_ms, page=3) == []
    assert len(paid(house, house.alice, startTime=began_ms, endTime=began_ms)) == 200


@pytest.mark.parametrize(
    ("parameters", "code", "said"),
    [
        ({"page": 0}, -1130, "page"),
        ({"page": "two"}, -1100, "page"),
        ({"startTime": 2_000, "endTime": 1_000}, -1128, "Combination"),
        ({"startTime": 0, "endTime": 30 * DAY_MS + 1}, -1127, "More than 720 hours"),
    ],
)
def test_what_cannot_be_asked_is_refused(house, parameters, code, said):
    status, told, text = house.ask("GET", PATH, key=house.alice, **parameters).refusal
    assert (status, told) == (400, code)
    assert said in text
    assert paid(house, house.alice, startTime=0, endTime=30 * DAY_MS) == []
