"""All that the exchange remembers: two records of fixed layout, reserved once.

`state` holds symbols, accounts, orders and books; `ledger` holds balances. Two, because one NumPy
record cannot pass 2 GiB; records, because compiled code receives a pointer to each and has nothing
to count references of. A third, `scratch`, is working memory: it carries nothing from one command
to the next.

Slots are indices into the arenas below; slot 0 of each is nobody's, so that zeroed memory means
nobody, and nothing has to be touched before it is needed. (Nobody's links in the chain of an
account are written, and never read.) They are unsigned, because a signed index
is first compared with zero; they are never subtracted from.
"""

from glassbook.core.memory import on_cache_lines
from glassbook.protocol.commands import COMMAND
from glassbook.protocol.events import EVENT
from glassbook.protocol.maxima import (
    ACCOUNTS_MAX,
    ASSETS_MAX,
    CHUNKS_MAX,
    CLASSES_MAX,
    EVENTS_MAX,
    INDEX_SIZE_MAX,
    LEVELS_MAX,
    LIST_ORDERS_MAX,
    LISTS_MAX,
    NODES_MAX,
    ORDERS_MAX,
    SYMBOLS_MAX,
    TERMS_MAX,
    WALLETS_PER_CHUNK,
    WINDOW_MAX,
)
from glassbook.protocol.records import record
from glassbook.protocol.symbols import SymbolRule

LEGS_KEPT = LIST_ORDERS_MAX
NOBODY = 0  # the end of a queue, no order, no level, no node
NODE_BITS = 6
NODE_CHILDREN = 2**NODE_BITS
#: Of each symbol: bids and asks of each class, and who waits for the price to fall or to rise.
LADDERS = 2 * CLASSES_MAX + 2

MULTIPLIERS = SymbolRule.RANGE_ASK_DOWN - SymbolRule.PERCENT_UP + 1

# Where an open order is. One without terms is always resting.
RESTING = 0  # on the book, in the queue of its level
WAITING = 1  # for its trigger, in the queue of a level of triggers
PENDING = 3  # for the first order of its list to be filled, in no queue
DUE = 2  # triggered, to be entered before the next command; see book/due

#: An open order. Resting, its price and symbol are its level's.
ORDER = record(
    [
        ("order_id", "<i8"),  # 0 when the slot is free
        ("open_lots", "<i8"),  # of an iceberg at rest: the part that is shown
        ("filled_lots", "<i8"),
        ("client_key", "<i8"),
        ("account_id", "<i4"),
        ("level", "<u4"),
        ("older", "<u4"),  # one place ahead in the queue
        ("newer", "<u4"),  # one place behind; of a free slot, the next free one
        ("account_older", "<u4"),  # neighbours among the open orders of the account
        ("account_newer", "<u4"),
        ("order_type", "u1"),
        ("time_in_force", "u1"),
        ("self_trade_prevention", "u1"),
        ("side", "u1"),
        ("terms", "<u4"),  # what more there is to it; NOBODY for a plain order
    ],
    size=64,
)

#: What an order is beyond a price and a quantity. See book/terms.
TERMS = record(
    [
        ("hidden_lots", "<i8"),  # of an iceberg at rest: what of it is not shown
        ("visible_lots", "<i8"),  # how much an iceberg shows at a time; 0 when it is none
        ("limit_ticks", "<i8"),  # the order's price; 0 when it will go to market without one
        ("trigger_ticks", "<i8"),  # 0 when it never had to wait
        ("hold_ticks", "<i8"),  # at which its hold was reckoned while it is not on the book
        ("held_units", "<i8"),  # locked for it while it is not on the book
        ("symbol_id", "<u2"),
        ("stage", "u1"),  # RESTING, WAITING, DUE
        ("is_tracking", "u1"),  # its trigger follows the price
        ("next_free", "<u4"),  # of a free slot
        ("extreme_ticks", "<i8"),  # the lowest price a buy has tracked, the highest a sell
        ("older_trailing", "<u4"),  # orders, in the list of its symbol
        ("newer_trailing", "<u4"),
        ("trailing_bips", "<u2"),  # 0 when its trigger stays where it is
        ("is_pending", "u1"),  # it comes in when the first order of its list is filled
        ("amend_count", "u1"),  # reductions, as far as its symbol limits them
        ("list", "<u4"),  # NOBODY when it stands alone
        ("peg", "u1"),  # a Peg, until the book has given its price
        ("peg_levels", "u1"),
        ("reserved", "u1", (6,)),
    ],
    size=88,
)

