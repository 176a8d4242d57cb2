"""How long a signed order takes, against how many come: percentiles at a ladder of rates.

The venue is a process of its own, as in `gateway`; orders come over REST in an open loop. Each rate
is measured in rounds, each of which begins with an empty book. One rule for table and picture: a
percentile is taken of each round by itself, its median over the rounds counts, and the least and
the most of them are its span. So one stall of the disk moves the span and not the figure. A
percentile beyond which a round has fewer than BEYOND orders is not told: the largest of all is no
percentile. Beside it stand the disk's own syncs of the same seconds (`disk`).

The ladder ends at the first rate at which half of the orders take longer than HOPELESS_MS: from
there on a longer round would show nothing but a longer queue.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

import numpy as np

from glassbook.cli.bench.disk import syncs_ms
from glassbook.cli.bench.gateway import CONNECTIONS, clear, http_orders, opened_venue
from glassbook.cli.bench.open_loop import latencies_ms
from glassbook.cli.bench.picture import Curve, picture
from glassbook.cli.event_loop import run

RATES = (500, 1_000, 2_000, 4_000, 6_000, 8_000, 10_000, 12_000, 14_000, 16_000, 20_000)
POINTS = {"p50": 50.0, "p99": 99.0, "p99.9": 99.9, "p99.99": 99.99}
SYNC_POINTS = {"p50": 50.0, "p99": 99.0, "longest": 100.0}
BEYOND = 2
ORDERS = 20_000  # of a round, at every rate: BEYOND of them are the last of p99.99
HOPELESS_MS = 250
WARM_UP_ORDERS = 1_000
_SEED = 20_261_121


@dataclass(frozen=True)
class Rung:
    """One rate: round by round, what each order took and each sync of the disk, in milliseconds."""

    rate: int
    rounds: list[np.ndarray]
    syncs: list[list[float]]

    def percentiles(self, point: float) -> list[float]:
        """Return the percentile of each round; none where a round has too few orders for it."""
        if any(len(took) * (100 - point) < 100 * BEYOND for took in self.rounds):
            return []
        return [float(np.percentile(took, point)) for took in self.rounds]

    def sync_percentiles(self, point: float) -> list[float]:
        """Return the percentile of each round's syncs."""
        return [float(np.percentile(took, point)) for took in self.syncs]


def measure_curve(
    rates: tuple[int, ...], orders: int, rounds: int, folder: Path | None
) -> list[Rung]:
    """Measure so many rounds of so many orders at each rate."""
    with tempfile.TemporaryDirectory(dir=folder) as data, opened_venue(Path(data)) as venue:
        run(latencies_ms(venue.rest, list(http_orders(venue.keys, WARM_UP_ORDERS, 1)), 2_000, 64))
        ladder = []
        for rate in rates:
            rung = Rung(rate, [], [])
            for number in range(rounds):
                clear(venue.rest, venue.keys)
                requests = list(http_orders(venue.keys, orders, _SEED + rate + number))
                with syncs_ms(Path(data)) as syncs:
                    rung.rounds.append(run(latencies_ms(venue.rest, requests, rate, CONNECTIONS)))
                rung.syncs.append(syncs)
            ladder.append(rung)
            if median(rung.percentiles(50)) > HOPELESS_MS:
                break
    return ladder


def told(ladder: list[Rung]) -> Iterator[dict[str, object]]:
    """Yield what each rung came to, as plain data: of each percentile one figure a round."""
    for rung in ladder:
        answer: dict[str, object] = {"orders_per_second": rung.rate}
        answer |= {f"{name}_ms": rung.percentiles(point) for name, point in POINTS.items()}
        for name, point in SYNC_POINTS.items():
            answer[f"sync_{name}_ms"] = rung.sync_percentiles(point)
        yield answer


def drawn(ladder: list[Rung]) -> str:
    """Return the picture, an SVG document: medians of the rounds, and their spans."""
    found = {
        name: [(rung.rate, rung.percentiles(point)) for rung in ladder]
        for name, point in POINTS.items()
    }
    found["sync"] = [(rung.rate, rung.sync_percentiles(100)) for rung in ladder]
    curves = [_curve(name, [each for each in rungs if each[1]]) for name, rungs in found.items()]
    title = "From due to acknowledged, durable; and the disk's longest sync"
    shown = [curve for curve in curves if curve.points]
    return picture(title, "orders a second", "milliseconds", shown)


def _curve(name: str, rungs: list[tuple[int, list[float]]]) -> Curve:
    points = [(float(rate), median(rounds)) for rate, rounds in rungs]
    return Curve(name, points, [(min(rounds), max(rounds)) for _, rounds in rungs])
