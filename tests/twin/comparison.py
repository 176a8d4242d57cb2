"""The core's events beside the twin's facts, one by one and field by field."""

from collections.abc import Sequence

from glassbook.protocol.events import Event, EventKind
from tests.twin.state import Fact


def difference(events: Sequence[Event], facts: Sequence[Fact]) -> str:
    """Return the first difference as a sentence, or an empty text when there is none."""
    for event, fact in zip(events, facts, strict=False):
        stated = {name: getattr(event, name) for name in fact}
        if stated != fact:
            return _sentence(event, fact)
    if len(events) == len(facts):
        return ""
    extra = events[len(facts) :] or facts[len(events) :]
    return (
        f"{len(events)} events of the core, {len(facts)} facts of the twin; first extra: {extra[0]}"
    )


def _sentence(event: Event, fact: Fact) -> str:
    if event.kind != fact["kind"]:
        return f"the core tells {event}, the twin {EventKind(fact['kind']).name} {fact}"
    unequal = [
        f"{name}: core {getattr(event, name)}, twin {value}"
        for name, value in fact.items()
        if getattr(event, name) != value
    ]
    name = EventKind(event.kind).name
    return f"#{event.sequence} {name}: {'; '.join(unequal)}\n core {event}\n twin {fact}"
