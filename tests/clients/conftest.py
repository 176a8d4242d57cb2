"""One venue for all clients, where the recorded market trades BTCUSD at ten times its pace."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)

from tests.clients.encryption import make_certificate
from tests.clients.pointing import CCXT_IDS, ccxt_client
from tests.clients.venue import RunningVenue, Who, make_key, running


@pytest.fixture(scope="session", autouse=True)
def no_proxy() -> Iterator[None]:
    """Whatever proxy the machine uses, the venue is on this side of it."""
    with pytest.MonkeyPatch.context() as environment:
        for name in ("NO_PROXY", "no_proxy"):
            environment.setenv(name, "127.0.0.1")
        yield


@pytest.fixture(scope="package")
def venue(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningVenue]:
    """On the symbols other than BTCUSD nobody trades but the story itself."""
    data = tmp_path_factory.mktemp("clients") / "market"
    with running(data, "--replay", "bitstamp", "--speed", "10") as opened:
        yield opened


@pytest.fixture(params=CCXT_IDS)
def ccxt_id(request: pytest.FixtureRequest) -> str:
    """Both of ccxt's names for the API: every story that asks for this is told twice."""
    return str(request.param)


Informed = Callable[[str], Any]


@pytest.fixture(scope="module")
def well_informed(venue: RunningVenue) -> Informed:
    """Return a ccxt client of this id that has read what is traded: once for all of a file."""

    @cache
    def informed(ccxt_id: str) -> Any:
        client = ccxt_client(venue, "carol", ccxt_id)
        client.load_markets()
        return client

    return informed


@pytest.fixture
def alice(venue: RunningVenue, ccxt_id: str, well_informed: Informed) -> Iterator[Any]:
    """Alice's ccxt client. Nothing of hers stays open on ETH/USD after the story."""
    yield from _trader(venue, "alice", well_informed(ccxt_id))


@pytest.fixture
def bob(venue: RunningVenue, ccxt_id: str, well_informed: Informed) -> Iterator[Any]:
    """Bob's ccxt client. Nothing of his stays open on ETH/USD after the story."""
    yield from _trader(venue, "bob", well_informed(ccxt_id))


def _trader(venue: RunningVenue, who: Who, informed: Any) -> Iterator[Any]:
    client = ccxt_client(venue, who, informed.id)
    client.set_markets_from_exchange(informed)  # or it would ask, and wait before it asks again
    yield client
    for order in client.fetch_open_orders("ETH/USD"):
        client.cancel_order(order["id"], "ETH/USD")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, Path]]:
    """A certificate for localhost, trusted by this process, and its key."""
    pem, key = make_certificate(tmp_path_factory.mktemp("tls"))
    before = os.environ.get("SSL_CERT_FILE")
    os.environ["SSL_CERT_FILE"] = str(pem)
    yield pem, key
    if before is None:
        del os.environ["SSL_CERT_FILE"]
    else:
        os.environ["SSL_CERT_FILE"] = before


@pytest.fixture
def private_pem(tmp_path: Path) -> str:
    """A new private key, with its public half in a file beside."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    (tmp_path / "public.pem").write_bytes(public)
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


@pytest.fixture
def api_key(venue: RunningVenue, tmp_path: Path, private_pem: str) -> str:
    """Carol's new key, made by another process while the venue runs."""
    return make_key(venue.data, "carol", tmp_path / "public.pem")
