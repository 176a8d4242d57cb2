"""A symbol's filters, asked before a cancel-replace cancels anything.

"Filters are evaluated before the cancel order is placed": the core judges them when the new order
comes in, which is after. They are fixed facts of the symbol, so they can be asked here first; the
core judges again, and its word is the last. Source: REST API, "Cancel an Existing Order and Send a
New Order".
"""

from glassbook.gateway.access import refusals
from glassbook.gateway.rest.order_form import OrderForm
from glassbook.projection.listing import Symbol
from glassbook.protocol.maxima import ICEBERG_PARTS_LIMIT
from glassbook.protocol.orders import OrderType
from glassbook.protocol.symbols import SymbolRule


def require_filters(form: OrderForm) -> None:
    """Return when the order keeps every filter of its symbol. *Rejects* -1013."""
    if form.order_type == OrderType.MARKET:
        _require_market(form)
        return
    price_ticks = form.price_ticks or form.trigger_ticks
    if not price_ticks:
        _require(form, form.quantity_lots, "QUANTITY_LOTS", "LOT_SIZE")
        return
    for ticks in filter(None, (form.trigger_ticks, price_ticks)):
        _require(form, ticks, "PRICE_TICKS", "PRICE_FILTER")
    _require(form, form.quantity_lots, "QUANTITY_LOTS", "LOT_SIZE")
    if form.visible_lots:
        _require_parts(form)
    symbol = form.symbol
    units = price_ticks * symbol.tick_units * form.quantity_lots * symbol.lot_units
    _require(form, units // symbol.base.scale, "NOTIONAL_UNITS", "NOTIONAL")


def _require_market(form: OrderForm) -> None:
    """A market order in money has its amount alone to be asked about; one in lots has them."""
    if form.amount_units:
        _require_amount(form)
        return
    _require(form, form.quantity_lots, "QUANTITY_LOTS", "LOT_SIZE")
    _require(form, form.quantity_lots, "MARKET_QUANTITY_LOTS", "MARKET_LOT_SIZE")


def _require_amount(form: OrderForm) -> None:
    """The limits of notional may spare market orders."""
    rules, units = form.symbol.rules, form.amount_units
    least = rules.get(SymbolRule.NOTIONAL_UNITS_MIN, 0)
    most = rules.get(SymbolRule.NOTIONAL_UNITS_MAX, 0)
    is_below = units < least and not rules.get(SymbolRule.NOTIONAL_MIN_SPARES_MARKET, 0)
    is_above = 0 < most < units and not rules.get(SymbolRule.NOTIONAL_MAX_SPARES_MARKET, 0)
    if is_below or is_above:
        raise refusals.filter_failure("NOTIONAL")


def _require_parts(form: OrderForm) -> None:
    """Return when an iceberg shows no less than a lot may be, and enough of itself."""
    least = form.symbol.rules.get(SymbolRule.QUANTITY_LOTS_MIN, 0)
    if form.visible_lots < least:
        raise refusals.filter_failure("LOT_SIZE")
    parts = -(-form.quantity_lots // form.visible_lots)
    if parts > iceberg_parts_max(form.symbol):
        raise refusals.filter_failure("ICEBERG_PARTS")


def iceberg_parts_max(symbol: Symbol) -> int:
    """Return in how many parts an iceberg on this symbol may show itself."""
    return symbol.rules.get(SymbolRule.ICEBERG_PARTS_MAX, 0) or ICEBERG_PARTS_LIMIT


def _require(form: OrderForm, value: int, rule: str, filter_name: str) -> None:
    """Return when a value lies within the rules `rule`_MIN and `rule`_MAX; 0 is no limit."""
    rules = form.symbol.rules
    least = rules.get(SymbolRule[f"{rule}_MIN"], 0)
    most = rules.get(SymbolRule[f"{rule}_MAX"], 0)
    if value < least or 0 < most < value:
        raise refusals.filter_failure(filter_name)
