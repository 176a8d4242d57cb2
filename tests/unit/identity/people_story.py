"""Somebody's browser, and the house it talks to: the real rooms but for the exchange and the clock.

The clock stands until it is told to go on; passwords are hashed cheaply, by the same argon2id.
"""

import asyncio
import itertools
import json
from contextlib import closing
from http.cookies import SimpleCookie

from argon2 import PasswordHasher, extract_parameters

from glassbook.identity.entrance import Entrance
from glassbook.identity.forgotten import Forgotten
from glassbook.identity.key_store import KeyStore
from glassbook.identity.lost_factors import LostFactors
from glassbook.identity.mailbox import LocalMailbox
from glassbook.identity.one_time_codes import STEP_NS, code
from glassbook.identity.own_keys import OwnKeys
from glassbook.identity.passkeys import Passkeys
from glassbook.identity.passwords import Passwords
from glassbook.identity.people import People
from glassbook.identity.registration import Registration
from glassbook.identity.sealing import MasterKey
from glassbook.identity.sessions import SECOND_NS
from glassbook.identity.vault import Vault
from glassbook.protocol.submission import Outcome
from glassbook.web.accounts.door import AccountsDoor
from glassbook.web.accounts.endpoint import Desk
from glassbook.web.accounts.table import ENDPOINTS

EMAIL, PASSWORD = "ann@example.org", "correct horse battery"
COSTS = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
CHEAP = PasswordHasher(**COSTS)
START_NS = 1_800_000_000 * SECOND_NS


class Counted(PasswordHasher):
    """Notes what each hashing cost; what is no hash costs nothing."""

    def __init__(self):
        super().__init__(**COSTS)
        self.spent = []

    def hash(self, password, **options):
        self.spent.append("made")
        return super().hash(password, **options)

    def verify(self, hashed, password):
        self.spent.append(extract_parameters(hashed))
        return super().verify(hashed, password)


