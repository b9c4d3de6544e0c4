"""The process that bench/media.py measures: parties on endpoints of the relay, or on bare UDP sockets.

`python -m bench.media_place WAY PORT...`: each port of loopback is a party. Prints the ports that they are to send to.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from pathlib import Path

import uvloop

from callplane.media.endpoint import Endpoint
from callplane.media.g711 import Law
from callplane.media.relay import Relay

HOST = "127.0.0.1"


class Echo(asyncio.DatagramProtocol):
    """Sends each datagram to one party, and that is all."""

    def __init__(self, party: tuple[str, int]) -> None:
        self._party = party
        self._transport: asyncio.DatagramTransport

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport  # type: ignore[assignment]

    def datagram_received(self, data: bytes, addr: object) -> None:  # noqa: ARG002
        self._transport.sendto(data, self._party)


async def _echo(parties: list[int]) -> list[int]:
    loop = asyncio.get_running_loop()
    ports = []
    for port in parties:
        transport, _ = await loop.create_datagram_endpoint(lambda port=port: Echo((HOST, port)), local_addr=(HOST, 0))  # type: ignore[misc]
        ports.append(transport.get_extra_info("sockname")[1])
    return ports


def _relayed(relay: Relay, way: str, parties: list[int], directory: Path) -> list[int]:
    endpoints: list[Endpoint] = []
    for number, port in enumerate(parties):
        endpoint = relay.open()
        endpoint.aim((HOST, port), Law.PCMU if "translated" in way and number % 2 else Law.PCMA, 101)
        endpoints.append(endpoint)
    size = 4 if "conference" in way else 2
    for first in range(0, len(endpoints), size):
        relay.bridge(*endpoints[first : first + size])
        if "recorded" in way:
            relay.record(endpoints[first], directory / f"{first}.wav")
    return [endpoint.local[1] for endpoint in endpoints]


async def main(way: str, parties: list[int]) -> None:
    with tempfile.TemporaryDirectory() as directory:
        if way == "echo":
            print(*await _echo(parties), flush=True)
        else:
            relay = Relay(HOST, (30000, 39999), time.time)
            print(*_relayed(relay, way, parties, Path(directory)), flush=True)
        await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
        if way != "echo":
            await relay.close()


if __name__ == "__main__":
    uvloop.run(main(sys.argv[1], [int(port) for port in sys.argv[2:]]))
