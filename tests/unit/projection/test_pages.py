"""Pages over rows of which the newer lie in memory and the older in a store."""

import pytest

from glassbook.projection.pages import Page, joined

ROWS = list(range(1, 21))  # a row is its own id, and its time


def plainly(page):
    within = [row for row in ROWS if page.holds(row, row)]
    return within[: page.limit] if page.is_forward else within[-page.limit :]


def split(page, newer_from):
    """Return the page with the rows from `newer_from` on in memory."""

    def older(behind):
        stored = [row for row in ROWS if row < newer_from + 3 and behind.holds(row, row)]
        return stored[: behind.limit] if behind.is_forward else stored[-behind.limit :]

    newer = [row for row in ROWS if row >= newer_from]
    return joined(
        page,
        newer=newer,
        newer_from=newer_from if newer else None,
        older=older,
        is_wanted=lambda row: page.holds(row, row),
    )


@pytest.mark.parametrize("newer_from", [1, 2, 10, 18, 20])
@pytest.mark.parametrize(
    "page",
    [
        Page(5),
        Page(100),
        Page(5, from_id=3),
        Page(5, from_id=15),
        Page(5, start_ns=8),
        Page(5, end_ns=8),
        Page(5, before_id=9),
        Page(3, from_id=2, before_id=12),
        Page(50, start_ns=4, end_ns=19),
    ],
)
def test_where_the_rows_lie_makes_no_difference(page, newer_from):
    """Even when the store already holds some of what memory does."""
    assert split(page, newer_from) == plainly(page)


def test_an_empty_memory_leaves_the_page_to_the_store():
    asked = []
    joined(
        Page(5), newer=[], newer_from=None, older=lambda p: asked.append(p) or [], is_wanted=bool
    )
    assert asked == [Page(5)]


def test_what_memory_can_answer_alone_is_not_asked_of_the_store():
    def older(_):
        raise AssertionError("the store was asked")

    for page in (Page(2), Page(5, from_id=10), Page(5, from_id=15)):
        newer = list(range(10, 21))
        rows = joined(
            page,
            newer=newer,
            newer_from=10,
            older=older,
            is_wanted=lambda row, page=page: page.holds(row, row),
        )
        assert rows == plainly(page)
