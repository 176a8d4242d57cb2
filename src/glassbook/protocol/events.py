"""What the core says happened: fixed 96-byte records, one or more for every command.

Events are derived, never journaled; a digest of them is, so that a replay proves itself. All that a
projection needs is in them: a balance is the fold of `hold_units`, `amount_units` and
`commission_units`, as written beside EventKind.
"""

from enum import IntEnum
from functools import partial
from struct import Struct
from typing import NamedTuple

import numpy as np

from glassbook.protocol.records import record


class EventKind(IntEnum):
    """What happened, and how a ledger kept beside the core follows from it.

    With b, q for the base and quote asset of the symbol, and `lot_units` of its base:

    ORDER_TERMS       comes just before the ORDER_ACCEPTED of an order that is more than a price and
                      a quantity: `price_ticks` its trigger, `quantity_lots` how much of it is shown
                      at a time, `open_lots` what waits for the trigger, off the book; `reason` how
                      far, in hundredths of a percent, the trigger trails the price, if it does.
                      Of an order of a list, `counter_order_id` is the list's id, and `open_lots`
                      also what waits until the list's first order is filled.
    ORDER_PEGGED      comes before the ORDER_ACCEPTED (and the ORDER_TERMS) of an order whose price
                      the book gives: `reason` a Peg, `quantity_lots` how many levels behind the
                      best, `price_ticks` the price that was asked for, 0 for none. ORDER_ACCEPTED
                      tells what the book gave; of one that waits, for what price it is held.
    ORDER_PRICED      comes before the ORDER_TRIGGERED of such an order, or the ORDER_ACTIVATED
                      with which it comes to the market: `price_ticks` is what the book gave;
                      `hold_units` the change of its hold and of the order's that it is paired with.
    ORDER_LIST_ACCEPTED   a list of `quantity_lots` orders is in, and they are told next. `order_id`
                      its id, which is its last order's: theirs end with it. `reason` a ListKind.
    ORDER_ACTIVATED   a pending order of a list came in, for the first was filled: as if triggered,
                      but one that has a trigger begins to wait for it now.
    ORDER_FUNDED      a pending order is to sell what the first of its list buys: `hold_units` of
                      that were locked for it.
    ORDER_SIZED       such an order has its quantity, `quantity_lots`, now that the first is filled:
                      `hold_units` (negative) of what was locked are beyond it.
    ORDER_TRACKING    a trailing trigger began to follow the price, which is `price_ticks` now.
    ORDER_ACCEPTED    the order is in. `quantity_lots` its whole quantity; `open_lots` what of it
                      rests on the book when the command is over; `hold_units` newly locked, in q
                      for a buy and b for a sell:  available -= hold, locked += hold.
                      `amount_units` is the quote amount asked for by a MARKET order in money.
    ORDER_TRIGGERED   a trade reached the order's trigger, `price_ticks`: it waits no more.
                      `quantity_lots` comes to the market, `open_lots` of it rests on the book when
                      that is over; `hold_units` is the change of its hold.
    ORDER_REFILLED    the shown part of an iceberg was used up: `quantity_lots` more of it are shown
                      from now on, at the back of the queue; `open_lots` it has in all.
    ORDER_FILLED      one side's view of a trade; every trade makes two, the taker's first.
                      `price_ticks` the maker's; `quantity_lots` traded; `open_lots` left of this
                      order; `amount_units` the notional in q; `hold_units` (negative) the change of
                      its hold; `commission_units` taken of what was received, in `asset_id`.
                      In an auction, `reason` is AUCTION_FILL: both were resting, at limits of their
                      own, and the one that had waited less is told first, as the taker.
                      buy:   locked q += hold, available q += -hold - amount,
                             available b += quantity * lot_units - commission
                      sell:  locked b += hold, available q += amount - commission
    ORDER_CANCELLED   an open order left the book on request. `quantity_lots` had not filled;
                      `hold_units` (negative) was given back:  locked += hold, available -= hold.
    ORDER_EXPIRED     the same, without a request; `is_maker` tells whether it had been resting.
    ORDER_REDUCED     `quantity_lots` the new whole, `open_lots` now open; `hold_units` (negative)
                      was given back, of an order and of the one that it is paired with, which is
                      told next: `counter_order_id` is then the order that was meant.
    MATCH_PREVENTED   taker `order_id` met its own account's `counter_order_id` at `price_ticks`;
                      `quantity_lots` did not trade; `trade_id` numbers these per symbol.
                      `self_trade_prevention` the mode that ruled. What expired is said by
                      ORDER_EXPIRED events of the same command. In the modes DECREMENT and TRANSFER
                      `open_lots` are left of the taker and `hold_units` (negative) is the change of
                      its hold; in the latter `amount_units` is the notional, and money moves as in
                      ORDER_FILLED, without commission.
    ORDER_DECREMENTED the maker's side of such a match, with the same fields; when nothing is left
                      of it, that was its end.
    MATCH_PASSED_OVER taker `order_id` would have met orders of the class `reason`, with which its
                      own may not trade: the first is `counter_order_id`, at `price_ticks`, with
                      `quantity_lots` open. They keep their places. Told once for each class.
    ORDER_REJECTED, CANCEL_REJECTED, COMMAND_REJECTED   `reason` is a RejectCode; nothing changed.
                      REPLACE_ORDER may answer with CANCEL_REJECTED and go on, or not; a new order
                      not attempted because of it gets no event. For CANCEL and REPLACE, `order_id`
                      repeats the target as it was given. A REPLACE_ORDER whose new order breaks a
                      filter answers with ORDER_REJECTED alone: nothing was cancelled.
    ORDER_TESTED      it would have been accepted.
    BALANCE_MOVED     a deposit (positive) or withdrawal (negative) of `amount_units`.
    BALANCE_TRANSFERRED   one side's view of a transfer; every transfer makes two, the payer's
                      (negative `amount_units`) first. `order_id` is the other account.
                      available `asset_id` += amount.
    ASSET_DEFINED     `asset_id`; `amount_units` its scale.
    SYMBOL_LISTED     `symbol_id`; `asset_id` the base, `reason` the quote asset.
    SYMBOL_RULE_SET   `reason` the SymbolRule, `amount_units` its value.
    SYMBOL_STATUS_SET `reason` the SymbolStatus.
    EXCHANGE_RULE_SET `reason` the ExchangeRule, `amount_units` its value, `asset_id` the asset
                      that it is about, if it is about one.
    ACCOUNT_OPENED, COMMISSION_SET   `account_id`; `price_ticks` the maker's ppm and
                      `quantity_lots` the taker's. Of an account opened, `order_id` is the account
                      that it is a sub-account of, or 0.
    SYMBOL_COMMISSION_SET   `symbol_id`; `price_ticks` what it adds to a maker's ppm and
                      `quantity_lots` to a taker's.
    ACCOUNT_CLASS_SET `account_id`; `reason` the class. Its orders rest on, in their places. After
                      ACCOUNT_OPENED, of a sub-account, whose class is its master's.
    ELIGIBILITY_SET   `symbol_id`; `reason` and `asset_id` two classes; `amount_units` 1 when they
                      may trade with each other from now on, else 0.
    ACCOUNT_FROZEN    `account_id`; its orders end by ORDER_CANCELLED events of the same command.
    ACCOUNT_UNFROZEN  `account_id`.
    AUCTION_CLEARED   `symbol_id`; `quantity_lots` traded at `price_ticks`, which is 0 when no two
                      orders met.
    TRADE_GROUP_SET   `account_id`; `amount_units` the group, 0 for none.
    ACCOUNT_LIMIT_SET `account_id`; `reason` the AccountLimit, `amount_units` its value, 0 for none.
    """

    ORDER_ACCEPTED = 1
    ORDER_FILLED = 2
    ORDER_CANCELLED = 3
    ORDER_EXPIRED = 4
    ORDER_REDUCED = 5
    MATCH_PREVENTED = 6
    ORDER_REJECTED = 7
    CANCEL_REJECTED = 8
    ORDER_TESTED = 9
    ORDER_TERMS = 12
    ORDER_TRIGGERED = 13
    ORDER_REFILLED = 14
    MATCH_PASSED_OVER = 10
    ORDER_TRACKING = 15
    ORDER_DECREMENTED = 11
    ORDER_LIST_ACCEPTED = 16
    ORDER_ACTIVATED = 17
    ORDER_PEGGED = 18
    ORDER_PRICED = 19
    ORDER_FUNDED = 22
    ORDER_SIZED = 23

    BALANCE_MOVED = 20
    BALANCE_TRANSFERRED = 21

    ASSET_DEFINED = 30
    SYMBOL_LISTED = 31
    SYMBOL_RULE_SET = 32
    SYMBOL_STATUS_SET = 33
    ACCOUNT_OPENED = 34
    COMMISSION_SET = 35
    COMMAND_REJECTED = 36
    ACCOUNT_CLASS_SET = 37
    ELIGIBILITY_SET = 38
    ACCOUNT_FROZEN = 39
    ACCOUNT_UNFROZEN = 40
    TRADE_GROUP_SET = 41
    AUCTION_CLEARED = 42
    ACCOUNT_LIMIT_SET = 43
    EXCHANGE_RULE_SET = 44
    SYMBOL_COMMISSION_SET = 45


