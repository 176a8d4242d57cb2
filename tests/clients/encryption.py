"""TLS before a venue, as a load balancer has it, for clients that know nothing else."""

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

CHUNK_BYTES = 65_536


def make_certificate(folder: Path) -> tuple[Path, Path]:
    """Return a new certificate for localhost, and its key."""
    pem, key = folder / "tls.pem", folder / "tls.key"
    command = ["openssl", "req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=localhost"]
    command += ["-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", pem]
    subprocess.run(command, check=True, capture_output=True)
    return pem, key


@contextmanager
def terminated(pem: Path, key: Path, port: int) -> Iterator[int]:
    """Pass on what comes encrypted to this port of the venue; yield the port to come to."""
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(pem, key)

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", port)
        except OSError:  # the venue is away
            writer.transport.abort()
            return
        ways = (_pass_on(reader, far_writer), _pass_on(far_reader, writer))
        await asyncio.gather(*ways)

    loop = asyncio.new_event_loop()
    start = asyncio.start_server(meet, "127.0.0.1", 0, ssl=context)
    server = loop.run_until_complete(start)
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join()


async def _pass_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Pass on until one side has gone, and tell the other."""
    try:
        while data := await reader.read(CHUNK_BYTES):
            writer.write(data)
            await writer.drain()
    except OSError:
        pass
    finally:
        writer.transport.abort()
