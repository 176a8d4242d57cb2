"""Two sessions compared: which rows changed by more than noise.

The rule of noise. A row has changed when both hold: its medians are at least 5 % apart, and the
spreads of its rounds, from the lowest to the highest, do not overlap. With three rounds a side,
rounds drawn from one distribution come apart like that in 1 of 10 pairs, with five in 1 of 126; the
5 % are what one build differs from itself by, from day to day, on a machine that others use.

When the reference loop, the same code in every session, has itself changed by that rule, the
machine has, and rows are compared by their ratios to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from glassbook.cli.bench.results import Results, Row

REFERENCE = "reference loop"
NOISE = 0.05


@dataclass(frozen=True)
class Change:
    """What became of a row. `factor` is its new figure by its old one, the machine's taken out."""

    name: str
    old: float
    new: float
    factor: float
    is_noise: bool
    is_better: bool


def compare(old: Results, new: Results) -> tuple[list[Change], list[str]]:
    """Return what became of each row that both have, and sentences about what else differs."""
    notes = [
        f"{name}: {was} before, {new.machine.get(name)} now"
        for name, was in old.machine.items()
        if new.machine.get(name) != was
    ]
    scale = _machine_factor(old, new)
    if scale != 1:
        notes.append(f"the reference loop runs at {scale:.2f} of before: rates are compared by it")
    changes = []
    for row in new.rows:
        before = old.row(row.name)
        if before is not None:
            changes.append(_change(before, row, 1.0 if row.name == REFERENCE else scale))
    missing = {row.name for row in old.rows} ^ {row.name for row in new.rows}
    notes += [f"only one of the two has: {name}" for name in sorted(missing)]
    return changes, notes


def _machine_factor(old: Results, new: Results) -> float:
    before, now = old.row(REFERENCE), new.row(REFERENCE)
    if before is None or now is None or _change(before, now, 1.0).is_noise:
        return 1.0
    return now.figure / before.figure


def _change(old: Row, new: Row, scale: float) -> Change:
    """Compare; on a machine `scale` times as fast, rates are divided by it and times multiplied."""
    by = scale if new.less_is_better else 1 / scale
    rounds = [each * by for each in new.rounds]
    factor = new.figure * by / old.figure
    overlap = min(rounds) <= max(old.rounds) and min(old.rounds) <= max(rounds)
    is_noise = overlap or abs(factor - 1) < NOISE
    return Change(
        new.name, old.figure, new.figure, factor, is_noise, (factor > 1) != new.less_is_better
    )
