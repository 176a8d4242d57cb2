"""Codes of an authenticator, by the RFC's own examples, and recovery codes."""

import pytest

from glassbook.identity.one_time_codes import (
    STEP_NS,
    address_of,
    code,
    in_base32,
    new_recovery_codes,
    new_secret,
    recovery_hash,
    step_of,
)

RFC_SECRET = b"12345678901234567890"


@pytest.mark.parametrize(
    ("second", "digits"),
    # RFC 6238, appendix B, SHA-1: the last six of the eight digits there
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_a_code_is_the_one_of_rfc_6238(second, digits):
    assert code(RFC_SECRET, second // 30) == digits


@pytest.mark.parametrize(("away", "is_taken"), [(-2, 0), (-1, 1), (0, 1), (1, 1), (2, 0)])
def test_a_code_of_a_neighbouring_step_is_taken_and_of_no_other(away, is_taken):
    found = step_of(RFC_SECRET, code(RFC_SECRET, 1_000 + away), 1_000 * STEP_NS + 7, 0)
    assert found == (1_000 + away if is_taken else None)


def test_a_code_is_taken_once():
    text, now = code(RFC_SECRET, 1_000), 1_000 * STEP_NS
    assert step_of(RFC_SECRET, text, now, 999) == 1_000
    assert step_of(RFC_SECRET, text, now, 1_000) is None


@pytest.mark.parametrize("text", ["", "12345", "1234567", "abcdef", "２８７０８２"])
def test_what_is_no_code_is_not_taken(text):
    assert step_of(RFC_SECRET, text, 59_000_000_000, 0) is None


def test_an_authenticator_is_told_who_and_where():
    address = address_of(RFC_SECRET, "Glassbook", "ann@example.org")
    assert address == (
        "otpauth://totp/Glassbook%3Aann%40example.org"
        "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Glassbook"
    )
    assert in_base32(RFC_SECRET) in address


def test_secrets_and_recovery_codes_are_drawn_anew_each_time():
    assert len({new_secret() for _ in range(9)}) == 9
    assert len({*new_recovery_codes(), *new_recovery_codes()}) == 20


def test_a_recovery_code_is_the_same_however_it_is_typed():
    (one, other, *_) = new_recovery_codes()
    typed = f" {one.upper().replace('-', ' ')} "
    assert recovery_hash(typed) == recovery_hash(one) != recovery_hash(other)
