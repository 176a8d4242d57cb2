"""A small exchange with a random history, signed at its end, for proofs to be about."""

from functools import cache
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from glassbook.core.engine import Engine
from glassbook.protocol.batches import AppliedBatch, Batch
from glassbook.protocol.events import EventKind
from glassbook.transparency.merkle import Paths, leaf_hash, leaf_hashes
from glassbook.transparency.notes import Signer
from glassbook.transparency.proofs import (
    balance_proof,
    extension_proof,
    order_proof,
    public_trade_proof,
    trade_proof,
)
from glassbook.transparency.tables import rows_of
from glassbook.transparency.trades import trades_of
from glassbook.transparency.trees import Moment, Trees
from tests.twin.flow import commands

ORIGIN = "example.com/exchange"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
KEY = str(SIGNER.key)
BATCH = 100


@cache
def world(count=1_500):
    """Return what there is after `count` commands. The frames' hashes are made up."""
    flow, core, trees, told, traded = commands(3, count), Engine(), Trees(), Paths(), Paths()
    frames, rows, events, trades = [], [], [], []
    for at in range(0, count, BATCH):
        batch = Batch(at + 1, at, flow[at : at + BATCH])
        batch_events = core.apply(batch)
        frames.append(leaf_hash(b"frame %d" % at))
        trees.add_frame(frames[-1])
        trees.add_events(AppliedBatch(batch, batch_events))
        batch_trades = rows_of(trades_of(batch_events, [at], [len(batch_events)]))
        traded.append(leaf_hashes(batch_trades), range(len(batch_trades)))
        trades += [row.tobytes() for row in batch_trades]
        told.append(leaf_hashes(rows_of(batch_events)), range(len(batch_events)))
        rows += [row.tobytes() for row in rows_of(batch_events)]
        events += batch_events.tolist()
    moment = Moment(core.sequence, 7, frames[-1], core.digest(), bytes(32), core.held())
    checkpoint = trees.checkpoint(ORIGIN, moment)
    return SimpleNamespace(
        core=core,
        checkpoint=checkpoint,
        note=SIGNER.sign(checkpoint.text()),
        holdings=moment.holdings(),
        told=told,
        rows=rows,
        traded=traded,
        trades=trades,
        events=events,
        leaves=[leaf_hash(frame) for frame in frames],
    )


def of_balance(one, index=5):
    row = one.holdings["balances"][index]
    return balance_proof(one.note, one.holdings, int(row["account_id"]), int(row["asset_id"]))


def of_order(one, order_id=None):
    order_id = order_id or int(one.holdings["orders"]["order_id"][3])
    told = [(i, one.rows[i]) for i, event in enumerate(one.events) if event[1] == order_id]
    return order_proof(one.note, one.holdings, order_id, one.told, told)


def fills(one):
    """Return the indices of the takers' fills, each followed by its maker's."""
    kinds = [event[-6] for event in one.events]
    return [i for i, kind in enumerate(kinds) if kind == EventKind.ORDER_FILLED][::2]


def of_trade(one, which=4):
    index = fills(one)[which]
    pair = [(index, one.rows[index]), (index + 1, one.rows[index + 1])]
    event = one.events[index]
    return trade_proof(one.note, event[11], event[3], one.told, pair)


def of_public_trade(one, which=4):
    event = one.events[fills(one)[which]]
    path = one.traded.proof(which)
    return public_trade_proof(one.note, event[11], event[3], which, one.trades[which], path)


def of_extension():
    older, newer = world(900), world()
    return extension_proof(older.note, newer.note, newer.leaves, older.checkpoint.log_size)
