"""A client of the WebSocket API without a socket: texts into a session, texts out of it."""

import asyncio
import base64
import hashlib
import hmac
import json
from itertools import count

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.gateway.express import Errand
from glassbook.gateway.streams.stream import News
from glassbook.gateway.wsapi.session import Service, Session, Settings
from tests.unit.gateway.rest.house import CALLER
from tests.unit.gateway.streams.fake_line import texts_of


class Ed25519:
    """A key of which the venue holds the public half."""

    def __init__(self, house, handle, **settings):
        self._private = Ed25519PrivateKey.generate()
        public = self._private.public_key().public_bytes(
            Encoding.PEM, PublicFormat.SubjectPublicKeyInfo
        )
        self.known = house.keys.create(handle, public.decode(), **settings)
        self.api_key = self.known.api_key

    def sign(self, payload):
        return base64.b64encode(self._private.sign(payload)).decode()


class Hmac:
    """A key whose secret both sides know."""

    def __init__(self, known):
        self.known = known
        self.api_key = known.api_key

    def sign(self, payload):
        return hmac.new(self.known.secret.encode(), payload, hashlib.sha256).hexdigest()


class Listener:
    """Takes what was not asked for."""

    def __init__(self):
        self._frames = []

    def take(self, frame):
        self._frames.append(frame)

    def heard(self):
        frames, self._frames = self._frames, []
        return [json.loads(text) for text in texts_of(b"".join(frames))]


class Watched(Session):
    """A session that says which requests took the plain way."""

    def __init__(self, api, *arguments):
        super().__init__(*arguments)
        self._api = api

    async def answer(self, text):
        self._api.taken_on -= 1
        return await super().answer(text)


class Api:
    """One connection to the venue.

    is_plain  everything takes the plain way
    taken_on  how many requests did not
    """

    def __init__(self, house, settings=None, service=None, *, is_plain=False):
        self.house = house
        self.is_plain = is_plain
        self.taken_on = 0
        if service is None:
            service = Service(house.venue)
            house.exchange.listeners.append(
                lambda applied: service.accounts.on_batch(News(applied, house.clock()))
            )
        self.service = service
        self.listener = Listener()
        self.session = Watched(self, service, settings or Settings(), CALLER, self.listener)
        self._ids = count(1)

    def say(self, text):
        """Send a text as it is; return the answer."""
        return self.say_all([text])[0]

    def say_all(self, texts):
        """Send texts in one turn of the loop; return the answers in the same order."""
        return asyncio.run(
            self._say_all([t if isinstance(t, bytes) else t.encode() for t in texts])
        )

    async def _say_all(self, texts):
        answers = [asyncio.get_running_loop().create_future() for _ in texts]
        for text, answer in zip(texts, answers, strict=True):
            if not self.is_plain and self.session.take_on(text, answer.set_result):
                self.taken_on += 1
            else:
                Errand(self.session.answer(text), answer.set_result).step()
                self.taken_on += 1
        return [json.loads(await answer) for answer in answers]

    def ask(self, method, key=None, **params):
        """Send a request, signed if there is a key; return the answer."""
        if key is not None:
            params = self.signed(key, params)
        elif self.session.key is not None:
            params = {"timestamp": self.house.clock() // 1_000_000, **params}
        request = {"id": next(self._ids), "method": method, "params": params}
        return self.say(json.dumps(request))

    def result(self, method, key=None, **params):
        answer = self.ask(method, key, **params)
        assert answer["status"] == 200, answer
        return answer["result"]

    def refusal(self, method, key=None, **params):
        """Return status, code and text of a refusal."""
        return refusal_of(self.ask(method, key, **params))

    def signed(self, key, params):
        stamped = {"timestamp": self.house.clock() // 1_000_000, **params, "apiKey": key.api_key}
        return {**stamped, "signature": key.sign(payload_of(stamped))}

    def heard(self):
        return self.listener.heard()


def payload_of(params):
    """Return what is signed: sorted by name, values as JSON writes them."""
    texts = {n: v if isinstance(v, str) else json.dumps(v) for n, v in params.items()}
    return "&".join(f"{name}={texts[name]}" for name in sorted(texts)).encode()


def refusal_of(answer):
    return answer["status"], answer["error"]["code"], answer["error"]["msg"]


LIMIT = {
    "symbol": "BTCUSD",
    "side": "BUY",
    "type": "LIMIT",
    "timeInForce": "GTC",
    "quantity": "0.5",
    "price": "30000",
}
