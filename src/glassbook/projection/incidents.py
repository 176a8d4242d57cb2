"""What the operator tells everybody of a trouble: folded from the journal, where his words stand.

An incident is opened with words, may be told more of, and is closed with words. Each is a document.
"""

from dataclasses import dataclass, field

from glassbook.protocol.batches import Batch, SequencedDocument

INCIDENT = "incident"  # the schema of the documents
OPENED, NOTED, CLOSED = "opened", "noted", "closed"
INCIDENTS_MAX = 100  # the oldest closed ones go
NOTES_MAX = 50  # of one, by whoever writes them; it takes no more then, but its end


@dataclass(slots=True)
class Incident:
    """`notes` are (time, words), the oldest first: the first opened it, the last closed it if it is
    closed.
    """

    incident: str
    notes: list[tuple[int, str]] = field(default_factory=list)
    is_open: bool = True


class Incidents:
    """The incidents of one venue, the oldest first."""

    def __init__(self) -> None:
        self._incidents: dict[str, Incident] = {}

    def all(self) -> list[Incident]:
        """Return every incident that is remembered, the oldest first."""
        return list(self._incidents.values())

    def find(self, incident: str) -> Incident | None:
        return self._incidents.get(incident)

    def follow(self, entry: Batch | SequencedDocument) -> None:
        """Take up one entry of the journal; what is not of an open incident is passed over."""
        if isinstance(entry, Batch) or entry.document.schema != INCIDENT:
            return
        body = entry.document.body
        name, change = body["incident"], body["change"]
        if change == OPENED:
            self._incidents[name] = Incident(name)
            self._let_go()
        found = self._incidents.get(name)
        if found is None or not found.is_open:
            return
        found.notes.append((entry.time_ns, body["words"]))
        found.is_open = change != CLOSED

    def _let_go(self) -> None:
        closed = [each for each in self._incidents.values() if not each.is_open]
        for each in closed[: max(len(self._incidents) - INCIDENTS_MAX, 0)]:
            del self._incidents[each.incident]
