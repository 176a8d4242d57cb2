"""A venue as its users run it: a process opened by the documented command, found by the address it
prints, its demo keys read from the file it names, ended by its own process id.
"""

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Timer
from typing import Any, Literal

GLASSBOOK = Path(sys.executable).with_name("glassbook")
START_SECONDS_MAX = 600  # cold, with the compiler's cache still empty, on a busy machine
STOP_SECONDS_MAX = 300

Who = Literal["alice", "bob", "carol"]


@dataclass(frozen=True)
class RunningVenue:
    """An open venue: where it listens, and who may trade there."""

    process: subprocess.Popen[str]
    data: Path
    address: str  # host and port
    keys: dict[str, dict[str, str]]
    fix_ports: tuple[int, int]  # of orders, and of market data

    @property
    def http(self) -> str:
        return f"http://{self.address}"

    @property
    def ws(self) -> str:
        return f"ws://{self.address}"

    @property
    def ws_api(self) -> str:
        return f"{self.ws}/ws-api/v3"

    @property
    def port(self) -> str:
        return self.address.rpartition(":")[2]

    def kill(self) -> None:
        """End the process as a power failure would: kill -9."""
        self.process.kill()
        self.process.wait(STOP_SECONDS_MAX)


@contextmanager
def running(data: Path, *options: str, port: str = "0") -> Iterator[RunningVenue]:
    """Open a venue on `data` with further options of `glassbook up`; ask it to stop at the end."""
    command = [GLASSBOOK, "up", "--data", data, "--port", port, "--limits", "none"]
    command += ["--fix-port", "0", *options]
    with (
        Path(f"{data}.log").open("a") as log,
        subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True) as process,
    ):
        try:
            yield _opened(process, data, Path(log.name))
        finally:
            if process.poll() is None:
                process.send_signal(signal.SIGINT)
            process.communicate(timeout=STOP_SECONDS_MAX)


def _opened(process: subprocess.Popen[str], data: Path, log: Path) -> RunningVenue:
    """Read what the venue prints until it says where it is. One that hangs is killed."""
    too_late = Timer(START_SECONDS_MAX, process.kill)
    too_late.start()
    try:
        lines = _said(process)
    finally:
        too_late.cancel()
    if "data" not in lines:
        raise AssertionError(f"the venue did not open: {lines}\n{log.read_text()}")
    address = lines["Glassbook is open at"].removeprefix("http://")
    keys: dict[str, Any] = json.loads((data / "demo-keys.json").read_text())
    orders, market = re.findall(r":([0-9]+)", lines["FIX"])
    return RunningVenue(process, data, address, keys, (int(orders), int(market)))


def _said(process: subprocess.Popen[str]) -> dict[str, str]:
    """Return the lines of the welcome, by what stands before the two blanks."""
    assert process.stdout is not None
    said = {}
    for line in process.stdout:
        what, _, there = re.sub(r"  +", "\t", line.strip()).partition("\t")
        said[what] = there
        if what == "data":  # the last one
            break
    return said


def make_key(data: Path, account: str, public_pem: Path, *options: str) -> str:
    """Make an API key of an account from a public key, as its owner does; return its name."""
    command = [GLASSBOOK, "keys", "create", account, "--data", data, "--json"]
    command += ["--public-key", public_pem, *options]
    made = subprocess.run(command, capture_output=True, text=True, check=True)
    return str(json.loads(made.stdout)["api_key"])
