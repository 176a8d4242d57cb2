"""`glassbook torture disk`: a disk that fills up, is slow, read-only, or says something else.

What a venue must serve follows from its sound journal: see `resident`. What is done to it stands in
`places`, how it is judged in `harming` and `starving`.
"""

import asyncio
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from glassbook.cli.failure import Failure
from glassbook.cli.screen import Bar
from glassbook.cli.torture.harming import Harming
from glassbook.cli.torture.small_disk import small_disk
from glassbook.cli.torture.starving import ROOMS_BYTES, Starving
from glassbook.cli.torture.tally import Tally
from glassbook.simulation.witness import Violation

TELLING_STOPPED = "what was applied could not be told"


def run_disk(seed: int, every: int, rooms_bytes: Sequence[int] = ROOMS_BYTES) -> Tally:
    """Do all of it, to every Nth of the places, on disks with so much room. *Raises* Failure."""
    with Bar("Harming the disk") as bar:
        try:
            return asyncio.run(_run(seed, every, rooms_bytes, bar.show))
        except Violation as violation:
            raise Failure(f"the journal of a sound venue is wrong: {violation}") from violation


async def _run(
    seed: int, every: int, rooms_bytes: Sequence[int], report: Callable[[int, int], None]
) -> Tally:
    dice, tally = random.Random(seed), Tally()  # noqa: S311 - chance is a seed
    starving = Starving(dice, tally)
    asyncio.get_running_loop().set_exception_handler(_hear_what_is_not_expected)
    with TemporaryDirectory() as folder:
        async for done, count in Harming(Path(folder), dice, tally).run(every):
            report(done, count)
        await starving.slow(Path(folder) / "slow")
    with small_disk() as disk:
        tally.notes.append(f"The small disk: {disk.how}.")
        for room_bytes in rooms_bytes:
            await starving.fill(disk, room_bytes)
        await starving.forbid(disk)
    return tally


def _hear_what_is_not_expected(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
    """A venue that stops telling says so in its health, too: there it is judged."""
    if not context["message"].startswith(TELLING_STOPPED):
        loop.default_exception_handler(context)
