"""GET /glassbook/v1/auction: what a call auction would come to now. Binance has nothing like it.

While a symbol is PRE_TRADING its orders collect, and nobody knows what they will come to but from
here: the indicative price and quantity, and how much would be left over on which side.
"""

from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.market_data import TAG
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.order_shapes import Shape
from glassbook.gateway.rest.parameters import mandatory
from glassbook.gateway.rest.venue import Venue
from glassbook.protocol.orders import Side
from glassbook.protocol.symbols import SymbolStatus


class AuctionView(Shape, kw_only=True):
    """The side is that of the surplus; without one, or where nobody meets anybody, it is null."""

    symbol: str
    status: str
    last_update_id: int
    indicative_price: str | None
    indicative_qty: str
    surplus_qty: str
    surplus_side: str | None


async def auction(venue: Venue, call: Call) -> AuctionView:
    """Show the indicative price and quantity, whatever the symbol's status. *Rejects* -1121."""
    projections = venue.projections
    symbol = listed(projections.directory, call.values["symbol"])
    said = projections.indication(symbol.symbol_id)
    side = Side.BUY if said.surplus_lots > 0 else Side.SELL
    return AuctionView(
        symbol=symbol.name,
        status=SymbolStatus(symbol.status).name,
        last_update_id=projections.depth.sequence,
        indicative_price=symbol.price_text(said.price_ticks) if said.price_ticks else None,
        indicative_qty=symbol.quantity_text(said.volume_lots),
        surplus_qty=symbol.quantity_text(abs(said.surplus_lots)),
        surplus_side=side.name if said.surplus_lots else None,
    )


ENDPOINTS = (
    Endpoint(
        "GET",
        "/glassbook/v1/auction",
        Security.NONE,
        auction,
        AuctionView,
        TAG,
        "What an auction would come to now",
        (mandatory(parameters.symbol()),),
    ),
)
