"""Every maximum of the exchange, in one place: how much there can be, and how large it may be.

What there can be of a kind has memory that is reserved, and touched only as used. A venue that
outgrows it restarts with a larger one and replays its journal: no digest depends on it. Whoever
meets it is refused with a 6xx reject code, and nothing changes. How large a value may be is part of
what a command means; beyond it is refused by a code of its own.
"""

# --- How much there can be -----------------------------------------------------------------------

SYMBOLS_MAX = 1_024
ASSETS_MAX = 512
ACCOUNTS_MAX = 10_000_000
ORDERS_MAX = 4_000_000  # open at one time, all symbols
LEVELS_MAX = ORDERS_MAX  # every order may have a price of its own
TERMS_MAX = 1_000_000  # orders that are more than a price and a quantity
LISTS_MAX = TERMS_MAX // 2  # of orders that have them; two make a list
ICEBERGS_MAX = 65_536  # of them
TRAILING_MAX = 1_000  # trailing orders of one symbol: a new extreme of the price moves all of them
TRAILING_ALL_MAX = 32_768  # of all symbols
NODES_MAX = 2_000_000  # of the price trees; see book/ladder
CHUNK_BITS = 6
WALLETS_PER_CHUNK = 2**CHUNK_BITS  # accounts whose balances of one asset lie together
CHUNKS_MAX = 1_700_000  # of wallets: 108 million balances

INDEX_SIZE_MIN = 2**12  # places of an index when nothing is in it; powers of two
INDEX_SIZE_MAX = 2**24  # at least four times ORDERS_MAX
WINDOW_MIN = 2**12  # places of the window of order ids; powers of two
WINDOW_MAX = 2**24

# --- What one may have ---------------------------------------------------------------------------

OPEN_ORDERS_PER_ACCOUNT_MAX = 10_000  # on all symbols together; customers are told
CLASSES_MAX = 16  # of accounts: which of them may trade with each other is said for each symbol
TRADE_GROUP_MAX = 2**31 - 1  # the largest name of a group of accounts
LIST_ORDERS_MAX = 3  # in one order list
ICEBERG_PARTS_LIMIT = 50  # in which an iceberg shows itself; a symbol's rule may allow fewer
AMENDS_LIMIT = 255  # of one order; a symbol's rule may allow fewer

# --- How large it may be -------------------------------------------------------------------------

#: No more of one asset than this is ever inside. Balances and sums of balances fit 64 bits with it.
AMOUNT_UNITS_MAX = 2**62
SCALE_MAX = 10**18  # units per whole of an asset
STEP_UNITS_LIMIT = 2**53  # of a tick, and of a lot
PRICE_TICKS_BITS = 42  # a price is below 2^42 ticks
PRICE_TICKS_LIMIT = 2**PRICE_TICKS_BITS - 1
QUANTITY_LOTS_LIMIT = 2**60
COMMISSION_PPM_MAX = 100_000  # a tenth: an account's rate, and what a symbol adds to it
MULTIPLIER_MAX = 1_000_000  # of a price, in ten thousandths: a hundredfold
PEG_LEVELS_MAX = 100  # that a pegged order's price may lie behind the best
#: How far, in hundredths of a percent, a trailing trigger may stay behind the best price.
TRAILING_BIPS_MAX = 2_000

# --- What memory that comes to -------------------------------------------------------------------

PRICE_TREE_DEPTH_MAX = 7  # nodes on the way to any price
#: Nodes that no order is let in on: a trailing trigger moves unasked.
NODES_SPARE = TRAILING_ALL_MAX * PRICE_TREE_DEPTH_MAX

#: The engine is called again for the rest of a batch once this many events wait in the outbox ...
EVENTS_SOFT_MAX = 65_536
#: ... which has room for the most that one command can cause: a fill and a fill, or a prevention
#: and an expiry, for every order there can be, of which two and more make a list whose funds are
#: told besides; as much, its funds and a refill for every part of an iceberg;
#: a trigger that begins to trail; and some that frame them, classes passed over among them. What a
#: command triggers runs one order at a time, between which the outbox is emptied if need be.
EVENTS_MAX = (
    EVENTS_SOFT_MAX
    + 2 * ORDERS_MAX
    + 4 * ICEBERGS_MAX * (ICEBERG_PARTS_LIMIT - 1)
    + TRAILING_MAX
    + 32
)
