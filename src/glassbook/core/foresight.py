"""What the commands a few places ahead will need, fetched while the present one is applied.

A large book lies beyond the processor's own cache, and every command touches some ten lines of it
in no order. The batch is at hand, so its next commands are known: far ahead the places of their ids
and balances are asked for, nearer the orders themselves, nearest those orders' neighbours. Nothing
is decided here: whatever is found may have changed by the time it is used, and is then looked up
again.
"""

from glassbook.core.book import ids
from glassbook.core.book.ladder import ladder_of
from glassbook.core.cache_line import touch_ahead
from glassbook.core.capacity import CHUNK_BITS, SYMBOLS_MAX, WALLETS_PER_CHUNK
from glassbook.core.kernel import hot_kernel
from glassbook.core.matching.eligibility import opposite
from glassbook.core.risk.standing import is_customer
from glassbook.core.state import NOBODY
from glassbook.protocol.commands import CommandKind

FAR, NEAR, NEXT = 12, 6, 3  # commands ahead
#: Below so many open orders everything is in the cache anyhow, and asking costs more than it gains.
ORDERS_WORTH_IT = 8_192


@hot_kernel
def look_ahead(state, ledger, commands, i):
    """Fetch for the commands that follow number `i` of the batch."""
    if i + FAR < len(commands):
        look_far(state, ledger, commands[i + FAR])
        look_near(state, commands[i + NEAR])
        look_next(state, commands[i + NEXT])


@hot_kernel
def has_target(command):
    return command.kind == CommandKind.CANCEL_ORDER or command.kind == CommandKind.REPLACE_ORDER


@hot_kernel
def look_far(state, ledger, command):
    """Where the target's id stands, and the balances of the account."""
    if command.order_id > 0:
        window = state.by_order_id
        touch_ahead(window.entries[ids.place_of(window, command.order_id)])
    if command.symbol_id < SYMBOLS_MAX and is_customer(state, command.account_id):
        symbol = state.symbols[command.symbol_id]
        block = command.account_id >> CHUNK_BITS
        place = command.account_id & (WALLETS_PER_CHUNK - 1)
        touch_ahead(ledger.chunks[ledger.directory[symbol.base_asset_id, block]].wallets[place])
        touch_ahead(ledger.chunks[ledger.directory[symbol.quote_asset_id, block]].wallets[place])
        touch_ahead(state.accounts[command.account_id])


@hot_kernel
def look_near(state, command):
    """The target itself; or the order that would be met first."""
    if has_target(command):
        touch_ahead(state.orders[ids.likely(state, command.order_id)])
    elif command.symbol_id < SYMBOLS_MAX and is_customer(state, command.account_id):
        class_id = state.accounts[command.account_id].class_id  # they mostly meet their own
        side = opposite(command.side & 1)
        best = state.ladders[ladder_of(command.symbol_id, class_id, side)].best
        touch_ahead(state.levels[best])
        touch_ahead(state.orders[state.levels[best].oldest])
        touch_ahead(state.orders[state.accounts[command.account_id].newest_order])


@hot_kernel
def look_next(state, command):
    """The target's neighbours in its two queues, and its level."""
    if not has_target(command):
        return
    slot = ids.likely(state, command.order_id)
    if slot != NOBODY:
        order = state.orders[slot]
        touch_ahead(state.levels[order.level])
        touch_ahead(state.orders[order.older])
        touch_ahead(state.orders[order.newer])
        touch_ahead(state.orders[order.account_older])
        touch_ahead(state.orders[order.account_newer])
