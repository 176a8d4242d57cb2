"""What an order can be. The numbers are journaled: never reused, never renumbered."""

from enum import IntEnum, IntFlag


class Side(IntEnum):
    BUY = 0
    SELL = 1


class OrderType(IntEnum):
    LIMIT = 1
    MARKET = 2  # by quantity, or by quote amount when quantity_lots is 0
    LIMIT_MAKER = 3  # refused when it would take
    STOP_LOSS = 4  # a market order once the last price reaches its trigger from the better side
    STOP_LOSS_LIMIT = 5  # the same, then a limit order
    TAKE_PROFIT = 6  # a market order once the last price is as good as its trigger
    TAKE_PROFIT_LIMIT = 7  # the same, then a limit order


class TimeInForce(IntEnum):
    GTC = 0  # good till cancelled
    IOC = 1  # immediate or cancel: what does not fill at once expires
    FOK = 2  # fill or kill: all at once or nothing


class SelfTradePrevention(IntEnum):
    """What happens when both sides of a match are one account, or accounts of one trade group.

    The taker's mode rules; TRANSFER needs both, and two accounts: otherwise it is DECREMENT.
    """

    NONE = 0
    EXPIRE_TAKER = 1
    EXPIRE_MAKER = 2
    EXPIRE_BOTH = 3
    DECREMENT = 4  # both lose what would have traded; whoever has no more left expires
    TRANSFER = 5  # the same, and base and quote change hands without being a trade


class ListKind(IntEnum):
    """How the orders of a list depend on each other."""

    OCO = 1  # one cancels the other: a profit and a stop
    OTO = 2  # one triggers the other: the second comes in when the first is filled
    OTOCO = 3  # one triggers a pair of which one cancels the other
    OPO = 4  # one pays the other: what is bought first is what is sold then
    OPOCO = 5  # one pays a pair


#: So many orders a list has at least.
LIST_ORDERS_MIN = 2


class OrderFlag(IntFlag):
    """Bits of the command field `order_flags`."""

    TARGET_BY_CLIENT_KEY = 1  # `order_id` holds the target's client key, not its id
    ONLY_NEW = 2  # cancel only while nothing of the order has filled
    ONLY_PARTIALLY_FILLED = 4  # cancel only when something has
    PLACE_ANYWAY = 8  # REPLACE_ORDER: place the new order though the cancel was refused
    PRIMARY_PEG = 16  # of what is PEGGED, and of the orders of a list: see Peg
    MARKET_PEG = 32


class Peg(IntEnum):
    """Which side of the book gives a pegged order its price, when it comes to the market."""

    NONE = 0
    PRIMARY = 1  # its own
    MARKET = 2  # the other


#: How far, in hundredths of a percent, a trailing trigger stays behind the best price at least.
TRAILING_BIPS_MIN = 10
