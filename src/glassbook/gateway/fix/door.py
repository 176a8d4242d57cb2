"""Who may open a session: key, signature, permission, and a place among the account's sessions.

The signature is of MsgType, SenderCompID, TargetCompID, MsgSeqNum and SendingTime as they were
sent. Source: FIX API, "How to sign Logon<A> request", "Logon Request", "Connection Limits".
"""

from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.fix import faults
from glassbook.gateway.fix.faults import Reason, Rejected
from glassbook.gateway.fix.fields import BY_NAME
from glassbook.gateway.fix.limits import SessionLimits
from glassbook.gateway.fix.messages import Kinds
from glassbook.gateway.fix.reading import Envelope, Values
from glassbook.gateway.fix.session import ONLY_ACKS, Admission
from glassbook.gateway.fix.times import SECOND_NS
from glassbook.identity.api_keys import ApiKey, KeyKind, Permission
from glassbook.identity.key_store import KeyStore
from glassbook.projection.directory import Directory

HEARTBEAT_SECONDS = range(5, 61)
#: Any of these permissions opens a kind of session.
OPENING = {
    Kinds.ORDER_ENTRY: Permission.FIX,
    Kinds.DROP_COPY: Permission.FIX | Permission.FIX_READ,
    Kinds.MARKET_DATA: Permission.FIX | Permission.FIX_READ,
}


@dataclass(slots=True)
class Roll:
    """One account's sessions.

    attempts   when it logged on, by kind, as far back as the limit looks
    comp_ids   in use now, each with the kind of its session
    held_ns    comp ids of sessions that ended without a word, and until when they are kept
    """

    attempts: dict[Kinds, deque[int]] = field(default_factory=dict)
    comp_ids: dict[str, Kinds] = field(default_factory=dict)
    held_ns: dict[str, int] = field(default_factory=dict)


class Door:
    """Lets sessions in and notes who is inside. One for all ports of the venue."""

    def __init__(
        self, keys: KeyStore, directory: Directory, limits: Mapping[Kinds, SessionLimits]
    ) -> None:
        self._keys = keys
        self._directory = directory
        self._limits = limits
        self._rolls: dict[int, Roll] = {}

    def admit(
        self, opened: Envelope, values: Values, kind: Kinds, address: str, now_ns: int
    ) -> Admission:
        """Let a logon in as a session of this kind. *Raises* Rejected."""
        heartbeat_s = _checked(values)
        key, account_id = self._known(opened, values)
        if not _opens(key, kind, address, now_ns):
            raise _refused(refusals.key_refused(), BY_NAME["Username"].tag)
        comp_id = opened.header["SenderCompID"]
        self._enter(account_id, comp_id, kind, now_ns)
        only_acks = values.get("ResponseMode") == ONLY_ACKS
        limits = self._limits[kind]
        return Admission(account_id, key.api_key, comp_id, kind, limits, heartbeat_s, only_acks)

    def leave(self, admission: Admission, now_ns: int, *, has_parted: bool) -> None:
        """Free a session's place; its comp id is kept for a while if it left without a word."""
        roll = self._rolls[admission.account_id]
        del roll.comp_ids[admission.comp_id]
        if not has_parted:
            held_ns = 2 * admission.heartbeat_s * SECOND_NS
            roll.held_ns[admission.comp_id] = now_ns + held_ns

    def still_opens(self, admission: Admission, address: str, now_ns: int) -> bool:
        """Is the session's key still good for it?"""
        key = self._keys.find(admission.api_key)
        return key is not None and _opens(key, admission.kind, address, now_ns)

    def _known(self, opened: Envelope, values: Values) -> tuple[ApiKey, int]:
        """Return the key and its account. A stranger learns nothing but that he is one."""
        key = self._keys.find(values["Username"])
        account = self._directory.account(key.reference) if key else None
        if key is None or account is None or key.kind is not KeyKind.ED25519:
            raise _refused(refusals.key_refused(), BY_NAME["Username"].tag)
        names = ("SenderCompID", "TargetCompID", "MsgSeqNum", "SendingTime")
        payload = "\x01".join(["A", *(opened.header[name] for name in names)])
        try:
            require_signature(key, payload.encode(), values["RawData"])
        except Refusal as refusal:
            tag = BY_NAME["RawData"].tag
            raise faults.of(refusal, Reason.SIGNATURE_PROBLEM, tag) from None
        return key, account.account_id

    def _enter(self, account_id: int, comp_id: str, kind: Kinds, now_ns: int) -> None:
        roll = self._rolls.setdefault(account_id, Roll())
        limits = self._limits[kind]
        attempts = roll.attempts.setdefault(kind, deque())
        while attempts and now_ns - attempts[0] >= limits.attempts_s * SECOND_NS:
            attempts.popleft()
        if limits.is_enforced:
            if len(attempts) >= limits.attempts_max:
                interval = f"{limits.attempts_s} SECOND"
                raise faults.too_many_attempts(limits.attempts_max, interval)
            attempts.append(now_ns)
            if list(roll.comp_ids.values()).count(kind) >= limits.sessions_max:
                raise faults.too_many_connections(limits.sessions_max)
        roll.held_ns = {name: until for name, until in roll.held_ns.items() if until > now_ns}
        if comp_id in roll.comp_ids or comp_id in roll.held_ns:
            raise faults.sender_in_use()
        roll.comp_ids[comp_id] = kind


def _checked(values: Values) -> int:
    """Return the heartbeat's seconds, when all the rest is as it must be. *Raises* Rejected."""
    if values["EncryptMethod"] != "0":
        raise faults.bad_value(BY_NAME["EncryptMethod"])
    if int(values["HeartBtInt"]) not in HEARTBEAT_SECONDS:
        raise faults.bad_value(BY_NAME["HeartBtInt"])
    if values["ResetSeqNumFlag"] != "Y":
        raise faults.numbers_not_reset()
    return int(values["HeartBtInt"])


def _opens(key: ApiKey, kind: Kinds, address: str, now_ns: int) -> bool:
    may = OPENING[kind] & key.permissions
    return bool(may) and key.opens(address, now_ns)


def _refused(refusal: Refusal, tag: int) -> Rejected:
    return faults.of(refusal, Reason.OTHER, tag)
