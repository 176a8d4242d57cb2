"""A FIX client as its users write it: QuickFIX, with a dictionary, over a real socket.

QuickFIX checks every message it receives against the dictionary, which is written from our own
table for the story at hand: what it refuses, it answers with a Reject, which a story sees.
"""

from base64 import b64encode
from pathlib import Path
from queue import Empty, Queue
from time import monotonic
from typing import Self
from xml.etree import ElementTree as ET

import quickfix
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.gateway.fix.fields import BY_NAME, FIELDS, Kind
from glassbook.gateway.fix.messages import HEADER, MESSAGES, TRAILER, Kinds, Member
from tests.clients.venue import RunningVenue, make_key

WAIT_SECONDS = 180
KINDS = {Kind.CLIENT_ID: "STRING", Kind.COMP_ID: "STRING", Kind.WINDOW: "FLOAT"}


def dictionary(kinds: Kinds) -> str:
    """Return the QuickFIX dictionary of the messages of these sessions."""
    root = ET.Element("fix", type="FIX", major="4", minor="4", servicepack="0")
    _add_members(ET.SubElement(root, "header"), HEADER)
    messages = ET.SubElement(root, "messages")
    for kind in MESSAGES:
        if kind.kinds & kinds:
            category = "admin" if kind.code in "01235A" else "app"
            element = ET.SubElement(
                messages, "message", name=kind.name, msgtype=kind.code, msgcat=category
            )
            _add_members(element, kind.members, is_logon=kind.code == "A")
    _add_members(ET.SubElement(root, "trailer"), TRAILER)
    ET.SubElement(root, "components")
    fields = ET.SubElement(root, "fields")
    for field in FIELDS:
        kind = KINDS.get(field.kind, field.kind.value)
        if field.kind is Kind.INT and field.name.endswith("ID"):
            kind = "STRING"  # QuickFIX's INT has 32 bits, and ids have more
        element = ET.SubElement(fields, "field", number=str(field.tag), name=field.name, type=kind)
        for value, called in field.values.items():
            ET.SubElement(element, "value", enum=value, description=called)
    return ET.tostring(root, encoding="unicode")


def _add_members(
    parent: ET.Element, members: tuple[Member, ...], *, is_logon: bool = False
) -> None:
    for member in members:
        required = "Y" if member.is_required and not is_logon else "N"
        kind = "group" if member.members else "field"
        element = ET.SubElement(parent, kind, name=member.field.name, required=required)
        _add_members(element, member.members)


Signer = tuple[str, Ed25519PrivateKey]


def make_signer(venue: RunningVenue, folder: Path, account: str) -> Signer:
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    pem = folder / f"{account}.pem"
    pem.write_bytes(public)
    return make_key(venue.data, account, pem, "--permissions", "fix"), private


class Application(quickfix.Application):
    """Signs the logon, and keeps what it hears as text: QuickFIX takes its messages back."""

    def __init__(self, api_key: str, private: Ed25519PrivateKey, *, is_copy: bool) -> None:
        super().__init__()
        self._is_copy = is_copy
        self.heard: Queue[tuple[str, str]] = Queue()
        self.rejected: list[str] = []
        self._api_key = api_key
        self._private = private

    def onCreate(self, _session):  # noqa: N802 - QuickFIX's names
        """Nothing to do."""

    def onLogon(self, _session):  # noqa: N802
        self.heard.put(("logon", ""))

    def onLogout(self, _session):  # noqa: N802
        self.heard.put(("logout", ""))

    def toAdmin(self, message, _session):  # noqa: N802
        code = message.getHeader().getField(35)
        if code == "A":
            names = (35, 49, 56, 34, 52)
            payload = "\x01".join(message.getHeader().getField(tag) for tag in names)
            signature = b64encode(self._private.sign(payload.encode())).decode()
            message.setField(95, str(len(signature)))
            message.setField(96, signature)
            message.setField(553, self._api_key)
            message.setField(25035, "2")
            if self._is_copy:
                message.setField(9406, "Y")
        elif code == "3":
            self.rejected.append(message.toString().replace("\x01", "|"))

    def fromAdmin(self, message, _session):  # noqa: N802
        code = message.getHeader().getField(35)
        if code in ("3", "5"):
            self.heard.put((code, message.toString()))

    def toApp(self, _message, _session):  # noqa: N802
        """Nothing to do."""

    def fromApp(self, message, _session):  # noqa: N802
        self.heard.put((message.getHeader().getField(35), message.toString()))


