"""A page of history: which rows of a long, ordered table somebody wants.

One rule for every history: a page that says where it begins (`from_id` or `start_ns`) holds the
first `limit` rows from there; one that does not holds the newest `limit` rows. Either way the rows
come back oldest first.
"""

from dataclasses import dataclass

EVER_NS = 2**63 - 1  # later than any time


@dataclass(frozen=True, slots=True)
class Page:
    """Rows wanted: at most `limit`, with ids from `from_id` on, from `start_ns` to `end_ns`.

    All bounds are inclusive; None is no bound.
    """

    limit: int
    from_id: int | None = None
    start_ns: int | None = None
    end_ns: int | None = None

    @property
    def is_forward(self) -> bool:
        """Does the page say where it begins?"""
        return self.from_id is not None or self.start_ns is not None
