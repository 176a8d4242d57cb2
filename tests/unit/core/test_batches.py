"""How commands are cut into batches is nobody's business but the journal's: the result is the same.

With a large book the core fetches ahead for the commands to come, which it can only do within a
batch; and with hostile ones among them, it must not look where nothing is.
"""

import numpy as np
import pytest

from glassbook.cli.bench.flow import ACCOUNTS, flow, market
from glassbook.core.engine import Engine
from glassbook.core.foresight import ORDERS_WORTH_IT
from glassbook.core.invariants import ALL
from glassbook.core.kernel import IS_COMPILED
from glassbook.protocol.batches import Batch, commands_of
from glassbook.protocol.commands import COMMAND, CommandKind

RESTING = 3 * ORDERS_WORTH_IT

pytestmark = pytest.mark.skipif(
    not IS_COMPILED, reason="a large book takes the interpreter minutes"
)


def a_large_book_with_attackers() -> np.ndarray:
    dice = np.random.Generator(np.random.PCG64(7))
    resting = flow(20 * RESTING // 9 + 20, seed=1)
    resting = resting[resting["client_key"] != 0][:RESTING]
    following = flow(6_000, seed=2)
    following["client_key"][following["client_key"] != 0] += 10_000_000
    cancels = np.zeros(6_000, COMMAND)
    cancels["kind"] = dice.choice([CommandKind.CANCEL_ORDER, CommandKind.REPLACE_ORDER], 6_000)
    cancels["order_id"] = dice.integers(-(2**63), 2**63, 6_000)
    known = dice.random(6_000) < 0.8
    cancels["order_id"][known] = dice.integers(1, RESTING, int(known.sum()))
    cancels["account_id"] = 2 + dice.integers(-5, ACCOUNTS + 5, 6_000)
    hostile = dice.random(6_000) < 0.3
    cancels["account_id"][hostile] = dice.integers(-(2**31), 2**31, int(hostile.sum()))
    cancels["symbol_id"][hostile] = dice.integers(0, 2**16, int(hostile.sum()))
    mixed = np.concatenate([following, cancels])
    return np.concatenate([resting, mixed[dice.permutation(len(mixed))]])


def applied(engine: Engine, commands: np.ndarray, size: int) -> bytes:
    """Apply in batches of `size`; return all events as bytes."""
    told = []
    for start in range(0, len(commands), size):
        part = np.ascontiguousarray(commands[start : start + size])
        told.append(engine.apply(Batch(engine.sequence + 1, 0, part)).tobytes())
    return b"".join(told)


def a_market() -> Engine:
    engine = Engine()
    engine.apply(Batch(1, 0, commands_of(market())))
    return engine


def test_large_batches_and_single_commands_come_to_the_same():
    commands = a_large_book_with_attackers()
    in_batches, singly = a_market(), a_market()
    assert applied(in_batches, commands, 1_024) == applied(singly, commands, 1)
    assert in_batches.digest() == singly.digest()
    assert int(in_batches.state.open_order_count) > ORDERS_WORTH_IT
    assert int(in_batches.state.symbols[0]["trade_count"]) > 100


def test_a_large_exchange_goes_on_from_its_snapshot_as_if_nothing_had_happened():
    commands = a_large_book_with_attackers()
    half = RESTING + 3_000
    whole = a_market()
    applied(whole, commands[:half], 1_024)
    restored = Engine.restore(whole.snapshot())
    assert restored.digest() == whole.digest()
    assert applied(restored, commands[half:], 512) == applied(whole, commands[half:], 512)
    assert restored.digest() == whole.digest()
    assert [problem for check in ALL if (problem := check(restored.state, restored.ledger))] == []
