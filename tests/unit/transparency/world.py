"""A small exchange with a random history, signed at its end, for proofs to be about."""

from functools import cache
from types import SimpleNamespace

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from glassbook.core.engine import Engine
from glassbook.protocol.batches import Batch
from glassbook.protocol.events import EventKind
from glassbook.transparency.merkle import Paths, leaf_hash, leaf_hashes
from glassbook.transparency.notes import Signer
from glassbook.transparency.proofs import (
    balance_proof,
    extension_proof,
    order_proof,
    trade_proof,
)
from glassbook.transparency.trees import Moment, Trees, rows_of
from tests.twin.flow import commands

ORIGIN = "example.com/exchange"
SIGNER = Signer(ORIGIN, Ed25519PrivateKey.from_private_bytes(bytes(32)))
KEY = str(SIGNER.key)
BATCH = 100


@cache
def world(count=1_500):
    """Return what there is after `count` commands. The frames' hashes are made up."""
    flow, core, trees, told = commands(3, count), Engine(), Trees(), Paths()
    frames, rows, events = [], [], []
    for at in range(0, count, BATCH):
        batch_events = core.apply(Batch(at + 1, 0, flow[at : at + BATCH]))
        frames.append(leaf_hash(b"frame %d" % at))
        trees.add_frame(frames[-1])
        trees.add_events(batch_events)
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


def of_extension():
    older, newer = world(900), world()
    return extension_proof(older.note, newer.note, newer.leaves, older.checkpoint.log_size)
