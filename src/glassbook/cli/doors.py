"""The doors of a venue: REST, streams, pages, health and metrics on one port, FIX on two more."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

from glassbook.cli.demo import COMMISSION_PPM
from glassbook.cli.fault_log import tell_places_only
from glassbook.cli.fix_door import fix_open, fix_server
from glassbook.cli.front_desk import FrontDesk
from glassbook.cli.house import House
from glassbook.cli.screen import say
from glassbook.cli.verified import published
from glassbook.fees.schedule import Schedule
from glassbook.gateway.access.limit_profiles import PROFILES as LIMITS
from glassbook.gateway.access.listen_keys import ListenKeys
from glassbook.gateway.access.rate_limits import RateLimiter
from glassbook.gateway.application import Application
from glassbook.gateway.rest import order_runs
from glassbook.gateway.rest.answer import Guest
from glassbook.gateway.rest.router import Receive, Scope, Send
from glassbook.gateway.rest.venue import Venue
from glassbook.gateway.server import GatewayServer
from glassbook.gateway.sockets import Sockets
from glassbook.gateway.streams import fan_out
from glassbook.node.checkpoints import Notes
from glassbook.node.clock import now_ns
from glassbook.node.trade_proofs import TradeProofs
from glassbook.transparency.disclosures import Disclosures
from glassbook.transparency.trade_look_up import TradeLookUp
from glassbook.transparency.uptime import uptime
from glassbook.web import bundle
from glassbook.web.accounts.pace import Pace
from glassbook.web.console.acting import Acted, ordered
from glassbook.web.handbook_pages import BUILT, Handbook
from glassbook.web.rates import rates_view
from glassbook.web.site import Site

#: Proofs of trades that one address is given: each costs the venue some milliseconds.
LOOK_UPS_AT_ONCE = 10
LOOK_UP_REFILL_NS = 1_000_000_000


class Doors:
    """The ports are bound at once, so that one in use is said before anything is started.

    Without a schedule of commission the pages show the rates that accounts are opened with.

    *Raises* PortInUse, OSError.
    """

    def __init__(self, house: House, schedule: Schedule | None = None) -> None:
        tell_places_only()
        order_runs.warm(say)
        fan_out.warm()
        limits = house.configuration.limits
        self._house = house
        venue = Venue(
            projections=house.projections,
            submitter=house.venue,
            keys=house.keys,
            own_keys=house.own_keys,
            limiter=RateLimiter(LIMITS[limits], now_ns, self._first_fills),
            listen_keys=ListenKeys(now_ns, house.listen_keys),
            clock=now_ns,
        )
        self._sockets = Sockets(venue, limits)
        self._front_desk = FrontDesk(house, now_ns, self._ask_for)
        self._front_desk.on_session_end(venue.listen_keys.end_session)
        self._disclosures = _disclosures(house)
        application = Application(
            venue,
            streams=self._sockets,
            health=self._health,
            metrics=house.venue.metrics.text,
            disclose=self._disclosures.page,
            site=_site(house, schedule),
            accounts=self._front_desk.door,
        )
        self._router = application.router
        host, port = house.configuration.host, house.configuration.port
        self._server = GatewayServer(application, host, port, application.router)
        self.fix = fix_server(house.configuration, venue)

    async def _ask_for(
        self, scope: Scope, receive: Receive, send: Send, account_id: int, session: str
    ) -> None:
        """Answer what a session of the pages asks of the API."""
        await self._router(scope, receive, send, Guest(account_id, session))

    def _first_fills(self, account_id: int) -> tuple[int, int]:
        return self._house.projections.orders.first_fills(account_id)

    def _health(self) -> dict[str, Any]:
        return self._house.venue.health.as_data()

    async def order(self, member: str, act: str, values: dict[str, Any]) -> Acted:
        """Do or propose what was ordered in a member's name at the machine. *Raises* Refused."""
        return await ordered(self._front_desk.desk, member, act, values)

    def roll(self) -> list[tuple[str, str, bool]]:
        """Return the staff: ids, roles, and who is admitted."""
        members = self._front_desk.desk.people.members()
        return [(each.member, each.role.value, each.is_admitted) for each in members]

    @property
    def address(self) -> str:
        """Where the venue is found, without a scheme: host and port."""
        return self.at(self._server.port)

    def at(self, port: int) -> str:
        """Return the venue's host and a port, as they are written together."""
        host = self._house.configuration.host
        return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"

    async def drain(self, seconds: int, hurried: asyncio.Event) -> None:
        """Tell everybody who holds a connection that it will end, and go on as before for so many
        seconds, or until `hurried`: who hears it has that long to find his way elsewhere.
        """
        if seconds == 0:
            return
        self._sockets.announce()
        count_down = asyncio.sleep(seconds) if self.fix is None else self.fix.count_down(seconds)
        tasks = {asyncio.ensure_future(count_down), asyncio.ensure_future(hurried.wait())}
        try:
            await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Let clients in; at the end tell those on streams, finish the others, and close."""
        stop_listening = self._house.venue.feed.listen(self._sockets.on_batch)
        beating = asyncio.create_task(self._sockets.run())
        try:
            await self._server.start()
            async with fix_open(self._house, self.fix):
                yield
        finally:
            await self._sockets.close()
            await self._server.stop()
            beating.cancel()
            with suppress(asyncio.CancelledError):
                await beating
            stop_listening()
            self._front_desk.close()
            self._disclosures.close()


def _disclosures(house: House) -> Disclosures:
    """Return what anybody may see of a house."""
    notary = house.notary
    notes = Notes(house.configuration.checkpoints_directory)
    venue, data = house.venue, house.configuration.data
    trades = TradeLookUp(
        house.projections,
        str(notary.key),
        TradeProofs(house.configuration.trades_directory, notes, notary.key).prove,
        signed=lambda: notary.sequence,
        signed_within_ns=house.configuration.checkpoint_seconds * 10**9,
        pace=Pace(now_ns, LOOK_UPS_AT_ONCE, LOOK_UP_REFILL_NS).take,
        clock=now_ns,
    )
    return Disclosures(
        house.projections,
        notary.key,
        notes,
        lambda: notary.sequence,
        lambda: uptime(
            [(run.start_ns, run.end_ns, run.is_planned) for run in venue.runs_before],
            venue.opened_ns,
            now_ns(),
            venue.incidents.all(),
            is_accepting=venue.health.is_accepting,
        ),
        lambda: published(data),
        trades,
    )


def _site(house: House, schedule: Schedule | None) -> Site:
    """Return the pages for people; without a bundle they say how to make it."""
    directory = house.projections.directory
    tiers = [(0, COMMISSION_PPM, COMMISSION_PPM)]
    if schedule is not None:
        tiers = [
            (each.volume_digits, each.rates.maker_ppm, each.rates.taker_ppm)
            for each in schedule.tiers
        ]
    return Site(
        bundle.read(),
        lambda name: directory.symbol(name) is not None,
        lambda: rates_view(
            tiers,
            [(each.name, each.maker_ppm, each.taker_ppm) for each in directory.symbols.values()],
        ),
        Handbook(bundle.read(BUILT)),
    )
