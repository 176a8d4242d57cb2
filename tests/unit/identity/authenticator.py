"""A device with one passkey, and the browser before it: what they sign, byte by byte.

Source: Web Authentication Level 3, sections 5.8.1 (client data), 6.1 (authenticator data), 6.5
(attestation); RFC 9053 (the key's form).
"""

import hashlib
import json
from base64 import urlsafe_b64encode

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, NEW = 0x01, 0x04, 0x40


def text_of(content):
    return urlsafe_b64encode(content).rstrip(b"=").decode()


class Device:
    """Signs for the site that the browser says is open. `flags` and `count` may be lied about."""

    def __init__(self, origin="https://venue.example", host="venue.example"):
        self.origin, self.host = origin, host
        self.flags, self.count = PRESENT | VERIFIED, 0
        self.credential = hashlib.sha256(origin.encode()).digest()
        self._key = ec.generate_private_key(ec.SECP256R1())

    def made(self, options):
        """Answer `navigator.credentials.create()`."""
        said = self._said("webauthn.create", options)
        data = self._data(NEW) + bytes(16) + len(self.credential).to_bytes(2) + self.credential
        data += cbor2.dumps(self._public_key())
        attested = cbor2.dumps({"fmt": "none", "attStmt": {}, "authData": data})
        return self._shown(clientDataJSON=said, attestationObject=attested)

    def shown(self, options):
        """Answer `navigator.credentials.get()`."""
        said, data = self._said("webauthn.get", options), self._data(0)
        signed = self._key.sign(data + hashlib.sha256(said).digest(), ec.ECDSA(SHA256()))
        return self._shown(clientDataJSON=said, authenticatorData=data, signature=signed)

    def _said(self, kind, options):
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin}
        return json.dumps(said).encode()

    def _data(self, more):
        flags = (self.flags | more).to_bytes(1)
        return hashlib.sha256(self.host.encode()).digest() + flags + self.count.to_bytes(4)

    def _public_key(self):
        numbers = self._key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: numbers.x.to_bytes(32), -3: numbers.y.to_bytes(32)}

    def _shown(self, **response):
        name = text_of(self.credential)
        parts = {each: text_of(content) for each, content in response.items()}
        return {"id": name, "rawId": name, "type": "public-key", "response": parts}
