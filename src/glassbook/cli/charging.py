"""The desks of fees of a running venue: who sets the rates, and who shares what they bring."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

from glassbook.cli.house import House
from glassbook.cli.screen import say
from glassbook.fees.desk import FeeDesk
from glassbook.fees.rebates import RebateDesk
from glassbook.fees.schedule import Schedule
from glassbook.identity.key_store import HandleUnknown
from glassbook.node.clock import Clock, now_ns
from glassbook.projection.listing import Account


@asynccontextmanager
async def charging(
    house: House, schedule: Schedule, tell: Callable[[str], None] = say
) -> AsyncIterator[None]:
    """Have rates set by a schedule while the body runs.

    `tell` is told of names that are nobody's yet, and why rates are not set any more.
    """
    nobodies = [name for name in schedule.special if account_of(house, name) is None]
    if nobodies:
        tell(f"Special rates wait for accounts that are not there yet: {', '.join(nobodies)}")
    desk = FeeDesk(
        house.projections,
        house.venue,
        house.venue.submit_document,
        schedule,
        lambda name: account_of(house, name),
        now_ns,
    )
    async with _on_duty(desk.run, "Commission is not set by the schedule any more", tell):
        yield


@asynccontextmanager
async def sharing(
    house: House, tell: Callable[[str], None] = say, clock: Clock = now_ns
) -> AsyncIterator[None]:
    """Have partners paid while the body runs. `tell` is told why they are not any more."""
    desk = RebateDesk(house.projections, house.venue, clock)
    async with _on_duty(desk.run, "Rebates are not paid any more", tell):
        yield


@asynccontextmanager
async def _on_duty(
    run: Callable[[], Awaitable[None]], complaint: str, tell: Callable[[str], None]
) -> AsyncIterator[None]:
    """Have a desk run while the body runs."""

    async def work() -> None:
        try:
            await run()
        except Exception as error:
            tell(f"{complaint}: {error!r}")
            raise

    task = asyncio.create_task(work())
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


def account_of(house: House, name: str) -> Account | None:
    """Return the account of a customer's name; None when there is none."""
    try:
        return house.projections.directory.account(house.keys.reference(name))
    except HandleUnknown:
        return None
