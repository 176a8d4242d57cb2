"""How often a command took how long: a histogram, kept as counts and drawn on two axes of powers.

A bin is a twentieth of a power of ten wide, so that its ends are 12 % apart: finer than what one
run differs from the next by, and coarse enough that a million commands fill the tail.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from glassbook.cli.bench.picture import Curve, picture

BINS_A_DECADE = 20
Histogram = list[tuple[float, int]]  # where a bin begins, in nanoseconds, and how many are in it


def histogram(took_ns: np.ndarray) -> Histogram:
    """Return the bins that are not empty, the lowest first."""
    assert (took_ns > 0).all(), "everything takes some time"
    places, counts = np.unique(
        np.floor(BINS_A_DECADE * np.log10(took_ns)).astype(np.int64), return_counts=True
    )
    begins = 10.0 ** (places / BINS_A_DECADE)
    return list(zip(begins.tolist(), counts.tolist(), strict=True))


def drawn(histograms: Mapping[str, Histogram]) -> str:
    """Return the picture, an SVG document: each histogram as a curve by its name."""
    curves = [
        Curve(name, [(begin, float(count)) for begin, count in bins])
        for name, bins in histograms.items()
    ]
    title = "One command at a time: how many took how long"
    return picture(title, "nanoseconds", "commands", curves, is_along_even=False)
