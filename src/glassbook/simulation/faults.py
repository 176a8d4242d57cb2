"""Which faults a seed draws, and how often they happen: a swarm.

Not every run has every fault: one that is always there hides what only happens without it. Each run
draws some of them, and how bad they are.
"""

import random
from dataclasses import dataclass, fields

from glassbook.simulation.disk import DiskFaults
from glassbook.simulation.network import NetworkFaults

MS_NS = 1_000_000


@dataclass(frozen=True)
class Faults:
    """The faults of one run. Times in simulated nanoseconds.

    kill_every_ns    mean time between two ends of the process; 0 for never
    power_chance     that the power goes with the process
    rot_chance       that a bit of a file is flipped while the venue is down
    clock_every_ns   mean time between two jumps or stalls of the clock; 0 for never
    slow_readers     some customers read slowly
    stop_chance      that the process is ended in order instead
    """

    disk: DiskFaults
    network: NetworkFaults
    kill_every_ns: int
    power_chance: float
    rot_chance: float
    clock_every_ns: int
    slow_readers: bool
    stop_chance: float

    def said(self) -> str:
        """Return what was drawn, in one line."""
        return ", ".join(
            f"{one.name}={getattr(self, one.name)}"
            for one in fields(self)
            if one.name not in {"disk", "network"}
        )


def drawn(dice: random.Random) -> Faults:
    """Draw the faults of a run."""

    def perhaps(*values: float) -> float:
        return dice.choice([0.0, *values])

    return Faults(
        disk=DiskFaults(
            full_chance=perhaps(0.001, 0.01),
            sync_failure_chance=perhaps(0.001, 0.01),
            death_chance=perhaps(0.0005, 0.002),
            keep_chance=dice.choice([0.1, 0.5, 0.9, 1.0]),
            flip_chance=perhaps(0.1, 0.5),
            sync_ns=dice.choice([200_000, 2 * MS_NS, 50 * MS_NS]),
        ),
        network=NetworkFaults(
            loss_chance=perhaps(0.01, 0.1),
            repeat_chance=perhaps(0.02, 0.2),
            break_chance=perhaps(0.002, 0.02),
            delay_ns=dice.choice([MS_NS, 20 * MS_NS, 200 * MS_NS]),
            turn_ns=dice.choice([1, MS_NS, 20 * MS_NS]),
            slow_ns_per_byte=dice.choice([MS_NS // 5, 2 * MS_NS]),
        ),
        kill_every_ns=dice.choice([0, 1_000 * MS_NS, 3_000 * MS_NS]),
        power_chance=dice.choice([0.0, 0.5, 1.0]),
        rot_chance=perhaps(0.3),
        clock_every_ns=dice.choice([0, 0, 500 * MS_NS]),
        slow_readers=dice.random() < 0.5,
        stop_chance=perhaps(0.3),
    )
