"""An order in FIX to the parameters that REST documents for the same order.

One order has one meaning, whichever door it came through: what each parameter accepts and what each
type of order needs is read where REST reads it; here are only the names. Source: FIX API,
"Supported Order Types".
"""

import re
from collections.abc import Mapping
from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.fix import faults
from glassbook.gateway.fix.faults import Reason, Rejected
from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.reading import Values
from glassbook.gateway.rest.order_form import NEW_ORDER, OrderForm, read_form
from glassbook.gateway.rest.sor import ROUTED
from glassbook.projection.directory import Directory

PARAMETERS = {parameter.name: parameter for parameter in NEW_ORDER}

#: FIX name → the parameter's name, where the text is the same in both.
SAME = {
    "Symbol": "symbol",
    "OrderQty": "quantity",
    "CashOrderQty": "quoteOrderQty",
    "Price": "price",
    "ClOrdID": "newClientOrderId",
    "StrategyID": "strategyId",
    "TargetStrategy": "strategyType",
    "TriggerPrice": "stopPrice",
    "TriggerTrailingDeltaBips": "trailingDelta",
    "MaxFloor": "icebergQty",
    "PegOffsetValue": "pegOffsetValue",
}
#: FIX name → the parameter's name, and its texts by the values of the wire.
NAMED: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "Side": ("side", {"1": "BUY", "2": "SELL"}),
    "TimeInForce": ("timeInForce", {"1": "GTC", "3": "IOC", "4": "FOK"}),
    "SelfTradePreventionMode": (
        "selfTradePreventionMode",
        BY_NAME["SelfTradePreventionMode"].values,
    ),
    "PegPriceType": ("pegPriceType", BY_NAME["PegPriceType"].values),
    "PegOffsetType": ("pegOffsetType", {"3": "PRICE_LEVEL"}),
}
#: REST's names of what is asked, in the words of this door.
FIX_NAMES = (
    {parameter: name for name, parameter in SAME.items()}
    | {parameter: name for name, (parameter, _) in NAMED.items()}
    | {"type": "OrdType", "orderId": "OrderID", "origClientOrderId": "OrigClOrdID"}
    | {"newQty": "OrderQty", "cancelOrderId": "OrderID", "cancelOrigClientOrderId": "OrigClOrdID"}
)
REQUEST_CODES = range(-1199, -1099)  # what is wrong with a request, not with an order
RATE_AND_FILTERS = {-1013, -1015}

_TRIGGER = ("TriggerType", "TriggerAction", "TriggerPriceType")
_TRIGGERED = ("3", "4")
PEGGED = "P"
_quoted = re.compile(r"'(\w+)'")


def order_form(directory: Directory, values: Values, cancel_id: str = "") -> OrderForm:
    """Return the order that a message describes. *Raises* Rejected, Refusal as REST's."""
    return read_form(directory, _read(parameters(values)), cancel_id)


def _read(texts: Mapping[str, str]) -> dict[str, Any]:
    return {name: PARAMETERS[name].read(text) for name, text in texts.items()}


def parameters(values: Values) -> dict[str, str]:
    """Return REST's parameters of an order. *Raises* Rejected where FIX itself is not kept."""
    texts = {name: values[fix] for fix, name in SAME.items() if fix in values}
    for fix, (name, words) in NAMED.items():
        if fix in values:
            texts[name] = words[values[fix]]
    texts["type"] = _order_type(values)
    if values.get("SOR") == "Y":
        _require_routable(texts)
    return texts


def _require_routable(texts: Mapping[str, str]) -> None:
    """Return for a LIMIT or a MARKET by quantity: the best book is the only one. *Raises* Refusal.

    As REST does, it is placed as any other; an order in money has no quantity to route.
    """
    if texts["type"] not in ROUTED:
        raise refusals.bad_order_type()
    if "quoteOrderQty" in texts:
        raise refusals.not_required("quoteOrderQty")


def _order_type(values: Values) -> str:
    order_type = values["OrdType"]
    _require_peg(values, order_type)
    if order_type in _TRIGGERED:
        return _triggered(values) + ("_LIMIT" if order_type == "4" else "")
    if order_type == PEGGED and "TriggerType" in values:
        return _triggered(values) + "_LIMIT"
    for name in (*_TRIGGER, "TriggerPriceDirection"):
        if name in values:
            raise _badly_filled("TriggeringInstruction", order_type, f"do not send {name}")
    if order_type == "1":
        return "MARKET"
    return "LIMIT_MAKER" if "ExecInst" in values else "LIMIT"


def _require_peg(values: Values, order_type: str) -> None:
    """Return when an order is pegged and says how, or neither. *Raises* Rejected."""
    for name in ("PegPriceType", "PegMoveType"):
        if order_type == PEGGED and name not in values:
            advice = f"send {name} ({BY_NAME[name].tag})"
            raise _badly_filled("PegInstructions", order_type, advice)
    for name in ("PegPriceType", "PegMoveType", "PegOffsetType", "PegOffsetValue"):
        if order_type != PEGGED and name in values:
            raise _badly_filled("PegInstructions", order_type, f"do not send {name}")


def _triggered(values: Values) -> str:
    """Return STOP_LOSS or TAKE_PROFIT: which one, the direction of the trigger tells."""
    for name in _TRIGGER:
        if name not in values:
            advice = f"send {name} ({BY_NAME[name].tag})"
            raise _badly_filled("TriggeringInstruction", values["OrdType"], advice)
    direction = values.get("TriggerPriceDirection")
    if direction is None:
        if "TriggerPrice" in values:
            advice = "send TriggerPriceDirection (1109)"
            raise _badly_filled("TriggeringInstruction", values["OrdType"], advice)
        return "TAKE_PROFIT"
    is_stop = (direction == "U") == (values["Side"] == "1")
    return "STOP_LOSS" if is_stop else "TAKE_PROFIT"


def _badly_filled(component: str, order_type: str, advice: str) -> Rejected:
    name = BY_NAME["OrdType"].values[order_type]
    return faults.badly_filled(component, name, advice, BY_NAME["OrdType"].tag)


def rejected(refusal: Refusal) -> Rejected | None:
    """Return the Reject that a refusal is at this door; None when it is about the order itself."""
    if refusal.code not in REQUEST_CODES:
        return None
    text = in_fix_words(refusal.text)
    named = next((name for name in _quoted.findall(text) if name in BY_NAME), "")
    if refusal.code == -1121:
        named = "Symbol"
    reason = Reason.REQUIRED_TAG_MISSING if refusal.code == -1102 else Reason.VALUE_IS_INCORRECT
    tag = BY_NAME[named].tag if named else 0
    return faults.of(Refusal(refusal.code, text), reason, tag)


def in_fix_words(text: str) -> str:
    """Return a text with REST's parameters called as this door calls them."""
    return _quoted.sub(lambda found: f"'{FIX_NAMES.get(found[1], found[1])}'", text)
