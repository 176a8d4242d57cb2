"""A picture of some curves: an SVG document, its upward axis in powers of ten, or both axes.

Written as text: nothing that draws is needed for four lines and two axes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from html import escape

WIDTH, HEIGHT = 760, 440
LEFT, RIGHT, TOP, BOTTOM = 70, 80, 50, 60
NAME_HEIGHT = 15
COLOURS = ("#1b7f5c", "#2f6fb3", "#b7791f", "#b83232", "#6b4fa0")
STYLE = (
    "text{font:13px system-ui,sans-serif;fill:#333}"
    ".grid{stroke:#ddd}.curve{fill:none;stroke-width:2}.span{stroke-width:5;stroke-opacity:.25}"
)
STEPS = (1, 2, 5)  # of a power of ten, for the axis that is even


@dataclass(frozen=True)
class Curve:
    """Points (x, y), from left to right; every y is more than 0.

    spans  of each point the least and the most that it might be; or none
    """

    name: str
    points: list[tuple[float, float]]
    spans: list[tuple[float, float]] = field(default_factory=list)


def picture(
    title: str, along: str, upward: str, curves: list[Curve], *, is_along_even: bool = True
) -> str:
    """Return an SVG document; `along` and `upward` say what the axes count.

    The axis along is even, from 0, or in powers of ten as the other: then every x is more than 0.
    """
    paper = _Paper(curves, is_along_even)
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

    def __init__(self, curves: list[Curve], is_along_even: bool) -> None:
        xs = [x for curve in curves for x, _ in curve.points]
        assert xs, "there is something to draw"
        ys = [y for curve in curves for _, y in curve.points]
        ys += [end for curve in curves for span in curve.spans for end in span]
        self._up = _Powers(ys)
        self._along: _Even | _Powers = _Even(max(xs)) if is_along_even else _Powers(xs)

    def x(self, value: float) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * self._along.share(value)

    def y(self, value: float) -> float:
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * self._up.share(value)

    def grid(self) -> list[str]:
        """Return the lines behind the curves, and what they stand for."""
        parts = []
        for value in self._up.marks():
            at = self.y(value)
            parts.append(_line(LEFT, at, WIDTH - RIGHT, at))
            parts.append(_text(LEFT - 8, at + 4, _said(value), "end"))
        for value in self._along.marks():
            at = self.x(value)
            parts.append(_line(at, TOP, at, HEIGHT - BOTTOM))
            parts.append(_text(at, HEIGHT - BOTTOM + 20, _said(value), "middle"))
        return parts

    def drawn(self, curve: Curve, colour: str, name_y: float) -> list[str]:
        """Return a curve, its points and spans, and its name in the margin, at this height."""
        places = [(self.x(x), self.y(y)) for x, y in curve.points]
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
        spans = [
            _line(x, self.y(low), x, self.y(high), f'class="span" stroke="{colour}"')
            for (x, _), (low, high) in zip(places, curve.spans, strict=False)
        ]
        return [
            *spans,
            f'<polyline class="curve" stroke="{colour}" points="{path}"/>',
            *(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in places),
            _text(WIDTH - RIGHT + 8, name_y + 4, curve.name, "start", f"fill:{colour}"),
        ]


class _Even:
    """An axis from 0 to `most`, even."""

    def __init__(self, most: float) -> None:
        self._most = most

    def share(self, value: float) -> float:
        """Return how far along the axis it lies, from 0 to 1."""
        return value / self._most

    def marks(self) -> list[float]:
        step = _step(self._most)
        return [number * step for number in range(int(self._most // step) + 1)]


class _Powers:
    """An axis in powers of ten, whole ones, around these values."""

    def __init__(self, values: list[float]) -> None:
        assert min(values) > 0, "a power of ten is more than 0"
        self._low = math.floor(math.log10(min(values)))
        self._high = max(math.ceil(math.log10(max(values))), self._low + 1)

    def share(self, value: float) -> float:
        """Return how far along the axis it lies, from 0 to 1."""
        return (math.log10(value) - self._low) / (self._high - self._low)

    def marks(self) -> list[float]:
        return [10.0**power for power in range(self._low, self._high + 1)]


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


def _said(value: float) -> str:
    return f"{value / 1e6:g} M" if value >= 1e6 else f"{value:,g}"


def _line(x: float, y: float, to_x: float, to_y: float, style: str = 'class="grid"') -> str:
    return f'<line {style} x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}"/>'


def _text(x: float, y: float, text: str, anchor: str, style: str = "") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" style="{style}"'
    return f"<text {place}>{escape(text)}</text>"