#: Orders that depend on each other. See book/lists.
LIST = record(
    [
        ("list_id", "<i8"),  # its last order's; 0 when the slot is free
        ("client_key", "<i8"),
        ("kind", "u1"),  # ListKind
        ("order_count", "u1"),
        ("open_count", "u1"),
        ("reserved", "u1"),
        ("next_free", "<u4"),  # of a free slot
    ],
    size=24,
)

#: One price of one side of one symbol, and the queue of those who wait at it.
LEVEL = record(
    [
        ("price_ticks", "<i8"),
        ("oldest", "<u4"),
        ("newest", "<u4"),
        ("better", "<u4"),  # the next level toward the touch
        ("worse", "<u4"),  # the next level away from it; of a free slot, the next free one
        ("ladder", "<u4"),
        ("symbol_id", "<u4"),
    ],
    size=32,
)

#: One inner node of a price tree: 64 children, and a bit for each that is there.
NODE = record([("occupied", "<i8"), ("children", "<u4", (NODE_CHILDREN,))], size=264)

#: One class of accounts on one side of a book, or a side of the triggers. For a ladder's number
#: see book/ladder.
LADDER = record([("root", "<u4"), ("best", "<u4")], size=8)

SYMBOL = record(
    [
        ("tick_units", "<i8"),
        ("lot_units", "<i8"),
        ("price_ticks_min", "<i8"),
        ("price_ticks_max", "<i8"),
        ("quantity_lots_min", "<i8"),
        ("quantity_lots_max", "<i8"),
        ("market_quantity_lots_min", "<i8"),
        ("market_quantity_lots_max", "<i8"),
        ("notional_units_min", "<i8"),
        ("notional_units_max", "<i8"),
        ("numerator", "<i8"),  # quote units of one tick times one lot are
        ("denominator", "<i8"),  # numerator / denominator, in lowest terms
        ("hold_weights", "<i8", (2,)),  # by side: what a lot locks is this times the price of a
        ("hold_divisors", "<i8", (2,)),  # bid, or times 1, divided by that
        ("last_price_ticks", "<i8"),  # 0 before the first trade
        ("trade_count", "<i8"),
        ("prevented_count", "<i8"),
        ("reference_ticks", "<i8"),  # set by the house; 0 is the last price
        ("position_lots_max", "<i8"),
        ("base_asset_id", "<i4"),
        ("quote_asset_id", "<i4"),
        ("maker_ppm", "<i4"),  # on top of what the account pays
        ("taker_ppm", "<i4"),
        ("status", "<i4"),
        ("depth", "<i4"),  # levels of nodes in its price trees
        ("has_opened", "<i4"),
        ("iceberg_parts_max", "<i4"),
        ("waiting", "<i4", (2,)),  # by side: a bit for each class that has orders in the book
        ("barred", "<i4", (CLASSES_MAX,)),  # by class: a bit for each that it may not trade with
        ("trailing_oldest", "<u4"),  # the orders whose triggers trail, as they were placed
        ("trailing_newest", "<u4"),
        ("trailing_count", "<i4"),
        ("may_cross", "<i4"),  # orders were collected for an auction that is yet to come
        ("list_count", "<i4"),  # of order lists that are open
        ("multipliers", "<i4", (MULTIPLIERS,)),  # SymbolRule PERCENT_UP and what follows it
        ("has_percents", "<i4"),  # of the multipliers, those of limits
        ("has_range", "<i4"),  # and those of trades
        ("has_counts", "<i4"),  # any of the next three, of the position, or of the exchange
        ("orders_max", "<i4"),
        ("algo_orders_max", "<i4"),
        ("iceberg_orders_max", "<i4"),
        ("notional_min_spares_market", "<i4"),
        ("notional_max_spares_market", "<i4"),
        ("amends_max", "<i2"),
        ("order_lists_max", "<i2"),
    ],
    size=368,
)

