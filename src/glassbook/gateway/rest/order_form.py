"""A new order as its client wrote it: which parameters each type needs, and what they come to.

Whatever can be said without the core is said here: missing and needless parameters, numbers off the
tick or the lot. Limits, funds and the state of the market are the core's to judge.
Source: REST API, "New order"; errors.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from secrets import token_hex
from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest import names, parameters, pegs
from glassbook.gateway.rest.parameters import Digits, Parameter, mandatory
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Symbol
from glassbook.protocol.client_keys import client_key
from glassbook.protocol.commands import CommandKind, place_order
from glassbook.protocol.labels import Label
from glassbook.protocol.maxima import TRAILING_BIPS_MAX
from glassbook.protocol.orders import (
    TRAILING_BIPS_MIN,
    OrderType,
    Peg,
    SelfTradePrevention,
    Side,
    TimeInForce,
)

PLAINLY: Mapping[str, str] = {}
STRATEGY_TYPE_MIN = 1_000_000
DECIMALS_MAX = 8
STEPS_MAX = 2**62  # ticks, lots or units; the core holds no more
_TENS: list[int] = [10**decimals for decimals in range(21)]

#: An account never trades with itself unless it asks to. Source: Binance.US, EXPIRE_MAKER.
PREVENTION_DEFAULT = SelfTradePrevention.EXPIRE_MAKER

ACK, RESULT, FULL = "ACK", "RESULT", "FULL"
RESPONSE_DEFAULT = dict.fromkeys(OrderType, ACK) | {OrderType.LIMIT: FULL, OrderType.MARKET: FULL}


def _order_type(text: str) -> OrderType:
    known = names.ORDER_TYPES.get(text)
    if known is None:
        raise refusals.bad_order_type()
    return known


def order_type(name: str, types: Mapping[str, OrderType]) -> Parameter:
    """One of these types; the rest are told apart later. *Rejects* -1116 what is none."""
    return Parameter(
        name, _order_type, {"type": "string", "enum": list(types)}, known=names.ORDER_TYPES
    )


def _prevention(text: str) -> SelfTradePrevention:
    known = names.PREVENTIONS.get(text)
    if known is None:
        raise refusals.bad_value("selfTradePreventionMode")
    return known


def strategy_type(name: str) -> Parameter:
    """A number for the kind of strategy. *Rejects* -1134 below those that are free."""
    return Parameter(name, _strategy_type, {"type": "integer", "minimum": STRATEGY_TYPE_MIN})


def _strategy_type(text: str) -> int:
    number: int = parameters.long("strategyType").read(text)
    if number < STRATEGY_TYPE_MIN:
        raise refusals.bad_strategy_type()
    return number


TYPE = order_type("type", names.ORDER_TYPES)
PREVENTION = Parameter(
    "selfTradePreventionMode",
    _prevention,
    {"type": "string", "enum": list(names.PREVENTIONS), "default": PREVENTION_DEFAULT.name},
    known=names.PREVENTIONS,
)
RESPONSE = parameters.choice("newOrderRespType", {ACK: ACK, RESULT: RESULT, FULL: FULL})
SIDE = parameters.choice("side", names.SIDES, refusals.bad_side)

#: Everything that describes a new order, in the order of Binance's page.
NEW_ORDER = (
    mandatory(parameters.symbol()),
    mandatory(SIDE),
    mandatory(TYPE),
    parameters.choice("timeInForce", names.TIMES_IN_FORCE, refusals.bad_time_in_force),
    parameters.decimal("quantity", "In the base asset."),
    parameters.decimal(
        "quoteOrderQty", "MARKET only: how much of the quote asset to spend or get."
    ),
    parameters.decimal("price"),
    parameters.client_id("newClientOrderId", "Unique among open orders; made up when not sent."),
    parameters.long("strategyId"),
    strategy_type("strategyType"),
    parameters.decimal("stopPrice", "STOP_LOSS and TAKE_PROFIT: the last price it waits for."),
    parameters.long(
        "trailingDelta",
        "STOP_LOSS and TAKE_PROFIT: how far the trigger trails the price, in 1/100 percent.",
    ),
    parameters.decimal("icebergQty", "How much is shown at a time; GTC only."),
    RESPONSE,
    PREVENTION,
    pegs.price_type("pegPriceType"),
    pegs.offset_value("pegOffsetValue"),
    pegs.offset_type("pegOffsetType"),
)

_STOPS = ("stopPrice", "trailingDelta")
#: Dictionaries for their keys: sets that keep their order.
_LIMIT = dict.fromkeys(("timeInForce", "quantity", "price"))
_STOP = dict.fromkeys(("quantity",))
_PRICE = {"price"}  # which the book gives to what is pegged
_NEEDED: dict[OrderType, dict[str, None]] = {
    OrderType.LIMIT: _LIMIT,
    OrderType.MARKET: {},
    OrderType.LIMIT_MAKER: dict.fromkeys(("quantity", "price")),
    OrderType.STOP_LOSS: _STOP,
    OrderType.STOP_LOSS_LIMIT: _LIMIT | _STOP,
    OrderType.TAKE_PROFIT: _STOP,
    OrderType.TAKE_PROFIT_LIMIT: _LIMIT | _STOP,
}
_WAITING = frozenset(each for each in OrderType if each >= OrderType.STOP_LOSS)
_STOP_NEEDLESS = dict.fromkeys(("price", "timeInForce", "quoteOrderQty", "icebergQty"))
_NEEDLESS = {
    OrderType.LIMIT: dict.fromkeys(("quoteOrderQty", *_STOPS)),
    OrderType.MARKET: dict.fromkeys(("price", "timeInForce", "icebergQty", *_STOPS)),
    OrderType.LIMIT_MAKER: dict.fromkeys(("timeInForce", "quoteOrderQty", *_STOPS)),
    OrderType.STOP_LOSS: _STOP_NEEDLESS,
    OrderType.STOP_LOSS_LIMIT: dict.fromkeys(("quoteOrderQty",)),
    OrderType.TAKE_PROFIT: _STOP_NEEDLESS,
    OrderType.TAKE_PROFIT_LIMIT: dict.fromkeys(("quoteOrderQty",)),
}


@dataclass(slots=True)
class OrderForm:
    """A new order, complete and in the units of its symbol."""

    symbol: Symbol
    side: Side
    order_type: OrderType
    time_in_force: TimeInForce
    prevention: SelfTradePrevention
    price_ticks: int
    quantity_lots: int
    amount_units: int
    label: Label
    response: str
    trigger_ticks: int = 0
    visible_lots: int = 0
    trailing_bips: int = 0
    peg: Peg = Peg.NONE
    peg_levels: int = 0

    @property
    def waits(self) -> bool:
        """Does it wait for a price before it comes to the market?"""
        return self.trigger_ticks > 0 or self.trailing_bips > 0

    def command(
        self,
        account_id: int,
        kind: CommandKind,
        target: int = 0,
        flags: int = 0,
        list_kind: int = 0,
    ) -> bytes:
        """Return the order as a command: PLACE_ORDER, TEST_ORDER, or REPLACE_ORDER of a target;
        PLACE_LEG, or PLACE_LIST of a list's key and kind.
        """
        return place_order(
            account_id=account_id,
            symbol_id=self.symbol.symbol_id,
            side=self.side,
            order_type=self.order_type,
            time_in_force=self.time_in_force,
            self_trade_prevention=self.prevention,
            price_ticks=self.price_ticks,
            quantity_lots=self.quantity_lots,
            amount_units=self.amount_units,
            visible_lots=self.visible_lots,
            trigger_ticks=self.trigger_ticks,
            trailing_bips=self.trailing_bips,
            client_key=client_key(self.label.client_order_id),
            kind=kind,
            target=target,
            flags=flags,
            list_kind=list_kind,
            peg=self.peg,
            peg_levels=self.peg_levels,
        )


def listed(directory: Directory, name: str) -> Symbol:
    """Return the symbol of this name. *Rejects* -1121."""
    symbol = directory.symbol(name)
    if symbol is None:
        raise refusals.bad_symbol()
    return symbol


def read_form(
    directory: Directory,
    values: dict[str, Any],
    cancel_id: str = "",
    sent_as: Mapping[str, str] = PLAINLY,
) -> OrderForm:
    """Return the order that `values` (parameters of NEW_ORDER) describe.

    `cancel_id` is the client's id of the cancel, when this order replaces another; `sent_as` says
    how parameters were called that were sent under another name.
    *Rejects* -1121, -1102, -1106, -1111, -1108, -1013, -2010, and as `pegs`.
    """
    symbol = listed(directory, values["symbol"])
    order_type: OrderType = values["type"]
    _require_fitting(order_type, values, sent_as)
    pegs.require_together(values, sent_as)
    price, quantity = values.get("price"), values.get("quantity")
    amount = values.get("quoteOrderQty")
    lots = _quantity(symbol, quantity, "quantity", sent_as)
    trigger, visible = values.get("stopPrice"), values.get("icebergQty")
    return OrderForm(
        symbol=symbol,
        side=values["side"],
        order_type=order_type,
        time_in_force=values.get("timeInForce", TimeInForce.GTC),
        prevention=values.get("selfTradePreventionMode", PREVENTION_DEFAULT),
        price_ticks=_price(symbol, price, "price", sent_as),
        quantity_lots=lots,
        amount_units=0 if amount is None else amount_units(symbol, amount),
        label=_label(values, cancel_id),
        trigger_ticks=_price(symbol, trigger, "stopPrice", sent_as),
        visible_lots=_visible(symbol, visible, lots, sent_as),
        trailing_bips=_trailing_bips(values),
        response=values.get("newOrderRespType") or RESPONSE_DEFAULT[order_type],
        peg=values.get("pegPriceType", Peg.NONE),
        peg_levels=values.get("pegOffsetValue", 0),
    )


#: Names for what clients leave unnamed begin differently in every process, and then count.
_PREFIX = token_hex(6)
_numbers = count()


def new_client_id() -> str:
    """Return a name for an order or a cancel whose client gave it none: 22 characters."""
    return f"{_PREFIX}{next(_numbers):010x}"


def _price(symbol: Symbol, price: Digits | None, name: str, sent_as: Mapping[str, str]) -> int:
    return 0 if price is None else price_ticks(symbol, price, sent_as.get(name, name))


def _quantity(symbol: Symbol, lots: Digits | None, name: str, sent_as: Mapping[str, str]) -> int:
    return 0 if lots is None else quantity_lots(symbol, lots, sent_as.get(name, name))


def _visible(
    symbol: Symbol, visible: Digits | None, of_lots: int, sent_as: Mapping[str, str]
) -> int:
    """Return how many lots an iceberg shows, 0 of none. *Rejects* -2010 when it has not so many."""
    shown = _quantity(symbol, visible, "icebergQty", sent_as)
    if 0 < of_lots < shown:
        raise refusals.order_refused("IcebergQty exceeds QTY.")
    return shown


def _require_fitting(
    order_type: OrderType, values: dict[str, Any], sent_as: Mapping[str, str]
) -> None:
    sent = values.keys()
    missing = _NEEDED[order_type].keys() - sent
    if missing and not (missing == _PRICE and "pegPriceType" in values):
        first = next(name for name in _NEEDED[order_type] if name in missing)
        raise refusals.mandatory_missing(sent_as.get(first, first))
    if not _NEEDLESS[order_type].keys().isdisjoint(sent):
        needless = next(name for name in _NEEDLESS[order_type] if name in values)
        raise refusals.not_required(sent_as.get(needless, needless))
    if order_type is OrderType.MARKET:
        _require_one_quantity(values)
    if order_type in _WAITING and sent.isdisjoint(_STOPS):
        raise refusals.either_missing(*(sent_as.get(name, name) for name in _STOPS))
    if "icebergQty" in values and values.get("timeInForce", TimeInForce.GTC) != TimeInForce.GTC:
        raise refusals.not_required(sent_as.get("icebergQty", "icebergQty"))


def _trailing_bips(values: dict[str, Any]) -> int:
    """Return the distance of a trigger that trails, 0 of one that does not. *Rejects* -1013."""
    bips: int = values.get("trailingDelta", 0)
    if "trailingDelta" in values and not TRAILING_BIPS_MIN <= bips <= TRAILING_BIPS_MAX:
        raise refusals.filter_failure("TRAILING_DELTA")
    return bips


def _require_one_quantity(values: dict[str, Any]) -> None:
    if "quantity" in values and "quoteOrderQty" in values:
        raise refusals.not_required("quoteOrderQty")
    if "quantity" not in values and "quoteOrderQty" not in values:
        raise refusals.either_missing("quantity", "quoteOrderQty")


def _label(values: dict[str, Any], cancel_id: str) -> Label:
    return Label(
        client_order_id=values.get("newClientOrderId") or new_client_id(),
        cancel_client_order_id=cancel_id,
        strategy_id=values.get("strategyId"),
        strategy_type=values.get("strategyType"),
    )


def price_ticks(symbol: Symbol, price: Digits, name: str = "price") -> int:
    """Return a price in ticks, more than none. *Rejects* -1111, -1108, -1013."""
    ticks, rest = _steps(price, symbol.quote.scale, symbol.tick_units)
    if rest:
        raise _off_step(name, price, "PRICE_FILTER")
    if ticks > STEPS_MAX:
        raise refusals.overflowed(name)
    if ticks == 0:
        raise refusals.invalid_message("Invalid price.")
    return ticks


def quantity_lots(symbol: Symbol, quantity: Digits, name: str = "quantity") -> int:
    """Return a quantity in lots, more than none. *Rejects* -1111, -1108, -1013."""
    lots, rest = _steps(quantity, symbol.base.scale, symbol.lot_units)
    if rest:
        raise _off_step(name, quantity, "LOT_SIZE")
    if lots > STEPS_MAX:
        raise refusals.overflowed(name)
    if lots == 0:
        raise refusals.invalid_message("Invalid quantity.")
    return lots


def amount_units(symbol: Symbol, amount: Digits) -> int:
    """Return an amount of the quote asset, more than none. *Rejects* -1111, -1108, -1013."""
    units, rest = _steps(amount, symbol.quote.scale, 1)
    if rest:
        raise refusals.too_precise("quoteOrderQty")
    if units > STEPS_MAX:
        raise refusals.overflowed("quoteOrderQty")
    if units == 0:
        raise refusals.invalid_message("Invalid quoteOrderQty.")
    return units


def _steps(number: Digits, scale: int, step_units: int) -> tuple[int, int]:
    """Return how many whole steps of so many units of 1/scale a number is, and what is left.

    A symbol without a step has none to fit: everything is left.
    """
    digits, decimals = number
    if step_units == 0:
        return 0, 1
    return divmod(digits * scale, _TENS[decimals] * step_units)


def _off_step(name: str, number: Digits, filter_name: str) -> Refusal:
    """Refuse a number off its step: by its digits when it has too many, else by its filter."""
    digits, decimals = number
    is_too_precise = digits * 10**DECIMALS_MAX % _TENS[decimals]
    return refusals.too_precise(name) if is_too_precise else refusals.filter_failure(filter_name)
