"""What a customer has, what it is worth, his own accounts, and months that add up."""

import pytest

from glassbook.protocol import commands
from glassbook.protocol.orders import OrderType, Side
from glassbook.protocol.symbols import SymbolRule
from tests.unit.gateway.rest.house import BTC, BTCUSD, ETH, USD, WHOLE
from tests.unit.web.control_room import ControlRoom

OWN = 4  # alice and bob are 2 and 3
MONTH = "2027-01"  # that of START_NS
DAY = 86_400


@pytest.fixture
def room(tmp_path):
    opened = ControlRoom(tmp_path)
    opened.house.clock.now_ns = opened.now
    yield opened
    opened.close()


@pytest.fixture
def ann(room):
    """A customer with two coins and a thousand dollars."""
    browser = room.customer()
    for asset_id, whole in ((BTC, 2), (USD, 1_000)):
        room.house.exchange.apply(commands.deposit(OWN, asset_id, whole * WHOLE))
    return browser


def trade(room, price, quantity="1"):
    alice, bob = (room.house.keys.keys_of(who)[0] for who in ("alice", "bob"))
    assert room.house.place(alice, "SELL", quantity, price).status == 200
    assert room.house.place(bob, "BUY", quantity, price).status == 200


def passes(room, seconds):
    """Let time pass for the exchange and its people alike."""
    room.house.clock.wait(seconds)
    room.wait(seconds)


def wallet(browser):
    return browser.get("wallet").json


def held(account, asset):
    return next(each for each in account["holdings"] if each["asset"] == asset)


def move(browser, **wanted):
    body = {"payer": OWN, "payee": OWN + 1, "asset": "BTC", "amount": "0.5"} | wanted
    return browser.post("wallet/transfer", body)


def split(browser, name="savings"):
    assert browser.post("wallet/subaccounts", {"name": name}).status == 200
    return wallet(browser)["accounts"][-1]


def statement(browser, account_id=OWN, month=MONTH):
    return browser.post("wallet/statement", {"accountId": account_id, "month": month})


def assets(browser, **wanted):
    return {each["asset"]: each for each in statement(browser, **wanted).json["assets"]}


# --- what one has


def test_coins_are_valued_at_the_last_price_and_dollars_as_they_are(room, ann):
    trade(room, "100")
    shown = wallet(ann)
    (own,) = shown["accounts"]
    assert (held(own, "BTC")["value"], held(own, "USD")["value"]) == (
        "200.00000000",
        "1000.00000000",
    )
    assert (own["value"], shown["value"]) == ("1200.00000000",) * 2


