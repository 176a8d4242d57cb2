"""What the commands a few places ahead will need, fetched while the present one is applied.

A large book lies beyond the processor's own cache, and every command touches some fifteen lines of
it in no order. The batch is at hand, so its next commands are known: far ahead the places of their
ids and balances are asked for, nearer the orders and levels themselves, nearest those orders'
neighbours and the money of whom they meet. Nothing is decided here: whatever is found may have
changed by the time it is used, and is then looked up again.
"""

from glassbook.core.book import ids
from glassbook.core.book.ladder import find_level, ladder_of
from glassbook.core.cache_line import touch_ahead
from glassbook.core.kernel import hot_kernel
from glassbook.core.matching.eligibility import opposite
from glassbook.core.risk.standing import is_customer
from glassbook.protocol.commands import CommandKind
from glassbook.protocol.maxima import CHUNK_BITS, SYMBOLS_MAX, WALLETS_PER_CHUNK
from glassbook.protocol.orders import TimeInForce

FAR, NEAR, NEXT = 24, 12, 6  # commands ahead
#: Below so many open orders everything is in the cache anyhow, and asking costs more than it gains.
ORDERS_WORTH_IT = 8_192


@hot_kernel
def look_ahead(state, ledger, commands, i):
    """Fetch for the commands that follow number `i` of the batch."""
    if i + FAR < len(commands):
        look_far(state, ledger, commands[i + FAR])
    if i + NEAR < len(commands):
        look_near(state, commands[i + NEAR])
    if i + NEXT < len(commands):
        look_next(state, ledger, commands[i + NEXT])


@hot_kernel
def has_target(command):
    return command.kind == CommandKind.CANCEL_ORDER or command.kind == CommandKind.REPLACE_ORDER


@hot_kernel
def is_in_bounds(state, command):
    """Are there the account and the symbol that a command names?"""
    return command.symbol_id < SYMBOLS_MAX and is_customer(state, command.account_id)


@hot_kernel
def look_far(state, ledger, command):
    """Where the target's id stands, the account, and its balances."""
    # Of a new order place 0, for nothing: a processor would guess in vain who has a target.
    window = state.by_order_id
    touch_ahead(window.entries[ids.place_of(window, command.order_id)])
    if is_in_bounds(state, command):
        touch_ahead(state.accounts[command.account_id])
        touch_wallets(state, ledger, command.symbol_id, command.account_id)


@hot_kernel
def touch_wallets(state, ledger, symbol_id, account_id):
    symbol = state.symbols[symbol_id]
    block = account_id >> CHUNK_BITS
    place = account_id & (WALLETS_PER_CHUNK - 1)
    touch_ahead(ledger.chunks[ledger.directory[symbol.base_asset_id, block]].wallets[place])
    touch_ahead(ledger.chunks[ledger.directory[symbol.quote_asset_id, block]].wallets[place])


@hot_kernel
def look_near(state, command):
    """The target itself; or the level to rest at, and the order that would be met first."""
    if has_target(command):
        touch_ahead(state.orders[ids.likely(state, command.order_id)])
    elif is_in_bounds(state, command):
        best = best_met(state, command)
        touch_ahead(state.levels[best])
        touch_ahead(state.orders[state.levels[best].oldest])
        touch_ahead(state.orders[state.accounts[command.account_id].newest_order])
        touch_ahead(state.levels[level_asked(state, command)])


@hot_kernel
def best_met(state, command):
    """Return the best level of the other side, of the account's class: they mostly meet their own.

    Any level of the book when the side is none.
    """
    class_id = state.accounts[command.account_id].class_id
    side = opposite(command.side & 1)
    return state.ladders[ladder_of(command.symbol_id, class_id, side)].best


@hot_kernel
def level_asked(state, command):
    """Return the level at which the order would rest, or NOBODY; of a price that is none, any."""
    class_id = state.accounts[command.account_id].class_id
    ladder = ladder_of(command.symbol_id, class_id, command.side & 1)
    return find_level(state, ladder, state.symbols[command.symbol_id].depth, command.price_ticks)


@hot_kernel
def look_next(state, ledger, command):
    """The neighbours of the target, or of the order to come, or of whom it meets at once."""
    if has_target(command):
        look_at_neighbours(state, ids.likely(state, command.order_id))
    elif is_in_bounds(state, command):
        if command.time_in_force == TimeInForce.GTC:
            touch_ahead(state.orders[state.levels[level_asked(state, command)].newest])
        else:
            slot = state.levels[best_met(state, command)].oldest
            look_at_neighbours(state, slot)
            account_id = state.orders[slot].account_id
            touch_ahead(state.accounts[account_id])
            touch_wallets(state, ledger, command.symbol_id, account_id)


@hot_kernel
def look_at_neighbours(state, slot):
    """Fetch who stands beside an order in its two queues, and its level."""
    order = state.orders[slot]
    touch_ahead(state.levels[order.level])
    touch_ahead(state.orders[order.older])
    touch_ahead(state.orders[order.newer])
    touch_ahead(state.orders[order.account_older])
    touch_ahead(state.orders[order.account_newer])
