"""ccxt, both ids, trading: orders of every kind, what becomes of them, and what they cost."""

from decimal import Decimal
from typing import Any

import ccxt
import pytest

ETH = "ETH/USD"  # where nobody trades but the story
BTC = "BTC/USD"  # where the recorded market trades


def total(client: Any, asset: str) -> Decimal:
    """Return what an account has of an asset, free or locked, exactly."""
    balances = client.fetch_balance()["info"]["balances"]
    [own] = [balance for balance in balances if balance["asset"] == asset]
    return Decimal(own["free"]) + Decimal(own["locked"])


def test_a_limit_order_rests_until_it_is_cancelled(alice: Any):
    order = alice.create_order(ETH, "limit", "buy", 2, 3000)
    assert (order["status"], order["filled"], order["remaining"]) == ("open", 0, 2)
    assert alice.fetch_order_book(ETH)["bids"] == [[3000, 2]]
    assert [each["id"] for each in alice.fetch_open_orders(ETH)] == [order["id"]]

    cancelled = alice.cancel_order(order["id"], ETH)
    assert (cancelled["id"], cancelled["status"]) == (order["id"], "canceled")
    assert alice.fetch_open_orders(ETH) == []
    assert alice.fetch_order(order["id"], ETH)["status"] == "canceled"


def test_a_resting_order_locks_what_it_may_cost(alice: Any):
    before = alice.fetch_balance()["USD"]
    alice.create_order(ETH, "limit", "buy", 2, 3000)
    after = alice.fetch_balance()["USD"]
    assert after["total"] == before["total"]
    assert after["used"] - before["used"] == 6000


def test_two_orders_that_meet_trade_at_the_price_of_the_first(alice: Any, bob: Any):
    resting = alice.create_order(ETH, "limit", "sell", 1, 3000)
    taking = bob.create_order(ETH, "limit", "buy", 0.4, 3100)
    assert taking["status"] == "closed"
    assert taking["average"] == 3000
    assert [(t["price"], t["amount"]) for t in taking["trades"]] == [(3000, 0.4)]

    resting = alice.fetch_order(resting["id"], ETH)
    assert (resting["status"], resting["filled"], resting["remaining"]) == ("open", 0.4, 0.6)


def test_a_trade_costs_each_side_a_thousandth_of_what_it_receives(alice: Any, bob: Any):
    before = total(alice, "USD"), total(bob, "ETH")
    alice.create_order(ETH, "limit", "sell", 1, 3000)
    bought = bob.create_order(ETH, "limit", "buy", 1, 3000)
    assert bought["fee"] == {"cost": 0.001, "currency": "ETH"}
    assert total(alice, "USD") - before[0] == Decimal(2997)
    assert total(bob, "ETH") - before[1] == Decimal("0.999")


def test_both_sides_of_a_trade_are_listed_to_their_owners(alice: Any, bob: Any):
    alice.create_order(ETH, "limit", "sell", 1, 3000)
    bought = bob.create_order(ETH, "limit", "buy", 1, 3000)
    of_bob = bob.fetch_my_trades(ETH)[-1]
    of_alice = alice.fetch_my_trades(ETH)[-1]
    assert of_bob["order"] == bought["id"]
    assert (of_bob["takerOrMaker"], of_bob["side"]) == ("taker", "buy")
    assert (of_alice["takerOrMaker"], of_alice["side"]) == ("maker", "sell")
    assert of_alice["id"] == of_bob["id"]
    assert of_alice["fee"] == {"cost": 3, "currency": "USD"}
    assert bob.fetch_order_trades(bought["id"], ETH)[0]["id"] == of_bob["id"]


def test_a_market_order_by_quantity_buys_from_the_recorded_market(alice: Any):
    before = total(alice, "BTC")
    order = alice.create_order(BTC, "market", "buy", 0.01)
    assert (order["status"], order["filled"]) == ("closed", 0.01)
    assert 10_000 < order["average"] < 1_000_000
    commissions = [Decimal(fill["commission"]) for fill in order["info"]["fills"]]
    assert Decimal("0.000009") < sum(commissions) <= Decimal("0.00001")  # rounded down, by fill
    assert total(alice, "BTC") - before == Decimal("0.01") - sum(commissions)


def test_a_market_order_by_cost_spends_no_more_than_that(alice: Any):
    """ccxt leaves amounts in the quote asset to the caller for `binanceus`, by an option."""
    alice.options["quoteOrderQty"] = True
    before = total(alice, "USD")
    order = alice.create_market_buy_order_with_cost(BTC, 500)
    assert order["status"] == "closed"
    assert 499 < order["cost"] <= 500
    assert before - total(alice, "USD") == Decimal(order["info"]["cummulativeQuoteQty"])


def test_a_post_only_order_rests_when_it_does_not_take(alice: Any):
    order = alice.create_order(ETH, "limit", "buy", 1, 3000, {"postOnly": True})
    assert alice.fetch_order(order["id"], ETH)["postOnly"]
    assert alice.fetch_order(order["id"], ETH)["status"] == "open"


def test_a_post_only_order_that_would_take_is_refused(alice: Any, bob: Any):
    alice.create_order(ETH, "limit", "sell", 1, 3000)
    with pytest.raises(ccxt.OrderImmediatelyFillable, match="immediately match and take"):
        bob.create_order(ETH, "limit", "buy", 1, 3000, {"postOnly": True})
    assert bob.fetch_open_orders(ETH) == []


