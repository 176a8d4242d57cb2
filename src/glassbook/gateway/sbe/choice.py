"""Which message an answer is told by: by the operation, and by what the answer turned out to be.

Source: the comments of the spot schema, which name the operations of each message.
"""

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from glassbook.gateway.sbe.layout import Message
from glassbook.gateway.sbe.spot import account, lists, market, orders, session
from glassbook.gateway.sbe.spot.filters import FILTERS, RULES, STRANGE
from glassbook.gateway.sbe.spot.filters import MESSAGES as FILTER_MESSAGES

#: What was asked with, by name, as it was sent.
Sent = Mapping[str, str]


class Choice(NamedTuple):
    """The messages that may tell what an operation answers, and which of them tells an answer."""

    messages: tuple[Message, ...]
    of: Callable[[Any, Sent], Message]


def _always(message: Message) -> Choice:
    return Choice((message,), lambda _answer, _sent: message)


def _one_or_several(one: Message, several: Message) -> Choice:
    return Choice(
        (one, several), lambda answer, _sent: several if isinstance(answer, list) else one
    )


def _full_or_mini(full: Choice, mini: Choice) -> Choice:
    def choose(answer: Any, sent: Sent) -> Message:
        return (mini if sent.get("type") == "MINI" else full).of(answer, sent)

    return Choice(full.messages + mini.messages, choose)


def _placed_as(answer: Any) -> Message:
    if "fills" in answer:
        return orders.NEW_FULL
    return orders.NEW_RESULT if "status" in answer else orders.NEW_ACK


def _list_placed_as(answer: Any, _sent: Sent) -> Message:
    reports = {_placed_as(report).name for report in answer["orderReports"]}
    if orders.NEW_ACK.name in reports:
        return lists.NEW_LIST_ACK
    return lists.NEW_LIST_FULL if orders.NEW_FULL.name in reports else lists.NEW_LIST_RESULT


def _tested_as(answer: Any, _sent: Sent) -> Message:
    return orders.TESTED_RATES if answer else orders.TESTED


def _cancelled_as(answer: Any) -> Message:
    return lists.CANCELLED_LIST if "orderReports" in answer else orders.CANCELLED_ORDER


_placed = Choice(
    (orders.NEW_ACK, orders.NEW_RESULT, orders.NEW_FULL), lambda answer, _sent: _placed_as(answer)
)
_list_placed = Choice(
    (lists.NEW_LIST_ACK, lists.NEW_LIST_RESULT, lists.NEW_LIST_FULL), _list_placed_as
)
_tested = Choice((orders.TESTED, orders.TESTED_RATES), _tested_as)
_cancelled = Choice(
    (orders.CANCELLED_ORDER, lists.CANCELLED_LIST), lambda answer, _sent: _cancelled_as(answer)
)
_trades = _always(market.TRADES)
_klines = _always(market.KLINES)
_window = _full_or_mini(
    _one_or_several(market.TICKER, market.TICKERS),
    _one_or_several(market.MINI_TICKER, market.MINI_TICKERS),
)

