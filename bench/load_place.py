"""A place for the load measurement: a configuration with so many lines on the embedded exchange, users who own them, a server.

Knows files and processes, nothing of calls.
"""

from __future__ import annotations

import asyncio
import re
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import sqlalchemy as sa
from bench.processes import cpu_seconds, resident_bytes

from callplane.settings import DEFAULT_FILE
from callplane.store.records import LineRecord
from callplane.store.schema import ownership
from callplane.store.store import Store

PASSWORD = "load"
FIRST = 10_000
"""The first extension."""
LINES_PER_USER = 200
START_SECONDS = 60
CONFIGURATION = """\
[server]
data = "data"
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
location = "bench"
"""


def extension(line: int) -> str:
    """The extension of a line, counted from 0."""
    return str(FIRST + line)


def uri(line: int) -> str:
    """Its address."""
    return f"tel:+498151368{extension(line)}@bench"


def owner(line: int) -> str:
    """The name of the user who owns it."""
    return f"user{line // LINES_PER_USER}"


@dataclass(frozen=True, slots=True)
class Place:
    """A running server. `url`: where its WebSockets are."""

    url: str
    pid: int
    log: Path

    @property
    def faults(self) -> list[str]:
        """What its log says of things that went wrong."""
        return [line for line in self.log.read_text().splitlines() if re.search(r" (WARNING|ERROR|CRITICAL) ", line)]

    @property
    def cpu(self) -> float:
        """Seconds of processor time that it has had."""
        return cpu_seconds(self.pid)

    @property
    def memory(self) -> int:
        """Bytes that it has."""
        return resident_bytes(self.pid)


@asynccontextmanager
async def running(lines: int, pbx: str = "") -> AsyncIterator[Place]:
    """A server with so many lines, for as long as the context lasts. `pbx` is its table; an exchange's if it is not given."""
    with TemporaryDirectory(prefix="callplane-load-") as name:
        config = Path(name) / DEFAULT_FILE
        config.write_text(CONFIGURATION + (pbx or exchange(lines)))
        (Path(name) / "data").mkdir()
        with closing(Store(f"sqlite:///{name}/data/callplane.db", create=True)) as store:
            fill(store, lines)
        words = ("-m", "callplane.cli.main", "serve", "--config", str(config))
        with (Path(name) / "log").open("wb") as log:
            process = await asyncio.create_subprocess_exec(sys.executable, *words, stdout=asyncio.subprocess.PIPE, stderr=log)
        assert process.stdout is not None
        try:
            async with asyncio.timeout(START_SECONDS):
                ready = (await process.stdout.readline()).decode().split()
            assert ready[:2] == ["callplane", "ready"], (Path(name) / "log").read_text()
            yield Place(next(url for url in ready[2:] if url.startswith("http:")), process.pid, Path(name) / "log")
        finally:
            process.terminate()
            await process.wait()


def exchange(lines: int) -> str:
    """The table of an embedded exchange with so many lines."""
    entries = "".join(f'    {{number = "{extension(line)}", name = "Phone {line}"}},\n' for line in range(lines))
    return f'driver = "exchange"\nextensions = [\n{entries}]\n'


def fill(store: Store, lines: int) -> None:
    """Users who own the lines, many lines each."""
    store.put_lines(LineRecord(uri(line), uri(line)[4:].partition("@")[0], "bench", extension(line)) for line in range(lines))
    for name in dict.fromkeys(map(owner, range(lines))):
        store.add_user(name, PASSWORD, now=time.time())
    with store.transaction() as connection:
        rows = [{"user": owner(line), "line": uri(line), "position": line % LINES_PER_USER} for line in range(lines)]
        connection.execute(sa.insert(ownership), rows)
