"""The word to stop: SIGINT or SIGTERM. Said once it is heeded in order, said again at once."""

import asyncio
import signal


class Stopping:
    """What a venue waits for.

    told      it is to stop, when everybody connected had the time to go
    hurried   it is to stop without waiting for that
    """

    def __init__(self) -> None:
        self.told = asyncio.Event()
        self.hurried = asyncio.Event()

    def listen(self) -> None:
        """Hear the process's signals from now on; to be called on the running loop."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, self.hear)

    def hear(self) -> None:
        """Take one signal."""
        if self.told.is_set():
            self.hurried.set()
        self.told.set()
