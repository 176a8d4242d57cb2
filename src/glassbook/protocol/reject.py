"""Every reason the exchange may say no. One list, in order of precedence.

When several reasons apply, the client is told the first one in this list that the command's own
page of rules (core/commands/) comes upon. Numbers are part of the journal's meaning: never reused,
never renumbered. The hundreds digit names the stage that refused:

    1xx malformed   2xx unknown   3xx rules and limits   4xx funds   6xx capacity
"""

from enum import IntEnum


class RejectCode(IntEnum):
    NONE = 0

    COMMAND_UNKNOWN = 100
    SIDE_UNKNOWN = 101
    ORDER_TYPE_UNKNOWN = 102
    TIME_IN_FORCE_UNKNOWN = 103
    SELF_TRADE_PREVENTION_UNKNOWN = 104
    QUANTITY_NOT_POSITIVE = 105
    PRICE_NOT_POSITIVE = 106
    AMOUNT_NOT_POSITIVE = 107
    COMBINATION_NOT_ALLOWED = 108  # e.g. a market order with both a quantity and an amount
    RULE_UNKNOWN = 109
    STATUS_UNKNOWN = 110
    VALUE_OUT_OF_RANGE = 111
    TRIGGER_NOT_POSITIVE = 120
    VISIBLE_QUANTITY_NOT_POSITIVE = 121
    CLASS_UNKNOWN = 112
    LIST_INCOMPLETE = 122  # its orders did not come right before it, or it is of no known kind
    LIST_MISMATCHED = 123  # these orders make no list of this kind
    PEG_UNKNOWN = 124  # no peg, two of them, or too many levels behind the best

    ACCOUNT_UNKNOWN = 201  # never opened, or one of the house's own (WORLD, FEES)
    ASSET_UNKNOWN = 202
    SYMBOL_UNKNOWN = 203
    ORDER_UNKNOWN = 204  # never was, is done, or is another account's: the three look alike
    CLIENT_KEY_REUSED = 205  # an open order of the account carries this client id
    LIST_UNKNOWN = 206  # never was, is done, or is another account's
    LIST_KEY_REUSED = 207  # an open list of the account carries this client id

    SYMBOL_NOT_TRADING = 301
    PRICE_BELOW_MIN = 302
    PRICE_ABOVE_MAX = 303
    QUANTITY_BELOW_MIN = 304
    QUANTITY_ABOVE_MAX = 305
    MARKET_QUANTITY_BELOW_MIN = 306
    MARKET_QUANTITY_ABOVE_MAX = 307
    NOTIONAL_BELOW_MIN = 308
    NOTIONAL_ABOVE_MAX = 309
    OPEN_ORDERS_MAX = 310  # of one account, all symbols
    ORDER_UNITS_MAX = 329  # the order is worth more than one of this account may be
    EXCHANGE_ALGO_ORDERS_MAX = 330  # of one account, all symbols; likewise the next two
    EXCHANGE_ICEBERG_ORDERS_MAX = 331
    EXCHANGE_LISTS_MAX = 332
    ASSET_UNITS_MAX = 333  # of one asset in one order
    WOULD_TAKE = 311  # a LIMIT_MAKER that crosses
    NOTHING_TO_CANCEL = 312  # CANCEL_ALL without an open order
    CANCEL_RESTRICTED = 313  # ONLY_NEW or ONLY_PARTIALLY_FILLED does not hold
    QUANTITY_NOT_REDUCED = 314  # a reduction must leave less than before, and more than has filled
    SYMBOL_INCOMPLETE = 315  # a rule that every symbol must have is missing, or they contradict
    SYMBOL_ALREADY_OPENED = 316  # tick and lot are fixed once a symbol has been open
    VISIBLE_QUANTITY_BELOW_MIN = 340  # what an iceberg shows is less than the least quantity
    ICEBERG_PARTS_ABOVE_MAX = 341  # it shows too little of itself, or more than it is
    WOULD_TRIGGER = 342  # the last price is already beyond the trigger
    ACCOUNT_FROZEN = 317
    ACCOUNT_NOT_FROZEN = 318
    TRAILING_OUT_OF_RANGE = 343
    PRICE_UNKNOWN = 344  # without a trade, a limit or a trigger nobody knows what to hold
    ORDER_NOT_COLLECTED = 319  # before an auction only limit orders that stay are taken
    STATUS_OUT_OF_TURN = 320  # an auction needs PRE_TRADING before it
    PRICE_OUT_OF_PERCENT = 322  # too far from the reference price
    PRICE_OUT_OF_PERCENT_BY_SIDE = 323
    POSITION_ABOVE_MAX = 324
    SYMBOL_ORDERS_MAX = 325  # of one account on one symbol
    ALGO_ORDERS_MAX = 326  # of them those with a trigger
    ICEBERG_ORDERS_MAX = 327
    SYMBOL_LISTS_MAX = 328  # order lists of one account on one symbol
    BOOK_CROSSED = 321  # what was collected must be cleared by AUCTION_MATCH before TRADING
    LIST_PRICES_WRONG = 345  # the last price does not lie between the profit and the stop
    ORDER_AMENDS_MAX = 347  # it was reduced as often as one order of the symbol may be
    PEG_NOT_ALLOWED = 348  # this type has no price that the book could give
    PEG_MISMATCHED = 349  # this peg does not go with this type, or with its time in force
    PEG_LEVEL_MISSING = 350  # the book has no such level

    FUNDS_INSUFFICIENT = 401
    BALANCE_OVERFLOWS = 402  # more of an asset would be inside than 2^62 units
    NOTIONAL_OVERFLOWS = 403  # price times quantity does not fit an amount

    ORDERS_FULL = 601
    BOOK_FULL = 602  # no room for one more price
    ACCOUNTS_FULL = 603
    ASSETS_FULL = 604
    SYMBOLS_FULL = 605
    BALANCES_FULL = 606
    TERMS_FULL = 620  # no room for one more order that is more than a price and a quantity
    ICEBERGS_FULL = 621
    TRAILING_FULL = 622  # of one symbol, or of all
    LISTS_FULL = 623


class DoneReason(IntEnum):
    """Why an order ended, or lost what was left of it, without filling. The field `reason`."""

    REQUESTED = 1  # the customer cancelled it
    REPLACED = 2  # cancelled by a REPLACE_ORDER
    IMMEDIATE_REMAINDER = 3  # IOC: the rest did not fill at once
    NOT_FILLED_AT_ONCE = 4  # FOK: the whole could not fill at once, so nothing did
    LIQUIDITY_EXHAUSTED = 5  # MARKET: the book ran out
    SELF_TRADE_PREVENTED = 6  # expired in a match with its own account
    FUNDS_EXHAUSTED = 20  # a triggered market order for which the account's money did not suffice
    BOOK_FULL = 21  # a triggered order for whose price there was no room
    LIST_DECIDED = 22  # of a pair the other order traded, was triggered, or ended
    LIST_NOT_BEGUN = 23  # the first order of its list ended without being filled
    # Pending, and when it came in it would have taken or been triggered at once; or pegged, and the
    # book gave no price that it may have and can pay.
    NOT_ADMITTED = 24
    ACCOUNT_FROZEN = 7  # cancelled by FREEZE_ACCOUNT
    PRICE_RANGE_EXCEEDED = 9  # the next trade would have been too far from the reference price
    LEFT_CROSSED = 8  # would rest crossed with an older order that its account may now trade with
