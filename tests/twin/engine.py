"""The twin: commands in, facts out, one at a time.

twin = Twin()
facts = twin.apply(batch)      the same batch that the core's engine is given
"""

from collections.abc import Callable

from glassbook.protocol.batches import Batch
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.events import EventKind
from glassbook.protocol.reject import RejectCode
from tests.twin import cancelling, eligibility, house, lists, matching, opening
from tests.twin.state import Command, Exchange, Fact, RefusedError

Carry = Callable[[Exchange, Command], None]
Tell = Callable[[Exchange, Command, RejectCode], None]


def unknown(exchange: Exchange, command: Command) -> None:
    """Refuse a command that is none."""
    raise RefusedError(RejectCode.COMMAND_UNKNOWN)


def tell_command_rejected(exchange: Exchange, command: Command, code: RejectCode) -> None:
    exchange.tell(EventKind.COMMAND_REJECTED, reason=code)


CARRY: dict[int, Carry] = {
    CommandKind.DEFINE_ASSET: house.define_asset,
    CommandKind.LIST_SYMBOL: house.list_symbol,
    CommandKind.SET_SYMBOL_RULE: house.set_symbol_rule,
    CommandKind.SET_SYMBOL_STATUS: opening.set_symbol_status,
    CommandKind.OPEN_ACCOUNT: house.open_account,
    CommandKind.SET_COMMISSION: house.set_commission,
    CommandKind.SET_SYMBOL_COMMISSION: house.set_symbol_commission,
    CommandKind.SET_ACCOUNT_CLASS: eligibility.set_account_class,
    CommandKind.SET_ELIGIBILITY: eligibility.set_eligibility,
    CommandKind.FREEZE_ACCOUNT: eligibility.freeze_account,
    CommandKind.UNFREEZE_ACCOUNT: eligibility.unfreeze_account,
    CommandKind.SET_EXCHANGE_RULE: house.set_exchange_rule,
    CommandKind.SET_ACCOUNT_LIMIT: house.set_account_limit,
    CommandKind.SET_TRADE_GROUP: house.set_trade_group,
    CommandKind.DEPOSIT: house.deposit,
    CommandKind.WITHDRAW: house.withdraw,
    CommandKind.TRANSFER: house.transfer,
    CommandKind.PLACE_ORDER: matching.place,
    CommandKind.TEST_ORDER: matching.try_out,
    CommandKind.CANCEL_ORDER: cancelling.cancel,
    CommandKind.CANCEL_ALL: cancelling.cancel_all,
    CommandKind.REPLACE_ORDER: cancelling.replace,
    CommandKind.REDUCE_ORDER: cancelling.reduce,
    CommandKind.PLACE_PEGGED: matching.place_pegged,
    CommandKind.TEST_PEGGED: matching.try_pegged,
    CommandKind.REPLACE_BY_PEGGED: cancelling.replace,
    CommandKind.PLACE_LEG: lists.keep_leg,
    CommandKind.PLACE_LIST: matching.place_list,
    CommandKind.CANCEL_LIST: cancelling.cancel_list,
}

TELL_REJECTED: dict[int, Tell] = {
    CommandKind.PLACE_ORDER: cancelling.tell_order_rejected,
    CommandKind.TEST_ORDER: cancelling.tell_order_rejected,
    CommandKind.REPLACE_ORDER: cancelling.tell_order_rejected,
    CommandKind.PLACE_PEGGED: cancelling.tell_order_rejected,
    CommandKind.TEST_PEGGED: cancelling.tell_order_rejected,
    CommandKind.REPLACE_BY_PEGGED: cancelling.tell_order_rejected,
    CommandKind.PLACE_LIST: cancelling.tell_order_rejected,
    CommandKind.CANCEL_LIST: cancelling.tell_cancel_rejected,
    CommandKind.CANCEL_ORDER: cancelling.tell_cancel_rejected,
    CommandKind.CANCEL_ALL: cancelling.tell_cancel_rejected,
    CommandKind.REDUCE_ORDER: cancelling.tell_cancel_rejected,
}


class Twin:
    """The exchange again, in plain Python."""

    def __init__(self) -> None:
        self.exchange = Exchange()

    @property
    def sequence(self) -> int:
        return self.exchange.sequence

    def apply(self, batch: Batch) -> list[Fact]:
        """Carry out a batch. Return what happened, one dictionary an event, in order."""
        assert batch.first_sequence == self.sequence + 1, "no gap and no repetition"
        facts: list[Fact] = []
        for row in batch.commands.tolist():
            facts += self._carry_out(Command._make(row))
        return facts

    def pass_over(self, sequence: int) -> None:
        """Leave a place in the sequence to a document."""
        assert sequence == self.sequence + 1, "no gap and no repetition"
        self.exchange.sequence = sequence

    def _carry_out(self, command: Command) -> list[Fact]:
        exchange = self.exchange
        exchange.sequence += 1
        exchange.facts = []
        try:
            CARRY.get(command.kind, unknown)(exchange, command)
        except RefusedError as refusal:
            tell = TELL_REJECTED.get(command.kind, tell_command_rejected)
            tell(exchange, command, refusal.code)
        matching.run_due(exchange)
        is_answered = exchange.facts or command.kind == CommandKind.PLACE_LEG
        assert is_answered, "every command but a leg is answered"
        return exchange.facts
