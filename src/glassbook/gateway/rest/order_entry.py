"""POST /api/v3/order and /order/test: one command in, one answer out.

This is the hottest path of the doors; everything it needs is in memory.
"""

from typing import Any

from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.account_shapes import NO_DISCOUNT, NO_RATES, rates
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.endpoint import Endpoint, Security
from glassbook.gateway.rest.order_form import NEW_ORDER, read_form
from glassbook.gateway.rest.order_reports import placed_answer, placement
from glassbook.gateway.rest.order_shapes import CommissionForOrder, Empty, OrderAck, OrderPlaced
from glassbook.gateway.rest.venue import Venue
from glassbook.protocol.commands import CommandKind

TAG = "Trading"


def count_order(limiter: RateLimiter, call: Call, order_count: int = 1) -> None:
    """Count new orders of the caller, and say so in the answer. *Rejects* -1015."""
    for _ in range(order_count):
        short, day = limiter.count_order(call.account_id)
    call.headers.append((b"x-mbx-order-count-10s", b"%d" % short))
    call.headers.append((b"x-mbx-order-count-1d", b"%d" % day))


async def place(venue: Venue, call: Call) -> Any:
    """Place an order. *Rejects* as read_form; -1015; whatever the core refuses, by `rejects`."""
    directory = venue.projections.directory
    form = read_form(directory, call.values)
    count_order(venue.limiter, call)
    command = form.command(call.account_id, CommandKind.PLACE_ORDER)
    outcome = await venue.submitter.submit(command, form.label)
    placed = placement(outcome.events, outcome.time_ns)
    if isinstance(placed, Refusal):
        raise placed
    assert placed is not None, "a placed order is accepted or rejected"
    return placed_answer(directory, call, form, placed)


async def test(venue: Venue, call: Call) -> Any:
    """Go through every check of an order, and place none. *Rejects* as `place`, but for -1015."""
    form = read_form(venue.projections.directory, call.values)
    command = form.command(call.account_id, CommandKind.TEST_ORDER)
    outcome = await venue.submitter.submit(command, form.label)
    said = placement(outcome.events, outcome.time_ns)
    if isinstance(said, Refusal):
        raise said
    if not call.values.get("computeCommissionRates", False):
        return Empty()
    account = venue.projections.directory.accounts[call.account_id]
    return CommissionForOrder(
        standard_commission_for_order=rates(account.maker_ppm, account.taker_ppm),
        special_commission_for_order=rates(form.symbol.maker_ppm, form.symbol.taker_ppm),
        tax_commission_for_order=NO_RATES,
        discount=NO_DISCOUNT,
    )


PLACE = Endpoint(
    "POST",
    "/api/v3/order",
    Security.TRADE,
    place,
    (OrderPlaced, OrderAck),
    TAG,
    "Place an order",
    NEW_ORDER,
)

ENDPOINTS = (
    PLACE,
    Endpoint(
        "POST",
        "/api/v3/order/test",
        Security.TRADE,
        test,
        (Empty, CommissionForOrder),
        TAG,
        "Check an order without placing it",
        (*NEW_ORDER, parameters.boolean("computeCommissionRates")),
    ),
)
