"""What a pegged order is asked with, and answered with: the book gives its price.

Source: REST API, "Notes on using parameters for Pegged Orders"; faqs/pegged_orders.md.
"""

from collections.abc import Mapping
from typing import Any

from msgspec import UNSET, UnsetType

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.parameters import Parameter
from glassbook.projection.listing import Symbol
from glassbook.protocol.maxima import PEG_LEVELS_MAX
from glassbook.protocol.orders import Peg

PRICE_TYPES = {"PRIMARY_PEG": Peg.PRIMARY, "MARKET_PEG": Peg.MARKET}
PRICE_TYPE_NAMES = {int(peg): name for name, peg in PRICE_TYPES.items()}
PRICE_LEVEL = "PRICE_LEVEL"


def price_type(name: str) -> Parameter:
    """Which side of the book gives the price. *Rejects* -1210."""
    about = "The best price of its own side of the book (PRIMARY_PEG), or of the other."
    return parameters.choice(name, PRICE_TYPES, refusals.bad_peg_price_type, about)


def offset_type(name: str) -> Parameter:
    """What `offset_value` counts. *Rejects* -1211."""
    refuse = refusals.bad_peg_offset_type
    return parameters.choice(name, {PRICE_LEVEL: PRICE_LEVEL}, refuse, "Sent with the value.")


def offset_value(name: str) -> Parameter:
    """So many levels behind the best. *Rejects* -1100, -1108; -1130 beyond 1 to 100."""
    number = parameters.long(name)

    def read(text: str) -> int:
        levels: int = number.read(text)
        if not 1 <= levels <= PEG_LEVELS_MAX:
            raise refusals.bad_value(name)
        return levels

    schema = {"type": "integer", "minimum": 1, "maximum": PEG_LEVELS_MAX}
    return Parameter(name, read, schema, "How many levels behind the best.")


def require_together(values: dict[str, Any], sent_as: Mapping[str, str]) -> None:
    """Return when an offset comes whole, and with a peg. *Rejects* -1102."""
    offset = [name for name in ("pegOffsetType", "pegOffsetValue") if name in values]
    if not offset:
        return
    for name in ("pegPriceType", "pegOffsetType", "pegOffsetValue"):
        if name not in values:
            raise refusals.mandatory_missing(sent_as.get(name, name))


def add_peg(shape: Any, symbol: Symbol, peg: int, levels: int, ticks: int) -> None:
    """Say of a pegged order what it is pegged to, and once it is known what the book gave."""
    shape.peg_price_type = PRICE_TYPE_NAMES[peg]
    if levels:
        shape.peg_offset_type, shape.peg_offset_value = PRICE_LEVEL, levels
    shape.pegged_price = _price(symbol, ticks)


def _price(symbol: Symbol, ticks: int) -> str | UnsetType:
    return symbol.price_text(ticks) if ticks else UNSET
