"""How long a signed order takes, against how many come: percentiles at a ladder of rates.

The venue is a process of its own, as in `gateway`; orders come over REST in an open loop. Each rate
is measured in rounds, each of which begins with an empty book; all orders of a rate's rounds count
together. The ladder ends at the first rate at which half of the orders take longer than
HOPELESS_MS: from there on a longer round would show nothing but a longer queue.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from glassbook.cli.bench.gateway import CONNECTIONS, clear, http_orders, opened_venue
from glassbook.cli.bench.open_loop import latencies_ms
from glassbook.cli.bench.picture import Curve, picture
from glassbook.cli.event_loop import run

RATES = (500, 1_000, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000, 16_000, 20_000)
POINTS = {"p50": 50.0, "p99": 99.0, "p99.9": 99.9, "p99.99": 99.99}
HOPELESS_MS = 250
ORDERS_MAX = 10_000  # of a round: some of them rest, and an account may have so many open
WARM_UP_ORDERS = 1_000
_SEED = 20_261_121


@dataclass(frozen=True)
class Rung:
    """One rate, and what each of its orders took, in milliseconds, round by round."""

    rate: int
    rounds: list[np.ndarray]

    def percentile(self, point: float) -> float:
        """Return the percentile of all rounds together, in milliseconds."""
        return float(np.percentile(np.concatenate(self.rounds), point))


def measure_curve(
    rates: tuple[int, ...], seconds: float, rounds: int, folder: Path | None
) -> list[Rung]:
    """Measure so many rounds of so many seconds at each rate."""
    with tempfile.TemporaryDirectory(dir=folder) as data, opened_venue(Path(data)) as venue:
        run(latencies_ms(venue.rest, list(http_orders(venue.keys, WARM_UP_ORDERS, 1)), 2_000, 64))
        ladder = []
        for rate in rates:
            count = max(1, min(int(rate * seconds), ORDERS_MAX))
            rung = Rung(rate, [])
            for number in range(rounds):
                clear(venue.rest, venue.keys)
                orders = list(http_orders(venue.keys, count, _SEED + rate + number))
                rung.rounds.append(run(latencies_ms(venue.rest, orders, rate, CONNECTIONS)))
            ladder.append(rung)
            if rung.percentile(50) > HOPELESS_MS:
                break
    return ladder


def told(ladder: list[Rung]) -> Iterator[dict[str, float]]:
    """Yield what each rung came to, as plain data."""
    for rung in ladder:
        points = {f"{name}_ms": rung.percentile(point) for name, point in POINTS.items()}
        yield {"orders_per_second": rung.rate, **points}


def drawn(ladder: list[Rung]) -> str:
    """Return the picture, an SVG document."""
    curves = [
        Curve(name, [(rung.rate, rung.percentile(point)) for rung in ladder])
        for name, point in POINTS.items()
    ]
    return picture("From due to acknowledged, durable", "orders a second", "milliseconds", curves)
