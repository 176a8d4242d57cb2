"""A load on the FIX door from another process: one session, many orders under way.

Closed loop: it keeps WINDOW orders under way and sends more when some are acknowledged. The session
wants acknowledgements alone, so that an order is one message each way. Every answer is looked at;
refusals given fast are no rate.
"""

from __future__ import annotations

import asyncio
import time
from base64 import b64encode
from collections.abc import Iterator
from typing import cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from glassbook.cli.bench.load import BadAnswer
from glassbook.gateway.fix.framing import framed
from glassbook.gateway.fix.session import ONLY_ACKS
from glassbook.gateway.fix.times import stamp

WINDOW = 8_192  # orders under way
ACKNOWLEDGED = b"\x01150=0\x01"
NEXT = b"\x018=FIX.4.4\x01"
LIVES = {"GTC": 1, "IOC": 3}
SIDES = {"BUY": 1, "SELL": 2}


class FixScript:
    """What one session says, from its logon to its logout."""

    def __init__(self, api_key: str, private: Ed25519PrivateKey, comp_id: str) -> None:
        self._comp_id = comp_id
        self._sequence = 0
        self._sent_at = stamp(time.time_ns()).decode()
        payload = f"A\x01{comp_id}\x01SPOT\x011\x01{self._sent_at}"
        signature = b64encode(private.sign(payload.encode())).decode()
        self.logon = self._message(
            "A",
            f"98=0|108=60|95={len(signature)}|96={signature}|141=Y|553={api_key}|25035=2|"
            f"25036={ONLY_ACKS}|",
        )

    def orders(self, forms: Iterator[dict[str, object]]) -> list[bytes]:
        """Return these limit orders; an account may trade with itself."""
        return [
            self._message(
                "D",
                f"11=o{number}|38={form['quantity']}|40=2|44={form['price']}|"
                f"54={SIDES[str(form['side'])]}|55={form['symbol']}|"
                f"59={LIVES[str(form['timeInForce'])]}|25001=1|",
            )
            for number, form in enumerate(forms)
        ]

    def farewell(self, symbol: str) -> bytes:
        """Return what cancels all that still rests, and logs out."""
        sweep = self._message("q", f"11=sweep|55={symbol}|530=1|")
        return sweep + self._message("5", "")

    def _message(self, code: str, fields: str) -> bytes:
        self._sequence += 1
        header = f"35={code}|49={self._comp_id}|56=SPOT|34={self._sequence}|52={self._sent_at}|"
        return framed((header + fields).replace("|", "\x01").encode())


class _Session(asyncio.Protocol):
    """Logs on, then sends its orders, WINDOW ahead of their acknowledgements."""

    def __init__(self, script: FixScript, orders: list[bytes], farewell: bytes) -> None:
        self._script = script
        self._orders = orders
        self._farewell = farewell
        self._sent = self._acknowledged = 0
        self._buffer = b""
        self._begun = self.seconds = 0.0
        self._transport: asyncio.Transport
        self.done: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are of no such class
        self._transport.write(self._script.logon)

    def data_received(self, data: bytes) -> None:
        whole = self._whole(data)
        if not self._begun:
            if b"\x0135=A\x01" in whole:
                self._begun = time.perf_counter()
                self._send()
            return
        if self.seconds:
            return  # what is still told is of the farewell
        acknowledged = whole.count(ACKNOWLEDGED)
        if acknowledged < whole.count(b"\x019="):
            self._end(BadAnswer(whole[-500:].decode().replace("\x01", "|")))
            return
        self._acknowledged += acknowledged
        if self._acknowledged == len(self._orders):
            self.seconds = time.perf_counter() - self._begun
            self._transport.write(self._farewell)
        else:
            self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        error = exc or ConnectionResetError("the server hung up")
        self._end(None if self.seconds else error)

    def _whole(self, data: bytes) -> bytes:
        """Return the messages that are whole by now."""
        buffer = self._buffer + data
        is_whole = buffer[-8:-4] == b"\x0110=" and buffer[-1:] == b"\x01"
        end = len(buffer) if is_whole else buffer.rfind(NEXT) + 1
        self._buffer = buffer[end:]
        return buffer[:end]

    def _send(self) -> None:
        until = min(self._acknowledged + WINDOW, len(self._orders))
        if until > self._sent:
            self._transport.write(b"".join(self._orders[self._sent : until]))
            self._sent = until

    def _end(self, error: Exception | None) -> None:
        if not self.done.done():
            if error is None:
                self.done.set_result(None)
            else:
                self.done.set_exception(error)
            self._transport.close()


async def orders_per_second(
    address: str, script: FixScript, orders: list[bytes], farewell: bytes
) -> float:
    """Send all orders in one session; return how many a second were acknowledged.

    *Raises* BadAnswer, OSError.
    """
    host, port = address.rsplit(":", 1)
    _, session = await asyncio.get_running_loop().create_connection(
        lambda: _Session(script, orders, farewell), host, int(port)
    )
    await session.done
    return len(orders) / session.seconds