def test_what_an_immediate_order_does_not_fill_at_once_expires(alice: Any, bob: Any):
    alice.create_order(ETH, "limit", "sell", 1, 3000)
    order = bob.create_order(ETH, "limit", "buy", 3, 3000, {"timeInForce": "IOC"})
    assert (order["status"], order["filled"], order["remaining"]) == ("expired", 1, 2)
    assert bob.fetch_open_orders(ETH) == []


def test_an_order_to_fill_or_kill_does_all_or_nothing(alice: Any, bob: Any):
    alice.create_order(ETH, "limit", "sell", 1, 3000)
    killed = bob.create_order(ETH, "limit", "buy", 3, 3000, {"timeInForce": "FOK"})
    assert (killed["status"], killed["filled"]) == ("expired", 0)
    filled = bob.create_order(ETH, "limit", "buy", 1, 3000, {"timeInForce": "FOK"})
    assert (filled["status"], filled["filled"]) == ("closed", 1)


def test_all_orders_of_a_market_are_cancelled_at_once(alice: Any, bob: Any):
    orders = [alice.create_order(ETH, "limit", "buy", 1, 3000 - n) for n in range(3)]
    of_bob = bob.create_order(ETH, "limit", "buy", 1, 2000)
    cancelled = alice.cancel_all_orders(ETH)
    assert {each["id"] for each in cancelled} == {each["id"] for each in orders}
    assert alice.fetch_open_orders(ETH) == []
    assert [each["id"] for each in bob.fetch_open_orders(ETH)] == [of_bob["id"]]


def test_cancelling_all_of_nothing_is_told_as_an_unknown_order(alice: Any):
    with pytest.raises(ccxt.OrderNotFound, match="-2011"):
        alice.cancel_all_orders(ETH)


def test_an_edited_order_is_another_order_with_the_new_terms(alice: Any):
    order = alice.create_order(ETH, "limit", "buy", 1, 3000)
    edited = alice.edit_order(order["id"], ETH, "limit", "buy", 2, 2900)
    assert edited["id"] != order["id"]
    assert (edited["price"], edited["amount"], edited["status"]) == (2900, 2, "open")
    assert [each["id"] for each in alice.fetch_open_orders(ETH)] == [edited["id"]]
    assert alice.fetch_order(order["id"], ETH)["status"] == "canceled"


def test_an_order_is_found_and_cancelled_by_the_name_its_owner_gave_it(alice: Any):
    named = {"clientOrderId": "my-own-name"}
    order = alice.create_order(ETH, "limit", "buy", 1, 3000, named)
    assert order["clientOrderId"] == "my-own-name"
    assert alice.fetch_order(None, ETH, named)["id"] == order["id"]
    assert alice.cancel_order(None, ETH, named)["id"] == order["id"]
    alice.create_order(ETH, "limit", "buy", 1, 3000, named)  # free again


def test_the_history_of_orders_tells_how_each_one_ended(alice: Any, bob: Any):
    cancelled = alice.create_order(ETH, "limit", "sell", 1, 4000)
    alice.cancel_order(cancelled["id"], ETH)
    filled = alice.create_order(ETH, "limit", "sell", 1, 3000)
    bob.create_order(ETH, "limit", "buy", 1, 3000)
    resting = alice.create_order(ETH, "limit", "sell", 1, 4000)

    ends = {each["id"]: each["status"] for each in alice.fetch_orders(ETH)}
    wanted = [ends[each["id"]] for each in (cancelled, filled, resting)]
    assert wanted == ["canceled", "closed", "open"]
    assert filled["id"] in {each["id"] for each in alice.fetch_closed_orders(ETH)}
    assert cancelled["id"] in {each["id"] for each in alice.fetch_canceled_orders(ETH)}


def test_open_orders_of_all_markets_are_listed_without_naming_one(alice: Any):
    alice.options["warnOnFetchOpenOrdersWithoutSymbol"] = False
    on_eth = alice.create_order(ETH, "limit", "buy", 1, 3000)
    on_btc = alice.create_order(BTC, "limit", "buy", 0.01, 10_000)
    listed = {each["id"] for each in alice.fetch_open_orders()}
    alice.cancel_order(on_btc["id"], BTC)
    assert {on_eth["id"], on_btc["id"]} <= listed


def test_a_test_order_is_checked_and_then_forgotten(alice: Any):
    alice.create_order(ETH, "limit", "buy", 1, 3000, {"test": True})
    with pytest.raises(ccxt.InsufficientFunds):
        alice.create_order(ETH, "limit", "buy", 9000, 900_000, {"test": True})
    assert alice.fetch_open_orders(ETH) == []


def test_commission_rates_are_told_for_one_market_and_for_all(alice: Any):
    assert alice.fetch_trading_fee(ETH)["maker"] == 0.001
    fees = alice.fetch_trading_fees()
    assert {fee["taker"] for fee in fees.values()} == {0.001}
    assert len(fees) == 6


def test_an_order_is_shown_to_and_cancelled_by_its_owner_only(alice: Any, bob: Any):
    order = alice.create_order(ETH, "limit", "buy", 1, 3000)
    with pytest.raises(ccxt.OrderNotFound):
        bob.fetch_order(order["id"], ETH)
    with pytest.raises(ccxt.OrderNotFound):
        bob.cancel_order(order["id"], ETH)
    assert alice.fetch_order(order["id"], ETH)["status"] == "open"
