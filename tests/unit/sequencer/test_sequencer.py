"""Whatever was taken in is handed out once, whole and in order; what does not fit is refused."""

import itertools
import threading

import pytest

from glassbook.protocol.commands import deposit
from glassbook.protocol.documents import Document
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import QueueFull, VenueStopped
from glassbook.sequencer.sequencer import Sequencer
from glassbook.sequencer.work import StampedBatch, StampedDocument

NOTE = Document("note", 1, {})


def ignore(_result):
    """Nobody waits for these commands."""


def deposits(*amounts):
    return b"".join(deposit(2, 1, amount) for amount in amounts)


def amounts(work):
    return work.batch.commands["amount_units"].tolist()


def ticking(*times):
    return iter(times).__next__


def sequencer(**options):
    return Sequencer(itertools.count(1_000).__next__, **options)


def test_all_that_arrived_becomes_one_batch_in_the_order_of_arrival():
    line = sequencer()
    for offered in ([1], [2, 3], [4]):
        line.offer(deposits(*offered), None, ignore)
    work = line.take(0)
    assert amounts(work) == [1, 2, 3, 4]
    assert [(ticket.first_sequence, ticket.command_count) for ticket in work.tickets] == [
        (1, 1),
        (2, 2),
        (4, 1),
    ]
    assert line.take(0) is None


def test_sequences_follow_without_gaps_over_batches_and_documents():
    line = sequencer(sequence=41)
    line.offer(deposits(1, 2), None, ignore)
    line.offer_document(NOTE, ignore)
    line.offer(deposits(3), None, ignore)
    first, note, last = line.take(0), line.take(0), line.take(0)
    assert (first.batch.first_sequence, first.batch.last_sequence) == (42, 43)
    assert isinstance(note, StampedDocument)
    assert note.entry.sequence == 44
    assert last.batch.first_sequence == 45


def test_a_document_of_the_consumer_comes_before_all_that_waits():
    line = sequencer()
    line.offer(deposits(1), None, ignore)
    placed = line.place(NOTE)
    assert placed.entry.sequence == 1
    assert placed.room == 0
    assert line.take(0).batch.first_sequence == 2


def test_labels_keep_to_their_commands_when_submissions_are_put_together():
    line = sequencer()
    line.offer(deposits(1, 2), {1: Label("second")}, ignore)
    line.offer(deposits(3), {0: Label("third")}, ignore)
    batch = line.take(0).batch
    assert [batch.label(sequence).name for sequence in (1, 2, 3)] == ["", "second", "third"]


def test_a_batch_gathers_no_more_than_its_maximum_and_never_parts_a_submission():
    line = sequencer(batch_max=4)
    for offered in ([1, 2, 3], [4, 5], [6]):
        line.offer(deposits(*offered), None, ignore)
    assert [amounts(line.take(0)) for _ in range(2)] == [[1, 2, 3], [4, 5, 6]]


def test_a_submission_larger_than_a_batch_is_a_batch_of_its_own():
    line = sequencer(batch_max=2)
    line.offer(deposits(1), None, ignore)
    line.offer(deposits(2, 3, 4), None, ignore)
    line.offer(deposits(5), None, ignore)
    assert [amounts(line.take(0)) for _ in range(3)] == [[1], [2, 3, 4], [5]]


def test_what_does_not_fit_is_refused_whole_and_what_fits_still_enters():
    line = sequencer(commands_max=4, batch_max=4)
    line.offer(deposits(1, 2, 3), None, ignore)
    with pytest.raises(QueueFull, match="3 of 4 places"):
        line.offer(deposits(4, 5), None, ignore)
    line.offer(deposits(6), None, ignore)
    assert amounts(line.take(0)) == [1, 2, 3, 6]


def test_room_comes_back_only_when_the_results_were_delivered():
    line = sequencer(commands_max=2, batch_max=2)
    line.offer(deposits(1, 2), None, ignore)
    work = line.take(0)
    with pytest.raises(QueueFull):
        line.offer(deposits(3), None, ignore)
    with pytest.raises(QueueFull):
        line.offer_document(NOTE, ignore)
    line.give_back(work.room)
    line.offer(deposits(3), None, ignore)
    assert line.under_way == 1


def test_room_cannot_be_given_back_twice():
    with pytest.raises(AssertionError, match="given back once"):
        sequencer().give_back(1)


@pytest.mark.parametrize("size", [0, 1, 63, 65, 64 * 5])
def test_what_can_never_be_a_submission_is_an_error_and_takes_no_room(size):
    line = sequencer(commands_max=4, batch_max=4)
    with pytest.raises(ValueError, match=f"{size} bytes"):
        line.offer(bytes(size), None, ignore)
    assert line.under_way == 0


def test_time_never_goes_back():
    line = Sequencer(ticking(50, 40, 70), time_ns=60)
    times = []
    for _ in range(3):
        line.offer(deposits(1), None, ignore)
        times.append(line.take(0).batch.time_ns)
    assert times == [60, 60, 70]


def test_closed_it_refuses_with_the_reason_and_hands_out_what_it_had():
    line = sequencer()
    line.offer(deposits(1), None, ignore)
    line.close(VenueStopped("shutting down"))
    with pytest.raises(VenueStopped, match="shutting down"):
        line.offer(deposits(2), None, ignore)
    assert amounts(line.take(0)) == [1]
    assert line.take(None) is None
    assert line.take(None) is None


def test_many_threads_offer_and_every_command_comes_out_once_in_each_threads_order():
    line, offers = sequencer(commands_max=256, batch_max=64), 300

    def offer_all(thread):
        for at in range(offers):
            while True:
                try:
                    line.offer(deposits(thread * 1_000 + at), None, ignore)
                    break
                except QueueFull:
                    continue

    threads = [threading.Thread(target=offer_all, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    seen = []
    while len(seen) < 4 * offers:
        work = line.take(None)
        assert isinstance(work, StampedBatch)
        assert work.batch.first_sequence == len(seen) + 1
        seen += amounts(work)
        line.give_back(work.room)
    for thread in threads:
        thread.join()
    for thread in range(4):
        assert [at % 1_000 for at in seen if at // 1_000 == thread] == list(range(offers))
    assert line.under_way == 0
