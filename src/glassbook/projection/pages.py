"""A page of history: which rows of a long, ordered table somebody wants.

One rule for every history: a page that says where it begins (`from_id` or `start_ns`) holds the
first `limit` rows from there; one that does not holds the newest `limit` rows. Either way the rows
come back oldest first.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TypeVar

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page:
    """Rows wanted: at most `limit`, with ids from `from_id` on, from `start_ns` to `end_ns`.

    All these bounds are inclusive; `before_id` is exclusive; None is no bound.
    """

    limit: int
    from_id: int | None = None
    start_ns: int | None = None
    end_ns: int | None = None
    before_id: int | None = None

    @property
    def is_forward(self) -> bool:
        """Does the page say where it begins?"""
        return self.from_id is not None or self.start_ns is not None

    def until(self, row_id: int) -> "Page":
        """Return the part of the page before this id."""
        before_id = row_id if self.before_id is None else min(row_id, self.before_id)
        return replace(self, before_id=before_id)

    def holds(self, row_id: int, time_ns: int) -> bool:
        """Does a row with this id and time lie within the bounds?"""
        return (
            (self.from_id is None or row_id >= self.from_id)
            and (self.before_id is None or row_id < self.before_id)
            and (self.start_ns is None or time_ns >= self.start_ns)
            and (self.end_ns is None or time_ns <= self.end_ns)
        )


def joined(
    page: Page,
    *,
    newer: Sequence[Row],
    newer_from: int | None,
    older: Callable[[Page], list[Row]],
    is_wanted: Callable[[Row], bool],
) -> list[Row]:
    """Return the page out of `older` rows, read on demand, and `newer` ones held in memory.

    `newer` is oldest first and complete from id `newer_from` on (None: it is empty); `older`
    answers for every id before that; the first id ever is 1. `is_wanted` tells which of the newer
    rows the page holds.
    """
    behind = page if newer_from is None else page.until(newer_from)
    has_older = newer_from is None or newer_from > max(1, page.from_id or 1)
    if page.is_forward:
        rows = older(behind) if has_older else []
        rows += islice(filter(is_wanted, newer), page.limit - len(rows))
        return rows
    rows = newest(filter(is_wanted, reversed(newer)), page.limit)
    if len(rows) == page.limit or not has_older:
        return rows
    return older(replace(behind, limit=page.limit - len(rows))) + rows


def newest(backwards: Iterable[Row], limit: int) -> list[Row]:
    """Return the first `limit` rows of an iteration from the newest back, oldest first."""
    rows = list(islice(backwards, limit))
    rows.reverse()
    return rows
