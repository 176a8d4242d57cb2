"""What the Python programs share: what they were told, how they say what they met, and wait."""

import json
import os
import queue
import sys
import threading
import traceback
from collections.abc import Callable
from typing import Any

TOLD: dict[str, str] = json.loads(sys.argv[1])
SYMBOL = "ETHUSD"
SECONDS_MAX = 60
PAUSE_S = 0.1
_never = threading.Event()


def say(said: str, **what: Any) -> None:
    """Tell the test one step of the story."""
    print(json.dumps({"said": said, **what}), flush=True)


def again(make: Callable[[], Any], *away: type[Exception]) -> Any:
    """Do what fails with one of these as long as the venue is away."""
    while True:
        try:
            return make()
        except away:
            _never.wait(PAUSE_S)


def until(wanted: Callable[[], Any]) -> Any:
    """Ask until something is returned that is true."""
    while not (found := wanted()):
        _never.wait(PAUSE_S)
    return found


class Heard:
    """What arrived, as JSON, in order."""

    def __init__(self) -> None:
        self._waiting: queue.Queue[Any] = queue.Queue()

    def take(self, text: str) -> None:
        """Note what arrived."""
        self._waiting.put(json.loads(text))

    def next(self, kind: str = "", seconds: int = SECONDS_MAX) -> Any:
        """Return the next that was heard, or the next event of a kind. *Raises* queue.Empty."""
        while True:
            told = self._waiting.get(timeout=seconds)
            event = told.get("event", told.get("data", told)) if isinstance(told, dict) else told
            if not kind or event.get("e") == kind:
                return event


def run(main: Callable[[], None]) -> None:
    """Tell the whole story and end, whatever threads the client has left running."""
    status = 1
    try:
        main()
        status = 0
    finally:
        if status:
            traceback.print_exc()
        os._exit(status)
