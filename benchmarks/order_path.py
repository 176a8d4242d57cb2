"""Where a signed order's microseconds go: by thread and by phase, on one core and on two.

    python benchmarks/order_path.py [--orders N] [--alone N] [--rounds N]

Orders come over REST from this process, signed, to a venue whose limits are on and never reached:
many at a time over 256 connections, half resting and half immediate, and each by itself, one after
the other. On one core the venue has one processor, and this process the others.

The first table is of a venue without clocks in it: CPU time of its threads, as the kernel counts
it; also of requests with a query instead of a body. The second is of one with clocks
(phase_clocks): for every phase the CPU time of an order, and what else passed while it was in it:
others of its batch, the disk, the interpreter's lock. The rest is printed, and both add up: the CPU
time to all that the process used; the waiting, with the CPU time of what an order goes through, to
the time from its bytes out of the socket until its answer into it. What the clocks themselves cost
is the difference of both venues. Of the rounds the one with the least CPU time counts. Linux only.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import uvloop
from order_requests import cancels, named_orders
from phase_clocks import OF_PIPELINE, PHASES

from glassbook.cli.bench.gateway import CONNECTIONS, clear, http_orders
from glassbook.cli.bench.load import requests_per_second

SEED = 20_261_121
TICK_US = 1_000_000 / os.sysconf("SC_CLK_TCK")
USER, KERNEL = 11, 12  # places behind the name in /proc/PID/task/TID/stat
OF_LOOP = "sockets, event loop and the rest of the loop's thread"
OF_OTHERS = "rest of the other threads"
TURN = "its turn among others of the same moment"

Sent = tuple[list[bytes], int]  # requests, and over how many connections
Figures = dict[str, float]
Phases = dict[str, tuple[float, float]]  # CPU time of an order, and what else passed, in us


class Venue:
    """A venue in a process of its own, on the processors it is told."""

    def __init__(self, process: "subprocess.Popen[str]", address: str, data: Path) -> None:
        self._process = process
        self.pid = process.pid
        self.address = address
        self.keys = list(json.loads((data / "demo-keys.json").read_text()).values())

    def read(self) -> dict[str, Any]:
        """Return what its threads used so far, and what its clocks say."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        told: dict[str, Any] = json.loads(
            next(line for line in self._process.stdout if line.startswith("{"))
        )
        return told

    def confine(self, cores: set[int]) -> None:
        """Let every thread of it run on these processors only."""
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            os.sched_setaffinity(int(task.name), cores)

    def sides_us(self) -> Figures:
        """Return what its threads have used, {"thread, side": us}. The main thread is the loop."""
        names = [f"{one}, {side}" for one in ("loop", "others") for side in ("program", "kernel")]
        used = dict.fromkeys(names, 0.0)
        for task in Path(f"/proc/{self.pid}/task").iterdir():
            name = "loop" if int(task.name) == self.pid else "others"
            fields = (task / "stat").read_text().rpartition(")")[2].split()
            used[f"{name}, program"] += int(fields[USER]) * TICK_US
            used[f"{name}, kernel"] += int(fields[KERNEL]) * TICK_US
        return used


@contextmanager
def opened(*, has_clocks: bool) -> Iterator[Venue]:
    """Run a venue without a market."""
    script = str(Path(__file__).with_name("clocked_venue.py"))
    with tempfile.TemporaryDirectory() as data:
        options = ["--data", data, "--port", "0", "--fix-port", "none", "--replay", "none"]
        command = [sys.executable, script, *["--clocks"][:has_clocks], "up", *options]
        process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        try:
            said = next(line for line in process.stdout if "open at" in line)
            yield Venue(process, said.rsplit("http://", 1)[1].strip(), Path(data))
        finally:
            process.terminate()
            process.wait()


def loads(keys: list[dict[str, str]], count: int, alone: int, seed: int) -> dict[str, Sent]:
    """Return the requests of each load. What is cancelled must be placed right before."""
    return {
        "many at a time": (list(http_orders(keys, count, seed)), CONNECTIONS),
        "one by one": (list(http_orders(keys, alone, seed + 1)), 1),
        "by query": (list(named_orders(keys, count, seed)), CONNECTIONS),
        "cancelled by query": (list(cancels(keys, count, seed)), CONNECTIONS),
    }


def send(venue: Venue, sent: Sent) -> float:
    """Send the requests; return how many a second were answered."""
    requests, connections = sent
    return uvloop.run(requests_per_second(venue.address, requests, connections))


def places() -> dict[str, tuple[set[int], set[int]]]:
    """Return where the venue runs, and where this process does."""
    every = os.sched_getaffinity(0)
    first = {min(every)}
    return {"one core": (first, every - first or first), f"{len(every)} cores": (every, every)}


