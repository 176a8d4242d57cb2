"""What a start costs: compiling, once for a version; then loading; the memory of an empty venue.

Everything happens in processes of its own, as a user's would: the interpreter's start and the
imports are in the figures.
"""

import resource
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from os import environ
from pathlib import Path

from glassbook.cli.bench.memory import resident_bytes

#: What makes each set of kernels ready, from its cache or without one.
READY = {
    "core": "from glassbook.node.core_room import compiled_core; compiled_core(print)",
    "doors": (
        "from glassbook.gateway.fix import runs; from glassbook.gateway.rest import order_runs; "
        "from glassbook.gateway.streams import fan_out; "
        "order_runs.warm(print); runs.warm(print); fan_out.warm()"
    ),
    "proofs": (
        "import numpy; from glassbook.transparency.sha256 import hash_all; "
        "hash_all(0, numpy.zeros((1, 64), numpy.uint8))"
    ),
}
STOP_SECONDS_MAX = 30


def compile_cpu_seconds(which: str) -> float:
    """Return the CPU time of making a set of kernels ready when nothing was ever compiled."""
    with tempfile.TemporaryDirectory() as cache:
        before = _children_cpu_seconds()
        _make_ready(which, GLASSBOOK_KERNEL_CACHE=cache)
        return _children_cpu_seconds() - before


def load_seconds(which: str) -> float:
    """Return the time of a process that makes a set of kernels ready from its cache."""
    begun = time.perf_counter()
    _make_ready(which)
    return time.perf_counter() - begun


def opened_empty() -> tuple[float, float]:
    """Open a venue in which nothing is traded; return the seconds until it is open, and the
    megabytes that are resident then.
    """
    run = "from glassbook.cli.main import main; main()"
    command = [sys.executable, "-c", run, "up", "--replay", "none"]
    with tempfile.TemporaryDirectory() as folder:
        begun = time.perf_counter()
        command += ["--port", "0", "--data", str(Path(folder) / "data")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as venue:  # noqa: S603
            try:
                assert venue.stdout is not None
                opened = any("open at" in line for line in venue.stdout)
                assert opened, "the venue says where it is, or why it is not"
                seconds = time.perf_counter() - begun
                return seconds, resident_bytes(venue.pid) / 1e6
            finally:
                venue.send_signal(signal.SIGINT)
                with suppress(ValueError):
                    venue.communicate(timeout=STOP_SECONDS_MAX)


def _make_ready(which: str, **environment: str) -> None:
    command, wanted = [sys.executable, "-c", READY[which]], environ | environment
    subprocess.run(command, check=True, capture_output=True, env=wanted)  # noqa: S603 - ours


def _children_cpu_seconds() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
