"""The reverse proxies of `docs/running.md`, as they stand there, in front of a server: real programs, real WebSockets."""

from __future__ import annotations

import asyncio
import re
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

import aiohttp
import pytest
from scripts.generate_docs import ROOT
from tests.components import needs
from tests.scenarios.demo import CERTIFICATE, KEY, Demo
from tests.scenarios.raw_client import RawClient

SECONDS = 30.0


def shown(name: str) -> str:
    """What the document shows for a proxy: the block behind its name."""
    page = (ROOT / "docs" / "running.md").read_text(encoding="utf-8")
    found = re.search(rf"^{name}\b[^\n]*:\n\n```text\n(.*?)^```", page, flags=re.DOTALL | re.MULTILINE)
    assert found, f"docs/running.md shows no {name}"
    return found[1]


def nginx(directory: Path, port: int, server: str) -> list[str]:
    """The command for nginx with the server block of the document."""
    block = shown("nginx").replace("listen 443", f"listen 127.0.0.1:{port}").replace("127.0.0.1:7224", server)
    block = block.replace("/etc/ssl/cti.pem", str(directory / CERTIFICATE)).replace("/etc/ssl/cti.key", str(directory / KEY))
    kinds = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    places = "".join(f"{kind}_temp_path {directory / kind};\n" for kind in kinds)
    frame = f"daemon off; master_process off; pid {directory / 'pid'}; error_log stderr;\nevents {{}}\n"
    path = directory / "nginx.conf"
    path.write_text(f"{frame}http {{ access_log off;\n{places}{block} }}\n", encoding="utf-8")
    return [needs.program("nginx", "nginx"), "-c", str(path), "-e", "stderr"]


def caddy(directory: Path, port: int, server: str) -> list[str]:
    """The command for Caddy with the site of the document, and the certificate that there is here."""
    block = shown("Caddy").replace(
        "cti.example.com {", f"https://localhost:{port} {{\n tls {directory / CERTIFICATE} {directory / KEY}"
    )
    path = directory / "Caddyfile"
    path.write_text(f"{{\n admin off\n}}\n{block.replace('127.0.0.1:7224', server)}", encoding="utf-8")
    return [needs.program("caddy", "caddy"), "run", "--adapter", "caddyfile", "--config", str(path)]


@asynccontextmanager
async def proxied(demo: Demo, command: Callable[[Path, int, str], list[str]]) -> AsyncIterator[str]:
    """The address of the proxy in front of the demo's server, once it listens."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    server = "{}:{}".format(*demo.address("http"))
    process = await asyncio.create_subprocess_exec(*command(demo.directory, port, server))
    try:
        async with asyncio.timeout(SECONDS):
            while process.returncode is None:
                try:
                    (await asyncio.open_connection("127.0.0.1", port))[1].close()
                    break
                except OSError:
                    await asyncio.sleep(0.05)
        assert process.returncode is None, "the proxy has ended"
        yield f"https://localhost:{port}"
    finally:
        process.terminate()
        await process.wait()


@pytest.mark.parametrize("command", [nginx, caddy])
async def test_programs_work_through_a_proxy(demo: Demo, command: Callable[[Path, int, str], list[str]]) -> None:
    async with proxied(demo, command) as url, AsyncExitStack() as stack:
        connector = aiohttp.TCPConnector(ssl=demo.trusting)
        demo.http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        alice = RawClient(demo, url)
        await alice.log_on("alice")
        await alice.monitor("101")
        await alice.ask(1264, u8sLinePhoneNumber="101", bDoNotDisturb=True)
        while not alice.events(1281):
            assert await alice.receive()
        await alice.close()
        async with demo.http.get(f"{url}/metrics") as answer:
            assert answer.status == 401, "what comes through a proxy is not of this machine"
