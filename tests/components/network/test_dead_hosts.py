"""A host that vanishes without a word: on a network of its own, which is taken away."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest
from tests.components import needs

from callplane.app import App
from callplane.cli.templates import demo_toml
from callplane.drivers.registry import check_driver
from callplane.gateway import tcp
from callplane.service.configuration import load_configuration
from callplane.settings import DEFAULT_FILE
from callplane.store import demo

HERE, THERE = "198.51.100.1", "198.51.100.2"  # RFC 5737: nobody has these
PROGRAM = Path(__file__).with_name("far_program.py")
QUICK = {"TCP_KEEPIDLE": 1, "TCP_KEEPINTVL": 1, "TCP_KEEPCNT": 2, "TCP_USER_TIMEOUT": 3_000}
PATIENCE = 60.0
"""Seconds for what takes three, for a machine that is very busy."""


class Host:
    """A network namespace with one cable to us."""

    def __init__(self) -> None:
        self._ip = needs.program("ip", "iproute2")
        self.name = f"callplane{os.getpid()}"
        self._cable = f"cp{os.getpid()}"

    def make(self) -> None:
        """Lay the cable."""
        try:
            self._run("netns", "add", self.name)
        except subprocess.CalledProcessError:
            needs.missing("the right to make a network", "run the tests as root")
        self._run("link", "add", self._cable, "type", "veth", "peer", "name", "far", "netns", self.name)
        self._run("address", "add", f"{HERE}/30", "dev", self._cable)
        self._run("link", "set", self._cable, "up")
        self._run("-n", self.name, "address", "add", f"{THERE}/30", "dev", "far")
        self._run("-n", self.name, "link", "set", "far", "up")

    def vanish(self) -> None:
        """Pull the cable at the far end: nothing arrives there any more, and nothing comes from there."""
        self._run("-n", self.name, "link", "set", "far", "down")

    def remove(self) -> None:
        """Clear up."""
        subprocess.run([self._ip, "link", "delete", self._cable], check=False, capture_output=True)
        subprocess.run([self._ip, "netns", "delete", self.name], check=False, capture_output=True)

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """A Python program on the host."""
        words = (self._ip, "netns", "exec", self.name, sys.executable, str(PROGRAM), *arguments)
        return await asyncio.create_subprocess_exec(*words, stdout=asyncio.subprocess.PIPE)

    def _run(self, *words: str) -> None:
        subprocess.run([self._ip, *words], check=True, capture_output=True)


@pytest.fixture
def host() -> Iterator[Host]:
    made = Host()
    made.make()
    try:
        yield made
    finally:
        made.remove()


@pytest.fixture
async def app(host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[App]:
    """The demo on our end of the cable. It notices in seconds what it would else notice in half a minute."""
    del host
    monkeypatch.setattr(tcp, "DEAD_AFTER", QUICK)
    config = tmp_path / DEFAULT_FILE
    config.write_text(demo_toml(host=HERE, http_port=0, tcp_port=0, tls_port=0))
    async with App(load_configuration(config, check_driver), config, lambda store: demo.populate(store, time.time())) as made:
        yield made


async def attached(app: App, expected: bool) -> None:
    """Wait until the only session has a connection, or has none."""
    async with asyncio.timeout(PATIENCE):
        while [session.attached for session in app.service.sessions] != [expected]:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_a_silent_host_is_found_and_its_session_waits(host: Host, app: App) -> None:
    port = next(url for url in app.urls if url.startswith("tcp:")).rpartition(":")[2]
    program = await host.start(HERE, port)
    try:
        await attached(app, True)
        host.vanish()
        await attached(app, False)
    finally:
        program.kill()
        await program.wait()
