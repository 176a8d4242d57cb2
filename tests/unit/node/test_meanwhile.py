"""What is read ahead is what would have been read in its turn."""

import threading

import pytest

from glassbook.node.meanwhile import AHEAD, AtOnce, other_thread, read_ahead

MANY = 5 * AHEAD + 1


@pytest.fixture(params=[other_thread, AtOnce])
def aside(request):
    with request.param() as aside:
        yield aside


def test_items_read_ahead_come_in_their_order(aside):
    assert list(read_ahead(iter(range(MANY)), aside)) == list(range(MANY))


def test_an_error_comes_behind_all_that_was_read_before_it(aside):
    def items():
        yield from range(MANY)
        raise ValueError("here it is damaged")

    seen = []
    with pytest.raises(ValueError, match="damaged"):
        take_all(read_ahead(items(), aside), seen)
    assert seen == list(range(MANY))


def take_all(items, seen):
    for item in items:
        seen.append(item)


def test_no_more_is_read_ahead_than_is_said(aside):
    read = []

    def items():
        for number in range(MANY):
            read.append(number)
            yield number

    coming = read_ahead(items(), aside)
    assert next(coming) == 0
    aside.shutdown()
    assert len(read) <= AHEAD + 1


def test_the_other_thread_does_what_it_is_given_in_that_order_and_is_another():
    done = []
    with other_thread() as aside:
        for number in range(MANY):
            aside.submit(lambda number=number: done.append((number, threading.get_ident())))
    assert [number for number, _ in done] == list(range(MANY))
    assert threading.get_ident() not in {thread for _, thread in done}


def test_what_is_done_at_once_raises_where_its_result_is_asked_for():
    failed = AtOnce().submit(int, "x")
    with pytest.raises(ValueError, match="invalid literal"):
        failed.result()
