"""The digest of events does not depend on the parts that they come in."""

import numpy as np
import pytest
from blake3 import blake3

from glassbook.node.events_digest import NO_EVENTS, EventsDigest
from glassbook.protocol.batches import Part
from glassbook.protocol.events import EVENT

SIZES = (3, 0, 1, 40, 2)
ENDS = np.cumsum(SIZES)
WHOLE = np.zeros(sum(SIZES), EVENT)
WHOLE["sequence"] = range(len(WHOLE))


def by_definition() -> bytes:
    """Of each batch, keyed with the digest before it."""
    digest = NO_EVENTS
    for size, end in zip(SIZES, ENDS, strict=True):
        digest = blake3(WHOLE[end - size : end].tobytes(), key=digest).digest()
    return digest


def test_all_batches_come_in_one_part():
    digest = EventsDigest()
    digest.take(Part(WHOLE, ENDS))
    assert digest.value == by_definition()


def test_each_batch_comes_by_itself():
    digest = EventsDigest()
    for size, end in zip(SIZES, ENDS, strict=True):
        digest.take(Part(WHOLE[end - size : end], np.array([size])))
    assert digest.value == by_definition()


@pytest.mark.parametrize("cut", [1, 3, 4, 20, 43])
def test_a_part_ends_within_a_batch_or_where_one_ends_that_is_told_with_the_next(cut):
    digest = EventsDigest()
    digest.take(Part(WHOLE[:cut], ENDS[cut > ENDS]))
    digest.take(Part(WHOLE[cut:], ENDS[cut <= ENDS] - cut))
    assert digest.value == by_definition()


def test_a_batch_that_is_not_through_does_not_count_yet():
    digest = EventsDigest()
    digest.take(Part(WHOLE[:2], ENDS[:0]))
    assert digest.value == NO_EVENTS
