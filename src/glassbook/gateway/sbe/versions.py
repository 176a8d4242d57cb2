"""Which schema a client asks for: the latest, or one that is deprecated and answered in the latest.

Within one schema id a newer version only adds, so whoever reads an older one can read the newest.
Source: "How to get an SBE response" and "Regarding Legacy support" of faqs/sbe_faq.md; the life of
each schema in its sbe_schema_lifecycle_prod.json, of July 2026.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from msgspec import to_builtins

from glassbook.gateway.access import refusals
from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.sbe.choice import CHOICES, Sent
from glassbook.gateway.sbe.encoder import encoded
from glassbook.gateway.sbe.layout import Message
from glassbook.gateway.sbe.spot.rows import SCHEMA_ID, SCHEMA_VERSION
from glassbook.gateway.sbe.spot.session import REFUSED

OLDEST_VERSION = 2  # deprecated in March 2026; what is older is retired
DIGITS_MAX = 5

SBE, JSON = "application/sbe", "application/json"
DEPRECATED = ((b"x-mbx-sbe-deprecated", b"true"),)


@dataclass(frozen=True, slots=True)
class Version:
    """The version of the schema that somebody reads."""

    number: int

    @property
    def is_deprecated(self) -> bool:
        return self.number < SCHEMA_VERSION

    def message(self, operation: tuple[str, str], answer: Any, sent: Sent) -> Message:
        """Return the message that tells an answer. *Rejects* -1161 where the version has none."""
        message = CHOICES[operation].of(answer, sent)
        if message.since > self.number:
            raise refusals.schema_too_old(
                f"{SCHEMA_ID}:{self.number}", f"{SCHEMA_ID}:{message.since}"
            )
        return message


def version_named(schema_id: str, version: str) -> Version | None:
    """Return the version of these digits; None when it is not served."""
    if not (_is_number(schema_id) and _is_number(version)):
        return None
    number = int(version)
    is_served = int(schema_id) == SCHEMA_ID and OLDEST_VERSION <= number <= SCHEMA_VERSION
    return Version(number) if is_served else None


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= DIGITS_MAX


@dataclass(frozen=True, slots=True)
class Wish:
    """A request's wish to be answered in SBE.

    version  None when it is not said, or not rightly
    trouble  why it cannot be granted; the refusal is told in SBE all the same
    """

    version: Version | None
    trouble: Refusal | None = None

    def told(self, operation: tuple[str, str], answer: Any, sent: Sent) -> bytes:
        """Return what says the same as a JSON answer. *Rejects* -1161."""
        assert self.version is not None, "a wish that is granted says a version"
        return encoded(self.version.message(operation, answer, sent), answer)

    def refused(self, refusal: Refusal) -> bytes:
        """Return what says the same as a refusal in JSON."""
        return encoded(REFUSED, to_builtins(refusal.body()))

    @property
    def headers(self) -> tuple[tuple[bytes, bytes], ...]:
        """What the head of the answer says besides."""
        is_deprecated = self.version is not None and self.version.is_deprecated
        return DEPRECATED if is_deprecated else ()


def wish_of(headers: Iterable[tuple[bytes, bytes]], operation: tuple[str, str]) -> Wish | None:
    """Return what the head of a request wishes; None when it is to be answered in JSON.

    Whoever takes JSON as well gets that where the wish cannot be granted.
    """
    accepted, schema = "", ""
    for name, value in headers:
        if name == b"accept":
            accepted += value.decode("latin-1") + ","
        elif name == b"x-mbx-sbe":
            schema = value.decode("latin-1")
    if SBE not in accepted:
        return None
    kinds = {each.partition(";")[0].strip().lower() for each in accepted.split(",")}
    if SBE not in kinds:
        return None
    wish = _wish(schema, operation)
    return None if wish.trouble is not None and JSON in kinds else wish


def _wish(schema: str, operation: tuple[str, str]) -> Wish:
    schema_id, _, number = schema.partition(":")
    if not (_is_number(schema_id) and _is_number(number)):
        return Wish(None, refusals.bad_sbe_header())
    version = version_named(schema_id, number)
    if version is None:
        return Wish(None, refusals.schema_not_supported())
    is_told = operation in CHOICES
    return Wish(version, None if is_told else refusals.sbe_not_offered())
