"""A venue in this process, on a directory of the real disk, and what it is held to.

What it serves is compared with its journal, read and run again by the simulation's checkers, which
share nothing with what they check.
"""

import asyncio
import random
from collections import defaultdict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NoReturn

from glassbook.cli.front_desk import FrontDesk
from glassbook.cli.house import House
from glassbook.cli.identity_files import MASTER_KEY_FILE, PEOPLE_FILE, VAULT_FILE, key_store
from glassbook.cli.screen import silent
from glassbook.identity.api_keys import ApiKey
from glassbook.identity.people import Pending, People
from glassbook.identity.sealing import master_key
from glassbook.identity.vault import Vault
from glassbook.node.clock import now_ns
from glassbook.node.configuration import Configuration
from glassbook.node.disk import DISK, Files
from glassbook.projection.pages import Page
from glassbook.protocol.commands import place_order
from glassbook.protocol.documents import Document
from glassbook.protocol.orders import OrderType, SelfTradePrevention, Side, TimeInForce
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.simulation.checkers.frames import Frame, frames_of
from glassbook.simulation.checkers.rerun import Rerun
from glassbook.simulation.house import ACCOUNTS, SYMBOL, opening, reference_of

#: Small, so that a few thousand orders fill several segments and leave snapshots behind.
SMALL: dict[str, Any] = {
    "segment_bytes": 65_536,
    "checkpoint_commands": 200,
    "snapshot_commands": 600,
    "queue_commands_max": 256,
    "batch_commands_max": 32,
}
TOGETHER = 16
MIDDLE_TICKS = 3_000_000
ALL = Page(limit=1_000_000)


@dataclass
class Sent:
    """Orders by their client keys.

    acknowledged  the sequence of each that was
    refused       those of which it was promised that they were not taken
    """

    keys: set[int] = field(default_factory=set)
    acknowledged: dict[int, int] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)

    def check(self, frames: list[Frame]) -> list[str]:
        """Return what the journal lacks, and what it has too much."""
        places: dict[int, list[int]] = defaultdict(list)
        for frame in frames:
            for at, command in enumerate(frame.commands):
                if command["client_key"]:
                    places[int(command["client_key"])].append(frame.first_sequence + at)
        wrong = [
            f"order {key} was acknowledged at {place} and is at {places.get(key)}"
            for key, place in self.acknowledged.items()
            if places.get(key) != [place]
        ]
        taken = self.keys - self.refused
        invented = [key for key, at in places.items() if len(at) > 1 or key not in taken]
        return wrong + [f"order {key} is in the journal though it was refused" for key in invented]


@dataclass
class Served:
    """What anybody who asks is told."""

    balances: dict[int, dict[int, list[int]]]
    open_lots: dict[int, int]
    book: list[dict[int, int]]
    fills: dict[int, set[tuple[int, ...]]]  # by account: trade, order, price in ticks, lots
    done: dict[int, int]  # lots executed, by order


@asynccontextmanager
async def opened(data: Path, files: Files = DISK) -> AsyncIterator[House]:
    """Run the venue of a directory, and say nothing. *Raises* as `House` and its `running`."""
    with silent():
        house = House(Configuration(data=data, **SMALL), files)
        with closing(_front_desk(house)):
            async with house.running():
                if not house.projections.directory.symbols:
                    await house.venue.submit_many(*opening())
                yield house


def _front_desk(house: House) -> FrontDesk:
    try:
        return FrontDesk(house, now_ns)
    except BaseException:
        house.history.close()
        house.vault.close()
        house.keys.close()
        raise


def move_in(data: Path) -> None:
    """Put something into everything that nobody can make anew, while the venue is down."""
    master = master_key(data / MASTER_KEY_FILE)
    with closing(key_store(data)) as keys:
        for name in ACCOUNTS:
            keys.register(name, reference_of(name))
            keys.create(name)
    with closing(Vault(data / VAULT_FILE, master, _unread)) as vault:
        for name in ACCOUNTS:
            vault.keep(name, "email", f"{name}@example.org")
    with closing(People(data / PEOPLE_FILE, master)) as people:
        for name in ACCOUNTS:
            subject = people.subject("email", name)
            people.wait_for(Pending(name, subject, "a hash"), name, 2**62)


async def _unread(_document: Document) -> NoReturn:
    raise AssertionError("nothing is read here")


