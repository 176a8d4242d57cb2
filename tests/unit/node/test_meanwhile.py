"""What is read ahead is what would have been read in its turn."""

import threading

import pytest

from glassbook.node.meanwhile import AHEAD, TOGETHER, read_ahead

MANY = 5 * AHEAD * TOGETHER + 1


def threads():
    return {thread for thread in threading.enumerate() if "glassbook-" in thread.name}


def test_items_read_ahead_come_in_their_order():
    assert list(read_ahead(iter(range(MANY)))) == list(range(MANY))


def test_an_error_comes_behind_all_that_was_read_before_it():
    def items():
        yield from range(MANY)
        raise ValueError("here it is damaged")

    seen = []
    with pytest.raises(ValueError, match="damaged"):
        take_all(read_ahead(items()), seen)
    assert seen == list(range(MANY))


def take_all(items, seen):
    for item in items:
        seen.append(item)


def test_no_more_is_read_ahead_than_is_said():
    read = []

    def items():
        for number in range(MANY):
            read.append(number)
            yield number

    coming = read_ahead(items())
    assert next(coming) == 0
    coming.close()
    assert len(read) <= (AHEAD + 1) * TOGETHER


def test_whoever_stops_early_leaves_no_thread_behind():
    before = threads()
    coming = read_ahead(iter(range(MANY)))
    next(coming)
    assert threads() > before
    coming.close()
    assert threads() == before
