"""Plays a flow: submits its commands at a pace, waits for each outcome, and tells the playback.

It is a client like any other: when the queue is full it waits and tries again, and when the venue
stops, it hears so by VenueStopped and ends.
"""

import asyncio
from collections.abc import Callable

from glassbook.protocol.labels import Label
from glassbook.protocol.submission import Outcome, QueueFull, Submitter
from glassbook.replay.pace import Pace
from glassbook.replay.playback import Playback

Report = Callable[[int], None]  # how many commands of the flow are behind

QUEUE_PATIENCE_S = 0.005


async def play(
    playback: Playback,
    submitter: Submitter,
    pace: Pace,
    *,
    start: int = 0,
    stop: int | None = None,
    report: Report | None = None,
) -> None:
    """Play the commands from `start` to `stop` (the end of the flow, when None).

    *Raises* VenueStopped.
    """
    time_ms = playback.flow.time_ms[:stop]
    while start < len(time_ms):
        reached = await pace.next_stop(time_ms, start)
        indices = playback.worth_sending(start, reached)
        if len(indices):
            outcome = await submit_patiently(submitter, playback.packed(indices))
            playback.hear(indices, outcome.sequence, outcome.events)
        start = reached
        if report:
            report(start)


async def reopen(playback: Playback, submitter: Submitter, after: Playback | None) -> None:
    """Put up the opening book and, in the same batch, take down what is left `after` another pass.

    Nobody ever sees the book empty between the two.
    """
    opening = playback.worth_sending(0, playback.flow.opening)
    commands, taken_down = playback.packed(opening), 0
    if after is not None:
        closing = after.worth_sending(after.flow.closing, len(after.flow))
        commands, taken_down = after.packed(closing) + commands, len(closing)
    outcome = await submit_patiently(submitter, commands)
    playback.hear(opening, outcome.sequence + taken_down, outcome.events)


async def submit_patiently(
    submitter: Submitter, commands: bytes, labels: dict[int, Label] | None = None
) -> Outcome:
    """Submit commands, and as long as the queue has no room for them, try again."""
    while True:
        try:
            return await submitter.submit_many(commands, labels)
        except QueueFull:
            await asyncio.sleep(QUEUE_PATIENCE_S)
