"""The feed tells everybody in order, and waits for nobody."""

import asyncio

import numpy as np
import pytest

from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.commands import deposit
from glassbook.protocol.events import EVENT
from glassbook.publisher.feed import CutOff, Feed, TooLate


def applied(first_sequence, count=1):
    commands = commands_of(deposit(2, 1, 5) * count)
    return AppliedBatch(Batch(first_sequence, 1_000, commands), np.zeros(0, EVENT))


def fed(*batches, **options):
    feed = Feed(**options)
    for batch in batches:
        feed.publish(batch)
    return feed


def firsts(batches):
    return [batch.batch.first_sequence for batch in batches]


def test_listeners_are_called_with_every_batch_in_the_order_in_which_they_came():
    feed, told = Feed(), []
    feed.listen(lambda batch: told.append(("first", batch.batch.first_sequence)))
    feed.listen(lambda batch: told.append(("second", batch.batch.first_sequence)))
    feed.publish(applied(1, 2))
    feed.publish(applied(3))
    assert told == [("first", 1), ("second", 1), ("first", 3), ("second", 3)]


def test_who_stopped_listening_is_told_no_more():
    feed, told = Feed(), []
    stop = feed.listen(told.append)
    feed.publish(applied(1))
    stop()
    feed.publish(applied(2))
    assert firsts(told) == [1]


def test_a_gap_or_a_repetition_is_a_fault_of_ours():
    feed = fed(applied(1, 3))
    for wrong in (3, 5):
        with pytest.raises(AssertionError, match="without gaps"):
            feed.publish(applied(wrong))


def test_documents_take_their_place_and_are_not_told():
    feed = fed(applied(1))
    feed.pass_over(2)
    feed.publish(applied(3))
    assert firsts(feed.since(1)) == [3]


def test_who_comes_late_resumes_from_the_batch_that_holds_what_he_misses():
    feed = fed(applied(1, 3), applied(4, 3), applied(7))
    assert firsts(feed.since(0)) == [1, 4, 7]
    assert firsts(feed.since(3)) == [4, 7]
    assert firsts(feed.since(4)) == [4, 7]
    assert feed.since(7) == []


def test_who_comes_too_late_is_told_so():
    feed = fed(applied(1, 3), applied(4, 3), applied(7), commands_max=4)
    assert firsts(feed.since(3)) == [4, 7]
    with pytest.raises(TooLate, match="begins after 3"):
        feed.since(2)


def test_who_asks_for_the_future_made_a_mistake():
    with pytest.raises(ValueError, match="yet to come"):
        fed(applied(1)).since(2)


def test_a_feed_of_a_restarted_venue_begins_where_the_journal_ended():
    feed = Feed()
    feed.begin_after(100)
    feed.publish(applied(101))
    assert firsts(feed.since(100)) == [101]
    with pytest.raises(TooLate):
        feed.since(99)


def test_the_ring_remembers_at_least_the_last_batch():
    assert firsts(fed(applied(1), applied(2, 50), commands_max=10).since(1)) == [2]


def test_a_reader_gets_every_batch_from_then_on():
    async def story():
        feed = fed(applied(1))
        reader = feed.reader(batches_max=2)
        waiting = asyncio.ensure_future(reader.next())
        await asyncio.sleep(0)
        feed.publish(applied(2))
        feed.publish(applied(3))
        return [await waiting, await reader.next()]

    assert firsts(asyncio.run(story())) == [2, 3]


def test_a_slow_reader_is_cut_off_after_what_was_kept_for_it_and_others_are_not():
    async def story():
        feed = Feed()
        slow, quick = feed.reader(batches_max=2), feed.reader(batches_max=9)
        for sequence in range(1, 6):
            feed.publish(applied(sequence))
        assert firsts([await slow.next(), await slow.next()]) == [1, 2]
        with pytest.raises(CutOff, match="more than 2"):
            await slow.next()
        return [await quick.next() for _ in range(5)]

    assert firsts(asyncio.run(story())) == [1, 2, 3, 4, 5]


def test_a_reader_that_waits_learns_that_it_was_cut_off():
    async def story():
        feed = Feed()
        reader = feed.reader(batches_max=0)
        waiting = asyncio.ensure_future(reader.next())
        await asyncio.sleep(0)
        feed.publish(applied(1))
        await waiting

    with pytest.raises(CutOff):
        asyncio.run(story())
