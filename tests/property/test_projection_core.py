"""The balances that customers see are, unit for unit, those in the core's own ledger."""

from hypothesis import given, settings
from hypothesis import strategies as st

from glassbook.core.engine import Engine
from glassbook.core.invariants.walk import pending, standing
from glassbook.projection import Projections
from glassbook.protocol.accounts import FEES, WORLD
from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.maxima import CHUNK_BITS, WALLETS_PER_CHUNK
from tests.twin.flow import Flow
from tests.twin.markets import ACCOUNTS, SCALES, opening


def ledger_of(engine):
    """Return {(account, asset): (available, locked)} of every wallet that was opened."""
    balances = {}
    for account_id in (WORLD, FEES, *ACCOUNTS):
        for asset_id in range(len(SCALES)):
            chunk = int(engine.ledger.directory[asset_id, account_id >> CHUNK_BITS])
            wallet = engine.ledger.chunks[chunk]["wallets"][account_id & (WALLETS_PER_CHUNK - 1)]
            balances[account_id, asset_id] = (
                int(wallet["available_units"]),
                int(wallet["locked_units"]),
            )
    return balances


@settings(max_examples=10)
@given(st.integers(0, 2**32), st.lists(st.integers(1, 1_500), min_size=1, max_size=4))
def test_every_wallet_of_the_core_is_told_to_the_unit(seed, lengths):
    engine, projections = Engine(), Projections()
    flow = Flow(seed, len(opening()) + 1)
    for sent in [opening(), *([flow.next() for _ in range(length)] for length in lengths)]:
        batch = Batch(engine.sequence + 1, 1, commands_of(b"".join(sent)))
        projections.fold(AppliedBatch(batch, engine.apply(batch)))
        told = {key: projections.balances.of_asset(*key) for key in ledger_of(engine)}
        assert told == ledger_of(engine)
    open_slots = [*(slot for _, slot in standing(engine.state)), *pending(engine.state)]
    open_ids = {int(engine.state.orders[slot]["order_id"]) for slot in open_slots}
    assert {order.order_id for order in projections.orders.all_open()} == open_ids
