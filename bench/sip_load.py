"""SIP phones under load: sipp makes calls through a server, and through kamailio, so many a second; none may be lost.

Half of the phones call, half answer; all log on with digest, and so does each call. kamailio is a proxy in C that only passes the
same messages on: the ratio tells what a whole PBX costs. Needs the Debian packages sip-tester and kamailio. Loopback only.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.figures import table
from bench.processes import cpu_seconds, resident_bytes
from tests.components.sip.kamailio import DOMAIN, kamailio
from tests.components.sip.processes import free_port, running
from tests.components.sip.sipp import credentials, played, sipp

from callplane.sip.digest import ha1
from callplane.sip.gate import REALM
from callplane.store.phones import put_phone
from callplane.store.records import PhoneRecord
from callplane.store.store import Store

CALLS, RATE, HOLD_MS = 300, 20, 3000
PAIRS = 100
"""So many phones call, and as many answer; each pair has one call at a time."""

FIRST, PASSWORD = 10_000, "load"
CONFIGURATION = """\
[server]
data = "."
http_port = 0
tcp_port = 0
tls_port = 0

[locations.bench]
country_code = "49"
area_code = "8151"
main_number = "368"
min_internal_length = 5
max_internal_length = 5
access_code_local = "0"

[pbx.bench]
driver = "exchange"
location = "bench"
sip_port = {port}
extensions = [
"""


@dataclass(frozen=True, slots=True)
class Server:
    """What is called: its port, its process, and the domain of its numbers."""

    port: int
    pid: int
    domain: str


def callers() -> list[str]:
    return [str(FIRST + n) for n in range(PAIRS)]


def called(caller: str) -> str:
    return str(int(caller) + PAIRS)


@asynccontextmanager
async def callplane(directory: Path) -> AsyncIterator[Server]:
    """A server with SIP phones."""
    directory.mkdir()  # noqa: ASYNC240 (nobody else waits)
    port, config = free_port(), directory / "callplane.toml"
    numbers = [*callers(), *map(called, callers())]
    entries = "".join(f'    {{number = "{number}", name = "Phone", phone = "sip"}},\n' for number in numbers)
    config.write_text(f"{CONFIGURATION.format(port=port)}{entries}]\n")
    with closing(Store(f"sqlite:///{directory}/callplane.db", create=True)) as store:
        for number in numbers:
            md5, sha256 = (ha1(algorithm, number, REALM, PASSWORD) for algorithm in ("MD5", "SHA-256"))
            put_phone(store, PhoneRecord("bench", number, number, md5, sha256, created=time.time()))
    command = (sys.executable, "-m", "callplane.cli.main", "serve", "--config", str(config))
    async with running(directory / "log", *command) as program:
        await program.says("callplane ready")
        yield Server(port, program.process.pid, REALM)


@asynccontextmanager
async def proxy(directory: Path) -> AsyncIterator[Server]:
    """kamailio with the same phones."""
    async with kamailio(directory, {number: PASSWORD for n in callers() for number in (n, called(n))}) as provider:
        yield Server(provider.port, provider.program.process.pid, DOMAIN)


@dataclass(frozen=True, slots=True)
class Figures:
    """CPU seconds for each call; share of a core while the calls came; memory before and after, in octets."""

    cpu: float
    share: float
    before: int
    after: int


async def load(server: Server, directory: Path) -> Figures:
    """Register all phones, make all calls. Raises AssertionError where one was lost."""
    here, there = free_port(), free_port()
    rows = [(n, credentials(n, PASSWORD), server.domain, called(n)) for n in callers()]
    answering = [(called(n), credentials(called(n), PASSWORD), server.domain) for n in callers()]
    for place, port, phones in (("here", here, rows), ("there", there, answering)):
        await played(directory / place, "register", server.port, "-m", str(PAIRS), "-r", "50", port=port, rows=phones)
    before, used, began = resident_bytes(server.pid), cpu_seconds(server.pid), time.monotonic()
    limits = ("-m", str(CALLS), "-r", str(RATE), "-d", str(HOLD_MS), "-l", str(PAIRS))
    async with sipp(directory / "answer", "answer", server.port, "-m", str(CALLS), port=there) as answers:
        await played(directory / "call", "call", server.port, *limits, port=here, rows=rows)
        assert await answers.end() == 0, "the called side lost calls"
    cpu = cpu_seconds(server.pid) - used
    return Figures(cpu / CALLS, cpu / (time.monotonic() - began), before, resident_bytes(server.pid))


async def _both() -> dict[str, Figures]:
    with TemporaryDirectory(prefix="callplane-sip-") as name:
        found = {}
        for title, make in (("callplane", callplane), ("kamailio", proxy)):
            place = Path(name) / title
            async with make(place / "server" if title == "kamailio" else place) as server:
                found[title] = await load(server, place)
        return found


def report() -> str:
    """A table of both."""
    found = asyncio.run(_both())
    rows = [
        (
            title,
            f"{1000 * f.cpu:.1f} ms",
            f"{f.share:.1%}",
            f"{f.cpu / found['kamailio'].cpu:.1f}",
            *(f"{m / 1e6:.0f} MB" for m in (f.before, f.after)),
        )
        for title, f in found.items()
    ]
    head = (f"{CALLS} calls, {RATE} a second", "CPU a call", "of a core", "times kamailio", "memory before", "after")
    return table(head, rows)


if __name__ == "__main__":
    print(report())
