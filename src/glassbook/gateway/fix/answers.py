"""What a request that was not done is answered with: each kind in the message documented for it.

Source: FIX API, "Response" of each request.
"""

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.fix.session import Request
from glassbook.gateway.fix.writing import Body, body
from glassbook.gateway.rest import rejects
from glassbook.gateway.rest.order_amend import NO_CHANGE
from glassbook.gateway.rest.venue import Venue
from glassbook.protocol.events import Event
from glassbook.protocol.reject import RejectCode

OTHER = 99  # of every list of reasons: the code and the text say more
ZERO = "0.00000000"
_CANCEL_CODES = (-2011, -2039)  # of a replacement, what is wrong with its cancel

_ECHOED = (
    "ClOrdID",
    "OrderQty",
    "OrdType",
    "Side",
    "Symbol",
    "ExecInst",
    "Price",
    "TriggerType",
    "TriggerAction",
    "TriggerPrice",
    "TriggerPriceType",
    "TriggerPriceDirection",
    "TriggerTrailingDeltaBips",
    "PegOffsetValue",
    "PegPriceType",
    "PegMoveType",
    "PegOffsetType",
    "TimeInForce",
    "MaxFloor",
    "CashOrderQty",
    "TargetStrategy",
    "StrategyID",
    "SelfTradePreventionMode",
    "SOR",
)
_TARGET = ("OrigClOrdID", "OrderID", "OrigClListID", "ListID", "Symbol", "CancelRestrictions")


def refused(request: Request, refusal: Refusal) -> list[Body]:
    """Return how a request is answered that was refused as a whole."""
    told = {"ErrorCode": refusal.code, "Text": refusal.text}
    values = request.values
    if request.code == "F" or (request.code == "XCN" and refusal.code in _CANCEL_CODES):
        return cancel_refused(request, refusal)
    if request.code in ("D", "XCN"):
        return [_order_refused(request, told)]
    if request.code == "q":
        echoed = {name: values[name] for name in ("Symbol", "ClOrdID", "MassCancelRequestType")}
        reason = {"MassCancelResponse": 0, "MassCancelRejectReason": OTHER}
        return [body("r", echoed | reason | told)]
    if request.code == "XAK":
        names = ("ClOrdID", "OrigClOrdID", "OrderID", "Symbol", "OrderQty")
        return [body("XAR", {name: values.get(name) for name in names} | told)]
    return [_list_refused(request, told)]


def _order_refused(request: Request, told: dict[str, object]) -> Body:
    echoed = {name: request.values.get(name) for name in _ECHOED}
    nothing = {"CumQty": ZERO, "LeavesQty": ZERO, "CumQuoteQty": ZERO, "LastQty": ZERO}
    state = {"ExecType": 8, "OrdStatus": 8, "OrdRejReason": OTHER}
    return body("8", echoed | nothing | state | told)


def _list_refused(request: Request, told: dict[str, object]) -> Body:
    values = request.values
    orders = [
        {"ClOrdID": each["ClOrdID"], "Symbol": each["Symbol"], "OrdRejReason": OTHER} | told
        for each in values.get("NoOrders", [])
    ]
    state = {"ListStatusType": 2, "ListOrderStatus": 7, "ListRejectReason": OTHER}
    names = {
        "ClListID": values["ClListID"],
        "ContingencyType": values["ContingencyType"],
        "Symbol": orders[0]["Symbol"] if orders else None,
    }
    return body("N", names | state | {"NoOrders": orders or None})


def cancel_refused(request: Request, refusal: Refusal) -> list[Body]:
    """Return how a cancel is answered that was refused, alone or as half of a replacement."""
    values = request.values
    name = values.get("CancelClOrdID") or values["ClOrdID"]
    echoed = {each: values.get(each) for each in _TARGET}
    told = {"CxlRejResponseTo": 1, "ErrorCode": refusal.code, "Text": refusal.text}
    return [body("9", {"ClOrdID": name} | echoed | told)]


def mass_cancelled(request: Request, count: int) -> Body:
    """Return how a mass cancel is answered that cancelled so many orders."""
    values = request.values
    echoed = {name: values[name] for name in ("Symbol", "ClOrdID", "MassCancelRequestType")}
    return body("r", echoed | {"MassCancelResponse": 1, "TotalAffectedOrders": count})


def unknown_order(request: Request) -> Refusal:
    """Return what a request is refused with that names no order."""
    return Refusal(rejects.AMENDING if request.code == "XAK" else rejects.CANCELLING,
                   rejects.TEXTS[RejectCode.ORDER_UNKNOWN])  # fmt: skip


def amend_refusal(venue: Venue, account_id: int, request: Request, said: Event) -> Refusal:
    """Return why an order was not reduced."""
    if said.reason == RejectCode.QUANTITY_NOT_REDUCED:
        orders, values = venue.projections.orders, request.values
        if "OrderID" in values:
            order = orders.by_id(account_id, said.symbol_id, int(values["OrderID"]))
        else:
            order = orders.by_client_id(account_id, said.symbol_id, values["OrigClOrdID"])
        symbol = venue.projections.directory.symbols[said.symbol_id]
        if order is not None and symbol.lots_of(values["OrderQty"]) == order.quantity_lots:
            return Refusal(rejects.AMENDING, NO_CHANGE)
    return rejects.refusal(said.reason, rejects.AMENDING)
