"""The FIX door of a venue: on which ports, and with which certificate.

Without a certificate FIX is spoken in the clear, and that on loopback addresses only. On any other
address the door stays shut unless it has one; whoever asks for it there without one is told so.
"""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

from glassbook.cli.failure import EXIT_USAGE, Failure
from glassbook.cli.house import House
from glassbook.cli.screen import say
from glassbook.gateway.fix import runs
from glassbook.gateway.fix.limits import PROFILES
from glassbook.gateway.fix.server import FixServer
from glassbook.gateway.rest.venue import Venue
from glassbook.node.configuration import Configuration

LOOPBACK = ("127.", "::1", "localhost")


def fix_server(configuration: Configuration, venue: Venue) -> FixServer | None:
    """Return the door with its ports bound; None when it stays shut.

    *Raises* Failure; PortInUse, OSError.
    """
    port = configuration.fix_port
    if port is None:
        return None
    tls = _tls(configuration)
    is_loopback = configuration.host.startswith(LOOPBACK)
    if tls is None and not is_loopback:
        if configuration.is_fix_port_chosen:
            raise Failure(
                f"--fix-port: {configuration.host} is not a loopback address, and FIX without TLS "
                "is spoken on those alone: give --fix-certificate and --fix-key, or "
                "--fix-port none",
                EXIT_USAGE,
            )
        return None
    runs.warm(say)
    ports = (port, port + 1 if port else 0)
    return FixServer(venue, PROFILES[configuration.limits], configuration.host, ports, tls)


@asynccontextmanager
async def fix_open(house: House, server: FixServer | None) -> AsyncIterator[None]:
    """Let clients in; at the end log them out."""
    if server is None:
        yield
        return
    stop_listening = house.venue.feed.listen(server.on_batch)
    beating = asyncio.create_task(server.run())
    try:
        await server.start()
        yield
    finally:
        server.shut_down()
        beating.cancel()
        with suppress(asyncio.CancelledError):
            await beating
        stop_listening()


def _tls(configuration: Configuration) -> ssl.SSLContext | None:
    certificate, key = configuration.fix_certificate, configuration.fix_key
    if certificate is None or key is None:
        return None
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    try:
        context.load_cert_chain(_readable(certificate), _readable(key))
    except ssl.SSLError as error:
        raise Failure(
            f"--fix-certificate: {certificate} and {key} are no certificate and its key in PEM "
            f"form: {error.reason}",
            EXIT_USAGE,
        ) from error
    return context


def _readable(path: Path) -> Path:
    if not path.is_file():
        raise Failure(f"--fix-certificate: there is no file {path}", EXIT_USAGE)
    return path
