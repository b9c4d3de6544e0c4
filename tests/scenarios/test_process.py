"""`callplane demo` as a process of its own: all its ports, SIGHUP, `callplane reload`, and an end in order."""

from __future__ import annotations

import asyncio
import shutil
import signal
import ssl
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from urllib.parse import urlsplit

from tests.scenarios.tcp_client import BER, basic, tcp_program

from callplane.client import connect
from callplane.store.demo import PASSWORD
from callplane.wire.types import main

START_SECONDS = 30


class Process:
    """A running server. `urls` by scheme."""

    def __init__(self, process: asyncio.subprocess.Process, urls: dict[str, str], data: Path) -> None:
        self._process = process
        self._config = data / "callplane.toml"
        self.urls = urls
        self.trusting = ssl.create_default_context(cafile=data / "demo-certificate.pem")

    @property
    def tcp(self) -> tuple[str, int]:
        parts = urlsplit(self.urls["tcp"])
        return str(parts.hostname), int(parts.port or 0)

    def replace(self, old: str, new: str) -> None:
        """Change its configuration."""
        text = self._config.read_text(encoding="utf-8")
        assert old in text
        self._config.write_text(text.replace(old, new), encoding="utf-8")

    def signal(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    async def end(self) -> int:
        """Stop it in order; its exit code."""
        self._process.terminate()
        return await self._process.wait()


@asynccontextmanager
async def running(data: Path) -> AsyncIterator[Process]:
    """The demo on ports of its choice, with a population that is there already."""
    ports = ("--http-port", "0", "--tcp-port", "0", "--tls-port", "0")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "callplane.cli.main", "demo", "--data", str(data), *ports),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(START_SECONDS):
            line = (await process.stdout.readline()).decode()
            assert line.startswith("callplane ready ")
            yield Process(process, {urlsplit(url).scheme: url for url in line.split()[2:]}, data)
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


async def test_all_ports_and_reloads_of_a_real_server(tmp_path: Path, populated: Path) -> None:
    shutil.copy(populated, tmp_path / "callplane.db")
    async with running(tmp_path) as server:
        assert set(server.urls) == {"http", "https", "tcp"}
        for scheme in ("http", "https"):
            async with connect(server.urls[scheme], "alice", PASSWORD, tls=server.trusting) as client:
                assert (await client.get_logged_in_contact()).u8sLoggedInUser == "alice"
        async with tcp_program(server.tcp, BER) as bob:
            await bob.start_tls(server.trusting)
            await bob.log_in(basic("bob"))
            server.replace('access_code_local = "0"', 'access_code_local = "9"')
            server.signal(signal.SIGHUP)
            await bob.until(lambda event: isinstance(event, main.AsnLocationInformationChangedArgument))
            server.replace('access_code_local = "9"', 'access_code_local = "8"')
            command = (sys.executable, "-m", "callplane.cli.main", "reload", "--data", str(tmp_path))
            reload = await asyncio.create_subprocess_exec(*command, stdout=asyncio.subprocess.DEVNULL)
            assert await reload.wait() == 0
            await bob.until(lambda _: len(bob.events) == 2)
            server.replace("[locations.demo]", "[locations.demo")
            server.signal(signal.SIGHUP)  # what cannot be read changes nothing
            ended = asyncio.ensure_future(server.end())
            await bob.closed()
            assert await ended == 0
