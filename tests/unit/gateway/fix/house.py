"""A venue with a FIX door, small enough to hold in one's hand, and clients that speak FIX to it.

The real core, projections, sessions and applications; no journal, no sockets but two that nobody
connects to. Everything a client hears is read back through the tables of messages: what is not
documented there fails the story.
"""

import asyncio
from base64 import b64encode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.gateway.fix.connection import Connection
from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.framing import Framer, framed
from glassbook.gateway.fix.limits import PROFILES
from glassbook.gateway.fix.messages import BY_CODE, Kinds
from glassbook.gateway.fix.reading import envelope, values_of
from glassbook.gateway.fix.server import TRADING, FixServer
from glassbook.gateway.fix.times import stamp
from glassbook.identity.api_keys import Permission
from glassbook.protocol.batches import AppliedBatch, Batch, commands_of
from glassbook.protocol.labels import NO_LABEL
from glassbook.protocol.submission import Outcome
from tests.unit.gateway.rest.house import Exchange, House


class Room(Exchange):
    """The exchange of `House`, which tells a listener what it applied and takes packets, too."""

    def __init__(self, exchange, clock):
        vars(self).update(vars(exchange))
        self.listener = None
        self._clock = clock

    def apply(self, command, label=NO_LABEL):
        return self.apply_all(command, {0: label})

    async def submit_many(self, commands, labels=None):
        if self.trouble is not None:
            raise self.trouble
        return self.apply_all(commands, labels or {})

    def apply_all(self, commands, labels):
        sequence = self.engine.sequence + 1
        batch = Batch(sequence, self._clock(), commands_of(commands), labels)
        applied = AppliedBatch(batch, self.engine.apply(batch))
        self.projections.fold(applied)
        if self.listener is not None:
            self.listener(applied)
        return Outcome(sequence, batch.time_ns, applied.facts)


class FixHouse(House):
    """A house with a FIX door. `profile` names the limits of all doors."""

    def __init__(self, folder, profile="us"):
        super().__init__(folder, profile)
        self.exchange = Room(self.exchange, self.clock)
        object.__setattr__(self.venue, "submitter", self.exchange)
        self.server = FixServer(self.venue, PROFILES[profile], "127.0.0.1", (0, 0))
        self.exchange.listener = self.server.on_batch
        self.loop = asyncio.new_event_loop()
        self._signers = {}
        directory = self.venue.projections.directory
        self.alice_id = directory.account(self.alice.reference).account_id

    def close(self):
        self.server.shut_down()
        self.loop.close()
        super().close()

    def signer(self, handle):
        """Return an Ed25519 key of an account, and its private half."""
        if handle not in self._signers:
            private = Ed25519PrivateKey.generate()
            public = private.public_key()
            pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
            self._signers[handle] = self.keys.create(handle, pem, Permission.FIX), private
        return self._signers[handle]

    def orders_of(self, handle):
        """Return the open orders of an account."""
        projections = self.venue.projections
        account_id = projections.directory.account(getattr(self, handle).reference).account_id
        return projections.orders.open_orders(account_id)

    def connect(self, handle="alice", comp_id="CLIENT", *, market=False):
        """Return a client that has not said who it is."""
        return Client(self, handle, comp_id, Kinds.MARKET_DATA if market else TRADING)

    def trader(self, handle="alice", comp_id="CLIENT", **logon):
        """Return a client with an open order entry session."""
        client = self.connect(handle, comp_id)
        client.log_on(**logon)
        return client

    def observer(self, handle="alice", comp_id="WATCH"):
        """Return a client with an open market data session."""
        client = self.connect(handle, comp_id, market=True)
        client.log_on()
        return client


class Transport:
    """The socket's side, as much of it as a connection uses."""

    def __init__(self):
        self.written = b""
        self.is_gone = False
        self.is_paused = False
        self.unread_bytes = 0

    def get_extra_info(self, _name):
        return ("127.0.0.1", 50_000)

    def write(self, data):
        self.written += data

    def get_write_buffer_size(self):
        return self.unread_bytes

    def close(self):
        self.is_gone = True

    abort = close

    def is_closing(self):
        return self.is_gone

    def is_reading(self):
        return not self.is_paused

    def pause_reading(self):
        self.is_paused = True

    def resume_reading(self):
        self.is_paused = False


