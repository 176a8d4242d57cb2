"""Prices of one class of accounts, on one side of one symbol: a list of levels from best to worst,
and a tree over them.

A symbol has ladders for the bids (even) and asks (odd) of each class, and two of triggers, where
the best is the one reached first: those that wait for the price to fall (in order like bids) or to
rise.

The tree is a radix tree over the price in ticks, six bits a step, as deep as the symbol's highest
price needs; a node's word of 64 bits says which children are there. Any price is found in that many
steps however wide the book is; the best is remembered, and its successor is one link away.

      ladder.best ─► 101 ─worse─► 102 ─worse─► 130 ─worse─► 4,000,000
                      ▲            ▲            ▲             ▲
                    leaf 1       leaf 1       leaf 2       leaf 62,500      (64 ticks each)
                        └──────────┴─── root ───┴──────────────┘
"""

from glassbook.core.arithmetic import highest_bit, lowest_bit
from glassbook.core.kernel import hot_kernel, kernel
from glassbook.core.state import LADDERS, NOBODY, NODE_BITS, NODE_CHILDREN
from glassbook.protocol.maxima import CLASSES_MAX, LEVELS_MAX, NODES_MAX, NODES_SPARE
from glassbook.protocol.orders import Side

_TRIGGERS = 2 * CLASSES_MAX


@hot_kernel
def ladder_of(symbol_id, class_id, side):
    return LADDERS * symbol_id + 2 * class_id + side


@hot_kernel
def trigger_ladder(symbol_id, is_rising):
    return LADDERS * symbol_id + _TRIGGERS + is_rising


@hot_kernel
def symbol_of(ladder):
    return ladder // LADDERS


@hot_kernel
def class_of(ladder):
    return ladder % LADDERS >> 1


@hot_kernel
def is_of_triggers(ladder):
    """Does a ladder hold those who wait for their triggers?"""
    return ladder % LADDERS >= _TRIGGERS


@hot_kernel
def side_of(ladder):
    return ladder & 1


@hot_kernel
def find_level(state, ladder, depth, price_ticks):
    """Return the level at a price, or NOBODY."""
    best = state.ladders[ladder].best
    if best != NOBODY and state.levels[best].price_ticks == price_ticks:
        return best
    node = state.ladders[ladder].root
    shift = NODE_BITS * depth
    while shift > 0 and node != NOBODY:
        shift -= NODE_BITS
        node = child_of(state, node, (price_ticks >> shift) & (NODE_CHILDREN - 1))
    return node


@hot_kernel
def child_of(state, node, branch):
    if state.nodes[node].occupied & (1 << branch) == 0:
        return NOBODY
    return state.nodes[node].children[branch]


@hot_kernel
def has_room(state, depth):
    """Can one more level, with all the nodes that it may need, be made for a new order?"""
    levels_left = state.free_level != NOBODY or state.level_slots <= LEVELS_MAX
    return levels_left and nodes_left(state) >= depth + NODES_SPARE


@hot_kernel
def nodes_left(state):
    return state.free_node_count + NODES_MAX + 1 - state.node_slots


@kernel
def add_level(state, scratch, ladder, depth, price_ticks):
    """Make a level at a price that has none, and return it.

    The caller has asked `has_room`, or moves a trailing order, for which there is spare room.
    """
    slot = take_level(state)
    level = state.levels[slot]
    level.price_ticks = price_ticks
    level.oldest = NOBODY
    level.newest = NOBODY
    level.ladder = ladder
    level.symbol_id = symbol_of(ladder)
    if state.ladders[ladder].best == NOBODY:
        note_waiting(state, ladder)
    hang(state, scratch, ladder, depth, price_ticks, slot)
    link(state, ladder, slot, next_better(state, scratch, ladder, depth, price_ticks))
    return slot


@kernel
def remove_level(state, scratch, ladder, depth, slot):
    """Take an empty level out of the tree and the list, and free it."""
    unlink(state, ladder, slot)
    unhang(state, scratch, ladder, depth, state.levels[slot].price_ticks)
    if state.ladders[ladder].best == NOBODY:
        note_waiting(state, ladder)
    state.levels[slot].worse = state.free_level
    state.free_level = slot


@hot_kernel
def note_waiting(state, ladder):
    """Turn the bit that says whether a class waits: its first order came, or its last went."""
    if not is_of_triggers(ladder):
        state.symbols[symbol_of(ladder)].waiting[side_of(ladder)] ^= 1 << class_of(ladder)


