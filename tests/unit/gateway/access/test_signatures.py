"""Signatures: the documents' own examples, and everything that is nearly one."""

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.padding import MGF1, PSS, PKCS1v15
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from glassbook.gateway.access.refusals import Refusal
from glassbook.gateway.access.signatures import require_signature
from glassbook.gateway.rest.wire import signed_payload, without_signature
from glassbook.identity.api_keys import USUAL, ApiKey, KeyKind

# The example of Binance's REST API page, "SIGNED endpoint examples".
SECRET = "NhqPtmdSJYdKjVHjA7PZj4Mge3R5YNiP1e3UZjInClVN65XAbvqqM6A7H5fATj0j"
QUERY = (
    "symbol=LTCBTC&side=BUY&type=LIMIT&timeInForce=GTC"
    "&quantity=1&price=0.1&recvWindow=5000&timestamp=1499827319559"
)
SIGNATURE = "c8db56825ae71d6d79447849e617115f4a920fa2acdcab2b053c4b2838bd6b71"
SPLIT_SIGNATURE = "0fd168b8ddb4876a0358a8d14d0c9f3da0e9b20c5d52b2a00fcf7d1c602f9a77"
WIDE_SIGNATURE = "e1353ec6b14d888f1164ae9af8228a3dbd508bc82eb867db8ab6046442f33ef3"


def key(material, kind=KeyKind.HMAC):
    return ApiKey("k" * 64, "reference", kind, USUAL, 0, material)


HMAC = key(SECRET.encode())


def refused(call):
    with pytest.raises(Refusal) as told:
        call()
    return told.value.code


def test_the_documents_example_is_valid_in_query_and_body():
    require_signature(
        HMAC, signed_payload(f"{QUERY}&signature={SIGNATURE}".encode(), b""), SIGNATURE
    )
    require_signature(
        HMAC, signed_payload(b"", f"{QUERY}&signature={SIGNATURE}".encode()), SIGNATURE
    )


def test_the_documents_mixed_example_joins_query_and_body_without_a_sign():
    query, body = QUERY.split("&quantity")
    body = f"quantity{body}&signature={SPLIT_SIGNATURE}"
    require_signature(HMAC, signed_payload(query.encode(), body.encode()), SPLIT_SIGNATURE)


def test_the_documents_example_beyond_ascii_is_signed_as_percent_encoded():
    wide = QUERY.replace("LTCBTC", "%EF%BC%91%EF%BC%92%EF%BC%93%EF%BC%94%EF%BC%95%EF%BC%96")
    require_signature(HMAC, signed_payload(wide.encode(), b""), WIDE_SIGNATURE)


def test_an_hmac_signature_may_be_in_either_case():
    require_signature(HMAC, QUERY.encode(), SIGNATURE.upper())


@pytest.mark.parametrize(
    ("payload", "signature"),
    [
        (QUERY.replace("=1&", "=2&"), SIGNATURE),
        (QUERY + "&", SIGNATURE),
        (QUERY, SIGNATURE[:-1] + "0"),
    ],
)
def test_any_other_payload_or_signature_is_refused(payload, signature):
    assert refused(lambda: require_signature(HMAC, payload.encode(), signature)) == -1022


@pytest.mark.parametrize(
    "signature", ["", "x" * 64, SIGNATURE[:-1], SIGNATURE + "0", SIGNATURE + "\n"]
)
def test_what_is_no_hex_of_64_digits_is_called_illegal(signature):
    assert refused(lambda: require_signature(HMAC, QUERY.encode(), signature)) == -1100


def test_an_ed25519_signature_is_base64_of_its_own_payload_alone():
    private = Ed25519PrivateKey.generate()
    owner = key(private.public_key().public_bytes_raw(), KeyKind.ED25519)
    signature = b64encode(private.sign(QUERY.encode())).decode()
    require_signature(owner, QUERY.encode(), signature)
    assert refused(lambda: require_signature(owner, b"other", signature)) == -1022
    assert refused(lambda: require_signature(owner, QUERY.encode(), signature.swapcase())) == -1022
    assert refused(lambda: require_signature(owner, QUERY.encode(), "no base64!")) == -1022


def test_an_rsa_signature_is_base64_of_the_older_padding_and_no_other():
    private = generate_private_key(65537, 2048)
    der = private.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    owner, payload = key(der, KeyKind.RSA), QUERY.encode()
    require_signature(
        owner, payload, b64encode(private.sign(payload, PKCS1v15(), SHA256())).decode()
    )
    other = b64encode(private.sign(b"other", PKCS1v15(), SHA256())).decode()
    newer = b64encode(private.sign(payload, PSS(MGF1(SHA256()), 32), SHA256())).decode()
    for signature in (other, newer, "AAAA", "no base64!"):
        assert refused(lambda: require_signature(owner, payload, signature)) == -1022  # noqa: B023


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b"a=1&signature=ab", b"a=1"),
        (b"signature=ab&a=1", b"a=1"),
        (b"a=1&signature=ab&b=2", b"a=1&b=2"),
        (b"signature=ab", b""),
        (b"a=1", b"a=1"),
        (b"a=signature=b", b"a=signature=b"),
        (b"mysignature=b", b"mysignature=b"),
        (b"", b""),
    ],
)
def test_the_signature_is_taken_out_wherever_it_stands(sent, kept):
    assert without_signature(sent) == kept
