"""What a symbol can be told. The numbers are journaled: never reused, never renumbered."""

from enum import IntEnum


class SymbolStatus(IntEnum):
    BREAK = 0  # not open: nothing is accepted but cancels. Every symbol is listed in this state
    TRADING = 1
    HALT = 2  # stopped: nothing is accepted, not even cancels
    CANCEL_ONLY = 3  # winding down: cancels and reductions only
    PRE_TRADING = 4  # orders collect for an auction: nothing matches, the book may cross
    AUCTION_MATCH = 5  # set from PRE_TRADING: clears at one price; then nothing but cancels


MULTIPLIER_ONE = 10_000  # of the multipliers of prices


class SymbolRule(IntEnum):
    """The integer facts of a symbol, each set by one SET_SYMBOL_RULE command.

    The first two fix the meaning of all its integers and can be set only before it first opens.
    A limit of 0 means that there is none, except PRICE_TICKS_MAX and QUANTITY_LOTS_MAX, which
    every symbol must have.
    """

    TICK_UNITS = 1  # quote units per whole base coin in one tick: 0.01 USD at scale 10^8 is 10^6
    LOT_UNITS = 2  # base units in one lot
    PRICE_TICKS_MIN = 3
    PRICE_TICKS_MAX = 4
    QUANTITY_LOTS_MIN = 5
    QUANTITY_LOTS_MAX = 6
    MARKET_QUANTITY_LOTS_MIN = 7
    MARKET_QUANTITY_LOTS_MAX = 8
    NOTIONAL_UNITS_MIN = 9
    NOTIONAL_UNITS_MAX = 10

    # Multipliers of the reference price, in ten-thousandths. A limit must lie within the first six,
    # a trade within the last four.
    PERCENT_UP = 11
    PERCENT_DOWN = 12
    BID_PERCENT_UP = 13
    BID_PERCENT_DOWN = 14
    ASK_PERCENT_UP = 15
    ASK_PERCENT_DOWN = 16
    RANGE_BID_UP = 17
    RANGE_BID_DOWN = 18
    RANGE_ASK_UP = 19
    RANGE_ASK_DOWN = 20
    REFERENCE_PRICE_TICKS = 21  # 0: it is the last price

    POSITION_LOTS_MAX = 22  # of base that an account may have or be buying
    ORDERS_MAX = 23  # open, of one account
    ALGO_ORDERS_MAX = 24  # of them with a trigger
    ICEBERG_ORDERS_MAX = 25
    NOTIONAL_MIN_SPARES_MARKET = 27  # 1: a market order may be worth less
    NOTIONAL_MAX_SPARES_MARKET = 28  # 1: a market order in money may be worth more
    AMENDS_MAX = 29  # of one order: reductions of its quantity while there is such a limit
    ORDER_LISTS_MAX = 30  # open, of one account

    ICEBERG_PARTS_MAX = 40  # 0 is maxima.ICEBERG_PARTS_LIMIT, and none is greater


class ExchangeRule(IntEnum):
    """Limits of every account on all symbols together, and of one order; 0 is no limit."""

    ORDERS_MAX = 1  # open
    ALGO_ORDERS_MAX = 2  # of them with a trigger
    ICEBERG_ORDERS_MAX = 3
    ORDER_LISTS_MAX = 4
    ASSET_UNITS_MAX = 5  # of one asset: what one order may be about, as base or as quote
