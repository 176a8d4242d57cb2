"""Order lists in FIX: the orders of a NewOrderList, and ListStatus.

What depends on what is said twice: by ContingencyType and the number of orders, and by the
instructions of each order, which must say the same. Of a pair the lower order comes first.
Source: FIX API, "NewOrderList", "Supported Order List Types", "ListStatus".
"""

from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.fix import faults
from glassbook.gateway.fix.faults import Rejected
from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.reading import Values
from glassbook.gateway.fix.times import stamp
from glassbook.gateway.fix.translation import order_form
from glassbook.gateway.fix.writing import Body, body
from glassbook.gateway.rest.order_form import OrderForm
from glassbook.gateway.rest.order_list_entry import ListForm, paid, require_resale, require_working
from glassbook.gateway.rest.order_list_form import require_pair
from glassbook.projection import Projections
from glassbook.projection.directory import Directory
from glassbook.projection.executions import ListChange
from glassbook.projection.rows import OrderList
from glassbook.protocol.orders import ListKind, OrderType

#: ContingencyType and the number of orders → what list that is.
KINDS = {
    ("1", 2): ListKind.OCO,
    ("2", 2): ListKind.OTO,
    ("2", 3): ListKind.OTOCO,
}
#: What such a list is when its first order pays the others.
PAYING = {ListKind.OTO: ListKind.OPO, ListKind.OTOCO: ListKind.OPOCO}
CONTINGENCIES = dict.fromkeys(ListKind, 2) | {ListKind.OCO: 1}
INSTRUCTION = ("ListTriggerType", "ListTriggerTriggerIndex", "ListTriggerAction")
ACTIVATED, PARTIALLY_FILLED, FILLED = "1", "2", "3"
RELEASE, CANCEL = "1", "2"

STATUS_TYPES = {ListChange.BEGUN: 4, ListChange.RENAMED: 100, ListChange.DONE: 5}
EXECUTING, ALL_DONE = 3, 6

Instruction = tuple[str, str, str]  # type, index, action


def read_list(directory: Directory, values: Values) -> ListForm:
    """Return the list that a message describes. *Raises* Rejected, Refusal as REST's."""
    sent = values.get("NoOrders", [])
    kind = KINDS.get((values["ContingencyType"], len(sent)))
    pays = values.get("OPO") == "Y"
    if kind is None or (pays and kind not in PAYING):
        raise refusals.unsupported_combination()
    legs = _paid_legs(directory, sent) if pays else [order_form(directory, each) for each in sent]
    types = [leg.order_type for leg in legs]
    if kind is not ListKind.OCO:
        require_working(legs[0])
    if kind is not ListKind.OTO:
        require_pair(legs[-1].side, above=types[-1], below=types[-2])
    for order, wanted in zip(sent, instructions(kind, types), strict=True):
        _require_instructed(order, wanted)
    return ListForm(PAYING[kind] if pays else kind, legs, values["ClListID"])


def _paid_legs(directory: Directory, sent: list[Values]) -> list[OrderForm]:
    """Return the orders of a list whose first pays the others: these have no quantity yet."""
    first, *others = sent
    for each in others:
        if "OrderQty" in each:
            raise refusals.paid_without("OrderQty")
    working = order_form(directory, first)
    quantity = {"OrderQty": first["OrderQty"]}
    legs = [paid(order_form(directory, each | quantity)) for each in others]
    require_resale(working.side, *(leg.side for leg in legs))
    return [working, *legs]


def instructions(kind: ListKind, types: list[OrderType]) -> list[list[Instruction]]:
    """Return what is to happen to each order of a list, and when.

    That a pair is cancelled, not released, by the fill of the order it waits for is documented so.
    """
    if kind in {ListKind.OTO, ListKind.OPO}:
        return [[], [(FILLED, "0", RELEASE)]]
    first = len(types) - 2
    pending: list[Instruction] = [] if kind is ListKind.OCO else [(FILLED, "0", CANCEL)]
    paired = [
        [*pending, (_decides(types[other]), str(other), CANCEL)] for other in (first + 1, first)
    ]
    return paired if kind is ListKind.OCO else [[], *paired]


def _decides(other: OrderType) -> str:
    """Return what must happen to an order that its pair is cancelled."""
    return PARTIALLY_FILLED if other is OrderType.LIMIT_MAKER else ACTIVATED


def _require_instructed(order: Values, wanted: list[Instruction]) -> None:
    """Return when an order has these instructions. Who is released may be said to be, too."""
    sent = [
        tuple(each[name] for name in INSTRUCTION)
        for each in order.get("NoListTriggeringInstructions", [])
    ]
    meant = [(*each[:2], CANCEL) if len(sent) > 1 and each[0] == FILLED else each for each in sent]
    if meant != wanted:
        advice = ", ".join(
            f"{name} ({BY_NAME[name].tag}) {value}"
            for each in wanted
            for name, value in zip(INSTRUCTION, each, strict=True)
        )
        raise _badly_instructed(order, f"send {advice}" if wanted else "send none")


def _badly_instructed(order: Values, advice: str) -> Rejected:
    name = BY_NAME["OrdType"].values[order["OrdType"]]
    tag = BY_NAME["NoListTriggeringInstructions"].tag
    return faults.badly_filled("ListTriggeringInstruction", name, advice, tag)


def unknown_list() -> Refusal:
    return refusals.cancel_refused("Unknown order list sent.")


def list_status(
    projections: Projections, order_list: OrderList, time_ns: int, change: ListChange
) -> Body:
    """Return what is told of a list: it was accepted, is called otherwise, or is over."""
    found = [
        projections.orders.by_id(order_list.account_id, order_list.symbol_id, order_id)
        for order_id in order_list.order_ids
    ]
    orders = [order for order in found if order is not None]
    assert len(orders) == order_list.order_count, "the orders of a list are remembered with it"
    kind = ListKind(order_list.kind)
    told = instructions(kind, [OrderType(order.order_type) for order in orders])
    symbol = projections.directory.symbols[order_list.symbol_id].name
    fields = {
        "Symbol": symbol,
        "ListID": order_list.list_id,
        "ClListID": order_list.client_order_id,
        "OrigClListID": order_list.client_order_id,
        "ContingencyType": CONTINGENCIES[kind],
        "ListStatusType": STATUS_TYPES[change],
        "ListOrderStatus": ALL_DONE if change is ListChange.DONE else EXECUTING,
        "TransactTime": stamp(time_ns),
        "NoOrders": [
            {"ClOrdID": order.client_order_id, "Symbol": symbol, "OrderID": order.order_id}
            | _told(instructed)
            for order, instructed in zip(orders, told, strict=True)
        ],
    }
    return body("N", fields)


def _told(instructed: list[Instruction]) -> dict[str, Any]:
    if not instructed:
        return {}
    told = [dict(zip(INSTRUCTION, each, strict=True)) for each in instructed]
    return {"NoListTriggeringInstructions": told}
