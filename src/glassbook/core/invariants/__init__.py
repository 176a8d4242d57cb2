"""What must be true of the exchange after every command: a sentence a file, a function a sentence.

Each takes `(state, ledger)` and returns what is wrong in words, or the empty text. They read every
table in full, so they are for tests, simulation and snapshots, not for every command of a live
venue.
"""

from glassbook.core.invariants.books_are_not_crossed import books_are_not_crossed
from glassbook.core.invariants.classes_are_apart import classes_are_apart
from glassbook.core.invariants.every_order_is_found import every_order_is_found
from glassbook.core.invariants.every_slot_is_free_or_used import every_slot_is_free_or_used
from glassbook.core.invariants.holds_equal_open_orders import holds_equal_open_orders
from glassbook.core.invariants.levels_are_in_order import levels_are_in_order
from glassbook.core.invariants.lists_are_whole import lists_are_whole
from glassbook.core.invariants.money_is_conserved import money_is_conserved
from glassbook.core.invariants.nobody_owes_us import nobody_owes_us
from glassbook.core.invariants.queues_are_in_time_order import queues_are_in_time_order

ALL = (
    money_is_conserved,
    nobody_owes_us,
    holds_equal_open_orders,
    books_are_not_crossed,
    classes_are_apart,
    levels_are_in_order,
    queues_are_in_time_order,
    every_order_is_found,
    every_slot_is_free_or_used,
    lists_are_whole,
)
