"""Two hundred browsers on one trading page: how far the slowest of them falls behind.

    python benchmarks/trading_page.py [--browsers 200] [--speed 20] [--seconds 30]

The venue is the real one, `glassbook up` with the recorded market. Each client asks for the streams
that a trading page listens to, over one WebSocket. What an event says of its time is compared with
the clock when it is read, on the same machine: that is how far behind a page is. The venue's memory
is read on the way.
"""

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import uvloop
from websockets.asyncio.client import connect

GLASSBOOK = Path(sys.executable).with_name("glassbook")
STREAMS = ("depth@100ms", "trade", "ticker", "status", "kline_1m")
STATUS = "VmRSS:"
LOOKS = 10  # at the venue's memory


class Event(msgspec.Struct):
    event_time: int = msgspec.field(name="E", default=0)


class Message(msgspec.Struct):
    data: Event | None = None


decode = msgspec.json.Decoder(Message).decode


@contextmanager
def venue(folder: str, speed: int) -> Iterator[tuple[str, int]]:
    """Open a venue; give its address and the id of its process."""
    options = ["--data", f"{folder}/data", "--port", "0", "--fix-port", "0", "--limits", "none"]
    command = [GLASSBOOK, "up", *options, "--replay", "bitstamp", "--speed", str(speed)]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as process:
        try:
            yield said_address(process), process.pid
        finally:
            process.terminate()
            process.communicate()


def said_address(process: subprocess.Popen[str]) -> str:
    """Read what the venue says until it has said all of it."""
    assert process.stdout is not None
    address = ""
    for line in process.stdout:
        if "http://" in line and not address:
            address = line.partition("http://")[2].split()[0].rstrip("/")
        if line.strip().startswith("data "):
            return address
    raise SystemExit("the venue did not open")


def memory_mb(process_id: int) -> float:
    for line in Path(f"/proc/{process_id}/status").read_text().splitlines():
        if line.startswith(STATUS):
            return int(line.split()[1]) / 1024
    raise SystemExit("this machine does not say what a process holds")


async def browse(address: str, begin: float, end: float) -> list[float]:
    """Listen as a page does; return how far behind each event was, in milliseconds."""
    names = "/".join(f"btcusd@{each}" for each in STREAMS)
    behind = []
    async with connect(f"ws://{address}/stream?streams={names}", max_queue=None) as stream:
        while (now := time.time()) < end:
            try:
                text = await asyncio.wait_for(stream.recv(), end - now)
            except TimeoutError:
                break
            event = decode(text).data
            if event is not None and event.event_time and now > begin:
                behind.append(time.time() * 1000 - event.event_time)
    return behind


async def crowd(
    address: str, browsers: int, settle: float, seconds: float, process: int
) -> tuple[list[list[float]], list[float]]:
    """Return how far behind the events of each page were, and the venue's memory on the way."""
    begin = time.time() + settle
    pages = [browse(address, begin, begin + seconds) for _ in range(browsers)]
    told, held = await asyncio.gather(
        asyncio.gather(*pages), watched(process, (settle + seconds) / LOOKS)
    )
    return told, held


async def watched(process: int, every: float) -> list[float]:
    held = [memory_mb(process)]
    for _ in range(LOOKS):
        await asyncio.sleep(every)
        held.append(memory_mb(process))
    return held


def main() -> None:
    """Print one line."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--browsers", type=int, default=200)
    parser.add_argument("--speed", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument(
        "--settle", type=float, default=5, help="seconds to connect in before anything is counted"
    )
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, venue(folder, asked.speed) as (address, process):
        told, held = uvloop.run(
            crowd(address, asked.browsers, asked.settle, asked.seconds, process)
        )
    every = sorted(each for page in told for each in page)
    slowest = max(max(page) for page in told)
    print(
        f"{asked.browsers} browsers, {len(every) / asked.seconds:,.0f} events a second: half are at"
        f" most {every[len(every) // 2]:.0f} ms behind, 99 % {every[len(every) * 99 // 100]:.0f},"
        f" all {slowest:.0f}; memory on the way, in MB: {', '.join(f'{mb:.0f}' for mb in held)}"
    )


if __name__ == "__main__":
    main()
