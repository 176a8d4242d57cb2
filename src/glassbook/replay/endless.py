"""A market that never ends: the capture, its mirror image, the capture, ...

Each pass begins at the price where the one before it ended (see `mirror`), and prices stay within
what was recorded for ever. Its one rule: customers' own orders are left alone. What the flow itself
left on the book is taken down in the very batch that puts up the next opening book.
"""

import asyncio
from collections.abc import Callable
from itertools import cycle

from glassbook.protocol.submission import Submitter
from glassbook.replay.accounts import FlowAccounts
from glassbook.replay.flow import OrderFlow
from glassbook.replay.mirror import mirrored
from glassbook.replay.pace import Pace
from glassbook.replay.playback import Playback
from glassbook.replay.player import play, reopen


async def run_endlessly(
    flow: OrderFlow,
    accounts: FlowAccounts,
    submitter: Submitter,
    new_pace: Callable[[], Pace],
    is_open: Callable[[], None],
) -> None:
    """Play `flow` and its mirror image in turns, until cancelled.

    `new_pace` is asked for once per pass; `is_open` is called whenever a book is up. A flow
    without a mirror image (its book is one-sided at an end) starts over at its own prices; one in
    which nothing happens between its opening and its closing book stays at the first.

    *Raises* VenueStopped.
    """
    reflected = mirrored(flow)
    ended = None
    for turn in cycle([flow, flow if reflected is None else reflected]):
        await accounts.fund()
        playback = Playback(turn)
        await reopen(playback, submitter, ended)
        is_open()
        if turn.opening >= turn.closing:
            await asyncio.Event().wait()  # nothing happens between the first book and the last
        await play(playback, submitter, new_pace(), start=turn.opening, stop=turn.closing)
        ended = playback
