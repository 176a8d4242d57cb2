"""Order lists placed, cancelled and shown."""

from glassbook.gateway.sbe.layout import UINT16, UINT32, Group
from glassbook.gateway.sbe.spot.orders import (
    ACK,
    CANCELLED,
    CANCELLED_NAMES,
    FILLS,
    NAMES,
    RESULT,
)
from glassbook.gateway.sbe.spot.rows import group, message

_LIST = """
    orderListId:long contingencyType:contingency listStatusType:listStatusType
    listOrderStatus:listOrderStatus transactionTime:time
    """
_PRICED = f"{_LIST} priceExponent:exponent qtyExponent:exponent"
_NAMES = "listClientOrderId symbol"


def _orders(counter: str = UINT32) -> Group:
    return group("orders", "orderId:long", tail=NAMES, counter=counter)


def _reports(row: str, *groups: Group, tail: str = NAMES) -> Group:
    return group("orderReports", row, *groups, tail=tail, counter=UINT16)


NEW_LIST_ACK = message(
    309, "NewOrderListAckResponse", _LIST, _orders(UINT16), _reports(ACK), tail=_NAMES
)
NEW_LIST_RESULT = message(
    310, "NewOrderListResultResponse", _PRICED, _orders(UINT16), _reports(RESULT), tail=_NAMES
)
NEW_LIST_FULL = message(
    311,
    "NewOrderListFullResponse",
    _PRICED,
    _orders(UINT16),
    _reports(RESULT, *FILLS),
    tail=_NAMES,
)
CANCELLED_LIST = message(
    312,
    "CancelOrderListResponse",
    _PRICED,
    _orders(UINT16),
    _reports(CANCELLED, tail=CANCELLED_NAMES),
    tail=_NAMES,
)
ORDER_LIST = message(313, "OrderListResponse", _LIST, _orders(UINT16), tail=_NAMES)
ORDER_LISTS = message(
    314,
    "OrderListsResponse",
    "",
    group("orderLists", _LIST, _orders(), tail=_NAMES, at="."),
)
MESSAGES = (
    NEW_LIST_ACK,
    NEW_LIST_RESULT,
    NEW_LIST_FULL,
    CANCELLED_LIST,
    ORDER_LIST,
    ORDER_LISTS,
)
