"""What three ways of taking work off the loop would give and cost, in small loops of their own.

    python benchmarks/gateway_trials.py [--orders N] [--rounds N]

Signatures: those of a run of orders checked one by one, as the doors do, and in one compiled call
for all of them, with the hashes side by side in vector registers.

Processes: a run of orders handed to another process as commands and names, and answered with as
many bytes as their events have; through pipes, and through shared memory with a wake-up each way.
CPU time is that of both processes, and of the one that hands over.

Copies: those that the program makes of an order's bytes on their way from the socket's to the
answer's, and nothing else. The kernel's own, in reading, sending and writing the journal, are not
among them.

All figures are microseconds an order, the least of the rounds; one order by itself, and runs.
"""

import argparse
import hashlib
import hmac
import mmap
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise

import numpy as np

from glassbook.gateway.access.signatures import is_hmac
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.events import EVENT
from glassbook.transparency.sha256 import hash_all

RUNS = (1, 8, 64, 256)
SECRET = b"k" * 64
ASKED_BYTES = 64 + 36  # a command, and its name
TOLD_BYTES = 2 * 96 + 8  # two events, and whose they are
HEAD_BYTES, ANSWER_BYTES = 200, 700  # of a request; of an answer, but for its first lines
FIRST_LINES = b"l" * 55
WORD = 8  # what is written to wake somebody


def payload(number: int) -> bytes:
    """Return what a client signs."""
    return (
        b"symbol=ETHUSD&side=BUY&type=LIMIT&timeInForce=GTC&quantity=0.01&price=3000"
        b"&recvWindow=60000&timestamp=%013d" % number
    )


def signatures(run: int, rounds: int) -> dict[str, float]:
    """Return what checking a signature takes, one by one and together."""
    payloads = [payload(number) for number in range(run)]
    told = [hmac.new(SECRET, each, hashlib.sha256).hexdigest() for each in payloads]

    def one_by_one() -> None:
        for each, signature in zip(payloads, told, strict=True):
            assert is_hmac(SECRET, each, signature)

    def together() -> None:
        # The blocks that hold the key are hashed once and for all, so they are no work here; that
        # both hashes then begin elsewhere changes what comes out, and not how long it takes.
        flat = np.frombuffer(b"".join(payloads), np.uint8).reshape(run, -1)
        digests = hash_all(0, hash_all(0, flat)).tobytes().hex()
        for place, signature in enumerate(told):
            hmac.compare_digest(digests[64 * place : 64 * place + 64], signature)

    return {
        "signature, one by one": least_us(one_by_one, run, rounds),
        "signature, together": least_us(together, run, rounds),
    }


def copied(run: int, rounds: int) -> dict[str, float]:
    """Return what the copies of an order's bytes take, those that a run makes together divided."""
    body = payload(1) + b"&signature=" + b"0" * 64
    buffer = memoryview(b"h" * HEAD_BYTES + body)
    commands, kept = np.zeros(run, COMMAND), [*range(run)]
    events, answers = np.zeros(2 * run, EVENT), np.zeros(ANSWER_BYTES * run, np.uint8)
    ends = [ANSWER_BYTES * place for place in range(run + 1)]

    def copy() -> None:
        bodies = []
        for _ in range(run):
            data = bytes(buffer)  # out of the buffer that the socket is read into
            data[:HEAD_BYTES]  # the head, to look it up
            bodies.append(data[HEAD_BYTES:])
        b"".join(bodies)  # what the compiled reader reads
        for each in bodies:
            each[:-75]  # what was signed
            each[-64:].decode("ascii")  # and how
        packed = commands[kept].tobytes()  # those that are let in; their packet
        b"".join([packed])  # the batch, of packets
        events.view(np.uint8).copy()  # out of the core
        written = answers.tobytes()
        for begin, end in pairwise(ends):
            FIRST_LINES + written[begin:end]  # each one's answer; with what is on top of it

    return {"copies": least_us(copy, run, rounds)}


