"""One side of a book: a sorted list of prices, and a queue of orders at each, oldest first."""

from bisect import bisect_left, insort
from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class BookSide(Generic[T]):
    """Everybody who waits to buy, or everybody who waits to sell."""

    def __init__(self, *, highest_is_best: bool) -> None:
        self.highest_is_best = highest_is_best
        self.prices: list[int] = []  # in rising order
        self.queues: dict[int, list[T]] = {}

    def add(self, price_ticks: int, order: T) -> None:
        if price_ticks not in self.queues:
            insort(self.prices, price_ticks)
            self.queues[price_ticks] = []
        self.queues[price_ticks].append(order)

    def remove(self, price_ticks: int, order: T) -> None:
        queue = self.queues[price_ticks]
        del queue[next(place for place, other in enumerate(queue) if other is order)]
        if not queue:
            del self.queues[price_ticks]
            del self.prices[bisect_left(self.prices, price_ticks)]

    def in_priority(self) -> Iterator[T]:
        """Yield every order in the order in which it would be served."""
        for price_ticks in reversed(self.prices) if self.highest_is_best else self.prices:
            yield from self.queues[price_ticks]
