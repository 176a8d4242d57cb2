"""Proof that no fill ever joined two accounts that might not trade with each other.

Its one rule: it believes commands and events alone. From the commands that were accepted it keeps
each account's class, each symbol's matrix and who is frozen, and it asks them of both sides of
every trade. It shares nothing with the core but the records.
"""

from collections import defaultdict

import numpy as np

from glassbook.protocol.batches import AppliedBatch
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EventKind

_CHANGES = {
    int(EventKind.ACCOUNT_CLASS_SET): CommandKind.SET_ACCOUNT_CLASS,
    int(EventKind.ELIGIBILITY_SET): CommandKind.SET_ELIGIBILITY,
    int(EventKind.ACCOUNT_FROZEN): CommandKind.FREEZE_ACCOUNT,
    int(EventKind.ACCOUNT_UNFROZEN): CommandKind.UNFREEZE_ACCOUNT,
}
_WATCHED = (int(EventKind.ORDER_FILLED), *_CHANGES)


class IneligibleFill(Exception):
    """A trade that should not have been. `sequence` is the command that caused it."""

    def __init__(self, sequence: int, why: str) -> None:
        super().__init__(why)
        self.sequence = sequence


class EligibilityAudit:
    """Follows a journal from its beginning. `trades` counts those that were checked."""

    def __init__(self) -> None:
        self.trades = 0
        self._classes: defaultdict[int, int] = defaultdict(int)
        self._barred: set[tuple[int, int, int]] = set()  # symbol, and two classes in both orders
        self._frozen: set[int] = set()

    def follow(self, applied: AppliedBatch) -> None:
        """Check every trade of a batch. *Raises* IneligibleFill at the first that fails."""
        events = applied.events
        taker: np.record | None = None
        for event in events[np.isin(events["kind"], _WATCHED)]:
            if event["kind"] != EventKind.ORDER_FILLED:
                self._change(applied, event)
            elif taker is None:
                taker = event
            else:
                self._check(taker, event)
                taker = None

    def _change(self, applied: AppliedBatch, event: np.record) -> None:
        """Take up what an accepted command says. A sub-account is of its master's class."""
        sequence, kind, account_id = (
            int(event[name]) for name in ("sequence", "kind", "account_id")
        )
        command = applied.batch.commands[sequence - applied.batch.first_sequence]
        if command["kind"] == CommandKind.OPEN_ACCOUNT:
            self._classes[account_id] = self._classes[int(command["account_id"])]
            return
        assert command["kind"] == _CHANGES[kind], "an event tells of its own command"
        if kind == EventKind.ACCOUNT_CLASS_SET:
            self._classes[account_id] = int(command["code"])
        elif kind == EventKind.ACCOUNT_FROZEN:
            self._frozen.add(account_id)
        elif kind == EventKind.ACCOUNT_UNFROZEN:
            self._frozen.discard(account_id)
        else:
            symbol_id = int(command["symbol_id"])
            one, other = int(command["code"]), int(command["asset_id"])
            pairs = {(symbol_id, one, other), (symbol_id, other, one)}
            self._barred = self._barred - pairs if command["amount_units"] else self._barred | pairs

    def _check(self, taker: np.record, maker: np.record) -> None:
        """Ask whether the two sides of a trade might meet."""
        assert taker["counter_order_id"] == maker["order_id"], "a trade tells its two sides"
        self.trades += 1
        if not self._barred and not self._frozen:
            return
        sequence = int(taker["sequence"])
        sides = [int(taker["account_id"]), int(maker["account_id"])]
        for account_id in sides:
            if account_id in self._frozen:
                raise IneligibleFill(sequence, f"account {account_id} is frozen, and traded")
        classes = [self._classes[account_id] for account_id in sides]
        if (int(taker["symbol_id"]), *classes) in self._barred:
            raise IneligibleFill(
                sequence,
                f"a fill joined accounts {sides} of the classes {classes}, "
                f"which may not trade with each other on symbol {taker['symbol_id']}",
            )