# What an account may not do as others may.
FROZEN = 1  # no orders at all
LIMITED = 2  # fewer, or smaller ones: see commands/account_limits

ACCOUNT = record(
    [
        ("newest_order", "<u4"),
        ("open_order_count", "<i4"),
        ("maker_ppm", "<i4"),
        ("taker_ppm", "<i4"),
        ("class_id", "u1"),
        ("restrictions", "u1"),  # bits: FROZEN, LIMITED; few accounts have any
        ("open_orders_max", "<u2"),  # of its own; 0 for none, likewise the next
        ("trade_group", "<i4"),  # 0 for none
        ("order_units_max", "<i8"),
    ],
    size=32,
)

#: Open addressing: low half of a key → slot of an order, or NOBODY: see book/index.
INDEX_ENTRY = record([("tag", "<u4"), ("slot", "<u4")], size=8)
INDEX = record(
    [
        ("places", "<i8"),  # of the present generation, a power of two
        ("count", "<i8"),  # keys in it and in the former one
        ("count_max", "<i8"),  # with so many there is more to do before another comes
        ("unsettled", "<i8"),  # places of the former generation that may still hold keys
        ("touched", "<i8"),  # entries whose memory is there
        ("entries", INDEX_ENTRY, (2 * INDEX_SIZE_MAX,)),
    ],
    size=40 + 16 * INDEX_SIZE_MAX,
)

#: The latest ids of orders, by their last bits: see book/ids.
WINDOW_ENTRY = record([("slot", "<u4")], size=4)
WINDOW = record(
    [
        ("places", "<i8"),  # places in use now, a power of two
        ("unsettled", "<i8"),  # of the first ones: who stands there may belong in the new half
        ("touched", "<i8"),  # entries whose memory is there
        ("entries", WINDOW_ENTRY, (WINDOW_MAX,)),
    ],
    size=24 + 4 * WINDOW_MAX,
)

ASSET = record([("scale", "<i8"), ("order_units_max", "<i8")], size=16)

STATE_COUNTERS = (
    "sequence",  # of the last command or document
    "time_ns",  # of its batch
    "asset_count",
    "symbol_count",
    "account_count",
    "order_slots",  # used so far, slot 0 included; likewise below
    "level_slots",
    "node_slots",
    "free_order",  # head of the list of free slots
    "free_level",
    "free_node",
    "free_node_count",
    "open_order_count",
    "terms_slots",
    "free_terms",
    "terms_count",
    "iceberg_count",
    "trailing_count",
    "list_slots",
    "free_list",
    "list_count",
    "leg_count",  # of the legs kept for the next command
    "leg_sequence",  # the command that brought the last of them
    "due_oldest",  # of the queue of those who are due: empty between commands
    "due_newest",
    "place_count",  # given out to orders that joined a queue
    "orders_max",  # open, of one account on all symbols; 0 for none, likewise the next three
    "algo_orders_max",
    "iceberg_orders_max",
    "order_lists_max",
)

_STATE_FIELDS: list[tuple] = [
    *((name, "<i8") for name in STATE_COUNTERS),
    ("assets", ASSET, (ASSETS_MAX,)),
    ("symbols", SYMBOL, (SYMBOLS_MAX,)),
    ("ladders", LADDER, (LADDERS * SYMBOLS_MAX,)),
    ("accounts", ACCOUNT, (ACCOUNTS_MAX,)),
    ("orders", ORDER, (ORDERS_MAX + 1,)),
    ("places", "<i8", (ORDERS_MAX + 1,)),  # of an order in time: the lower waited longer
    ("levels", LEVEL, (LEVELS_MAX + 1,)),
    ("nodes", NODE, (NODES_MAX + 1,)),
    ("terms", TERMS, (TERMS_MAX + 1,)),
    ("lists", LIST, (LISTS_MAX + 1,)),
    ("legs", COMMAND, (LEGS_KEPT,)),
    ("by_order_id", WINDOW),
    ("elders", INDEX),
    ("by_client_key", INDEX),
]
STATE = on_cache_lines(_STATE_FIELDS)

