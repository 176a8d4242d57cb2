"""`glassbook replay`: one pass of a recorded market through a venue, compared with what it printed.

Without a data directory the venue is a passing one, in a temporary directory.
"""

import tempfile
import time
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from glassbook.cli import event_loop
from glassbook.cli.house import House
from glassbook.cli.listing import list_everything
from glassbook.cli.market import new_pace, prepared, read
from glassbook.cli.replay_report import ReplayReport
from glassbook.cli.screen import Bar
from glassbook.node.configuration import Configuration
from glassbook.replay.capture import Capture
from glassbook.replay.comparison import compare
from glassbook.replay.playback import Playback
from glassbook.replay.player import play


def run_replay(source: str, speed: str, data: Path | None) -> ReplayReport:
    """Play a capture and report. *Raises* what `failure.explained` knows."""
    capture = read(source)
    with _directory(data) as directory:
        configuration = Configuration(data=Path(directory), replay=source, speed=speed)
        return event_loop.run(_replay(configuration, capture))


def _directory(data: Path | None) -> AbstractContextManager[str | Path]:
    return tempfile.TemporaryDirectory(prefix="glassbook-") if data is None else nullcontext(data)


async def _replay(configuration: Configuration, capture: Capture) -> ReplayReport:
    house = House(configuration)
    async with house.running():
        await list_everything(house.venue, house.projections)
        flow, accounts = await prepared(house, capture)
        await accounts.fund()
        playback = Playback(flow)
        began = time.perf_counter()
        with Bar(f"Playing {configuration.replay}") as bar:
            await play(
                playback,
                house.venue,
                new_pace(configuration.speed),
                report=lambda done: bar.show(done, len(flow)),
            )
        seconds = time.perf_counter() - began
        return ReplayReport(
            source=configuration.replay,
            rows=len(capture.rows),
            playback=playback,
            seconds=seconds,
            comparison=compare(capture.trades, playback),
        )
