"""A client that was told something else than the venue says afterwards notices it."""

from decimal import Decimal

import pytest

from glassbook.cli.torture.client import PAGE
from glassbook.cli.torture.crash import ask_orders
from glassbook.cli.torture.views import Asked, Verdict, View


def order(order_id, client_id="mine", *, status="NEW", executed="0.00000000"):
    return {
        "orderId": order_id,
        "clientOrderId": client_id,
        "side": "BUY",
        "price": "100.00",
        "origQty": "2.00000000",
        "executedQty": executed,
        "status": status,
        "fills": [],
    }


def trade(trade_id, order_id, quantity="1.00000000"):
    return {
        "id": trade_id,
        "orderId": order_id,
        "price": "100.00",
        "qty": quantity,
        "quoteQty": str(100 * Decimal(quantity)),
        "commission": "0.00100000",
        "commissionAsset": "BTC",
        "isBuyer": True,
    }


@pytest.fixture
def view():
    """A client whose one order has filled by half, all of which it was told."""
    view = View("ccxt", Asked())
    view.asked.orders["mine"] += 1
    view.money = {"BTC": Decimal(5), "USD": Decimal(1_000)}
    view.reconcile(Verdict())
    half = order(1, executed="1.00000000")
    fill = {"tradeId": 7, "price": "100.00", "qty": "1.00000000", "commission": "0.00100000"}
    view.hear_order(half | {"fills": [fill]})
    view.orders = {1: half | {"status": "PARTIALLY_FILLED"}}
    view.trades = {7: trade(7, 1)}
    view.money = {"BTC": Decimal("5.999"), "USD": Decimal(900)}
    return view


def reconciled(view):
    verdict = Verdict()
    view.reconcile(verdict)
    return verdict.lost, verdict.invented, verdict.differences


def test_a_view_that_agrees_has_no_finding(view):
    assert reconciled(view) == (0, 0, 0)


def test_an_acknowledged_order_that_is_gone_is_lost(view):
    view.orders, view.trades = {}, {}
    view.money = {"BTC": Decimal(5), "USD": Decimal(1_000)}
    assert reconciled(view) == (2, 0, 0), "the order, and the fill that was told with it"


def test_a_fill_that_was_told_and_is_gone_is_lost(view):
    view.orders[1] = order(1)
    view.trades = {}
    view.money = {"BTC": Decimal(5), "USD": Decimal(1_000)}
    assert reconciled(view) == (2, 0, 0), "of the order, and by itself"


def test_an_acknowledged_cancel_that_is_undone_is_lost(view):
    view.asked.cancels.add(1)
    view.cancelled.add(1)
    assert reconciled(view) == (1, 0, 0)


def test_an_order_that_nobody_sent_is_invented(view):
    view.orders[2] = order(2, "nobodys")
    assert reconciled(view) == (0, 1, 0)


def test_an_order_that_is_there_twice_is_invented(view):
    view.orders[2] = order(2, "mine")
    assert reconciled(view) == (0, 1, 0)


def test_a_cancel_that_nobody_asked_for_is_invented(view):
    view.orders[1]["status"] = "CANCELED"
    assert reconciled(view) == (0, 1, 0)


def test_an_order_that_says_something_else_than_was_acknowledged_differs(view):
    view.orders[1]["price"] = "101.00"
    assert reconciled(view) == (0, 0, 1)


def test_a_fill_at_another_price_than_was_told_differs(view):
    view.trades[7]["price"] = "99.00"
    assert reconciled(view) == (0, 0, 1)


def test_money_that_does_not_follow_from_the_trades_differs(view):
    view.money["USD"] += 1
    assert reconciled(view) == (0, 0, 1)


def test_an_order_that_has_filled_more_than_its_trades_differs(view):
    view.orders[1]["executedQty"] = "2.00000000"
    assert reconciled(view) == (0, 0, 1)


class Paged:
    """A client whose account has more orders than one answer holds."""

    def __init__(self, count):
        self.found = {order_id: order(order_id) for order_id in range(1, count + 1)}

    def orders(self, first_id):
        return [one for at, one in self.found.items() if at >= first_id][:PAGE]


def test_an_order_that_changed_behind_the_first_page_is_asked_for_anew():
    client, view = Paged(2 * PAGE + 5), View("bot", Asked())
    ask_orders(client, view, view.orders_from)
    client.found[PAGE + 7] = order(PAGE + 7, status="FILLED", executed="2.00000000")
    ask_orders(client, view, view.orders_from)
    assert view.orders == client.found
