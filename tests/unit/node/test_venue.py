"""An outcome is given when the command is durable, applied, folded and told; not before."""

import asyncio

import pytest

from glassbook.journal.reader import JournalReader
from glassbook.journal.trouble import DirectoryInUse
from glassbook.protocol.batches import Batch
from glassbook.protocol.commands import deposit
from glassbook.protocol.documents import Document
from glassbook.protocol.labels import Label
from glassbook.protocol.submission import QueueFull, VenueStopped
from tests.unit.node.tally import Ledger, amounts_of, deposits, run, submits, venue


def journaled(one):
    return [record.entry for record in JournalReader(one.configuration.journal_directory).records()]


def journaled_amounts(one):
    batches = [entry for entry in journaled(one) if isinstance(entry, Batch)]
    return [amount for batch in batches for amount in batch.commands["amount_units"].tolist()]


def documents(one):
    return [entry.document for entry in journaled(one) if not isinstance(entry, Batch)]


def test_what_was_acknowledged_is_in_the_journal_at_that_moment(data_folder):
    one = venue(data_folder)

    async def story(one):
        outcome = await one.submit(deposit(2, 1, 5), Label(client_order_id="mine"))
        return outcome, journaled(one)[-1]

    outcome, last = run(one, story)
    assert amounts_of(outcome) == [5]
    assert (last.first_sequence, last.time_ns) == (outcome.sequence, outcome.time_ns)
    assert last.label(outcome.sequence).client_order_id == "mine"


def test_each_submitter_is_answered_with_the_events_of_his_own_commands(data_folder):
    async def story(one):
        sizes = [(1,), (2, 3), (4,), (5, 6, 7)]
        return await asyncio.gather(*[one.submit_many(deposits(*size)) for size in sizes])

    outcomes = run(venue(data_folder), story)
    assert [amounts_of(outcome) for outcome in outcomes] == [[1], [2, 3], [4], [5, 6, 7]]
    assert [outcome.sequence for outcome in outcomes] == [4, 5, 7, 8]


def test_all_that_arrived_meanwhile_shares_one_sync(data_folder):
    one = venue(data_folder)

    async def story(one):
        await asyncio.gather(*[one.submit(deposit(2, 1, 5)) for _ in range(2_000)])
        return one.metrics.registry.get_sample_value("glassbook_sync_seconds_count")

    assert run(one, story) < 200
    assert journaled_amounts(one) == [5] * 2_000


def test_whoever_was_acknowledged_reads_his_own_write_and_the_listeners_were_told(data_folder):
    ledger, told = Ledger(), []
    one = venue(data_folder, projections=ledger)
    one.feed.listen(
        lambda applied: told.append((applied.batch.first_sequence, dict(ledger.amounts)))
    )

    async def story(one):
        outcome = await one.submit(deposit(2, 1, 5))
        return outcome.sequence, dict(ledger.amounts)

    sequence, read = run(one, story)
    assert read == {sequence: 5}
    assert told == [(sequence, {sequence: 5})]


def test_each_start_journals_its_build_its_configuration_and_its_digests_first(data_folder):
    one = venue(data_folder)
    run(one, submits((1,)))
    run(venue(data_folder), submits((2,)))
    schemas = [document.schema for document in documents(one)]
    start = ["build", "configuration", "checkpoint"]
    assert schemas == [*start, "stop", "checkpoint", *start, "stop", "checkpoint"]


def test_the_journal_holds_neither_a_path_of_the_machine_nor_a_secret(data_folder):
    one = venue(data_folder, replay=str(data_folder / "capture"))
    run(one, submits((1,)))
    assert str(data_folder.parent) not in str(documents(one))


def test_a_document_is_answered_when_it_has_its_place(data_folder):
    one = venue(data_folder)

    async def story(one):
        await one.submit(deposit(2, 1, 5))
        note = await one.submit_document(Document("note", 1, {"said": "hello"}))
        return note, await one.submit(deposit(2, 1, 6))

    note, following = run(one, story)
    assert (note.events, following.sequence) == ([], note.sequence + 1)
    assert Document("note", 1, {"said": "hello"}) in documents(one)


def test_digests_are_journaled_after_so_many_commands(data_folder):
    one = venue(data_folder, checkpoint_commands=10, batch_commands_max=1)
    run(one, submits(*[(1,)] * 25))
    checkpoints = [found for found in documents(one) if found.schema == "checkpoint"]
    assert [found.body["sequence"] for found in checkpoints] == [2, 13, 24, 31]


