"""InstrumentList: what is listed, with the rules a client must know before it sends an order.

Source: FIX API, "InstrumentListRequest", "InstrumentList"; filters.md.
"""

from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.fix import faults
from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.reading import Values
from glassbook.gateway.fix.writing import Body, body
from glassbook.gateway.rest.filters import filters
from glassbook.projection.directory import Directory
from glassbook.projection.listing import Symbol

SINGLE = "0"

#: FIX name → the filter and its field.
_FILTERED = {
    "MinTradeVol": ("LOT_SIZE", "minQty"),
    "MaxTradeVol": ("LOT_SIZE", "maxQty"),
    "MinQtyIncrement": ("LOT_SIZE", "stepSize"),
    "MarketMinTradeVol": ("MARKET_LOT_SIZE", "minQty"),
    "MarketMaxTradeVol": ("MARKET_LOT_SIZE", "maxQty"),
    "MarketMinQtyIncrement": ("MARKET_LOT_SIZE", "stepSize"),
    "StartPriceRange": ("PRICE_FILTER", "minPrice"),
    "EndPriceRange": ("PRICE_FILTER", "maxPrice"),
    "MinPriceIncrement": ("PRICE_FILTER", "tickSize"),
}


def instrument_list(directory: Directory, values: Values) -> Body:
    """Return the answer to an InstrumentListRequest. *Raises* Rejected; Refusal -1121."""
    listed = list(directory.symbols.values())
    if values["InstrumentListRequestType"] == SINGLE:
        if "Symbol" not in values:
            raise faults.missing(BY_NAME["Symbol"])
        symbol = directory.symbol(values["Symbol"])
        if symbol is None:
            raise refusals.bad_symbol()
        listed = [symbol]
    answer = {
        "InstrumentReqID": values["InstrumentReqID"],
        "NoRelatedSym": [_instrument(each) for each in listed],
    }
    return body("y", answer)


def _instrument(symbol: Symbol) -> dict[str, Any]:
    by_type = {each["filterType"]: each for each in filters(symbol)}
    rules = {name: by_type[kind][field] for name, (kind, field) in _FILTERED.items()}
    return {"Symbol": symbol.name, "Currency": symbol.quote.name} | rules
