"""Two sessions compared: which rows changed by more than noise.

The rule of noise. A row has changed when both hold: its medians are at least 5 % apart, and between
the rounds of the one session and those of the other lies a gap, GAPS of the wider of the two
spreads. The 5 % are what one build differs from itself by, from day to day, on a machine that
others use. The gap answers that there are many rows: three rounds a side, drawn from one
distribution, do not overlap in 1 of 10 pairs, and in a table of a hundred rows that would be ten
changes where nothing changed. Such rounds lie 2.5 spreads apart in 1 of 1,000 pairs. With seven a
side any gap is as rare. (Drawn two million times each from a normal distribution, from Student's
with three degrees of freedom and from an exponential one: at most 1.0 of 1,000.) So of a hundred
rows a tenth of one is called changed by chance; `compare` says how many. Of a row that was measured
once nothing can be told.

When the reference loop, the same code in every session, has itself changed by that rule, the
machine has, and rows are compared by their ratios to it: but for what a processor does not make
better, memory and the disk's own times.
"""

from __future__ import annotations

from dataclasses import dataclass

from glassbook.cli.bench.results import Results, Row

REFERENCE = "reference loop"
NOISE = 0.05
#: By the rounds of the shorter side: how far apart they lie in 1 of 1,000 pairs, in wider spreads.
GAPS = {2: 21.0, 3: 2.6, 4: 0.85, 5: 0.35, 6: 0.1}
CHANCE = 1 / 1_000  # of a row that did not change to be called changed


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
            is_scaled = row.is_of_processor and row.name != REFERENCE
            changes.append(_change(before, row, scale if is_scaled else 1.0))
    missing = {row.name for row in old.rows} ^ {row.name for row in new.rows}
    notes += [f"only one of the two has: {name}" for name in sorted(missing)]
    once = [each.name for each in changes if _rounds(old, new, each.name) == 1]
    notes += [f"measured once, so nothing is told of it: {name}" for name in once]
    told = len(changes) - len(once)
    notes.append(f"{told} rows are told of; by chance {CHANCE * told:.1f} would be called changed")
    return changes, notes


def _rounds(old: Results, new: Results, name: str) -> int:
    """Return how many rounds the shorter side of a row has that both have."""
    return min(len(row.rounds) for row in (old.row(name), new.row(name)) if row is not None)


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
    is_noise = abs(factor - 1) < NOISE or not _are_apart(old.rounds, rounds)
    return Change(
        new.name, old.figure, new.figure, factor, is_noise, (factor > 1) != new.less_is_better
    )


def _are_apart(some: list[float], others: list[float]) -> bool:
    """Do the two lie as far from each other as rounds of one distribution seldom do?"""
    gap = max(min(some) - max(others), min(others) - max(some))
    spread = max(max(each) - min(each) for each in (some, others))
    rounds = min(len(some), len(others))
    return rounds > 1 and gap > GAPS.get(rounds, 0.0) * spread
