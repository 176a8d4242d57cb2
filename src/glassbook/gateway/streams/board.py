"""The board: every topic that somebody listens to, by name.

A topic is opened in its kind of stream when its first listener comes, and closed when the last one
has gone. So what nobody listens to costs nothing: its kind is not on the lists below.
"""

from dataclasses import dataclass
from typing import Protocol

from glassbook.gateway.streams.connection import Connection
from glassbook.gateway.streams.outbox import Outbox
from glassbook.gateway.streams.requests import BadRequest
from glassbook.gateway.streams.stream import Stream
from glassbook.gateway.streams.topics import Topic


@dataclass(frozen=True, slots=True)
class Place:
    """Where a name belongs: a kind of stream, and of which symbol, account or market it is."""

    stream: Stream
    subject: int


class Catalogue(Protocol):
    """Knows every name there is."""

    def find(self, name: str) -> Place | None:
        """Return where a name belongs; None when there is no such stream."""
        ...


class Board:
    """Who listens to what. `live` and `periodic` are the kinds that have topics."""

    def __init__(self, catalogue: Catalogue, outbox: Outbox) -> None:
        self._catalogue = catalogue
        self._outbox = outbox
        self._topics: dict[str, tuple[Topic, Place]] = {}
        self._topic_counts: dict[Stream, int] = {}
        self.live: list[Stream] = []
        self.periodic: list[Stream] = []

    def subscribe(self, connection: Connection, names: tuple[str, ...]) -> None:
        """Have a connection listen to all of `names`; those it has already change nothing.

        *Raises* BadRequest, and changes nothing, when one is unknown or they are too many in all.
        """
        wanted = [name for name in dict.fromkeys(names) if name not in connection.topics]
        for name in wanted:
            if name not in self._topics and self._catalogue.find(name) is None:
                raise BadRequest(2, "Invalid request: invalid stream", subject=name)
        streams_max = connection.profile.streams_max
        if len(connection.topics) + len(wanted) > streams_max:
            raise BadRequest(
                2, f"Invalid request: a connection may listen to at most {streams_max} streams"
            )
        # From here on nothing may be refused.
        for name in wanted:
            topic = self._topic(name)
            topic.join(connection, connection.form)
            connection.topics[name] = topic

    def unsubscribe(self, connection: Connection, names: tuple[str, ...]) -> None:
        """Have a connection no longer listen to `names`; those it does not have change nothing."""
        for name in names:
            topic = connection.topics.pop(name, None)
            if topic is not None:
                topic.leave(connection, connection.form)
                if topic.is_deserted:
                    self._close(name)

    def dismiss(self, connection: Connection) -> None:
        """Forget a connection."""
        self.unsubscribe(connection, tuple(connection.topics))

    def _topic(self, name: str) -> Topic:
        if name in self._topics:
            return self._topics[name][0]
        topic, place = Topic(name, self._outbox.add_for_all), self._catalogue.find(name)
        assert place is not None, "a name is looked up before it is opened"
        self._topics[name] = topic, place
        self._topic_counts[place.stream] = self._topic_counts.get(place.stream, 0) + 1
        place.stream.open(place.subject, topic)
        self._list_streams()
        return topic

    def _close(self, name: str) -> None:
        topic, place = self._topics.pop(name)
        place.stream.close(place.subject, topic)
        self._topic_counts[place.stream] -= 1
        if not self._topic_counts[place.stream]:
            del self._topic_counts[place.stream]
        self._list_streams()

    def _list_streams(self) -> None:
        self.live = [stream for stream in self._topic_counts if stream.is_live]
        self.periodic = [stream for stream in self._topic_counts if stream.period_ms]
