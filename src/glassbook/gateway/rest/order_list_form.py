"""An order list as its client wrote it: each order's parameters begin with its part in the list.

An order is read as one that is placed alone would be, under its plain names; what is refused is
called by the name under which it was sent. Of a pair the stop comes first.
Source: REST API, "Order lists"; errors.md.
"""

from collections.abc import Callable, Iterable
from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest import names, parameters, pegs
from glassbook.gateway.rest.order_form import (
    RESULT,
    OrderForm,
    order_type,
    read_form,
    strategy_type,
)
from glassbook.gateway.rest.parameters import Parameter, mandatory
from glassbook.projection.directory import Directory
from glassbook.protocol.orders import OrderType, Side, TimeInForce

STOPS = (OrderType.STOP_LOSS, OrderType.STOP_LOSS_LIMIT)
PROFITS = (OrderType.TAKE_PROFIT, OrderType.TAKE_PROFIT_LIMIT)
PAIRED = {each.name: each for each in (*STOPS, OrderType.LIMIT_MAKER, *PROFITS)}
WORKING = {each.name: each for each in (OrderType.LIMIT, OrderType.LIMIT_MAKER)}
PENDING = dict(names.ORDER_TYPES)

#: What may be sent of every order of a list, by its plain name.
OPTIONAL = (
    "newClientOrderId",
    "price",
    "stopPrice",
    "trailingDelta",
    "icebergQty",
    "timeInForce",
    "strategyId",
    "strategyType",
    "pegPriceType",
    "pegOffsetType",
    "pegOffsetValue",
)


def sent_name(prefix: str, plain: str) -> str:
    """Return what a parameter of an order is called in a list: `price` → `abovePrice`."""
    plain = "clientOrderId" if plain == "newClientOrderId" else plain
    return prefix + plain[0].upper() + plain[1:]


def leg_parameters(prefix: str, types: dict[str, OrderType], plain: str = "") -> list[Parameter]:
    """Return the parameters of one order of a list; those named in `plain` must be sent, too."""
    wanted = plain.split()
    return [
        mandatory(order_type(sent_name(prefix, "type"), types)),
        *(mandatory(_parameter(sent_name(prefix, name), name)) for name in wanted),
        *(_parameter(sent_name(prefix, name), name) for name in OPTIONAL if name not in wanted),
    ]


#: How a parameter that is no decimal number is read.
_READERS: dict[str, Callable[[str], Parameter]] = {
    "side": lambda sent: parameters.choice(sent, names.SIDES),
    "timeInForce": lambda sent: parameters.choice(sent, names.TIMES_IN_FORCE),
    "newClientOrderId": parameters.client_id,
    "strategyType": strategy_type,
    "trailingDelta": parameters.long,
    "strategyId": parameters.long,
    "pegPriceType": pegs.price_type,
    "pegOffsetType": pegs.offset_type,
    "pegOffsetValue": pegs.offset_value,
}


def _parameter(sent: str, plain: str) -> Parameter:
    return _READERS.get(plain, parameters.decimal)(sent)


def read_leg(directory: Directory, values: dict[str, Any], prefix: str, **shared: Any) -> OrderForm:
    """Return one order of a list. `shared` are parameters that it has from the list, by their plain
    names. *Rejects* as read_form.
    """
    sent_as = {name: sent_name(prefix, name) for name in (*OPTIONAL, "type", "side", "quantity")}
    leg = {plain: values[sent] for plain, sent in sent_as.items() if sent in values}
    return read_named(directory, values, leg | shared, sent_as)


def read_named(
    directory: Directory, values: dict[str, Any], leg: dict[str, Any], sent_as: dict[str, str]
) -> OrderForm:
    """Return one order of a list out of its own parameters, and those of the whole list."""
    leg["symbol"] = values["symbol"]
    leg["newOrderRespType"] = values.get("newOrderRespType", RESULT)
    if "selfTradePreventionMode" in values:
        leg["selfTradePreventionMode"] = values["selfTradePreventionMode"]
    return read_form(directory, leg, sent_as=sent_as)


def read_pair(
    directory: Directory, values: dict[str, Any], above: str, below: str, **shared: Any
) -> list[OrderForm]:
    """Return a pair of which one cancels the other, the stop first.

    *Rejects* -1160, as require_pair, and as read_form.
    """
    types = {prefix: values[sent_name(prefix, "type")] for prefix in (above, below)}
    require_pair(shared["side"], above=types[above], below=types[below])
    for prefix in (above, below):
        _require_patience(values, prefix)
    pair = [read_leg(directory, values, prefix, **shared) for prefix in (above, below)]
    return sorted(pair, key=lambda form: form.order_type not in STOPS)


#: Who stands where he must not: (side, stop, profit or plain limit) and what he is told.
_MISPLACED: dict[tuple[Side, str], Callable[[], Refusal]] = {
    (Side.BUY, "stop"): refusals.buy_stop_below,
    (Side.SELL, "stop"): refusals.sell_stop_above,
    (Side.BUY, "profit"): refusals.buy_profit_above,
    (Side.SELL, "profit"): refusals.sell_profit_below,
    (Side.BUY, "limit"): refusals.buy_limit_above,
    (Side.SELL, "limit"): refusals.sell_limit_below,
}


def require_pair(side: Side, *, above: OrderType, below: OrderType) -> None:
    """Return when these can be a pair and stand where they must: a sell's profit above its stop, a
    buy's below. *Rejects* -1158, -1165, -1166, -1168, -1196 to -1199.
    """
    if any(each not in PAIRED.values() for each in (above, below)):
        raise refusals.pair_type_refused()
    if above is below is OrderType.LIMIT_MAKER:
        raise refusals.pair_of_limits()
    for is_above, each in ((True, above), (False, below)):
        if (each in STOPS) == (is_above == (side == Side.SELL)):
            kind = "stop" if each in STOPS else "profit" if each in PROFITS else "limit"
            refuse = _MISPLACED[side, kind]
            raise refuse()


def _require_patience(values: dict[str, Any], prefix: str) -> None:
    iceberg, life = sent_name(prefix, "icebergQty"), sent_name(prefix, "timeInForce")
    if iceberg in values and values.get(life, TimeInForce.GTC) != TimeInForce.GTC:
        raise refusals.pair_impatient(iceberg, life)


def distinct(wanted: Iterable[Parameter]) -> tuple[Parameter, ...]:
    """Return parameters in order, none of them twice."""
    return tuple({each.name: each for each in wanted}.values())