class Client:
    """A FIX client: says messages by their names, hears them by their names."""

    def __init__(self, house, handle, comp_id, kinds):
        self.house = house
        self.handle = handle
        self.comp_id = comp_id
        self.sequence = 0
        self._heard_sequence = 0
        self._framer = Framer()
        self.transport = Transport()
        self.connection = Connection(house.server, kinds)
        self.connection.connection_made(self.transport)

    @property
    def is_cut_off(self):
        return self.transport.is_gone

    def log_on(self, *, signed_as=None, private=None, **fields):
        """Log on with a good signature; `fields` change or leave out (None) what is sent."""
        key, own = self.house.signer(self.handle)
        sequence = fields.pop("MsgSeqNum", self.sequence + 1)
        time = fields.pop("SendingTime", stamp(self.house.clock()).decode())
        payload = "\x01".join(["A", signed_as or self.comp_id, "SPOT", str(sequence), time])
        signature = b64encode((private or own).sign(payload.encode())).decode()
        values = {
            "RawDataLength": len(signature),
            "RawData": signature,
            "EncryptMethod": 0,
            "HeartBtInt": 30,
            "ResetSeqNumFlag": "Y",
            "Username": key.api_key,
            "MessageHandling": 2,
            **fields,
        }
        return self.say("A", MsgSeqNum=sequence, SendingTime=time, **values)

    def say(self, code, **fields):
        """Send one message and return everything heard since."""
        return self.send(self.message(code, **fields))

    def message(self, code, **fields):
        """Return the bytes of a message, numbered, timed and addressed unless `fields` say so."""
        self.sequence = int(fields.pop("MsgSeqNum", self.sequence + 1))
        header = {
            "MsgSeqNum": self.sequence,
            "SenderCompID": self.comp_id,
            "SendingTime": stamp(self.house.clock()).decode(),
            "TargetCompID": "SPOT",
        }
        header |= {name: fields.pop(name) for name in (*header, "RecvWindow") if name in fields}
        return framed(f"35={code}\x01{_written(header)}{_written(fields)}".encode("latin-1"))

    def send(self, data):
        """Send bytes as they are and return everything heard since."""
        self.house.loop.run_until_complete(self._deliver(data))
        return self.heard()

    async def _deliver(self, data):
        if not self.is_cut_off:
            self.connection.data_received(data)
        await asyncio.gather(*self.connection._tasks)

    def heard(self):
        """Return what was heard since this was last asked, each as (name, fields)."""
        self._framer.feed(self.transport.written)
        self.transport.written = b""
        heard = []
        while (message := self._framer.next()) is not None:
            heard.append(self._read(message))
        return heard

    def _read(self, message):
        opened = envelope(message)
        self._heard_sequence += 1
        assert opened.header["SenderCompID"] == "SPOT"
        assert opened.sequence == self._heard_sequence
        kind = BY_CODE[opened.code]
        assert kind.by_venue, f"the venue never sends {kind.name}"
        admission = self.connection.session.admission
        assert admission is None or admission.kind in kind.kinds
        values = values_of_venue(kind, opened.body)
        return kind.name, values

    def leave(self, *, politely=True):
        if politely:
            self.say("5")
        self.connection.connection_lost(None)


def values_of_venue(kind, body):
    """Return the fields of a message from the venue: its Logon tells less than a client's."""
    if kind.code != "A":
        return values_of(kind, body)
    return {kind.tags[tag].field.name: text for tag, text in body}


def _written(fields):
    """Write fields by name, in the order given; a list is a group, None is left out."""
    written = []
    for name, value in fields.items():
        tag = BY_NAME[name].tag if name in BY_NAME else name
        if isinstance(value, list):
            written.append(f"{tag}={len(value)}\x01" + "".join(_written(each) for each in value))
        elif value is not None:
            written.append(f"{tag}={value}\x01")
    return "".join(written)
