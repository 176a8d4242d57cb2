"""The house's own accounts. Customers' accounts follow from 2."""

from enum import IntEnum

WORLD = 0  # everything outside the exchange; its balance is minus all that came in and has not left
FEES = 1  # receives every commission
FIRST_CUSTOMER = 2

#: No more of one asset than this is ever inside. Balances and sums of balances fit 64 bits with it.
AMOUNT_UNITS_MAX = 2**62

#: Every account is of one class, 0 when it is opened; which classes may trade with each other is
#: said for each symbol. Whether a class is a person's residence or a member's licence is not known
#: here.
CLASSES_MAX = 16
ALL_CLASSES = 2**CLASSES_MAX - 1  # a bit for each

#: Accounts of one trade group count as one for self-trade prevention; 0 is none.
TRADE_GROUP_MAX = 2**31 - 1

#: No account has more orders open than this, on all symbols together. Customers are told.
OPEN_ORDERS_PER_ACCOUNT_MAX = 10_000


class AccountLimit(IntEnum):
    """What the house may allow one account less of than others; 0 is no limit of its own."""

    OPEN_ORDERS_MAX = 1  # on all symbols together
    #: What one order may be worth, in units of its symbol's quote asset: at its price, at its
    #: trigger, or at the last price.
    ORDER_UNITS_MAX = 2
