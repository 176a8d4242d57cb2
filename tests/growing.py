"""Engines whose window of ids and indices begin small: with few orders they grow already."""

from glassbook.core.engine import Engine


def begin_small(engine: Engine, places: int) -> Engine:
    """Let an engine in which there was no order yet find them by so many places, a power of two."""
    window = engine.state.by_order_id
    window.places = window.touched = places
    for index in (engine.state.elders, engine.state.by_client_key):
        index.places, index.touched = places, 2 * places
    return engine