AUCTION_FILL = 1  # the `reason` of an ORDER_FILLED; 0 in continuous matching


EVENT = record(
    [
        ("sequence", "<i8"),  # the command that caused it
        ("order_id", "<i8"),
        ("counter_order_id", "<i8"),
        ("trade_id", "<i8"),  # 1, 2, 3, ... on each symbol
        ("price_ticks", "<i8"),
        ("quantity_lots", "<i8"),
        ("open_lots", "<i8"),
        ("amount_units", "<i8"),
        ("commission_units", "<i8"),
        ("hold_units", "<i8"),
        ("account_id", "<i4"),
        ("symbol_id", "<u2"),
        ("asset_id", "<u2"),
        ("reason", "<u2"),  # RejectCode, DoneReason, ... by kind
        ("kind", "u1"),  # EventKind
        ("side", "u1"),
        ("order_type", "u1"),
        ("time_in_force", "u1"),
        ("self_trade_prevention", "u1"),
        ("is_maker", "u1"),
    ],
    size=96,
)


class Event(NamedTuple):
    """One event as Python integers, fields as in EVENT: see `facts_of`."""

    sequence: int
    order_id: int
    counter_order_id: int
    trade_id: int
    price_ticks: int
    quantity_lots: int
    open_lots: int
    amount_units: int
    commission_units: int
    hold_units: int
    account_id: int
    symbol_id: int
    asset_id: int
    reason: int
    kind: int
    side: int
    order_type: int
    time_in_force: int
    self_trade_prevention: int
    is_maker: int


assert EVENT.names == Event._fields


def facts_of(events: np.ndarray) -> list[Event]:
    """Return EVENT[n], which must be contiguous, as Python tuples: half the time of `tolist`."""
    return list(map(_as_event, _layout.iter_unpack(events.data)))


def records_of(events: list[Event]) -> np.ndarray:
    """Return Python tuples as EVENT[n]."""
    return np.array(events, EVENT)


def _format() -> str:
    """Return the format of `struct` that reads one EVENT. Its fields lie without gaps."""
    codes = {"<i8": "q", "<i4": "i", "<u4": "I", "<u2": "H", "|u1": "B"}
    types = [EVENT[name].str for name in Event._fields]
    return "<" + "".join(codes[each] for each in types)


_layout = Struct(_format())
_as_event = partial(tuple.__new__, Event)
assert _layout.size == EVENT.itemsize
