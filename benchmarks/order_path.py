"""Where a signed order's microseconds go: CPU time of the venue's threads, on one core and on two.

    python benchmarks/order_path.py [--orders N] [--rounds N]

Orders come over REST as in `glassbook bench gateway`, from this process. What the kernel says each
thread has used is read before and after; the least of the rounds counts. On one core the venue has
one processor, and this process the others. Linux only.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import uvloop

from glassbook.cli.bench.gateway import CONNECTIONS, clear, http_orders, opened_venue
from glassbook.cli.bench.load import requests_per_second

SEED = 20_261_121
TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")
USER, KERNEL = 11, 12  # places behind the name in /proc/PID/task/TID/stat


def used_us(pid: int) -> dict[str, tuple[float, float]]:
    """Return {thread: (in the program, in the kernel)} in microseconds since its start.

    The main thread is the loop; the others, which have no names of their own, count together.
    """
    used = {"loop": (0.0, 0.0), "others": (0.0, 0.0)}
    for task in Path(f"/proc/{pid}/task").iterdir():
        name = "loop" if int(task.name) == pid else "others"
        fields = (task / "stat").read_text().rpartition(")")[2].split()
        program, kernel = used[name]
        used[name] = (
            program + int(fields[USER]) * TICK_US,
            kernel + int(fields[KERNEL]) * TICK_US,
        )
    return used


def child() -> int:
    """Return the process that this one started last."""
    own = os.getpid()
    return int(Path(f"/proc/{own}/task/{own}/children").read_text().split()[-1])


def confine(pid: int, cores: set[int]) -> None:
    """Let every thread of a process run on these processors only."""
    for task in Path(f"/proc/{pid}/task").iterdir():
        os.sched_setaffinity(int(task.name), cores)


def rounds(count: int, number: int) -> Iterator[tuple[str, dict[str, float], float]]:
    """Yield (cores, what an order took by thread and side, in us; orders a second)."""
    all_cores = os.sched_getaffinity(0)
    with tempfile.TemporaryDirectory() as data, opened_venue(Path(data)) as venue:
        pid = child()
        warm = list(http_orders(venue.keys, max(count // 5, 10), SEED - 1))
        uvloop.run(requests_per_second(venue.rest, warm, CONNECTIONS))
        for cores in ({min(all_cores)}, all_cores):
            confine(pid, cores)
            for each in range(number):
                clear(venue.rest, venue.keys)
                orders = list(http_orders(venue.keys, count, SEED + each))
                before = used_us(pid)
                rate = uvloop.run(requests_per_second(venue.rest, orders, CONNECTIONS))
                after = used_us(pid)
                took = {
                    f"{thread}, {side}": (after[thread][place] - before[thread][place]) / count
                    for thread in after
                    for place, side in enumerate(("program", "kernel"))
                }
                yield f"{len(cores)} cores", took, rate


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=10_000)
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    least: dict[str, dict[str, float]] = {}
    for cores, took, rate in rounds(chosen.orders, chosen.rounds):
        best = least.setdefault(cores, {**took, "orders a second": rate})
        for name, us in took.items():
            best[name] = min(best[name], us)
        best["orders a second"] = max(best["orders a second"], rate)
    print(f"us an order, load average {os.getloadavg()[0]:.1f}")
    for cores, best in least.items():
        print(cores, " ", "  ".join(f"{name} {value:,.1f}" for name, value in best.items()))


if __name__ == "__main__":
    main()
