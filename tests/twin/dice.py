"""Dice that fall the same way for the same seed, on every machine."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


class Dice:
    """Integers from a seed, a great many drawn at a time."""

    def __init__(self, seed: int) -> None:
        self.generator = np.random.Generator(np.random.PCG64(seed))
        self.drawn: list[int] = []

    def below(self, count: int) -> int:
        """Return an integer of 0..count-1; `count` far below 2^62."""
        if not self.drawn:
            self.drawn = self.generator.integers(0, 2**62, 65_536).tolist()
        return self.drawn.pop() % count

    def pick(self, things: Sequence[T]) -> T:
        return things[self.below(len(things))]

    def is_one_in(self, count: int) -> bool:
        return self.below(count) == 0