def least_us(work: Callable[[], None], run: int, rounds: int) -> float:
    """Return the least CPU time of an order, of some rounds."""
    work()
    took = []
    for _ in range(rounds):
        began = time.thread_time_ns()
        work()
        took.append(time.thread_time_ns() - began)
    return min(took) / run / 1e3


def handed_over(run: int, count: int, rounds: int) -> dict[str, float]:
    """Return what handing over an order and taking its outcome takes, both ways of doing it."""
    found: dict[str, float] = {}
    for name, way in (("pipes", through_pipes), ("shared memory", through_memory)):
        with way(run) as (turn, used_ns):
            turn()
            for _ in range(rounds):
                turns = max(1, count // run)
                wall_ns, own_ns, others_ns = (
                    time.perf_counter_ns(),
                    time.thread_time_ns(),
                    used_ns(),
                )
                for _ in range(turns):
                    turn()
                own = (time.thread_time_ns() - own_ns) / turns / run / 1e3
                both = own + (used_ns() - others_ns) / turns / run / 1e3
                there_and_back = (time.perf_counter_ns() - wall_ns) / turns / 1e3
                for what, us in (
                    ("both", both),
                    ("own", own),
                    ("there and back, the run", there_and_back),
                ):
                    key = f"{name}, {what}"
                    found[key] = min(found.get(key, us), us)
    return found


Way = tuple[Callable[[], None], Callable[[], int]]


@contextmanager
def another(work: Callable[[], None]) -> Iterator[Callable[[], int]]:
    """Run work in another process; yield what says how much CPU time that has used, in ns."""
    pid = os.fork()
    if pid == 0:
        try:
            work()
        finally:
            os._exit(0)
    try:
        yield lambda: time.clock_gettime_ns(
            (~pid << 3) | 2
        )  # its CPU clock: see clock_getcpuclockid
    finally:
        os.kill(pid, 9)
        os.waitpid(pid, 0)


def exactly(file: int, size: int) -> bytes:
    """Read so many bytes."""
    parts = b""
    while len(parts) < size:
        parts += os.read(file, size - len(parts))
    return parts


@contextmanager
def through_pipes(run: int) -> Iterator[Way]:
    """Orders in one pipe, outcomes in another."""
    there, back = os.pipe(), os.pipe()
    asked, told = b"a" * ASKED_BYTES * run, b"t" * TOLD_BYTES * run

    def serve() -> None:
        while True:
            exactly(there[0], len(asked))
            os.write(back[1], told)

    def turn() -> None:
        os.write(there[1], asked)
        exactly(back[0], len(told))

    with another(serve) as used_ns:
        yield turn, used_ns
    for each in (*there, *back):
        os.close(each)


@contextmanager
def through_memory(run: int) -> Iterator[Way]:
    """Orders and outcomes in memory that both see; a word through a file wakes who waits."""
    there, back = os.eventfd(0), os.eventfd(0)
    asked, told = b"a" * ASKED_BYTES * run, b"t" * TOLD_BYTES * run
    memory = mmap.mmap(-1, len(asked) + len(told))
    wake = (1).to_bytes(WORD, "little")

    def serve() -> None:
        while True:
            os.read(there, WORD)
            memory[: len(asked)]
            memory[len(asked) :] = told
            os.write(back, wake)

    def turn() -> None:
        memory[: len(asked)] = asked
        os.write(there, wake)
        os.read(back, WORD)
        memory[len(asked) :]

    with another(serve) as used_ns:
        yield turn, used_ns
    memory.close()
    os.close(there)
    os.close(back)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--orders", type=int, default=20_000, help="Handed over in each round.")
    options.add_argument("--rounds", type=int, default=15)
    chosen = options.parse_args()
    print(f"us an order, load average {os.getloadavg()[0]:.1f}")
    for run in RUNS:
        found = signatures(run, 20 * chosen.rounds) | copied(run, 20 * chosen.rounds)
        found |= handed_over(run, chosen.orders, chosen.rounds)
        print(f"runs of {run}:  " + "  ".join(f"{name} {us:.2f}" for name, us in found.items()))


if __name__ == "__main__":
    main()
