"""Pages of history, as clients ask for them: by id, by time, or the newest.

Source: REST API, "General API Information" on chronological order, and the notes of allOrders,
myTrades and aggTrades.
"""

from typing import Any

from glassbook.gateway.access import refusals
from glassbook.gateway.rest import parameters
from glassbook.gateway.rest.call import Call
from glassbook.gateway.rest.order_form import listed
from glassbook.gateway.rest.venue import Venue
from glassbook.projection.listing import Symbol
from glassbook.projection.pages import Page

LIMIT_DEFAULT, LIMIT_MAX = 500, 1000
HOURS_MAX = 24
HOUR_NS = 3_600 * 1_000_000_000
MILLISECOND_NS = 1_000_000

#: The parameters of every page of history.
PAGE = (
    parameters.time("startTime", "Inclusive."),
    parameters.time("endTime", "Inclusive; no more than 24 hours after startTime.", is_end=True),
    parameters.limit(LIMIT_DEFAULT, LIMIT_MAX),
)


def page(values: dict[str, Any], id_name: str, *, hours_max: int | None = HOURS_MAX) -> Page:
    """Return the page that is asked for, from the id in the parameter `id_name` on.

    *Rejects* -1127 when the times lie further apart than `hours_max`; -1128 when they are reversed.
    """
    start, end = values.get("startTime"), values.get("endTime")
    if start is not None and end is not None:
        if start > end:
            raise refusals.bad_combination()
        if hours_max is not None and end - start >= hours_max * HOUR_NS + MILLISECOND_NS:
            raise refusals.interval_too_long(hours_max)
    return Page(
        limit=values.get("limit", LIMIT_DEFAULT),
        from_id=values.get(id_name),
        start_ns=start,
        end_ns=end,
    )


def symbols_meant(venue: Venue, call: Call) -> list[Symbol]:
    """Return the symbol that was named, or all of them. *Rejects* -1121."""
    directory = venue.projections.directory
    name = call.values.get("symbol")
    return [listed(directory, name)] if name else list(directory.symbols.values())
