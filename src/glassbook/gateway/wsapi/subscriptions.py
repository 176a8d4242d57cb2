"""Who of this door listens to which account: a topic for each, told by one user data stream.

*Source*: "User Data Stream subscription" of Binance's web-socket-api.md.
"""

from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from glassbook.gateway.sbe.session_answers import event
from glassbook.gateway.streams.account.user_data import UserDataStream
from glassbook.gateway.streams.form import TimeUnit
from glassbook.gateway.streams.frames import binary_frame, text_frame
from glassbook.gateway.streams.stream import News
from glassbook.gateway.streams.topics import Listener, Topic
from glassbook.identity.api_keys import ApiKey
from glassbook.projection import Projections

ACTIVE_MAX = 1_000
IDS_MAX = 65_535  # of one connection, over its life


class SubscribedForm(NamedTuple):
    """The form of a subscription's events: its number, the unit of times, and SBE or JSON."""

    subscription_id: int
    unit: TimeUnit
    is_sbe: bool = False

    def frame(self, _stream: str, payload: bytes) -> bytes:
        """Return the frame that carries an event's JSON, or says the same."""
        if self.is_sbe:
            return binary_frame(event(payload, self.subscription_id))
        return text_frame(self.text(payload))

    def text(self, payload: bytes) -> bytes:
        return b'{"subscriptionId":%d,"event":%b}' % (self.subscription_id, payload)


@dataclass(frozen=True, slots=True)
class Subscription:
    """One connection's view of one account.

    key             what opened it, and must stay good
    is_of_session   made by a session's key, and ends with its logon
    """

    account_id: int
    key: ApiKey
    form: SubscribedForm
    is_of_session: bool


class EventStreamTerminated(msgspec.Struct, tag_field="e", tag="eventStreamTerminated"):
    event_time: int = msgspec.field(name="E")


class Accounts:
    """The accounts that somebody listens to."""

    def __init__(self, projections: Projections) -> None:
        self._stream = UserDataStream(projections)
        self._topics: dict[int, Topic] = {}

    @property
    def is_deserted(self) -> bool:
        """Does nobody listen to any?"""
        return not self._topics

    def on_batch(self, news: News) -> None:
        """Tell what a batch brought."""
        self._stream.on_batch(news)

    def join(self, listener: Listener, subscription: Subscription) -> None:
        account_id = subscription.account_id
        topic = self._topics.get(account_id)
        if topic is None:
            topic = self._topics[account_id] = Topic(str(account_id))
            self._stream.open(account_id, topic)
        topic.join(listener, subscription.form)

    def leave(self, listener: Listener, subscription: Subscription) -> None:
        account_id = subscription.account_id
        topic = self._topics[account_id]
        topic.leave(listener, subscription.form)
        if topic.is_deserted:
            del self._topics[account_id]
            self._stream.close(account_id, topic)
