"""Runs by seed: one, or one after the other for as long as somebody has patience.

The same build and the same seed do the same thing every time: a failure is its seed.
"""

import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from glassbook.node.contracts import Core
from glassbook.simulation.witness import Violation
from glassbook.simulation.world import Tally, World

SECONDS = 10.0  # of a run, before its calm


@dataclass(frozen=True)
class Failure:
    """A promise that was broken: by which seed, how it looked, and under which faults."""

    seed: int
    what: str
    faults: str


Result = Tally | Failure


def run_seed(seed: int, core: Core, seconds: float = SECONDS) -> Result:
    """Live through one seed. What is raised, by whomever, is a failure."""
    with tempfile.TemporaryDirectory() as folder:
        world = World(seed, core, Path(folder) / "identity.db")
        try:
            return world.run(seconds)
        except Violation as violation:
            return Failure(seed, str(violation), world.said())
        except Exception as error:  # noqa: BLE001 - whatever it is, the venue is at fault
            return Failure(seed, repr(error), world.said())


def run_seeds(
    first: int,
    core: Core,
    *,
    minutes: float = 0.0,
    seconds: float = SECONDS,
    stopwatch: Callable[[], float] = time.monotonic,
) -> Iterator[Result]:
    """Yield what came of each seed: of the first one, and of further ones for so many minutes."""
    end = stopwatch() + 60 * minutes
    seed = first
    while True:
        yield run_seed(seed, core, seconds)
        seed += 1
        if stopwatch() >= end:
            return
