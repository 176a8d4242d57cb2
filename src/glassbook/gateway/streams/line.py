"""A line to one client: what the streams need of a socket, and nothing else.

Its one rule: nothing here waits. Bytes that the client does not take pile up in `unsent_bytes`,
and whoever lets them pile up too far is cut off; nobody else notices.
"""

from collections.abc import Callable
from typing import Protocol


class Line(Protocol):
    """One open WebSocket, seen from the streams. After `hang_up` or `cut`, `put` does nothing."""

    def put(self, frames: bytes) -> int:
        """Send whole encoded frames; return `unsent_bytes`."""
        ...

    def ping(self, payload: bytes) -> None:
        """Send a ping."""
        ...

    @property
    def free_socket(self) -> int:
        """The socket's number, if what comes next may be sent there past the line: the line is
        open, carries plain bytes, and nothing is unsent. Else NO_SOCKET. Good until the loop turns.
        """
        ...

    @property
    def unsent_bytes(self) -> int:
        """Bytes put but not yet taken by the operating system."""
        ...

    def hang_up(self, code: int, reason: str) -> None:
        """Say goodbye with a close frame, then close."""
        ...

    def cut(self) -> None:
        """Close at once; whatever was unsent is lost."""
        ...

    def tell_control(self, on_ping: Callable[[], None], on_pong: Callable[[bytes], None]) -> None:
        """Have the control frames that arrive told to these."""
        ...

    def tell_messages(self, on_message: Callable[[bytes, bool], None]) -> None:
        """Have whole messages told to `on_message` (data, is it text?) as they arrive, and no more
        to the application.
        """
        ...

    def pause(self) -> None:
        """Read nothing more for now."""
        ...

    def resume(self) -> None:
        """Read again."""
        ...
