"""The bugs that `mutate.py` plants: what stands somewhere, and what shall stand there instead.

Each is a mistake that somebody could make in earnest. The text to replace must occur exactly once
in its file, so that a mutant that the code has outgrown is noticed, too.
"""

from typing import NamedTuple


class Mutant(NamedTuple):
    """One planted bug. `file` is below src/glassbook."""

    name: str
    file: str
    old: str
    new: str


MUTANTS = [
    # --- what is paid --------------------------------------------------------------------------
    Mutant(
        "no price improvement back",
        "core/clearing/settlement.py",
        "    unlock(buyer_quote, (taker_hold if takes else maker_hold) - notional)\n",
        "",
    ),
    Mutant(
        "notional rounds up",
        "core/clearing/holds.py",
        "return floor_scaled(price_ticks * symbol.numerator, lots, symbol.denominator)",
        "return ceil_scaled(price_ticks * symbol.numerator, lots, symbol.denominator)",
    ),
    Mutant(
        "holds round down",
        "core/clearing/holds.py",
        "return ceil_scaled(factor, open_lots, symbol.hold_divisors[side])",
        "return floor_scaled(factor, open_lots, symbol.hold_divisors[side])",
    ),
    Mutant(
        "maker pays the taker's rate",
        "core/clearing/settlement.py",
        "state.accounts[maker.account_id].maker_ppm",
        "state.accounts[maker.account_id].taker_ppm",
    ),
    Mutant(
        "commission to nobody",
        "core/clearing/settlement.py",
        "wallet_of(ledger, FEES, symbol.base_asset_id)",
        "wallet_of(ledger, FEES - 1, symbol.base_asset_id)",
    ),
    Mutant(
        "market sale holds what it did not find",
        "core/clearing/settlement.py",
        "    if taker.trades_as == OrderType.MARKET:\n        return notional",
        "    if taker.side == Side.BUY and taker.trades_as == OrderType.MARKET:\n"
        "        return notional",
    ),
    Mutant(
        "credit without debit",
        "core/ledger/postings.py",
        "    payer.locked_units -= amount_units\n",
        "",
    ),
    Mutant(
        "unlocked money stays locked",
        "core/ledger/postings.py",
        "    wallet.locked_units -= amount_units\n",
        "",
    ),
    Mutant(
        "world door unbounded",
        "core/commands/money.py",
        "if command.amount_units > AMOUNT_UNITS_MAX - inside_units:",
        "if False:",
    ),
    Mutant(
        "transfer of what is not there",
        "core/commands/transfers.py",
        "if command.amount_units > available_units(ledger, command.account_id, command.asset_id):",
        "if command.amount_units < 0:",
    ),
    Mutant(
        "transfer to the house",
        "core/commands/transfers.py",
        " or not is_customer(state, command.order_id)",
        "",
    ),
    Mutant(
        "anybody pays for the house",
        "core/commands/transfers.py",
        "return account_id == FEES or is_customer(state, account_id)",
        "return account_id >= 0",
    ),
    Mutant(
        "withdrawal of what is locked",
        "core/commands/money.py",
        "if command.amount_units > available_units(",
        "if command.amount_units > 2**62 + available_units(",
    ),
    Mutant(
        "no funds check",
        "core/commands/place.py",
        "    if units > available_units(",
        "    if units < 0 * available_units(",
    ),
    # --- who trades with whom ------------------------------------------------------------------
    Mutant(
        "newest first instead of oldest",
        "core/matching/continuous.py",
        "slot = state.levels[level_slot].oldest",
        "slot = state.levels[level_slot].newest",
    ),
    Mutant(
        "touching prices do not cross",
        "core/matching/eligibility.py",
        "beyond_ticks * sign_of(taker.side) <= 0",
        "beyond_ticks * sign_of(taker.side) < 0",
    ),
    Mutant(
        "self-trade prevention looks at everybody",
        "core/matching/self_trade.py",
        "    if account_id == taker.account_id:\n        return True\n",
        "    if account_id != 0:\n        return True\n",
    ),
    Mutant(
        "expire both spares the maker",
        "core/matching/self_trade.py",
        "    if taker.self_trade_prevention != SelfTradePrevention.EXPIRE_TAKER:\n",
        "    if taker.self_trade_prevention == SelfTradePrevention.EXPIRE_MAKER:\n",
    ),
    Mutant(
        "survey counts own orders",
        "core/matching/survey.py",
        "            mode = mode_between(state, taker, slot)\n",
        "            mode = SelfTradePrevention.NONE\n",
    ),
    Mutant(
        "survey stops after one level",
        "core/matching/survey.py",
        "        classes = step_back(state, scratch, classes, nearest)\n",
        "        classes = 0\n",
    ),
    Mutant(
        "an amount buys one lot too few",
        "core/arithmetic.py",
        "((rest + 1) * denominator - 1) // factor",
        "(rest * denominator) // factor",
    ),
    Mutant(
        "a count within an amount wraps",
        "core/arithmetic.py",
        "    if quotient > most // denominator:\n",
        "    if quotient >= most:\n",
    ),
    Mutant(
        "fill or kill fills in part",
        "core/matching/entry.py",
        "    return scratch.survey_lots < taker.open_lots\n",
        "    return scratch.survey_lots == 0\n",
    ),
    Mutant(
        "nobody is barred from the match",
        "core/matching/eligibility.py",
        "    taker.barred_classes = state.symbols[taker.symbol_id].barred[account.class_id]\n",
        "    taker.barred_classes = 0\n",
    ),
    Mutant(
        "a matrix of one side",
        "core/commands/eligibility.py",
        "    set_barred(symbol, command.asset_id, command.code, command.amount_units == 0)\n",
        "",
    ),
    Mutant(
        "between classes the later wait goes first",
        "core/book/queue.py",
        "    return state.places[level.oldest] < state.places[other.oldest]\n",
        "    return state.places[level.oldest] > state.places[other.oldest]\n",
    ),
    Mutant(
        "a change of class loses the place in time",
        "core/book/queue.py",
        "    while older != NOBODY and state.places[older] > state.places[slot]:\n",
        "    while older != NOBODY and state.places[older] > state.place_count:\n",
    ),
    Mutant(
        "resting orders keep their old class",
        "core/commands/eligibility.py",
        "        move(state, scratch, slot, command.code)\n",
        "",
    ),
    Mutant(
        "joined classes stay crossed",
        "core/commands/eligibility.py",
        "    uncross(state, ledger, scratch, command.symbol_id)\n",
        "",
    ),
    Mutant(
        "the older of two crossed orders ends",
        "core/matching/uncross.py",
        "state.places[slot] > state.places[other]",
        "state.places[slot] < state.places[other]",
    ),
    Mutant(
        "a frozen account trades on",
        "core/risk/accounts.py",
        "    if account.restrictions & FROZEN:\n        return RejectCode.ACCOUNT_FROZEN\n",
        "",
    ),
    Mutant(
        "freezing spares the oldest order",
        "core/commands/freeze.py",
        "    while account.newest_order != NOBODY:\n",
        "    while account.open_order_count > 1:\n",
    ),
    Mutant(
        "the audit looks at one side only",
        "node/eligibility_audit.py",
        "            if account_id in self._frozen:\n",
        "            if account_id in self._frozen and account_id == sides[1]:\n",
    ),
    # --- the book ------------------------------------------------------------------------------
    Mutant(
        "worse neighbour not told of its better",
        "core/book/ladder.py",
        "    if worse != NOBODY:\n        state.levels[worse].better = slot\n",
        "",
    ),
    Mutant(
        "order slot leaked",
        "core/book/queue.py",
        "    state.free_order = slot\n",
        "",
    ),
    Mutant(
        "client key not forgotten",
        "core/book/queue.py",
        "    forget_id(state, slot)\n    forget_client_key(state, slot)\n",
        "    forget_id(state, slot)\n",
    ),
    Mutant(
        "of two equal mixtures the first is taken",
        "core/book/queue.py",
        "        if order.account_id == account_id and order.client_key == client_key:\n",
        "        if order.client_key != 0:\n",
    ),
    Mutant(
        "who has not moved yet is not found by his id",
        "core/book/ids.py",
        "    if state.orders[slot].order_id == order_id:\n        return slot\n    elders",
        "    elders",
    ),
    Mutant(
        "a window that widens is gone through in one command",
        "core/book/ids.py",
        "    left = max(window.unsettled - count, 0)\n",
        "    left = 0\n",
    ),
    Mutant(
        "a name that has not come over is free",
        "core/book/index.py",
        "        return first_former_place(index, key)\n    return place\n\n\n@kernel\ndef first",
        "        return place\n    return place\n\n\n@kernel\ndef first",
    ),
    Mutant(
        "an index that grows is emptied in one command",
        "core/book/index.py",
        "    left = max(index.unsettled - PLACES_AT_ONCE, 0)\n",
        "    left = 0\n",
    ),
    # --- who may -------------------------------------------------------------------------------
    Mutant(
        "a sub-account is of no class",
        "core/commands/accounts.py",
        "        state.accounts[account_id].class_id = master.class_id\n",
        "        pass\n",
    ),
    Mutant(
        "a sub-account has no limits",
        "core/commands/accounts.py",
        "    if master.order_units_max > 0:\n",
        "    if master.order_units_max < 0:\n",
    ),
    Mutant(
        "anyone may cancel",
        "core/commands/cancel.py",
        "slot == NOBODY or state.orders[slot].account_id != command.account_id",
        "slot == NOBODY",
    ),
    Mutant(
        "any symbol will do",
        "core/commands/cancel.py",
        "    if traded_symbol(state, state.orders[slot]) != command.symbol_id:\n"
        "        return NOBODY\n",
        "",
    ),
    Mutant(
        "a halt lets cancels through",
        "core/risk/standing.py",
        "    if symbol.status == SymbolStatus.HALT:\n",
        "    if symbol.status > SymbolStatus.CANCEL_ONLY:\n",
    ),
    Mutant(
        "the house may trade",
        "core/risk/standing.py",
        "return FIRST_CUSTOMER <= account_id < state.account_count",
        "return 0 <= account_id < state.account_count",
    ),
    Mutant(
        "notional unchecked",
        "core/clearing/holds.py",
        "    if whole > AMOUNT_UNITS_MAX // factor:\n        return False\n",
        "",
    ),
    # --- what is remembered --------------------------------------------------------------------
    Mutant(
        "indices not filled after a restore",
        "core/snapshot.py",
        "            remember_client_key(state, slot)\n",
        "            pass\n",
    ),
    # --- the journal ---------------------------------------------------------------------------
    Mutant(
        "hash not chained",
        "journal/framing.py",
        "    if header.previous_hash != head.hash:\n",
        "    if not header.previous_hash:\n",
    ),
    Mutant(
        "header's checksum not checked",
        "journal/framing.py",
        "    if zlib.crc32(data[_prefix.size :], kind) != checksum or zero:\n",
        "    if zero:\n",
    ),
    Mutant(
        "a gap in the sequence is passed over",
        "journal/framing.py",
        "    if header.first_sequence != head.sequence + 1:\n",
        "    if header.first_sequence <= head.sequence:\n",
    ),
    Mutant(
        "damage taken for a torn tail",
        "journal/tail.py",
        '        return "" if _holds_whole_frame(rest) else "its first sector was never written"\n',
        '        return "its first sector was never written"\n',
    ),
    Mutant(
        "what follows a torn frame does not matter",
        "journal/tail.py",
        "    if not is_zero(rest[header.frame_size :]):\n",
        "    if rest is None:\n",
    ),
    Mutant(
        "a failed sync is forgotten",
        "journal/writer.py",
        '            self._failure = self._told("may not be durable", error)\n',
        '            self._failure = ""\n',
    ),
    # --- trade groups, auctions, filters ------------------------------------------------------
    Mutant(
        "groups are strangers",
        "core/matching/self_trade.py",
        "state.accounts[account_id].trade_group == taker.trade_group\n",
        "False\n",
    ),
    Mutant(
        "no group is a group",
        "core/matching/self_trade.py",
        "    return taker.trade_group != 0 and state",
        "    return state",
    ),
    Mutant(
        "transfer without the maker's wish",
        "core/matching/self_trade.py",
        "        if not wants or maker.account_id == taker.account_id:\n",
        "        if maker.account_id == taker.account_id:\n",
    ),
    Mutant(
        "a stop keeps locked what decrement took",
        "core/matching/decrement.py",
        " or is_whole_locked or is_transfer:",
        " or is_transfer:",
    ),
    Mutant(
        "transfer pays the wrong way",
        "core/matching/decrement.py",
        "    if taker.side == Side.SELL:\n        buyer_id",
        "    if taker.side == Side.BUY:\n        buyer_id",
    ),
    Mutant(
        "an auction leaves out the highest bid",
        "core/matching/auction_price.py",
        "state.levels[level_slot].price_ticks >= ticks:",
        "state.levels[level_slot].price_ticks > ticks:",
    ),
    Mutant(
        "an auction forgets the last price",
        "core/matching/auction_price.py",
        "    ticks = max(least_ticks, min(reference, most_ticks))\n",
        "    ticks = least_ticks\n",
    ),
    Mutant(
        "the larger surplus wins",
        "core/matching/auction_price.py",
        "        if surplus > scratch.auction_surplus:",
        "        if surplus < scratch.auction_surplus:",
    ),
    Mutant(
        "an auction does not see what icebergs hide",
        "core/matching/auction_price.py",
        "order.open_lots + hidden_lots(state, order))",
        "order.open_lots)",
    ),
    Mutant(
        "an auction asks no class",
        "core/matching/auction.py",
        "        selling = symbol.waiting[Side.SELL] & (ALL_CLASSES ^ symbol.barred[class_id])",
        "        selling = symbol.waiting[Side.SELL]",
    ),
    Mutant(
        "what cannot trade at the one price stays crossed",
        "core/matching/auction.py",
        "    uncross(state, ledger, scratch, symbol_id)\n",
        "",
    ),
    Mutant(
        "trading opens over a crossed book",
        "core/commands/rules.py",
        "    if is_trading and symbol.may_cross and is_crossed(state, command.symbol_id):",
        "    if False:",
    ),
    Mutant(
        "the range ends nothing",
        "core/matching/entry.py",
        "    if taker.open_lots > 0 and is_out_of_range(state, taker):",
        "    if False:",
    ),
    Mutant(
        "the range has no lower end",
        "core/matching/price_range.py",
        "            taker.reach_ticks = 0\n",
        "            pass\n",
    ),
    Mutant(
        "the lowest price within a multiplier is rounded down",
        "core/clearing/reference.py",
        "(reference * down + MULTIPLIER_ONE - 1) // MULTIPLIER_ONE",
        "reference * down // MULTIPLIER_ONE",
    ),
    Mutant(
        "a position forgets what is being bought",
        "core/commands/counts.py",
        "held_lots + buying_lots + taker.open_lots >",
        "held_lots + taker.open_lots >",
    ),
    Mutant(
        "one order too many",
        "core/commands/counts.py",
        "    return 0 < count_max <= open_count",
        "    return 0 < count_max < open_count",
    ),
    # --- replay --------------------------------------------------------------------------------
    Mutant(
        "what lies before a snapshot is replayed with what was read beside it",
        "node/recovery.py",
        " and read.stretch.first_sequence > start:",
        " and read.stretch.last_sequence > start:",
    ),
    Mutant(
        "events are written over before they are hashed",
        "node/exchange.py",
        "self.engine.parts(stretch, OUTBOXES)",
        "self.engine.parts(stretch)",
    ),
    Mutant(
        "a batch takes the next frame's header for a command",
        "journal/stretches.py",
        "np.diff(lasts, prepend=first - 1)",
        "np.diff(lasts, prepend=first - 2)",
    ),
]
