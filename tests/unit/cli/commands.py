"""`glassbook ...` as an operator runs it: in this process, or as a program of its own."""

import hashlib
import hmac
import http.client
import json
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import NamedTuple

from glassbook.cli.main import main

PROGRAM = Path(sys.executable).parent / "glassbook"
PATIENCE_S = 600  # for a program that should have ended: after that it is killed


class Ran(NamedTuple):
    exit_code: int
    out: str
    err: str


def run(capsys, monkeypatch, *arguments) -> Ran:
    """Run a command in this process."""
    monkeypatch.setattr(sys, "argv", ["glassbook", *map(str, arguments)])
    try:
        main()
        exit_code = 0
    except SystemExit as end:
        exit_code = end.code or 0
    captured = capsys.readouterr()
    return Ran(exit_code, captured.out, captured.err)


class Up:
    """`glassbook up` as a program, from its address being printed until it is told to stop."""

    def __init__(self, data: Path, *arguments) -> None:
        self.program = subprocess.Popen(
            [PROGRAM, "up", "--data", data, "--port", "0", *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.watchdog = threading.Timer(PATIENCE_S, self.program.kill)
        self.watchdog.start()
        self.greeting = self.program.stdout.readline()
        assert "http://" in self.greeting, self.program.stderr.read()
        self.port = int(self.greeting.rsplit(":", 1)[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.watchdog.cancel()
        self.program.kill()
        self.program.communicate()

    def stop(self, number=signal.SIGINT) -> Ran:
        """Send the signal, wait for the end, and return what was printed since the greeting."""
        self.program.send_signal(number)
        out, err = self.program.communicate()
        return Ran(self.program.returncode, out, err)

    def get(self, path, api_key=""):
        """Ask the REST door; return the status and the JSON."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=180)
        connection.request("GET", path, headers={"X-MBX-APIKEY": api_key} if api_key else {})
        answer = connection.getresponse()
        status, body = answer.status, json.loads(answer.read())
        connection.close()
        return status, body

    def get_signed(self, path, key):
        """Ask as the owner of an HMAC key."""
        query = f"timestamp={time.time_ns() // 10**6}"
        signature = hmac.new(key["secret"].encode(), query.encode(), hashlib.sha256).hexdigest()
        return self.get(f"{path}?{query}&signature={signature}", key["api_key"])