#: One account's balance of one asset.
WALLET = record([("available_units", "<i8"), ("locked_units", "<i8")], size=16)
CHUNK = record([("wallets", WALLET, (WALLETS_PER_CHUNK,))], size=16 * WALLETS_PER_CHUNK)

#: Balances of one asset lie in chunks of 64 accounts, made when the first of them holds any.
_LEDGER_FIELDS: list[tuple] = [
    ("chunk_slots", "<i8"),  # used so far, chunk 0 included
    ("directory", "<u4", (ASSETS_MAX, ACCOUNTS_MAX // WALLETS_PER_CHUNK)),
    ("chunks", CHUNK, (CHUNKS_MAX + 1,)),
]
LEDGER = on_cache_lines(_LEDGER_FIELDS)

#: The order being entered, from its command to its rest on the book or its end.
TAKER = record(
    [
        ("order_id", "<i8"),
        ("limit_ticks", "<i8"),  # the worst price it accepts
        ("reach_ticks", "<i8"),  # the worst at which it may trade: see matching/price_range
        ("open_lots", "<i8"),
        ("filled_lots", "<i8"),
        ("held_units", "<i8"),  # locked for it now
        ("client_key", "<i8"),
        ("account_id", "<i4"),
        ("symbol_id", "<i4"),
        ("side", "u1"),
        ("order_type", "u1"),
        ("time_in_force", "u1"),
        ("self_trade_prevention", "u1"),
        ("terms", "<u4"),  # until they are the resting order's
        ("visible_lots", "<i8"),
        ("trades_as", "u1"),  # MARKET, or something with a limit
        ("is_in_money", "u1"),
        ("reserved", "u1", (2,)),
        ("barred_classes", "<i4"),  # a bit for each class that its account may not trade with
        ("told_classes", "<i4"),  # those of them that were said to be passed over
        ("trade_group", "<i4"),  # of its account
    ],
    size=96,
)

_SCRATCH_FIELDS: list[tuple] = [
    ("event_count", "<i8"),
    ("accepted_event", "<i8"),  # where the order being entered was announced
    ("survey_lots", "<i8"),  # what matching/survey found to change hands
    ("survey_units", "<i8"),
    ("survey_walked_lots", "<i8"),  # the same, and what self-trade prevention would take away
    ("survey_walked_units", "<i8"),
    ("taker", TAKER),
    ("fronts", "<u4", (CLASSES_MAX,)),  # by class: the order that a survey has come to
    ("front_levels", "<u4", (CLASSES_MAX,)),  # by class: the level that it has come to
    ("bid_fronts", "<u4", (CLASSES_MAX,)),  # by class: the level that matching/auction has come to
    ("ask_fronts", "<u4", (CLASSES_MAX,)),
    ("demand", "<i8", (CLASSES_MAX,)),  # by class: lots that would be bought at the price there
    ("supply", "<i8", (CLASSES_MAX,)),
    ("unsold", "<i8", (CLASSES_MAX,)),
    ("unmatched_lots", "<i8"),
    ("auction_ticks", "<i8"),  # the best price so far, 0 for none; what trades at it, what does not
    ("auction_lots", "<i8"),
    ("auction_surplus", "<i8"),
    ("pegged", COMMAND),  # a pegged order, with the price that it is weighed at
    ("asked_ticks", "<i8", (LEGS_KEPT,)),  # by place in its list: what a pegged order asked for
    ("path", "<u4", (8,)),  # nodes from the root to a price, see book/ladder
    ("events", EVENT, (EVENTS_MAX,)),
]
SCRATCH = on_cache_lines(_SCRATCH_FIELDS)
