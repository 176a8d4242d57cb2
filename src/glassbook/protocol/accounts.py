"""The house's own accounts. Customers' accounts follow from 2."""

from enum import IntEnum

from glassbook.protocol.maxima import CLASSES_MAX

WORLD = 0  # everything outside the exchange; its balance is minus all that came in and has not left
FEES = 1  # receives every commission
FIRST_CUSTOMER = 2

#: Every account is of one class, 0 when it is opened; which classes may trade with each other is
#: said for each symbol. Whether a class is a person's residence or a member's licence is not known
#: here.
ALL_CLASSES = 2**CLASSES_MAX - 1  # a bit for each


class AccountLimit(IntEnum):
    """What the house may allow one account less of than others; 0 is no limit of its own."""

    OPEN_ORDERS_MAX = 1  # on all symbols together
    #: What one order may be worth, in units of its symbol's quote asset: at its price, at its
    #: trigger, or at the last price.
    ORDER_UNITS_MAX = 2
