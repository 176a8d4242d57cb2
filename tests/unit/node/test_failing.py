"""When something fails the venue stops for good, says what is known, and a restart knows all."""

import asyncio
import errno

import pytest

from glassbook.journal.files import File, Files
from glassbook.journal.trouble import WriteFailed
from glassbook.protocol.commands import deposit
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import VenueStopped
from tests.unit.node.tally import UNLUCKY, Ledger, amounts_of, deposits, run, submits, venue


class Disk(File):
    """A disk that a test can fill up, or break, while the venue runs."""

    is_full = False
    is_broken = False

    def write(self, parts, offset):
        if Disk.is_full:
            raise OSError(errno.ENOSPC, "No space left on device")
        super().write(parts, offset)

    def sync(self):
        if Disk.is_broken:
            raise OSError(errno.EIO, "Input/output error")
        super().sync()


@pytest.fixture(autouse=True)
def good_disk(monkeypatch):
    monkeypatch.setattr(Disk, "is_full", False)
    monkeypatch.setattr(Disk, "is_broken", False)


async def refused(one, *amounts):
    with pytest.raises(VenueStopped) as caught:
        await one.submit_many(deposits(*amounts))
    return caught.value


def test_a_journal_that_cannot_be_written_says_where_and_what_to_do(data_folder):
    async def story(one):
        Disk.is_full = True
        return await refused(one, 1)

    why = str(run(venue(data_folder, files=Files(Disk)), story))
    assert f"the journal in {data_folder / 'journal'} cannot be written" in why
    assert "make room" in why


def test_on_a_full_disk_the_venue_is_read_only_and_says_so(data_folder):
    ledger = Ledger()
    one = venue(data_folder, projections=ledger, files=Files(Disk))

    async def story(one):
        await one.submit(deposit(2, 1, 1))
        Disk.is_full = True
        why = await refused(one, 2)
        later = await refused(one, 3)
        with pytest.raises(VenueStopped, match="No space left"):
            one.offer(deposits(4), None, print)
        return why, later, one.health

    why, later, health = run(one, story)
    assert "No space left on device" in str(why)
    assert "Make room on the disk" in str(why)
    assert not why.is_unknown
    assert not later.is_unknown
    assert (health.status, health.is_accepting) == ("read-only", False)
    assert "No space left" in health.why
    assert list(ledger.amounts.values()) == [1]


def test_after_room_was_made_a_restart_goes_on_without_what_was_refused(data_folder):
    async def story(one):
        await one.submit(deposit(2, 1, 1))
        Disk.is_full = True
        await refused(one, 2)

    run(venue(data_folder, files=Files(Disk)), story)
    Disk.is_full = False
    ledger = Ledger()
    run(venue(data_folder, projections=ledger, files=Files(Disk)), submits((3,)))
    assert list(ledger.amounts.values()) == [1, 3]


def test_a_start_on_a_full_disk_is_refused_with_the_reason(data_folder):
    Disk.is_full = True
    with pytest.raises(WriteFailed, match="No space left"):
        asyncio.run(venue(data_folder, files=Files(Disk)).start())


def test_after_a_failed_sync_what_was_under_way_is_unknown_and_the_rest_refused(data_folder):
    async def story(one):
        await one.submit(deposit(2, 1, 1))
        Disk.is_broken = True
        why = await refused(one, 2)
        Disk.is_broken = False
        return why, await refused(one, 3)

    why, later = run(venue(data_folder, files=Files(Disk)), story)
    assert "may not be durable" in str(why)
    assert why.is_unknown
    assert not later.is_unknown


def test_what_waits_behind_a_failure_is_refused_untouched(data_folder):
    async def story(one):
        await one.submit(deposit(2, 1, 1))
        Disk.is_full = True
        results = [one.submit_many(deposits(*[2] * 10)) for _ in range(20)]
        return await asyncio.gather(*results, return_exceptions=True)

    one = venue(data_folder, files=Files(Disk), batch_commands_max=10)
    results = run(one, story)
    assert len(results) == 20
    assert all(isinstance(result, VenueStopped) and not result.is_unknown for result in results)


def test_behind_a_failed_sync_only_the_batch_that_was_being_synced_is_unknown(data_folder):
    async def story(one):
        await one.submit(deposit(2, 1, 1))
        Disk.is_broken = True
        results = [one.submit_many(deposits(*[2] * 10)) for _ in range(20)]
        return await asyncio.gather(*results, return_exceptions=True)

    one = venue(data_folder, files=Files(Disk), batch_commands_max=10)
    unknown = [result.is_unknown for result in run(one, story)]
    assert unknown == [True] + [False] * 19


def test_a_core_that_cannot_be_trusted_stops_the_venue(data_folder):
    async def story(one):
        await one.submit(deposit(2, 1, 1))
        why = await refused(one, UNLUCKY)
        return why, await refused(one, 3), one.health

    why, later, health = run(venue(data_folder), story)
    assert "nobody deposits thirteen" in str(why)
    assert why.is_unknown
    assert not later.is_unknown
    assert health.status == "read-only"


class Forgetful(Ledger):
    """A projection with a fault."""

    def fold(self, applied):
        if len(self.amounts) == 1:
            raise KeyError("where was I")
        super().fold(applied)


def test_what_cannot_be_told_is_unknown_and_stops_the_venue(data_folder):
    logged = []

    async def story(one):
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: logged.append(context["message"]))
        await one.submit(deposit(2, 1, 1))
        why = await refused(one, 2)
        return why, await refused(one, 3)

    why, later = run(venue(data_folder, projections=Forgetful()), story)
    assert "where was I" in str(why)
    assert why.is_unknown
    assert not later.is_unknown
    assert len(logged) == 1
    ledger = Ledger()
    run(venue(data_folder, projections=ledger), submits((4,)))
    assert list(ledger.amounts.values()) == [1, 2, 4]


def test_a_document_behind_what_cannot_be_told_is_acknowledged(data_folder):
    """It was durable before anybody knew that the batch before it could not be told."""
    logged, pipelines = [], []

    def by_hand(pipeline):
        pipelines.append(pipeline)
        return pipeline.run

    async def story(one):
        loop = asyncio.get_running_loop()
        loop.set_exception_handler(lambda _loop, context: logged.append(context["message"]))
        sent = [one.submit_many(deposits(1)), one.submit_many(deposits(2))]
        sent.append(one.submit_document(Document("note", 1, {})))
        waiting = asyncio.gather(*sent, return_exceptions=True)
        await asyncio.sleep(0)
        for _ in sent:
            pipelines[0].step(0)
        return await asyncio.wait_for(waiting, 5)

    one = venue(data_folder, projections=Forgetful(), start=by_hand, batch_commands_max=1)
    told, unknown, document = run(one, story)
    assert (unknown.is_unknown, document.sequence) == (True, told.sequence + 2)
    assert len(logged) == 1


class Unsaveable(Ledger):
    """A projection that cannot be saved."""

    def save(self):
        raise OSError(errno.ENOSPC, "No space left on device")


def test_a_snapshot_that_fails_is_said_and_the_venue_goes_on(data_folder):
    async def story(one):
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        await one.submit(deposit(2, 1, 1))
        return amounts_of(await one.submit(deposit(2, 1, 2))), one.health

    one = venue(data_folder, projections=Unsaveable(), snapshot_commands=1)
    amounts, health = run(one, story)
    assert amounts == [2]
    assert health.is_accepting
    assert "No space left" in health.snapshot_failure
