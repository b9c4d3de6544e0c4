"""What sound costs: 20 calls, which are 40 streams of 50 packets a second, through the relay and through a bare echo.

All are processes of their own, take turns, and get the same packets; the processor time of each is read from the kernel. The
ratio to the echo (asyncio's datagrams on uvloop, nothing but receiving and sending) tells what the relay adds.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
from collections.abc import Sequence

from bench.figures import table
from bench.processes import cpu_seconds, resident_bytes

from callplane.media import rtp
from callplane.media.g711 import RATE, Law, encode
from callplane.media.tones import speech

CALLS, SECONDS, ROUNDS = 20, 6.0, 3
WAYS = {
    "echo": "bare asyncio echo",
    "relay": "passed on",
    "relay translated": "passed on, A law to mu law",
    "relay recorded": "passed on and recorded",
    "relay conference": "conferences of four",
    "relay conference recorded": "conferences of four, recorded",
}


class Parties(asyncio.DatagramProtocol):
    """All parties: each on a port of its own; only what they get is counted."""

    def __init__(self) -> None:
        self.received = 0

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002
        self.received += 1


async def _talk(transports: Sequence[asyncio.DatagramTransport], ports: Sequence[int], laws: Sequence[Law]) -> int:
    """Every party sends a packet each 20 ms; how many packets that were."""
    loop = asyncio.get_running_loop()
    sounds = {law: encode(speech(440), law) for law in Law}
    began, turns = loop.time(), round(SECONDS / 0.02)
    for turn in range(turns):
        begin = turn * rtp.FRAME % RATE
        for number, (transport, port, law) in enumerate(zip(transports, ports, laws, strict=True)):
            payload = sounds[law][begin : begin + rtp.FRAME]
            transport.sendto(rtp.build(law.payload_type, turn, turn * rtp.FRAME, number, payload), ("127.0.0.1", port))
        await asyncio.sleep(max(0.0, began + 0.02 * (turn + 1) - loop.time()))
    return turns * len(ports)


async def measure(way: str) -> tuple[float, float, int]:
    """Share of one core, part of the packets that arrived, octets of memory."""
    loop = asyncio.get_running_loop()
    parties = Parties()
    made = [await loop.create_datagram_endpoint(lambda: parties, local_addr=("127.0.0.1", 0)) for _ in range(2 * CALLS)]
    transports = [transport for transport, _ in made]
    own = [str(transport.get_extra_info("sockname")[1]) for transport in transports]
    command = (sys.executable, "-m", "bench.media_place", way, *own)
    process = await asyncio.create_subprocess_exec(*command, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE)
    assert process.stdout is not None
    ports = [int(port) for port in (await process.stdout.readline()).split()]
    laws = [Law.PCMU if "translated" in way and number % 2 else Law.PCMA for number in range(len(ports))]
    before = cpu_seconds(process.pid)
    sent = await _talk(transports, ports, laws)
    await asyncio.sleep(0.2)
    used, memory = cpu_seconds(process.pid) - before, resident_bytes(process.pid)
    await process.communicate(b"\n")
    for transport in transports:
        transport.close()
    return used / SECONDS, parties.received / sent, memory


async def _all() -> dict[str, list[tuple[float, float, int]]]:
    figures: dict[str, list[tuple[float, float, int]]] = {way: [] for way in WAYS}
    for _ in range(ROUNDS):
        for way in WAYS:
            figures[way].append(await measure(way))
    return figures


def report() -> str:
    """A table of all ways; medians of the rounds."""
    figures = asyncio.run(_all())
    bare = statistics.median(share for share, _, _ in figures["echo"])
    rows = []
    for way, name in WAYS.items():
        share, arrived, memory = (statistics.median(one[n] for one in figures[way]) for n in range(3))
        rows.append((name, f"{share:.1%}", f"{share / max(bare, 1e-9):.1f}", f"{arrived:.1%}", f"{memory / 1e6:.0f} MB"))
    return table((f"{CALLS} calls, {2 * CALLS} streams", "of a core", "times the echo", "packets that came", "memory"), rows)


if __name__ == "__main__":
    print(report())
