"""The venue's figures, as Prometheus reads them. One registry per venue, so that two can run in one
process, as they do in tests.
"""

import resource
from collections.abc import Callable
from pathlib import Path

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

SECONDS = (0.0001, 0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5)
COMMANDS = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1_024, 2_048, 4_096, 8_192)


class Metrics:
    """The figures. Counters are written by the pipeline; gauges ask when they are read."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        to = self.registry
        self.commands = Counter(
            "glassbook_commands", "Commands applied since the start.", registry=to
        )
        self.events = Counter("glassbook_events", "Events emitted since the start.", registry=to)
        self.documents = Counter("glassbook_documents", "Documents journaled.", registry=to)
        self.refused = Counter(
            "glassbook_refused_submissions", "Submissions that found the queue full.", registry=to
        )
        self.batch_commands = Histogram(
            "glassbook_batch_commands", "Commands per batch.", buckets=COMMANDS, registry=to
        )
        self.sync_seconds = Histogram(
            "glassbook_sync_seconds",
            "Waiting for the disk, per batch.",
            buckets=SECONDS,
            registry=to,
        )
        self.recovery_seconds = Gauge(
            "glassbook_recovery_seconds", "How long the recovery at the start took.", registry=to
        )
        self.snapshot_seconds = Gauge(
            "glassbook_snapshot_seconds", "How long the last snapshot took to write.", registry=to
        )
        self.gauge("glassbook_resident_bytes", "Memory in use.", resident_bytes)

    def gauge(self, name: str, says: str, ask: Callable[[], int]) -> None:
        """Add a figure that is asked for when the metrics are read."""
        Gauge(name, says, registry=self.registry).set_function(ask)

    def text(self) -> bytes:
        """Return all figures in Prometheus' text format."""
        return generate_latest(self.registry)


def resident_bytes() -> int:
    """Return the bytes of memory that the process has in use; where unknown, the most it had."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1_024
    return pages * resource.getpagesize()