def keys_of(house: House) -> dict[str, list[ApiKey]]:
    """Return every customer's keys."""
    return {handle: house.keys.keys_of(handle) for handle in house.keys.accounts()}


async def trade(house: House, dice: random.Random, count: int, sent: Sent) -> None:
    """Send so many orders, some at a time; end early where the venue takes none any more."""
    for _ in range(0, count, TOGETHER):
        await asyncio.gather(*[_place(house, dice, sent) for _ in range(TOGETHER)])
        if not house.venue.health.is_accepting:
            return


async def _place(house: House, dice: random.Random, sent: Sent) -> None:
    key = len(sent.keys) + 1
    sent.keys.add(key)
    try:
        outcome = await house.venue.submit(_order(dice, key))
    except QueueFull:
        sent.refused.add(key)
    except VenueStopped as error:
        if not error.is_unknown:
            sent.refused.add(key)
    else:
        sent.acknowledged[key] = outcome.sequence


def _order(dice: random.Random, key: int) -> bytes:
    side = dice.choice(list(Side))
    away = dice.randrange(-4, 12) * (1 if side == Side.SELL else -1)
    return place_order(
        account_id=dice.choice(list(ACCOUNTS.values())),
        symbol_id=SYMBOL,
        side=side,
        order_type=OrderType.LIMIT,
        time_in_force=TimeInForce.GTC,
        self_trade_prevention=SelfTradePrevention.EXPIRE_TAKER,
        price_ticks=MIDDLE_TICKS + away,
        quantity_lots=dice.randrange(1, 3_000),
        client_key=key,
    )


def served(house: House) -> Served:
    """Return what this venue tells."""
    projections = house.projections
    _, bids, asks = projections.depth.snapshot(SYMBOL, 5_000)
    balances: dict[int, dict[int, list[int]]] = {}
    open_lots: dict[int, int] = {}
    fills: dict[int, set[tuple[int, ...]]] = {}
    done: dict[int, int] = {}
    for account_id in ACCOUNTS.values():
        held = projections.balances.of(account_id).items()
        balances[account_id] = {asset: list(units) for asset, units in held if any(units)}
        orders = projections.orders.open_orders(account_id)
        open_lots |= {one.order_id: one.quantity_lots - one.executed_lots for one in orders}
        found = projections.fills.of_account(account_id, SYMBOL, ALL)
        fills[account_id] = {
            (fill.trade_id, fill.order_id, fill.price_ticks, fill.quantity_lots) for fill in found
        }
        history = projections.orders.history(account_id, SYMBOL, ALL)
        done |= {one.order_id: one.executed_lots for one in history}
    done = {order_id: lots for order_id, lots in done.items() if order_id not in open_lots}
    return Served(balances, open_lots, [dict(bids), dict(asks)], fills, done)


def frames_in(data: Path) -> list[Frame]:
    """Return the frames of a journal. *Raises* Violation where its bytes do not join."""
    journal = Configuration(data=data).journal_directory
    return frames_of({path: path.read_bytes() for path in sorted(journal.glob("*.segment"))})


def due(frames: list[Frame]) -> Served:
    """Return what a venue with this journal must tell."""
    rerun = Rerun()
    for frame in frames:
        rerun.follow(frame, {})
    open_lots = {order_id: lots for order_id, lots in rerun.open_lots.items() if lots}
    executed: dict[int, int] = defaultdict(int)
    for (order_id, _), lots in rerun.executed.items():
        executed[order_id] = max(executed[order_id], lots)
    return Served(
        {account_id: _held(rerun, account_id) for account_id in ACCOUNTS.values()},
        open_lots,
        [rerun.book(Side.BUY), rerun.book(Side.SELL)],
        {account_id: _fills(rerun, account_id) for account_id in ACCOUNTS.values()},
        {order_id: executed[order_id] for order_id in rerun.accepted if order_id not in open_lots},
    )


def _held(rerun: Rerun, account_id: int) -> dict[int, list[int]]:
    held = rerun.balances[account_id].items()
    return {asset: list(units) for asset, units in held if any(units)}


def _fills(rerun: Rerun, account_id: int) -> set[tuple[int, ...]]:
    reports = (report for deed in rerun.deeds[account_id] for report in deed.reports)
    return {
        (report.trade_id, report.order_id, report.price_ticks, report.quantity_lots)
        for report in reports
        if report.trade_id >= 0
    }