#: By (method, path) of REST, and by ("WS", name) of what only a session can do.
CHOICES: dict[tuple[str, str], Choice] = {
    ("GET", "/api/v3/ping"): _always(market.PING),
    ("GET", "/api/v3/time"): _always(market.TIME),
    ("GET", "/api/v3/exchangeInfo"): _always(market.EXCHANGE_INFO),
    ("GET", "/api/v3/executionRules"): _always(market.EXECUTION_RULES),
    ("GET", "/api/v3/myFilters"): _always(market.MY_FILTERS),
    ("GET", "/api/v3/depth"): _always(market.DEPTH),
    ("GET", "/api/v3/trades"): _trades,
    ("GET", "/api/v3/historicalTrades"): _trades,
    ("GET", "/api/v3/historicalBlockTrades"): _always(market.BLOCK_TRADES),
    ("GET", "/api/v3/aggTrades"): _always(market.AGGREGATE_TRADES),
    ("GET", "/api/v3/klines"): _klines,
    ("GET", "/api/v3/uiKlines"): _klines,
    ("GET", "/api/v3/avgPrice"): _always(market.AVERAGE_PRICE),
    ("GET", "/api/v3/ticker/24hr"): _full_or_mini(
        _one_or_several(market.DAY_TICKER, market.DAY_TICKERS),
        _one_or_several(market.MINI_DAY_TICKER, market.MINI_DAY_TICKERS),
    ),
    ("GET", "/api/v3/ticker/tradingDay"): _window,
    ("GET", "/api/v3/ticker"): _window,
    ("GET", "/api/v3/ticker/price"): _one_or_several(market.PRICE_TICKER, market.PRICE_TICKERS),
    ("GET", "/api/v3/ticker/bookTicker"): _one_or_several(market.BOOK_TICKER, market.BOOK_TICKERS),
    ("GET", "/api/v3/referencePrice"): _always(market.REFERENCE_PRICE),
    ("GET", "/api/v3/referencePrice/calculation"): _always(market.REFERENCE_CALCULATION),
    ("POST", "/api/v3/order"): _placed,
    ("POST", "/api/v3/sor/order"): _placed,
    ("POST", "/api/v3/order/test"): _tested,
    ("POST", "/api/v3/sor/order/test"): _tested,
    ("GET", "/api/v3/order"): _always(orders.ORDER),
    ("DELETE", "/api/v3/order"): _cancelled,
    ("POST", "/api/v3/order/cancelReplace"): _always(orders.REPLACED),
    ("PUT", "/api/v3/order/amend/keepPriority"): _always(orders.AMENDED),
    ("GET", "/api/v3/order/amendments"): _always(orders.AMENDMENTS),
    ("GET", "/api/v3/openOrders"): _always(orders.ORDERS),
    ("GET", "/api/v3/allOrders"): _always(orders.ORDERS),
    ("DELETE", "/api/v3/openOrders"): _always(orders.CANCELLED_ALL),
    ("POST", "/api/v3/order/oco"): _list_placed,
    ("POST", "/api/v3/orderList/oco"): _list_placed,
    ("POST", "/api/v3/orderList/oto"): _list_placed,
    ("POST", "/api/v3/orderList/otoco"): _list_placed,
    ("POST", "/api/v3/orderList/opo"): _list_placed,
    ("POST", "/api/v3/orderList/opoco"): _list_placed,
    ("GET", "/api/v3/orderList"): _always(lists.ORDER_LIST),
    ("DELETE", "/api/v3/orderList"): _always(lists.CANCELLED_LIST),
    ("GET", "/api/v3/allOrderList"): _always(lists.ORDER_LISTS),
    ("GET", "/api/v3/openOrderList"): _always(lists.ORDER_LISTS),
    ("GET", "/api/v3/account"): _always(account.ACCOUNT),
    ("GET", "/api/v3/account/commission"): _always(account.COMMISSION),
    ("GET", "/api/v3/myTrades"): _always(account.FILLS),
    ("GET", "/api/v3/myPreventedMatches"): _always(account.PREVENTED_MATCHES),
    ("GET", "/api/v3/myAllocations"): _always(account.ALLOCATIONS),
    ("GET", "/api/v3/rateLimit/order"): _always(account.ORDER_LIMITS),
    ("POST", "/api/v3/userDataStream"): _always(account.LISTEN_KEY),
    ("PUT", "/api/v3/userDataStream"): _always(account.LISTEN_KEY_KEPT),
    ("DELETE", "/api/v3/userDataStream"): _always(account.LISTEN_KEY_CLOSED),
    ("WS", "session.logon"): _always(session.LOGGED_ON),
    ("WS", "session.status"): _always(session.STATUS),
    ("WS", "session.logout"): _always(session.LOGGED_OUT),
    ("WS", "session.subscriptions"): _always(session.SUBSCRIPTIONS),
    ("WS", "userDataStream.subscribe"): _always(session.SUBSCRIBED),
    ("WS", "userDataStream.subscribe.signature"): _always(session.SUBSCRIBED),
    ("WS", "userDataStream.unsubscribe"): _always(session.UNSUBSCRIBED),
}


# --- messages in messages: by the word in the table, given the JSON of what is to be told


def _outcome(answer: Any) -> Message | None:
    """Return the message of one half of a cancel-replace, or of one order of many cancelled."""
    if answer is None:
        return None
    if "code" in answer:
        return session.REFUSED
    if "origClientOrderId" in answer or "orderReports" in answer:
        return _cancelled_as(answer)
    return _placed_as(answer)


def _halves(answer: Any) -> Message | None:
    """Return the message of what a refused cancel-replace says beside its refusal."""
    return orders.REPLACED if answer and "cancelResult" in answer else None


HELD: dict[str, Callable[[Any], Message | None]] = {
    "filter": lambda answer: FILTERS.get(answer["filterType"], STRANGE),
    "rule": lambda answer: RULES.get(answer["ruleType"], STRANGE),
    "outcome": _outcome,
    "halves": _halves,
}
MESSAGES = (
    *session.MESSAGES,
    *market.MESSAGES,
    *orders.MESSAGES,
    *lists.MESSAGES,
    *account.MESSAGES,
    *FILTER_MESSAGES,
)
