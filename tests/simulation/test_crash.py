"""Killed at any moment, a venue loses nothing that it acknowledged and invents nothing.

Five kills here; `python -m tests.simulation.crash.rounds` does as many as it is told.
"""

from glassbook.protocol.events import EventKind
from tests.simulation.crash.rounds import campaign


def test_what_was_acknowledged_survives_every_kill_and_nothing_else_is_invented(tmp_path):
    done = campaign(tmp_path / "data", rounds=5, seed=20)
    assert len(done.acknowledged) > 100
    events = [event for found in done.last.events.values() for event in found]
    assert sum(event.kind == EventKind.ORDER_FILLED for event in events) > 100
    assert sum(event.kind == EventKind.ORDER_CANCELLED for event in events) > 10
