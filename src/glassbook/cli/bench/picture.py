"""A picture of some curves: an SVG document, its upward axis in powers of ten.

Written as text: nothing that draws is needed for four lines and two axes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from html import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 80, 50, 60
NAME_HEIGHT = 15
COLOURS = ("#1b7f5c", "#2f6fb3", "#b7791f", "#b83232", "#6b4fa0")
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}"
    ".grid{stroke:#ddd}.curve{fill:none;stroke-width:2}"
)
STEPS = (1, 2, 5)  # of a power of ten, for the axis that is even


@dataclass(frozen=True)
class Curve:
    """Points (x, y), from left to right; every y is more than 0."""

    name: str
    points: list[tuple[float, float]]


def picture(title: str, along: str, upward: str, curves: list[Curve]) -> str:
    """Return an SVG document; `along` and `upward` say what the axes count."""
    paper = _Paper(curves)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" role="img">',
        f"<title>{escape(title)}</title>",
        f"<style>{STYLE}</style>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        _text(LEFT, TOP - 26, title, "start", "font-weight:600"),
        *paper.grid(),
        _text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 16, along, "middle"),
        _text(8, TOP - 10, upward, "start"),
    ]
    names = _apart([paper.y(curve.points[-1][1]) for curve in curves])
    for number, (curve, name_y) in enumerate(zip(curves, names, strict=True)):
        parts += paper.drawn(curve, COLOURS[number % len(COLOURS)], name_y)
    return "\n".join([*parts, "</svg>", ""])


class _Paper:
    """Where a point of the curves lies on the picture."""

    def __init__(self, curves: list[Curve]) -> None:
        points = [point for curve in curves for point in curve.points]
        assert points, "there is something to draw"
        assert all(y > 0 for _, y in points), "a power of ten is more than 0"
        self._x_max = max(x for x, _ in points)
        self._low = math.floor(math.log10(min(y for _, y in points)))
        self._high = max(math.ceil(math.log10(max(y for _, y in points))), self._low + 1)

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * value / self._x_max

    def y(self, value: float) -> float:
        share = (math.log10(value) - self._low) / (self._high - self._low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * share

    def grid(self) -> list[str]:
        """Return the lines behind the curves, and what they stand for."""
        parts = []
        for power in range(self._low, self._high + 1):
            at = self.y(10.0**power)
            parts.append(_line(LEFT, at, WIDTH - RIGHT, at))
            parts.append(_text(LEFT - 8, at + 4, f"{10.0**power:,g}", "end"))
        step = _step(self._x_max)
        for number in range(int(self._x_max // step) + 1):
            at = self.x(number * step)
            parts.append(_line(at, TOP, at, HEIGHT - BOTTOM))
            parts.append(_text(at, HEIGHT - BOTTOM + 20, f"{number * step:,g}", "middle"))
        return parts

    def drawn(self, curve: Curve, colour: str, name_y: float) -> list[str]:
        """Return a curve, its points, and its name behind its end, at this height."""
        places = [(self.x(x), self.y(y)) for x, y in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        return [
            f'<polyline class="curve" stroke="{colour}" points="{path}"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
            _text(places[-1][0] + 8, name_y + 4, curve.name, "start", f"fill:{colour}"),
        ]


def _apart(heights: list[float]) -> list[float]:
    """Return heights of names that do not cover each other, the lowest where it was."""
    apart = list(heights)
    free = float(HEIGHT)
    for place in sorted(range(len(heights)), key=lambda each: -heights[each]):
        apart[place] = min(heights[place], free)
        free = apart[place] - NAME_HEIGHT
    return apart


def _step(most: float) -> float:
    """Return a step of which at most ten go into `most`."""
    power = 10.0 ** math.floor(math.log10(most / 10))
    return next(power * each for each in (*STEPS, 10) if most / (power * each) <= 10)


def _line(x: float, y: float, to_x: float, to_y: float) -> str:
    return f'<line class="grid" x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, style: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}"'
    return f"<text {place}>{escape(text)}</text>"