def test_the_change_is_that_of_the_prices_of_a_day_on_what_is_held_now(room, ann):
    trade(room, "100")
    passes(room, DAY // 2)
    trade(room, "125")
    ann.log_in()
    shown = wallet(ann)
    assert held(shown["accounts"][0], "BTC")["change"] == "50.00000000"
    assert held(shown["accounts"][0], "USD")["change"] == "0.00000000"
    assert shown["change"] == "50.00000000"


def test_what_has_no_market_is_worth_nothing_and_says_so(room, ann):
    room.house.exchange.apply(commands.deposit(OWN, ETH, WHOLE))
    shown = wallet(ann)
    assert held(shown["accounts"][0], "ETH")["value"] is None
    assert shown["value"] == "1000.00000000"


# --- one's own accounts


def test_money_goes_to_a_sub_account_and_back(ann):
    assert split(ann)["holdings"] == []
    assert move(ann).status == 200
    assert move(ann, payer=OWN + 1, payee=OWN, amount="0.2").status == 200
    own, beneath = wallet(ann)["accounts"]
    assert (held(own, "BTC")["available"], held(beneath, "BTC")["available"]) == (
        "1.70000000",
        "0.30000000",
    )


def test_its_name_is_told_to_its_owner_alone_and_the_journal_knows_that_he_looked(room, ann):
    handle = split(ann)["handle"]
    said = len(room.documents)
    wallet(ann)
    assert len(room.documents) == said, "what is asked every few seconds opens nothing"
    assert ann.get("wallet/names").json["names"] == {handle: "savings"}
    assert len(room.documents) == said + 1


def test_what_is_no_name_opens_nothing(ann):
    for name in ("", "a b", "<b>", "ä", "x" * 33):
        answer = ann.post("wallet/subaccounts", {"name": name})
        assert (answer.status, answer.problem["field"]) == (400, "name"), name
    assert len(wallet(ann)["accounts"]) == 1


UNMOVABLE = (
    ({"amount": "2.00000001"}, "amount"),
    ({"amount": "0"}, "amount"),
    ({"amount": "-1"}, "amount"),
    ({"amount": "0.000000001"}, "amount"),
    ({"amount": "1e3"}, "amount"),
    ({"amount": "9" * 40}, "amount"),
    ({"asset": "DOGE"}, "asset"),
    ({"payee": OWN}, "payee"),
)


def test_what_cannot_be_moved_is_refused_and_stays(ann):
    split(ann)
    for wanted, field in UNMOVABLE:
        answer = move(ann, **wanted)
        assert (answer.status // 100, answer.problem["field"]) == (4, field), wanted
    assert held(wallet(ann)["accounts"][0], "BTC")["available"] == "2.00000000"


def test_nobody_moves_or_reads_what_is_anothers(room, ann):
    for stranger in (2, 0, 1, 999):
        assert move(ann, payer=stranger, payee=OWN).problem["field"] == "payer"
        assert move(ann, payee=stranger).problem["field"] == "payee"
        assert statement(ann, stranger).problem["field"] == "accountId"
    assert held(wallet(ann)["accounts"][0], "BTC")["available"] == "2.00000000"


# --- months


def test_a_month_leads_from_what_was_had_by_its_postings_to_what_was_had_after(room, ann):
    bob = room.house.keys.keys_of("bob")[0]
    split(ann)
    move(ann)
    btc = assets(ann)["BTC"]
    assert (btc["opening"], btc["closing"]) == ("0.00000000", "1.50000000")
    assert btc["sums"] == {"DEPOSIT": "2.00000000", "TRANSFER": "-0.50000000"}
    assert room.house.balance(bob, "BTC") == ("100.00000000", "0.00000000")
    rows = statement(ann).json["rows"]
    assert [each["kind"] for each in rows] == ["TRANSFER", "DEPOSIT", "DEPOSIT"]
    assert (rows[0]["amount"], rows[0]["otherAccount"]) == ("-0.50000000", OWN + 1)


def test_trades_and_commissions_stand_apart(room, ann):
    alice = room.house.keys.keys_of("alice")[0]
    room.house.place(alice, "SELL", "1", "100")
    order = commands.place_order(
        account_id=OWN,
        symbol_id=BTCUSD,
        side=Side.BUY,
        order_type=OrderType.LIMIT,
        price_ticks=10_000,
        quantity_lots=WHOLE // room.symbol().rules[SymbolRule.LOT_UNITS],
    )
    room.house.exchange.apply(order)
    btc, usd = (assets(ann)[name] for name in ("BTC", "USD"))
    assert btc["sums"]["TRADE"] == "1.00000000"
    assert usd["sums"]["TRADE"] == "-100.00000000"
    assert btc["sums"]["COMMISSION"] == "-0.00150000"
    assert btc["closing"] == "2.99850000"


def test_the_month_before_and_the_month_after_know_of_each_other(room, ann):
    passes(room, 31 * DAY)
    room.house.exchange.apply(commands.deposit(OWN, BTC, WHOLE))
    ann.log_in()
    assert assets(ann, month="2026-12")["BTC"]["closing"] == "0.00000000"
    assert assets(ann)["BTC"]["closing"] == "2.00000000"
    assert assets(ann, month="2027-02")["BTC"] == {
        "asset": "BTC",
        "opening": "2.00000000",
        "sums": {"DEPOSIT": "1.00000000"},
        "closing": "3.00000000",
    }


def test_a_month_shows_its_last_postings_and_counts_them_all(room, ann):
    for _ in range(250):
        room.house.exchange.apply(commands.deposit(OWN, USD, 1))
    shown = statement(ann).json
    assert (shown["postingCount"], len(shown["rows"])) == (252, 200)
    assert shown["rows"][0]["amount"] == "0.00000001"


def test_what_is_no_month_is_refused(ann):
    for month in ("", "2026", "2026-13", "2026-1", "0001-01", "now"):
        assert statement(ann, month=month).problem["field"] == "month"
