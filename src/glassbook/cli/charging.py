"""The desk of fees of a running venue."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

from glassbook.cli.house import House
from glassbook.fees.desk import FeeDesk
from glassbook.fees.schedule import Schedule
from glassbook.identity.key_store import HandleUnknown
from glassbook.node.clock import now_ns
from glassbook.projection.listing import Account


@asynccontextmanager
async def charging(house: House, schedule: Schedule) -> AsyncIterator[None]:
    """Have rates set by a schedule while the body runs."""
    desk = FeeDesk(
        house.projections,
        house.venue,
        house.venue.submit_document,
        schedule,
        lambda name: _account(house, name),
        now_ns,
    )
    task = asyncio.create_task(desk.run())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def _account(house: House, name: str) -> Account | None:
    try:
        return house.projections.directory.account(house.keys.reference(name))
    except HandleUnknown:
        return None
