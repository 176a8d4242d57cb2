"""A long random flow from a seed, with attackers among it, applied by the twin batch by batch.

Time passes between batches in steps from a nanosecond to a day.
"""

from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.labels import Label
from tests.twin.engine import Twin
from tests.twin.flow import Flow
from tests.twin.markets import opening
from tests.unit.projection.market import events_of

BEGIN_NS = 1_700_000_000_123_456_789
STEPS_NS = (1, 250_000_000, 1_000_000_000, 59_000_000_000, 7_000_000_000_000, 90_000_000_000_000)
NAMED = {CommandKind.DEFINE_ASSET, CommandKind.LIST_SYMBOL}
NAMES = ("BTC", "USD", "ETH", "GEM", "ORE", "BTCUSD", "ETHBTC", "GEMUSD", "OREUSD", "ETHUSD")


class RandomStory:
    """A random flow from a seed, applied by the twin batch by batch."""

    def __init__(self, seed):
        self.twin = Twin()
        self.time_ns = BEGIN_NS
        self.flow = Flow(seed, len(opening()) + 1)

    def opening(self):
        names = iter(NAMES)
        kinds = commands_of(b"".join(opening()))["kind"]
        labels = {i: Label(name=next(names)) for i, kind in enumerate(kinds) if kind in NAMED}
        return self.apply(opening(), labels)

    def batch(self, length):
        """Apply the next commands of the flow, some time later."""
        self.time_ns += STEPS_NS[self.flow.dice.below(len(STEPS_NS))]
        sent = [self.flow.next() for _ in range(length)]
        keys = commands_of(b"".join(sent))["client_key"].tolist()
        labels = {i: Label(client_order_id=f"c{key}") for i, key in enumerate(keys) if key}
        return self.apply(sent, labels)

    def apply(self, sent, labels):
        batch = Batch(self.twin.sequence + 1, self.time_ns, commands_of(b"".join(sent)), labels)
        return AppliedBatch(batch, events_of(self.twin.apply(batch)))