class QuickFixClient:
    """One initiator to one port."""

    def __init__(
        self,
        folder: Path,
        port: int,
        kinds: Kinds,
        api_key: str,
        private: Ed25519PrivateKey,
        comp_id: str = "QUICKFIX",
        *,
        is_copy: bool = False,
        authority: Path | None = None,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "dictionary.xml").write_text(dictionary(kinds))
        config = {
            "ConnectionType": "initiator",
            "BeginString": "FIX.4.4",
            "SenderCompID": comp_id,
            "TargetCompID": "SPOT",
            "SocketConnectHost": "127.0.0.1",
            "SocketConnectPort": str(port),
            "HeartBtInt": "30",
            "ReconnectInterval": "1",
            "StartTime": "00:00:00",
            "EndTime": "00:00:00",
            "ResetOnLogon": "Y",
            "UseDataDictionary": "Y",
            "DataDictionary": str(folder / "dictionary.xml"),
            "FileStorePath": str(folder / "store"),
        }
        if authority:  # it trusts this one: the connection is encrypted
            config[quickfix.CERTIFICATE_AUTHORITIES_FILE] = str(authority)
            config["SocketConnectHost"] = "localhost"
        pairs = "\n".join(f"{name}={value}" for name, value in config.items())
        (folder / "client.cfg").write_text(f"[DEFAULT]\n[SESSION]\n{pairs}\n")
        self.application = Application(api_key, private, is_copy=is_copy)
        self._comp_id = comp_id
        # QuickFIX keeps none of these alive by itself.
        self._settings = quickfix.SessionSettings(str(folder / "client.cfg"))
        self._store = quickfix.MemoryStoreFactory()
        initiator = quickfix.SSLSocketInitiator if authority else quickfix.SocketInitiator
        self._initiator = initiator(self.application, self._store, self._settings)

    def __enter__(self) -> Self:
        self._initiator.start()
        self.wait_for("logon")
        return self

    def __exit__(self, *_exception: object) -> None:
        self._initiator.stop()

    def send(self, code: str, **fields: object) -> None:
        """Send a message, its fields by name; a list is a group of one field's values."""
        message = quickfix.Message()
        message.getHeader().setField(8, "FIX.4.4")
        message.getHeader().setField(35, code)
        for name, value in fields.items():
            if isinstance(value, list):
                self._add_group(message, name, value)
            else:
                message.setField(BY_NAME[name].tag, str(value))
        session = quickfix.SessionID("FIX.4.4", self._comp_id, "SPOT")
        assert quickfix.Session.sendToTarget(message, session)

    def _add_group(self, message: quickfix.Message, name: str, entries: list[dict]) -> None:
        for entry in entries:
            (field, value), *_ = entry.items()
            group = quickfix.Group(BY_NAME[name].tag, BY_NAME[field].tag)
            group.setField(BY_NAME[field].tag, str(value))
            message.addGroup(group)

    def wait_for(self, wanted: str) -> dict[str, str]:
        """Return the next message of this type, by the names of its fields at the top."""
        heard, end = [], monotonic() + WAIT_SECONDS
        try:
            while True:
                left = max(0.0, end - monotonic())
                code, message = self.application.heard.get(timeout=left)
                heard.append((code, message.replace("\x01", "|")))
                if code == wanted:
                    return _fields(message)
        except Empty:
            raise AssertionError(
                f"{wanted} was not heard, but {heard}; refused: {self.application.rejected}"
            ) from None


def _fields(message: str) -> dict[str, str]:
    by_tag = {str(field.tag): field.name for field in FIELDS}
    pairs = (part.partition("=") for part in message.split("\x01")[:-1])
    return {by_tag[tag]: value for tag, _, value in pairs}
