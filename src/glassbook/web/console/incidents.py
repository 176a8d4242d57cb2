"""What the operator tells everybody of a trouble. One member does so at once: it moves nothing."""

from typing import Annotated

from msgspec import Meta

from glassbook.identity.refused import Refused, Why
from glassbook.projection.incidents import CLOSED, INCIDENT, NOTED, NOTES_MAX, OPENED
from glassbook.protocol.documents import Document
from glassbook.protocol.submission import Outcome
from glassbook.web.accounts.endpoint import Desk
from glassbook.web.console.door import floor_of
from glassbook.web.console.plans import Deed, Plan, Wanted

OPEN_MAX = 20

#: Shown to everybody, and journaled for ever: nothing personal belongs in them.
PublicWords = Annotated[str, Meta(min_length=3, max_length=500)]


class IncidentWanted(Wanted, kw_only=True):
    """`words` are shown to everybody; the reason is not."""

    words: PublicWords


class IncidentNoteWanted(IncidentWanted, kw_only=True):
    incident: str


def open_incident(desk: Desk, wanted: IncidentWanted) -> Plan:
    """Plan to tell of a trouble that has begun. *Raises* Refused."""
    _require_words(wanted.words)
    if sum(each.is_open for each in floor_of(desk).incidents()) >= OPEN_MAX:
        rule = f"would be more than {OPEN_MAX} that are open"
        raise Refused(Why.CONFLICT, "words", rule, "a note on one of them, or the end of one")
    return _plan(desk, "", OPENED, wanted.words)


def note_incident(desk: Desk, wanted: IncidentNoteWanted) -> Plan:
    """Plan to tell more of it. *Raises* Refused."""
    found = _open(desk, wanted)
    if found >= NOTES_MAX:
        rule = f"has {NOTES_MAX} notes, and takes no more"
        raise Refused(Why.CONFLICT, "incident", rule, "its end, and another one")
    return _plan(desk, wanted.incident, NOTED, wanted.words)


def close_incident(desk: Desk, wanted: IncidentNoteWanted) -> Plan:
    """Plan to tell that it is over. *Raises* Refused."""
    _open(desk, wanted)
    return _plan(desk, wanted.incident, CLOSED, wanted.words)


def _open(desk: Desk, wanted: IncidentNoteWanted) -> int:
    """Return how many notes an incident has that is open. *Raises* Refused."""
    _require_words(wanted.words)
    for each in floor_of(desk).incidents():
        if each.incident == wanted.incident and each.is_open:
            return len(each.notes)
    raise Refused(Why.CONFLICT, "incident", "is not open", "one that is")


def _require_words(words: str) -> None:
    if not words.isprintable() or not words.strip():
        raise Refused(Why.INVALID, "words", "are none", "3 to 500 printable characters")


def _plan(desk: Desk, incident: str, change: str, words: str) -> Plan:
    async def carry_out(deed: Deed) -> Outcome:
        name = incident or deed.action.replace("action", "incident")
        body = {"incident": name, "change": change, "words": words, "why": deed.label}
        outcome: Outcome = await floor_of(desk).publish(Document(INCIDENT, 1, body))
        return outcome

    return Plan(incident or "a new incident", carry_out)
