"""What a symbol can be told. The numbers are journaled: never reused, never renumbered."""

from enum import IntEnum


class SymbolStatus(IntEnum):
    BREAK = 0  # not open: nothing is accepted but cancels. Every symbol is listed in this state
    TRADING = 1
    HALT = 2  # stopped: nothing is accepted, not even cancels
    CANCEL_ONLY = 3  # winding down: cancels and reductions only
    PRE_TRADING = 4  # orders collect for an auction: nothing matches, the book may cross
    AUCTION_MATCH = 5  # set from PRE_TRADING: clears at one price; then nothing but cancels


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
    ICEBERG_PARTS_MAX = 40  # 0 is orders.ICEBERG_PARTS_LIMIT, and none is greater