class Rooms:
    """The rooms of identity, and their door. Opened accounts are numbered as they come."""

    def __init__(self, directory, waiting_max=16, api=None, *, shows_mailbox=True, floor=None):
        self.now = START_NS
        self.documents, self.accounts, self.shut = [], {}, []
        self.is_journal_full = None
        master, ticks = MasterKey(b"m" * 32), itertools.count(1)
        self.keys = KeyStore(directory / "identity.db", master, clock=self.clock)
        self.vault = Vault(directory / "vault.db", master, self.publish)
        self.own_keys = OwnKeys(self.keys, self.vault)
        self.people = People(directory / "people.db", master)
        self.hasher = Counted()
        self.passwords = Passwords(self.hasher, waiting_max)
        self.mailbox = LocalMailbox(directory / "mailbox", lambda: next(ticks))
        registration = Registration(
            self.people,
            self.vault,
            self.passwords,
            self.own_keys,
            self.mailbox,
            self.clock,
            self.open_account,
            self.shut_account,
        )
        self.lost = LostFactors(self.people, self.vault, self.mailbox, self.clock, self.publish)
        entrance = Entrance(
            self.people,
            self.vault,
            self.passwords,
            self.mailbox,
            self.clock,
            "Glassbook",
            self.lost,
            self.publish,
        )
        desk = Desk(
            self.people,
            self.vault,
            self.own_keys,
            registration,
            entrance,
            Forgotten(self.people, self.vault, self.passwords, self.mailbox, self.clock),
            Passkeys(self.people, self.vault, entrance, self.mailbox, self.clock, "Glassbook"),
            self.lost,
            self.accounts.get,
            self.clock,
            self.mailbox if shows_mailbox else None,
            floor,
        )
        self.desk = desk
        self.door = AccountsDoor(desk, ENDPOINTS, "Glassbook", "1", api)

    def clock(self):
        return self.now

    def wait(self, seconds):
        self.now += int(seconds * SECOND_NS)

    def close(self):
        with closing(self.keys), closing(self.vault), closing(self.people):
            self.passwords.close()

    async def publish(self, document):
        if self.is_journal_full:
            raise self.is_journal_full
        self.documents.append(document)
        return Outcome(len(self.documents), self.now, [])

    async def open_account(self, reference):
        await asyncio.sleep(0)
        self.accounts.setdefault(reference, 2 + len(self.accounts))

    async def shut_account(self, reference):
        self.shut.append(self.accounts[reference])

    def letter(self):
        return self.mailbox.letters()[0]

    def totp(self, secret):
        return code(secret, self.now // STEP_NS)

    def browser(self, **options):
        return Browser(self, **options)

    def customer(self, email=EMAIL, password=PASSWORD, **options):
        """Return the browser of somebody who has signed up and logged in."""
        browser = self.browser(**options)
        browser.sign_up(email, password)
        assert browser.confirm(password).status == 200
        assert browser.log_in(email, password).status == 200
        return browser


class Answer:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.text = status, headers, body.decode()
        self.json = json.loads(body)

    def header(self, name):
        return next((value.decode() for key, value in self.headers if key == name.encode()), None)

    @property
    def problem(self):
        return self.json["error"]


class Browser:
    """Keeps cookies, and the writing token that it was last told."""

    def __init__(self, rooms, address="203.0.113.9", agent="Firefox", host="venue.example"):
        self.rooms, self.address, self.agent, self.host = rooms, address, agent, host
        self.cookies, self.writing = {}, ""

    def ask(self, method, path, body=None, **headers):
        return asyncio.run(self.asked(method, path, body, **headers))

    async def asked(self, method, path, body=None, **headers):
        content = b"" if body is None else json.dumps(body).encode()
        return await self.sent(method, path, self.headers(**headers), [content])

    def headers(self, **changes):
        """Return what this browser sends, as pairs; a change to None leaves a header out."""
        sent = {
            "host": self.host,
            "origin": f"https://{self.host}",
            "user-agent": self.agent,
            "cookie": "; ".join(f"{name}={value}" for name, value in self.cookies.items()),
            "content-type": "application/json",
            "x-glassbook-writing": self.writing,
        } | {name.replace("_", "-"): value for name, value in changes.items()}
        return [(name, value) for name, value in sent.items() if value is not None]

    async def sent(self, method, path, headers, pieces):
        """Send a request as it is, its body in pieces, and return the answer."""
        pieces = iter(pieces)
        scope = {
            "type": "http",
            "method": method,
            "path": f"/web/v1/{path.partition('?')[0]}",
            "query_string": path.partition("?")[2].encode(),
            "client": (self.address, 1),
            "headers": [(name.encode(), value.encode()) for name, value in headers],
        }
        said = []

        async def receive():
            piece = next(pieces, None)
            return {"body": piece or b"", "more_body": piece is not None}

        async def send(message):
            said.append(message)

        await self.rooms.door(scope, receive, send)
        answer = Answer(said[0]["status"], said[0]["headers"], said[1]["body"])
        self._keep(answer)
        return answer

    def _keep(self, answer):
        for name, morsel in SimpleCookie(answer.header("set-cookie") or "").items():
            self.cookies[name] = morsel.value
        if isinstance(answer.json, dict) and "writingToken" in answer.json:
            self.writing = answer.json["writingToken"]

    @property
    def token(self):
        return self.cookies.get("glassbook-session", "")

    def get(self, path, **headers):
        return self.ask("GET", path, **headers)

    def post(self, path, body=None, **headers):
        return self.ask("POST", path, body, **headers)

    def sign_up(self, email=EMAIL, password=PASSWORD):
        return self.post("signup", {"email": email, "password": password})

    def confirm(self, password=PASSWORD):
        token = self.rooms.letter().text.partition("#")[2].split()[0]
        return self.post("signup/confirm", {"token": token, "password": password})

    def log_in(self, email=EMAIL, password=PASSWORD):
        return self.post("session", {"email": email, "password": password})
