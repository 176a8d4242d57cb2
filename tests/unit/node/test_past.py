"""Any place of a journal can be gone back to: the exchange there is what it was, to the bit."""

import asyncio
import json

import pytest

from glassbook.core.engine import Engine
from glassbook.journal.reader import JournalReader
from glassbook.journal.snapshots import snapshot_paths
from glassbook.node.checkpoints import Notes
from glassbook.node.configuration import Configuration
from glassbook.node.contracts import Core
from glassbook.node.notary import Notary
from glassbook.node.past import Place, PlaceUnknown, past
from glassbook.node.proving import NothingToProve, Prover, prove_extension
from glassbook.node.signed_checkpoints import read_signed
from glassbook.node.signing_key import signer
from glassbook.node.trade_log import TradeLog
from glassbook.node.trade_proofs import TradeProofs
from glassbook.node.venue import Venue
from glassbook.projection import Projections
from glassbook.projection.saving import encoded
from glassbook.protocol.batches import Batch
from glassbook.transparency.trade_look_up import Damaged
from glassbook.transparency.verifier import verify
from tests.twin.flow import commands

CORE = Core(Engine, Engine.restore, "core-1")
ORIGIN = "example.com/exchange"
COUNT, BATCH = 1_200, 60


@pytest.fixture(scope="module")
def places(tmp_path_factory):
    """A venue's directory after a random story, with snapshots and signed checkpoints in it."""
    data = tmp_path_factory.mktemp("venue")
    chosen = Configuration(data=data, checkpoint_commands=250, snapshot_commands=500)
    trades = TradeLog(chosen.trades_directory)
    notary = Notary(signer(data, ORIGIN), chosen.checkpoints_directory, trades=trades)

    async def story():
        venue = Venue(chosen, CORE, Projections(), notary=notary)
        await venue.start()
        flow = commands(5, COUNT)
        for at in range(0, COUNT, BATCH):
            await venue.submit_many(flow[at : at + BATCH].tobytes())
            notary._signing.result()  # else the next checkpoints would wait, and be fewer
        await venue.stop()

    asyncio.run(story())
    return chosen


def entries(places):
    return [record.entry for record in JournalReader(places.journal_directory).records()]


def straight(places, sequence):
    """Return a core that was led there command by command, from nothing."""
    core = Engine()
    for entry in entries(places):
        if core.sequence == sequence:
            break
        if isinstance(entry, Batch):
            part = entry.commands[: sequence - core.sequence].copy()
            core.apply(Batch(entry.first_sequence, entry.time_ns, part))
        else:
            core.pass_over(entry.sequence, entry.time_ns)
    return core


def gone_to(places, place, *, snapshots=True, **options):
    directory = places.snapshots_directory if snapshots else None
    return past(places.journal_directory, directory, CORE, place, **options)


@pytest.mark.parametrize("sequence", [1, 4, 5, 99, 500, 777, 1_000, 1_180])
def test_the_exchange_at_a_sequence_is_what_it_was_with_and_without_snapshots(places, sequence):
    expected = straight(places, sequence).digest()
    for snapshots in (True, False):
        there = gone_to(places, Place(sequence), snapshots=snapshots)
        assert (there.sequence, there.exchange.sequence) == (sequence, sequence)
        assert there.exchange.engine.digest() == expected


def test_a_snapshot_spares_what_lies_before_it(places):
    heard = []
    last = int(snapshot_paths(places.snapshots_directory)[-1].name)
    gone_to(places, Place(last + 40), listener=lambda record, _: heard.append(record.head.sequence))
    assert heard
    assert min(heard) > last


def test_a_listener_that_needs_the_beginning_hears_it(places):
    heard = []
    gone_to(
        places,
        Place(1_180),
        begin_max=0,
        listener=lambda record, _: heard.append(record.head.sequence),
    )
    assert heard[0] == 1


def test_a_time_means_everything_stamped_until_then(places):
    for entry in entries(places)[4:12:3]:
        if not isinstance(entry, Batch):
            continue
        assert gone_to(places, Place(time_ns=entry.time_ns)).sequence >= entry.last_sequence
        before = gone_to(places, Place(time_ns=entry.time_ns - 1))
        assert before.sequence == entry.first_sequence - 1
        assert before.exchange.engine.digest() == straight(places, before.sequence).digest()


def test_the_directory_is_the_same_from_a_snapshot_and_from_nothing(places):
    from_snapshot, from_nothing = (
        gone_to(places, Place(1_180), snapshots=snapshots) for snapshots in (True, False)
    )
    both = (encoded(each.directory.saved()) for each in (from_snapshot, from_nothing))
    assert next(both) == next(both)
    assert from_nothing.directory.accounts


def test_a_place_that_the_journal_does_not_reach_is_refused(places):
    for place in (Place(10**9), Place(time_ns=1), Place(0)):
        with pytest.raises(PlaceUnknown):
            gone_to(places, place)


# --- proofs -------------------------------------------------------------------------------------


def signed(places):
    return read_signed(places.checkpoints_directory, signer(places.data, ORIGIN).key)


def prover(places, which=-1):
    directories = places.journal_directory, places.snapshots_directory
    return Prover(*directories, CORE, signed(places)[which], lambda *_: None)


