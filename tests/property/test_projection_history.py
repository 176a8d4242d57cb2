"""History is the same wherever it lies: in memory, on its way to the store, or written.

The same random flow is folded twice, once with SQLite behind it and once with plain lists; whatever
is asked, at whatever moment of the writer's work, both answer the same. So do projections that were
saved, restored and folded on.
"""

import tempfile
from contextlib import contextmanager
from copy import deepcopy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.projection import Projections
from glassbook.projection.pages import Page
from glassbook.projection.store.history import StoreBehind
from glassbook.projection.store.sqlite import SqliteHistory
from tests.unit.projection.answers import answers
from tests.unit.projection.lagging import LaggingHistory
from tests.unit.projection.random_story import BEGIN_NS, RandomStory

DAY_NS = 86_400 * 10**9
LENGTHS = st.lists(st.integers(1, 200), min_size=1, max_size=5)
IDS = st.none() | st.integers(0, 600)
TIMES = st.none() | st.integers(BEGIN_NS - DAY_NS, BEGIN_NS + 4 * DAY_NS)
PAGE = st.builds(Page, st.integers(1, 40), IDS, TIMES, TIMES, IDS)
PAGES = st.lists(PAGE, min_size=1, max_size=2)
SEEDS = st.integers(0, 2**32)


@contextmanager
def history():
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteHistory(Path(folder) / "history.db")
        try:
            yield store
        finally:
            store.close()


def now_ms(story):
    return story.time_ns // 10**6 + 90_000


@settings(max_examples=25)
@given(seed=SEEDS, lengths=LENGTHS, pages=PAGES)
def test_sqlite_and_memory_answer_the_same_at_every_moment(seed, lengths, pages):
    story = RandomStory(seed)
    with history() as store:
        written, plain = Projections(store), Projections()
        for applied in [story.opening(), *map(story.batch, lengths)]:
            written.fold(applied)
            plain.fold(applied)
            assert answers(written, pages, now_ms(story)) == answers(plain, pages, now_ms(story))
        store.flush()
        assert answers(written, pages, now_ms(story)) == answers(plain, pages, now_ms(story))


@settings(max_examples=40)
@given(
    seed=SEEDS,
    lengths=LENGTHS,
    pages=PAGES,
    written=st.lists(st.integers(0, 3), min_size=6, max_size=6),
)
def test_how_far_the_writer_has_come_is_never_seen(seed, lengths, pages, written):
    story, store = RandomStory(seed), LaggingHistory()
    lagging, plain = Projections(store), Projections()
    for applied, count in zip([story.opening(), *map(story.batch, lengths)], written, strict=False):
        lagging.fold(applied)
        plain.fold(applied)
        store.catch_up(count)
        assert answers(lagging, pages, now_ms(story)) == answers(plain, pages, now_ms(story))


@settings(max_examples=20)
@given(seed=SEEDS, before=LENGTHS, after=st.just([]) | LENGTHS, pages=PAGES, is_ahead=st.booleans())
def test_what_was_saved_and_restored_goes_on_as_if_nothing_had_been(
    seed, before, after, pages, is_ahead
):
    """Also when the store is ahead of what was saved, as it is after every restart."""
    story = RandomStory(seed)
    with history() as store:
        first = Projections(store)
        for applied in [story.opening(), *map(story.batch, before)]:
            first.fold(applied)
        tables = deepcopy(first.save())
        rest = [story.batch(length) for length in after]
        if is_ahead:
            for applied in rest[: len(rest) // 2 + 1]:
                first.fold(applied)
        store.flush()
        second = Projections(store)
        second.restore(tables)
        for applied in rest:
            second.fold(applied)

        plain = Projections()
        plain.fold(RandomStory(seed).opening())
        again = RandomStory(seed)
        again.opening()
        for length in [*before, *after]:
            plain.fold(again.batch(length))
        assert answers(second, pages, now_ms(story)) == answers(plain, pages, now_ms(story))


@settings(max_examples=5)
@given(seed=SEEDS, lengths=LENGTHS)
def test_projections_are_not_restored_over_a_store_that_lacks_their_history(seed, lengths):
    story = RandomStory(seed)
    ahead, behind = Projections(), Projections()
    for applied in [story.opening(), *map(story.batch, lengths)]:
        ahead.fold(applied)
    with pytest.raises(StoreBehind):
        behind.restore(ahead.save())
    assert behind.sequence == 0
