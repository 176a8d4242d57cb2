"""How much of the last thirty days the venue was open, and when it was not."""

from collections.abc import Sequence
from itertools import pairwise

from glassbook.projection.incidents import Incident
from glassbook.transparency.shapes import Closed, Trouble, TroubleNote, Uptime

DAYS = 30
DAY_NS = 86_400_000_000_000
MILLISECOND_NS = 1_000_000
RUNS_SHOWN = 100

Run = tuple[int, int, bool]  # from, until (ns since the epoch), whether its operator ended it


def uptime(
    finished: Sequence[Run],
    opened_ns: int,
    now_ns: int,
    incidents: Sequence[Incident] = (),
    *,
    is_accepting: bool = True,
) -> Uptime:
    """Return the runs before this one and the incidents, the newest first, and what runs come to.

    Of thirty days, or of less when the venue is younger.
    """
    since_ns = max(now_ns - DAYS * DAY_NS, min([opened_ns, *(start for start, _, _ in finished)]))
    runs = [*finished, (opened_ns, now_ns, False)]
    open_ns = sum(max(end - max(start, since_ns), 0) for start, end, _ in runs)
    return Uptime(
        since=since_ns // MILLISECOND_NS,
        open_since=opened_ns // MILLISECOND_NS,
        open_ms=open_ns // MILLISECOND_NS,
        of_ms=(now_ns - since_ns) // MILLISECOND_NS,
        closed=[
            Closed(
                from_=end // MILLISECOND_NS,
                until=start // MILLISECOND_NS,
                is_planned=is_planned,
            )
            for (_, end, is_planned), (start, _, _) in reversed(list(pairwise(runs)))
        ][:RUNS_SHOWN],
        is_accepting=is_accepting,
        incidents=[_told(each) for each in reversed(incidents)],
    )


def _told(incident: Incident) -> Trouble:
    notes = [
        TroubleNote(time=time_ns // MILLISECOND_NS, words=words)
        for time_ns, words in incident.notes
    ]
    return Trouble(incident=incident.incident, is_open=incident.is_open, notes=notes)