def rounds(venue: Venue, chosen: argparse.Namespace) -> Iterator[tuple[str, str, int, Sent]]:
    """Yield (cores, load, its round, its requests); each is sent before the next is asked for."""
    send(venue, (list(http_orders(venue.keys, max(chosen.orders // 5, 10), SEED - 1)), CONNECTIONS))
    for cores, (its, ours) in places().items():
        venue.confine(its)
        os.sched_setaffinity(0, ours)
        for number in range(chosen.rounds):
            seed = SEED + 10 * number
            for load, sent in loads(venue.keys, chosen.orders, chosen.alone, seed).items():
                if load != "cancelled by query":
                    clear(venue.address, venue.keys)
                yield cores, load, number, sent
    os.sched_setaffinity(0, its)


def by_thread(chosen: argparse.Namespace) -> dict[tuple[str, str], Figures]:
    """Return what a request took by thread and side, in us, for each (cores, load)."""
    least: dict[tuple[str, str], Figures] = {}
    with opened(has_clocks=False) as venue:
        for cores, load, _, sent in rounds(venue, chosen):
            sides, before = venue.sides_us(), venue.read()["used_ns"]["all"]
            rate = send(venue, sent)
            after, count = venue.read()["used_ns"]["all"], len(sent[0])
            took = {name: (us - sides[name]) / count for name, us in venue.sides_us().items()}
            took |= {"in all": (after - before) / count / 1e3, "a second": rate}
            best = least.setdefault((cores, load), took)
            if took["in all"] < best["in all"]:
                least[cores, load] = took
    return least


def by_phase(chosen: argparse.Namespace) -> dict[tuple[str, str], Phases]:
    """Return the phases of an order for each (cores, load)."""
    least: dict[tuple[str, str], Phases] = {}
    with opened(has_clocks=True) as venue:
        for cores, load, _, sent in rounds(venue, chosen):
            if "query" in load:
                continue
            before = venue.read()
            send(venue, sent)
            took = phases(before, venue.read())
            best = least.setdefault((cores, load), took)
            if cpu_us(took) < cpu_us(best):
                least[cores, load] = took
    return least


def phases(before: dict[str, Any], after: dict[str, Any]) -> Phases:
    """Return what an order took between two readings, and what is left of all clocks."""
    orders = after["orders"] - before["orders"]

    def passed_us(table: str, name: str) -> float:
        return float(after[table][name] - before[table][name]) / orders / 1e3

    whole_us = float(after["whole_ns"] - before["whole_ns"]) / orders / 1e3
    loop_us, others_us = passed_us("used_ns", "loop"), passed_us("used_ns", "all")
    others_us -= loop_us
    took = {}
    for phase in PHASES:
        cpu, passed = passed_us("cpu_ns", phase), passed_us("passed_ns", phase)
        took[phase] = (cpu, passed - cpu if passed else 0.0)
        whole_us -= passed
        if phase in OF_PIPELINE:
            others_us -= cpu
        else:
            loop_us -= cpu
    return {**took, TURN: (0.0, whole_us), OF_LOOP: (loop_us, 0.0), OF_OTHERS: (others_us, 0.0)}


def cpu_us(took: Phases) -> float:
    """Return all CPU time of an order."""
    return sum(cpu for cpu, _ in took.values())


def print_threads(least: dict[tuple[str, str], Figures]) -> None:
    """Print a line for each (cores, load)."""
    for (cores, load), took in least.items():
        told = "  ".join(f"{name} {value:,.1f}" for name, value in took.items())
        print(f"{cores}, {load}:  {told}")


def print_phases(least: dict[tuple[str, str], Phases]) -> None:
    """Print a line for each phase: CPU time and waiting, side by side for each (cores, load)."""
    print(f"{'':<54}" + "".join(f"{f'{cores}, {load}':>24}" for cores, load in least))
    for phase in (*PHASES, TURN, OF_LOOP, OF_OTHERS):
        print_pairs(phase, [took[phase] for took in least.values()])
    print_pairs("in all", [(cpu_us(took), waited_us(took)) for took in least.values()])


def print_pairs(name: str, pairs: list[tuple[float, float]]) -> None:
    """Print a name and its CPU times and waits."""
    figures = (round(us, 1) + 0.0 for pair in pairs for us in pair)  # and no minus before a 0
    print(f"{name:<54}" + "".join(f"{us:>12,.1f}" for us in figures))


def waited_us(took: Phases) -> float:
    """Return all that an order waited."""
    return sum(waited for _, waited in took.values())


def look_us() -> float:
    """Return what a look at the clocks takes here: a phase that is entered has two of them."""
    count = 10_000
    began = time.perf_counter_ns()
    for _ in range(count):
        time.thread_time_ns(), time.perf_counter_ns()
    return (time.perf_counter_ns() - began) / count / 1e3


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=10_000)
    options.add_argument("--alone", type=int, default=1_000, help="Orders sent one by one.")
    options.add_argument("--rounds", type=int, default=5)
    chosen = options.parse_args()
    print(f"us a request, load average {os.getloadavg()[0]:.1f}; no clocks inside:")
    print_threads(by_thread(chosen))
    print(
        f"us an order, CPU time and waiting, load average {os.getloadavg()[0]:.1f}; with clocks, "
    )
    print(f"of which one look takes {look_us():.2f}:")
    print_phases(by_phase(chosen))


if __name__ == "__main__":
    main()
