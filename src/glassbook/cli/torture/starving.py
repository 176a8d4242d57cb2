"""A disk that is full, may not be written, or takes its time.

full       it trades until nothing fits any more, says so, and goes on to answer; after room was
           made it holds everything that it acknowledged and serves what its journal says
read-only  it refuses to start, naming what cannot be written
slow       everything acknowledged is in the journal; who finds the queue full is told
"""

import asyncio
import random
import shutil
from pathlib import Path

from glassbook.cli.failure import Failure, explained
from glassbook.cli.torture.harming import misses
from glassbook.cli.torture.resident import Sent, Served, due, frames_in, opened, served, trade
from glassbook.cli.torture.small_disk import MIB, Limited, Mounted
from glassbook.cli.torture.tally import MENDED, REFUSED, UNHARMED, Tally
from glassbook.node.health import READ_ONLY
from glassbook.simulation.slow_disk import slow_files

ROOMS_BYTES = (MIB // 8, MIB // 2, MIB, 2 * MIB, 3 * MIB)
SYNC_S = 0.02
SLOW_ORDERS = 1_500
ORDERS = 200  # before and after
ORDERS_MAX = 40_000  # more than there is room for


class Starving:
    """A venue on a disk that gives it too little."""

    def __init__(self, dice: random.Random, tally: Tally) -> None:
        self._dice = dice
        self._tally = tally

    async def fill(self, disk: Mounted | Limited, room_bytes: int) -> None:
        """Trade until nothing fits any more; ask; make room; start again; ask again."""
        data, sent = disk.path / "data", Sent()
        await self._trade(data, ORDERS, sent)
        disk.fill(room_bytes)
        try:
            wrong = await self._trade_until_full(disk, data, sent)
        finally:
            disk.make_room()
        again = await self._trade(data, ORDERS, sent)
        frames = frames_in(data)
        wrong += sent.check(frames)
        wrong += [] if again == due(frames) else ["it serves something else afterwards"]
        shutil.rmtree(data)
        wrong = [f"with {room_bytes} bytes of room, {one}" for one in wrong]
        self._tally.judge("full", MENDED, wrong)

    async def _trade(self, data: Path, count: int, sent: Sent) -> Served:
        async with opened(data) as house:
            await trade(house, self._dice, count, sent)
            return served(house)

    async def _trade_until_full(self, disk: Mounted | Limited, data: Path, sent: Sent) -> list[str]:
        """Return what is wrong with what it served and said then."""
        told, sequence = None, 0
        try:
            async with opened(data) as house:
                await trade(house, self._dice, ORDERS_MAX, sent)
                health = house.venue.health
                if health.status != READ_ONLY:
                    return [f"it is {health.status}"]
                why, told, sequence = health.why, served(house), house.projections.sequence
        except Exception as error:
            failure = error if isinstance(error, Failure) else explained(error)
            if failure is None:
                raise
            why = str(failure)
        is_said = any(text in why for text in disk.says)
        wrong = [] if is_said else [f"it is full, but said: {why!r}"]
        wrong += [] if str(data) in why else [f"it does not say where: {why!r}"]
        known = [frame for frame in frames_in(data) if frame.last_sequence <= sequence]
        return wrong + ([] if told in (None, due(known)) else ["it served something else, full"])

    async def forbid(self, disk: Mounted | Limited) -> None:
        """Start where nothing can be written."""
        data = disk.path / "data"
        await self._trade(data, ORDERS, Sent())
        if not disk.forbid_writing():
            self._tally.notes.append("Read-only was left out: nothing stops the superuser here.")
            return
        wrong = ["it starts where nothing can be written"]
        try:
            async with opened(data):
                pass
        except Exception as error:  # noqa: BLE001 - whatever it is, it is judged
            wrong = misses(error, [str(disk.path)])
        finally:
            disk.allow_writing()
        self._tally.judge("read-only", REFUSED, wrong)

    async def slow(self, data: Path) -> None:
        """Trade with more orders under way than the queue holds, on a disk that is slow to sync."""
        sent = Sent()
        async with opened(data, slow_files(SYNC_S)) as house:
            many = [trade(house, self._dice, SLOW_ORDERS // 30, sent) for _ in range(30)]
            await asyncio.gather(*many)
            told = served(house)
        frames = frames_in(data)
        wrong = sent.check(frames)
        wrong += [] if told == due(frames) else ["something else is served"]
        wrong += [] if sent.refused else ["nobody was told that the queue is full"]
        self._tally.notes.append(
            f"The slow disk: {SYNC_S * 1_000:.0f} ms a sync; {len(sent.acknowledged)} orders "
            f"acknowledged, {len(sent.refused)} told that the queue is full."
        )
        self._tally.judge("slow", UNHARMED, wrong)
