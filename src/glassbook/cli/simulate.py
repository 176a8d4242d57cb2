"""`glassbook simulate`: the venue under faults drawn from a seed, until a promise breaks."""

from dataclasses import asdict, dataclass
from typing import Any

from glassbook.cli.screen import say
from glassbook.node.core_room import compiled_core
from glassbook.simulation.campaign import Failure, run_seeds
from glassbook.simulation.world import Tally


@dataclass
class Sum:
    """What all seeds did together."""

    seeds: int = 0
    seconds: float = 0.0
    lives: int = 0
    power_cuts: int = 0
    damages: int = 0
    answers: int = 0
    commands: int = 0
    reports: int = 0
    books: int = 0
    failure: Failure | None = None

    def add(self, tally: Tally) -> None:
        self.seeds += 1
        self.seconds += tally.seconds
        self.lives += tally.lives
        self.power_cuts += tally.power_cuts
        self.damages += tally.damages
        self.answers += tally.answers
        self.commands += tally.sequence
        self.reports += tally.reports
        self.books += tally.books

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, for JSON."""
        return asdict(self)

    def lines(self) -> list[str]:
        """Return it as a person reads it."""
        said = [
            (
                f"{self.seeds} seeds, {self.seconds:.0f} simulated seconds: {self.lives} lives, "
                f"{self.power_cuts} losses of power, {self.damages} damaged files refused"
            ),
            (
                f"{self.commands} journaled, {self.answers} answers, {self.reports} reports "
                f"and {self.books} copies of the book held against the journal"
            ),
        ]
        if self.failure is None:
            return [*said, "Every promise held."]
        failure = self.failure
        return [
            *said,
            f"Seed {failure.seed} broke a promise: {failure.what}",
            f"under {failure.faults}",
            f"Again: glassbook simulate --seed {failure.seed}",
        ]


def run_simulate(seed: int, minutes: float, seconds: float) -> Sum:
    """Run `seed`, and those after it for so many minutes; stop at the first that fails."""
    core, total = compiled_core(say), Sum()
    for result in run_seeds(seed, core, minutes=minutes, seconds=seconds):
        if isinstance(result, Failure):
            total.failure = result
            break
        total.add(result)
    return total