@hot_kernel
def link(state, ladder, slot, better):
    """Put a level behind its `better` neighbour, or in front of all when there is none."""
    worse = state.levels[better].worse if better != NOBODY else state.ladders[ladder].best
    state.levels[slot].better = better
    state.levels[slot].worse = worse
    if worse != NOBODY:
        state.levels[worse].better = slot
    if better != NOBODY:
        state.levels[better].worse = slot
    else:
        state.ladders[ladder].best = slot


@hot_kernel
def unlink(state, ladder, slot):
    better, worse = state.levels[slot].better, state.levels[slot].worse
    if worse != NOBODY:
        state.levels[worse].better = better
    if better != NOBODY:
        state.levels[better].worse = worse
    else:
        state.ladders[ladder].best = worse


@hot_kernel
def is_better(side, price_ticks, than_ticks):
    """Does one price of a side go before another?"""
    return price_ticks > than_ticks if side == Side.BUY else price_ticks < than_ticks


@hot_kernel
def hang(state, scratch, ladder, depth, price_ticks, slot):
    """Put a level into the tree; `scratch.path` is left with the nodes on the way to it."""
    if state.ladders[ladder].root == NOBODY:
        state.ladders[ladder].root = take_node(state)
    node = state.ladders[ladder].root
    for step in range(depth - 1):
        scratch.path[step] = node
        branch = branch_of(price_ticks, depth, step)
        child = child_of(state, node, branch)
        if child == NOBODY:
            child = take_node(state)
            adopt(state, node, branch, child)
        node = child
    scratch.path[depth - 1] = node
    adopt(state, node, branch_of(price_ticks, depth, depth - 1), slot)


@hot_kernel
def unhang(state, scratch, ladder, depth, price_ticks):
    """Take a price out of the tree, and every node that is then without children."""
    node = state.ladders[ladder].root
    for step in range(depth):
        scratch.path[step] = node
        node = child_of(state, node, branch_of(price_ticks, depth, step))
    for up in range(depth):
        step = depth - 1 - up
        node = scratch.path[step]
        state.nodes[node].occupied &= ~(1 << branch_of(price_ticks, depth, step))
        if state.nodes[node].occupied != 0:
            return
        give_node(state, node)
    state.ladders[ladder].root = NOBODY


@hot_kernel
def next_better(state, scratch, ladder, depth, price_ticks):
    """Return the level just before this price, whose path is in `scratch.path`, or NOBODY."""
    side = side_of(ladder)
    best = state.ladders[ladder].best
    if best == NOBODY or is_better(side, price_ticks, state.levels[best].price_ticks):
        return NOBODY
    for up in range(depth):
        step = depth - 1 - up
        node = scratch.path[step]
        branch = branch_of(price_ticks, depth, step)
        if side == Side.BUY:
            candidates = state.nodes[node].occupied & (-2 << branch)
        else:
            candidates = state.nodes[node].occupied & ~(-1 << branch)
        if candidates != 0:
            return nearest(state, node, side, candidates, depth - 1 - step)
    return NOBODY


@hot_kernel
def nearest(state, node, side, candidates, steps):
    """Return the worst level below `node` among `candidates`: the nearest to who comes after."""
    for _ in range(steps):
        node = state.nodes[node].children[worst_branch(side, candidates)]
        candidates = state.nodes[node].occupied
    return state.nodes[node].children[worst_branch(side, candidates)]


@hot_kernel
def worst_branch(side, candidates):
    return lowest_bit(candidates) if side == Side.BUY else highest_bit(candidates)


@hot_kernel
def branch_of(price_ticks, depth, step):
    return (price_ticks >> (NODE_BITS * (depth - 1 - step))) & (NODE_CHILDREN - 1)


@hot_kernel
def adopt(state, node, branch, child):
    state.nodes[node].occupied |= 1 << branch
    state.nodes[node].children[branch] = child


@hot_kernel
def take_level(state):
    slot = state.free_level
    if slot != NOBODY:
        state.free_level = state.levels[slot].worse
        return slot
    slot = state.level_slots
    state.level_slots += 1
    return slot


@hot_kernel
def take_node(state):
    """Return a node without children: a freed one, or the next that never was used."""
    node = state.free_node
    if node != NOBODY:
        state.free_node = state.nodes[node].children[0]
        state.free_node_count -= 1
        return node
    node = state.node_slots
    state.node_slots += 1
    return node


@hot_kernel
def give_node(state, node):
    state.nodes[node].children[0] = state.free_node
    state.free_node = node
    state.free_node_count += 1
