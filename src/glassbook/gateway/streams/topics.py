"""A topic: one stream by its name, and everybody who listens to it, in whichever form.

An event is encoded once for each form that somebody wants, whatever the number of listeners.
"""

from collections.abc import Callable, Iterable
from typing import Any, Protocol

from glassbook.gateway.streams.form import TimeUnit

Encode = Callable[[TimeUnit], bytes]  # the JSON of one event, its times in the given unit


class Listener(Protocol):
    """Whoever takes frames. Taking never waits and never fails."""

    def take(self, frame: bytes) -> None: ...


class Form(Protocol):
    """How somebody wants to be told: in which unit of time, and framed how. Equal ones share."""

    @property
    def unit(self) -> TimeUnit: ...

    def frame(self, stream: str, payload: bytes, /) -> bytes: ...

    def __hash__(self) -> int: ...


TellAll = Callable[[Iterable[Any], bytes], None]  # an audience, and the frame for all of it


def each_takes(audience: Iterable[Listener], frame: bytes) -> None:
    """Tell an audience one by one."""
    for listener in audience:
        listener.take(frame)


class Topic:
    """One stream. Listeners hear in the order in which they came."""

    def __init__(self, name: str, tell_all: TellAll = each_takes) -> None:
        self.name = name
        self._tell_all = tell_all
        self._audiences: dict[Form, dict[Listener, None]] = {}
        self._newcomers: dict[Listener, Form] = {}

    @property
    def is_deserted(self) -> bool:
        """Does nobody listen any more?"""
        return not self._audiences

    def join(self, listener: Listener, form: Form) -> None:
        self._audiences.setdefault(form, {})[listener] = None
        self._newcomers[listener] = form

    def leave(self, listener: Listener, form: Form) -> None:
        audience = self._audiences[form]
        del audience[listener]
        if not audience:
            del self._audiences[form]
        self._newcomers.pop(listener, None)

    def tell(self, encode: Encode) -> None:
        """Send one event to everybody."""
        self._newcomers.clear()
        for form, audience in self._audiences.items():
            self._tell_all(audience, form.frame(self.name, encode(form.unit)))

    def greet(self, encode: Encode) -> None:
        """Send the present state to those who came since the topic was last told or greeted."""
        newcomers, self._newcomers = self._newcomers, {}
        for listener, form in newcomers.items():
            listener.take(form.frame(self.name, encode(form.unit)))

    @property
    def has_newcomers(self) -> bool:
        """Is there anybody to greet?"""
        return bool(self._newcomers)
