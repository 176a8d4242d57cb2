"""The line in which those wait whom an order may meet, for whoever walks along it without matching.

Classes wait apart, so the walk stands at one level of each. Those at the best price come together,
and there the place in time says who is next.
"""

from glassbook.core.arithmetic import lowest_bit
from glassbook.core.book.ladder import is_better, side_of
from glassbook.core.book.queue import best_level
from glassbook.core.kernel import kernel
from glassbook.core.matching.eligibility import eligible_classes, opposite
from glassbook.core.state import NOBODY


@kernel
def line_up(state, scratch, taker):
    """Stand before the best level of each eligible class that waits. Return the classes."""
    classes = eligible_classes(state, taker)
    face_best(state, scratch, taker.symbol_id, opposite(taker.side), classes)
    return classes


@kernel
def face_best(state, scratch, symbol_id, side, classes):
    """Stand before the best level of each of these classes, which wait on a side."""
    left = classes
    while left != 0:
        class_id = lowest_bit(left)
        scratch.front_levels[class_id] = best_level(state, symbol_id, class_id, side)
        left &= left - 1


@kernel
def nearest_classes(state, scratch, classes):
    """Return those classes whose levels have the best price of all."""
    nearest = classes & -classes
    best = scratch.front_levels[lowest_bit(classes)]
    left = classes & (classes - 1)
    while left != 0:
        level = state.levels[scratch.front_levels[lowest_bit(left)]]
        best_ticks = state.levels[best].price_ticks
        if level.price_ticks == best_ticks:
            nearest |= left & -left
        elif is_better(side_of(level.ladder), level.price_ticks, best_ticks):
            nearest = left & -left
            best = scratch.front_levels[lowest_bit(left)]
        left &= left - 1
    return nearest


@kernel
def step_back(state, scratch, classes, nearest):
    """Stand before the next level of some classes. Return all classes but those that have none."""
    left = nearest
    while left != 0:
        class_id = lowest_bit(left)
        level_slot = state.levels[scratch.front_levels[class_id]].worse
        scratch.front_levels[class_id] = level_slot
        if level_slot == NOBODY:
            classes ^= left & -left
        left &= left - 1
    return classes


@kernel
def face_oldest(state, scratch, classes):
    """Let the oldest order at each class's level be in front."""
    left = classes
    while left != 0:
        class_id = lowest_bit(left)
        scratch.fronts[class_id] = state.levels[scratch.front_levels[class_id]].oldest
        left &= left - 1


@kernel
def first_in_line(state, scratch, classes):
    """Return the class, of some at one price, whose order in front has waited longest."""
    first = lowest_bit(classes)
    left = classes & (classes - 1)
    while left != 0:
        class_id = lowest_bit(left)
        if state.places[scratch.fronts[class_id]] < state.places[scratch.fronts[first]]:
            first = class_id
        left &= left - 1
    return first


@kernel
def pass_by(state, scratch, classes, class_id):
    """Let the next order of a class be in front. Return all classes but it if there is none."""
    slot = state.orders[scratch.fronts[class_id]].newer
    scratch.fronts[class_id] = slot
    return classes if slot != NOBODY else classes ^ (1 << class_id)