def test_a_full_queue_refuses_and_what_it_holds_is_carried_out(data_folder):
    one = venue(data_folder, queue_commands_max=4, batch_commands_max=4)

    async def story(one):
        first = asyncio.ensure_future(one.submit_many(deposits(1, 2, 3)))
        await asyncio.sleep(0)
        with pytest.raises(QueueFull):
            await one.submit_many(deposits(4, 5))
        return amounts_of(await first), amounts_of(await one.submit_many(deposits(6, 7)))

    assert run(one, story) == ([1, 2, 3], [6, 7])
    assert journaled_amounts(one) == [1, 2, 3, 6, 7]
    assert one.metrics.registry.get_sample_value("glassbook_refused_submissions_total") == 1


def test_what_the_projections_have_not_folded_keeps_its_place_in_the_queue(data_folder):
    """The venue takes no more than its projections tell: it refuses, and drops nothing."""
    ledger, pipelines = Ledger(), []

    def by_hand(pipeline):
        pipelines.append(pipeline)
        return pipeline.run

    one = venue(
        data_folder, projections=ledger, start=by_hand, queue_commands_max=4, batch_commands_max=4
    )

    async def story(one):
        first = asyncio.ensure_future(one.submit_many(deposits(1, 2, 3)))
        await asyncio.sleep(0)
        pipelines[0].step(0)
        assert journaled_amounts(one) == [1, 2, 3]
        assert ledger.amounts == {}
        with pytest.raises(QueueFull):
            one.offer(deposits(4, 5), None, lambda _result: None)
        await first
        assert list(ledger.amounts.values()) == [1, 2, 3]
        one.offer(deposits(6, 7), None, lambda _result: None)

    run(one, story)
    assert list(ledger.amounts.values()) == [1, 2, 3, 6, 7]


def test_a_submitter_who_has_gone_changes_nothing_for_the_others(data_folder):
    one = venue(data_folder)

    async def story(one):
        gone = asyncio.ensure_future(one.submit(deposit(2, 1, 5)))
        stays = asyncio.ensure_future(one.submit(deposit(2, 1, 6)))
        await asyncio.sleep(0)
        gone.cancel()
        return amounts_of(await stays)

    assert run(one, story) == [6]
    assert journaled_amounts(one) == [5, 6]


def test_a_submitter_who_cannot_take_his_outcome_is_logged_and_the_next_is_answered(data_folder):
    logged = []

    def cannot_take(_result):
        raise ValueError("no hands")

    async def story(one):
        handler = asyncio.get_running_loop()
        handler.set_exception_handler(lambda _loop, context: logged.append(context["message"]))
        one.offer(deposits(1), None, cannot_take)
        return amounts_of(await one.submit(deposit(2, 1, 2)))

    assert run(venue(data_folder), story) == [2]
    assert logged == ["a submitter could not take its outcome"]


def test_stopping_carries_out_what_was_taken_in_and_refuses_what_comes_later(data_folder):
    one = venue(data_folder)

    async def story(one):
        under_way = [asyncio.ensure_future(one.submit(deposit(2, 1, at))) for at in range(1, 9)]
        await asyncio.sleep(0)
        await one.stop()
        with pytest.raises(VenueStopped, match="shutting down") as caught:
            await one.submit(deposit(2, 1, 9))
        assert not caught.value.is_unknown
        return [amounts_of(await each) for each in under_way]

    assert run(one, story) == [[at] for at in range(1, 9)]
    assert journaled_amounts(one) == list(range(1, 9))


def test_before_the_start_nothing_is_taken(data_folder):
    with pytest.raises(VenueStopped, match="starting"):
        venue(data_folder).offer(deposits(1), None, print)


def test_a_directory_has_one_venue_at_a_time(data_folder):
    async def story(_one):
        with pytest.raises(DirectoryInUse, match="in use by process"):
            await venue(data_folder).start()

    run(venue(data_folder), story)
    run(venue(data_folder), submits((1,)))


def test_commands_may_be_offered_from_another_thread(data_folder):
    async def story(one):
        answered = asyncio.get_running_loop().create_future()
        await asyncio.to_thread(one.offer, deposits(7), None, answered.set_result)
        return amounts_of(await answered)

    assert run(venue(data_folder), story) == [7]
