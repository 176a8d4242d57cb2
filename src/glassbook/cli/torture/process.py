"""A venue as its users run it, in a process of its own, which can be killed."""

import json
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from threading import Timer

START_SECONDS_MAX = 180  # with the compiler's cache still empty
STOP_SECONDS_MAX = 60
ADDRESS = "Glassbook is open at"
GLASSBOOK = "from glassbook.cli.main import main; main()"


class DidNotOpen(Exception):
    """The venue ended before it was open. The text is what it said."""


@dataclass(frozen=True)
class Keys:
    """What a client needs to sign."""

    api_key: str
    secret: str


class VenueProcess:
    """An open venue. *Raises* DidNotOpen.

    `options` are those of `glassbook up` beyond the directory and the port.
    """

    def __init__(self, data: Path, port: int, *options: str) -> None:
        command = [sys.executable, "-c", GLASSBOOK, "up", "--data", str(data)]
        command += ["--port", str(port), "--fix-port", "none", "--limits", "none", *options]
        self._log = data.with_suffix(".log")
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(  # noqa: S603 - our own program
                command, stdout=subprocess.PIPE, stderr=log, text=True
            )
        self.address = self._opened()
        told = json.loads((data / "demo-keys.json").read_bytes())
        self.keys = {who: Keys(**key) for who, key in told.items()}

    @property
    def port(self) -> int:
        """Where it listens."""
        return int(self.address.rpartition(":")[2])

    @property
    def pid(self) -> int:
        """The process's number."""
        return self._process.pid

    def kill(self) -> None:
        """End the process at once: kill -9."""
        self._process.kill()
        self._end()

    def stop(self) -> None:
        """Ask it to stop, and wait until it has."""
        self._process.send_signal(signal.SIGINT)
        self._end()

    def _end(self) -> None:
        self._process.communicate(timeout=STOP_SECONDS_MAX)

    def _opened(self) -> str:
        too_late = Timer(START_SECONDS_MAX, self._process.kill)
        too_late.start()
        address = ""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            if ADDRESS in line:
                address = line.split("http://")[1].strip()
            if line.strip().startswith("data"):
                break
        too_late.cancel()
        if not address or self._process.poll() is not None:
            self._process.wait()
            said = self._log.read_text(errors="replace").strip().splitlines()
            raise DidNotOpen(said[-1] if said else "nothing was said")
        return address