def proved(places, proof):
    return verify(proof, str(signer(places.data, ORIGIN).key))["proved"]


@pytest.mark.parametrize("which", [-1, -2])
def test_balances_are_proved_as_they_were_at_the_checkpoint(places, which):
    holdings = straight(places, signed(places)[which].sequence).holdings()
    for row in holdings["balances"][::9]:
        proof = prover(places, which).balance(int(row["account_id"]), int(row["asset_id"]))
        assert list(proved(places, proof).values()) == list(row.tolist())


def test_open_orders_and_done_ones_are_proved_with_all_that_happened(places):
    holdings = straight(places, signed(places)[-1].sequence).holdings()
    is_open = int(holdings["orders"]["order_id"][0])
    found = proved(places, prover(places).order(is_open))
    assert found["is_open"]
    assert found["order"]["order_id"] == found["events"][0]["sequence"] == is_open
    trade = trades(places)[0]
    found = proved(places, prover(places).order(trade["order_id"]))
    assert any(event["trade_id"] == trade["trade_id"] for event in found["events"])


def trades(places):
    core, told = Engine(), []
    for entry in entries(places):
        if isinstance(entry, Batch):
            told += [
                dict(zip(row.dtype.names, row.tolist(), strict=True))
                for row in core.apply(Batch(entry.first_sequence, 0, entry.commands.copy()))
                if row["kind"] == 2
            ]
        else:
            core.pass_over(entry.sequence, entry.time_ns)
    return told


def test_trades_are_proved_with_both_sides(places):
    for fill in trades(places)[::40]:
        found = proved(places, prover(places).trade(fill["symbol_id"], fill["trade_id"]))
        assert fill in (found["taker"], found["maker"])


def test_what_did_not_happen_by_then_is_not_proved(places):
    last = trades(places)[-1]
    for ask in (
        lambda: prover(places).trade(0, 10**6),
        lambda: prover(places).order(10**6),
        lambda: prover(places, 0).trade(last["symbol_id"], last["trade_id"]),
    ):
        with pytest.raises(NothingToProve):
            ask()


def test_each_checkpoint_is_proved_to_extend_each_older_one(places):
    found = signed(places)
    for newer in found[1::2]:
        for older in found[: found.index(newer)]:
            proof = prove_extension(places.journal_directory, older, newer)
            assert proved(places, proof)["sequences"] == [older.sequence, newer.sequence]
            assert json.loads(proof)["older"] == older.note


def trade_proofs(places):
    key = signer(places.data, ORIGIN).key
    return TradeProofs(places.trades_directory, Notes(places.checkpoints_directory), key)


@pytest.mark.parametrize("which", [-1, 1])
def test_what_is_kept_proves_every_trade_as_a_replay_would_and_names_nobody(places, which):
    checkpoint, asked = signed(places)[which], trade_proofs(places)
    takers = [each for each in trades(places) if not each["is_maker"]]
    covered = [each for each in takers if each["sequence"] <= checkpoint.sequence]
    times = {each["sequence"]: each["time_ns"] for each in timed(places)}
    for each in covered:
        symbol_id, trade_id = int(each["symbol_id"]), int(each["trade_id"])
        time_ns = times[each["sequence"]]
        found = asked.prove(checkpoint.sequence, symbol_id, trade_id, time_ns)
        shown = {**found.facts["proved"]}
        assert shown.pop("time_ns") == time_ns
        assert shown == {name: int(each[name]) for name in shown}
        assert not {"account_id", "order_id"} & shown.keys()
    last = covered[-1]
    again = prover(places, which).public_trade(int(last["symbol_id"]), int(last["trade_id"]))
    assert again == found.text


def timed(places):
    """Yield the sequence and time of every command."""
    for entry in entries(places):
        if isinstance(entry, Batch):
            for sequence in range(entry.first_sequence, entry.last_sequence + 1):
                yield {"sequence": sequence, "time_ns": entry.time_ns}


def test_a_trade_behind_the_checkpoint_is_not_proved_yet(places):
    early, times = signed(places)[1], {row["sequence"]: row["time_ns"] for row in timed(places)}
    late = next(each for each in trades(places) if each["sequence"] > early.sequence)
    asked = int(late["symbol_id"]), int(late["trade_id"]), times[late["sequence"]]
    assert trade_proofs(places).prove(early.sequence, *asked) is None
    assert trade_proofs(places).prove(signed(places)[-1].sequence, *asked) is not None


def test_a_bit_that_flipped_in_what_is_kept_is_found_before_anybody_is_told(places):
    trade, rows = trades(places)[0], places.trades_directory / "rows"
    times = {row["sequence"]: row["time_ns"] for row in timed(places)}
    asked = int(trade["symbol_id"]), int(trade["trade_id"]), times[trade["sequence"]]
    whole = rows.read_bytes()
    for place in (30, len(whole) - 10):
        flipped = whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :]
        rows.write_bytes(flipped)
        with pytest.raises(Damaged, match="does not lead to the root"):
            trade_proofs(places).prove(signed(places)[-1].sequence, *asked)
    rows.write_bytes(whole)
